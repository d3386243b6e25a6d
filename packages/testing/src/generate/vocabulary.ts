/** What the families name: tools, their subcommands, their options and what those take. */
import { families } from '../../../core/src/knowledge/families/index.ts';
import type { Cases, CommandSpec, Role, Shorthand, Slots } from '../../../core/src/knowledge/vocabulary/spec.ts';

/** What a word of a tool's arguments may be good for. */
export type Wanted = Role | Cases;

export interface Vocabulary {
  readonly names: readonly string[];
  readonly options: readonly { readonly name: string; readonly takes: Wanted | undefined }[];
  readonly operands: readonly Wanted[];
  readonly groups: readonly string[];
  readonly style: CommandSpec['style'];
  readonly below: readonly Vocabulary[];
}

/** Every tool of the families. */
export const TOOLS: readonly Vocabulary[] = families.flatMap((family) =>
  Object.entries(family).map(([names, shorthand]) => vocabularyOf(names, shorthand)),
);

function vocabularyOf(names: string, shorthand: Shorthand): Vocabulary {
  const spec: CommandSpec = typeof shorthand === 'string' ? { operands: shorthand } : shorthand;
  const flags = Object.keys(spec.flags ?? {}).flatMap((spellings) =>
    split(spellings).map((name) => ({ name, takes: undefined })),
  );
  const values = Object.entries(spec.values ?? {}).flatMap(([spellings, given]) => {
    const takes = typeof given !== 'string' && 'takes' in given ? given['takes'] : given;
    return split(spellings).map((name) => ({ name, takes }));
  });
  return {
    names: split(names),
    options: [...flags, ...values],
    operands: spec.operands === undefined ? [] : wantedBy(spec.operands),
    groups: split(spec.groups ?? ''),
    style: spec.style,
    below: Object.entries(spec.commands ?? {}).map(([below, description]) => vocabularyOf(below, description)),
  };
}

function wantedBy(slots: Slots): readonly Wanted[] {
  const all = Array.isArray(slots)
    ? (slots as readonly Exclude<Slots, readonly unknown[]>[])
    : [slots as Exclude<Slots, readonly unknown[]>];
  return all.map((slot) => {
    if (typeof slot === 'string') return slot.replace(/[*?]$/, '') as Role;
    return typeof slot['every'] === 'object' ? slot['every'] : (slot as Cases);
  });
}

function split(names: string): readonly string[] {
  return names.split(/\s+/).filter((name) => name !== '');
}
