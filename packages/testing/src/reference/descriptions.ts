/** Looking things up in the families as they are written: no tables, one comparison of strings after the other. */
import { families } from '../../../core/src/knowledge/families/index.ts';
import type {
  Cases,
  CommandSpec,
  EveryOperand,
  OptionSpec,
  Role,
  Shorthand,
  Slot,
  Slots,
  ValueSpec,
} from '../../../core/src/knowledge/vocabulary/spec.ts';
import { holdsHole } from './words.ts';

type Style = NonNullable<CommandSpec['style']>;

/** A tool, or one of its subcommands. */
export interface Described {
  readonly spec: CommandSpec;
  /** Canonical names from the tool on: `git push`. */
  readonly fullName: string;
  readonly style: Style;
  readonly outer: Described | undefined;
}

export interface Option {
  readonly spec: OptionSpec;
  /** What happens to the value of an option that has one. */
  readonly takes: Role | Cases | undefined;
  readonly isAttached: boolean;
  /** Of two options, the one declared last ranks higher; a subcommand's above those of its parent. */
  readonly rank: number;
}

/** A tool with its names, the canonical one first. */
interface Tool {
  readonly names: readonly string[];
  readonly shorthand: Shorthand;
}

const TOOLS: readonly Tool[] = families.flatMap((family) =>
  Object.entries(family).map(([names, shorthand]) => ({ names: namesOf(names), shorthand })),
);
const TOOLS_BY_NAME: ReadonlyMap<string, Tool> = new Map(
  TOOLS.flatMap((tool) => tool.names.map((name) => [name, tool])),
);

/** The tool that is called so. */
export function describedTool(name: string): Described | undefined {
  const tool = TOOLS_BY_NAME.get(name);
  return tool && describe(tool.names, tool.shorthand, undefined);
}

/** The tool of that name, its version or `.exe` aside: `python3.12`, `gcc-13`, `git.exe`. */
export function describedVersion(name: string): Described | undefined {
  const bare = name.replace(/(?<=.)\.exe$|-?[0-9.]+$/, '');
  return describedTool(name) ?? (bare === '' ? undefined : describedTool(bare));
}

/** A subcommand in its dashed spelling: `git-reset`. */
export function describedDashed(name: string): Described | undefined {
  const dash = name.indexOf('-');
  const tool = dash <= 0 ? undefined : describedTool(name.slice(0, dash));
  const word = name.slice(dash + 1);
  const below =
    tool &&
    Object.entries(tool.spec.commands ?? {}).find(([names]) => !word.includes('*') && namesOf(names).includes(word));
  return tool && below && describe(namesOf(below[0]), below[1], tool);
}

/** The subcommand that the word names: by a plain name, else by the first pattern that fits. */
export function describedSubcommand(command: Described, word: string): Described | undefined {
  const entries = Object.entries(command.spec.commands ?? {}).map(([names, shorthand]) => ({
    names: namesOf(names),
    shorthand,
  }));
  const plain = entries.find(({ names }) => names.some((name) => !name.includes('*') && name === word));
  if (plain !== undefined) return describe(plain.names, plain.shorthand, command);
  if (holdsHole(word) || isGroup(command, word)) return undefined;
  const fitting = entries.find(({ names }) => names.some((name) => name.includes('*') && fits(name, word)));
  return fitting && describe(fitting.names, fitting.shorthand, command);
}

/** Whether the word only says what a subcommand behind it is about. */
export function isGroup(command: Described, word: string): boolean {
  return namesOf(command.spec.groups ?? '').includes(word);
}

function describe(names: readonly string[], shorthand: Shorthand, outer: Described | undefined): Described {
  const spec = expanded(shorthand);
  const name = names[0] ?? '';
  return {
    spec,
    fullName: outer === undefined ? name : `${outer.fullName} ${name}`,
    style: styleOf(spec, outer),
    outer,
  };
}

/** Subcommands write `long` and `keyed` options as their tool does, unless they say otherwise. */
function styleOf(spec: CommandSpec, outer: Described | undefined): Style {
  if (spec.style !== undefined) return spec.style;
  return outer?.style === 'long' || outer?.style === 'keyed' ? outer.style : 'gnu';
}

function expanded(shorthand: Shorthand): CommandSpec {
  if (typeof shorthand !== 'string') return shorthand;
  if (shorthand.startsWith('file.')) return { operands: `${shorthand}*` };
  if (shorthand.startsWith('network.')) return { operands: `${shorthand}*`, bare: shorthand };
  return { does: shorthand };
}

/** Every option that is valid for a command, each with its names: its own, then those of the commands around it. */
function optionsOf(command: Described): readonly { readonly names: readonly string[]; readonly option: Option }[] {
  const { spec, outer } = command;
  const above = outer === undefined || spec.ownOptions === true ? [] : optionsOf(outer);
  const depth = depthOf(command);
  const flags = Object.entries(spec.flags ?? {}).map(([names, flag]) => ({
    names,
    spec: typeof flag === 'string' || isList(flag) ? { does: flag } : flag,
    takes: undefined,
    isAttached: false,
  }));
  const values = Object.entries(spec.values ?? {}).map(([names, value]) => {
    const full: ValueSpec = typeof value !== 'string' && 'takes' in value ? (value as ValueSpec) : { takes: value };
    return { names, spec: full, takes: full.takes, isAttached: full.attached === true };
  });
  const own = [...flags, ...values].map(({ names, ...option }, index) => ({
    names: namesOf(names),
    option: { ...option, rank: depth * 1e6 + index },
  }));
  return [...own, ...above];
}

function depthOf({ outer }: Described): number {
  return outer === undefined ? 0 : 1 + depthOf(outer);
}

/** The option of exactly that name. */
export function optionNamed(command: Described, name: string): Option | undefined {
  const options = optionsOf(command);
  const exact = options.find(({ names }) => names.includes(name))?.option;
  if (exact !== undefined || command.style !== 'long' || !name.startsWith('--')) return exact;
  // In the style `long`, two dashes mean the same as one.
  return options.find(({ names }) => names.includes(name.slice(1)))?.option;
}

/** The first of the command's own long options that begins so. */
export function optionAbbreviated(command: Described, beginning: string): Option | undefined {
  if (!beginning.startsWith('--') || beginning.length < 3) return undefined;
  const own = optionsOf({ ...command, outer: undefined });
  const found = own.find(({ names }) =>
    names.some((name) => name.length > beginning.length && name.startsWith(beginning)),
  );
  return found && optionNamed(command, found.names[0] ?? '');
}

/** The patterns of cases with their roles, in the order in which they are tried. */
export function casePatterns(cases: Cases): readonly { readonly pattern: string; readonly role: Role }[] {
  const entries = Object.entries(cases).filter(([patterns]) => patterns !== 'else' && patterns !== 'dynamic');
  return entries.flatMap(([patterns, role]) => namesOf(patterns).map((pattern) => ({ pattern, role })));
}

/** `exact`, `prefix*`, `*suffix`, `*middle*`. */
export function fits(pattern: string, word: string): boolean {
  if (pattern === '*') return true;
  const text = pattern.replace(/^\*/, '').replace(/\*$/, '');
  if (pattern.startsWith('*') && pattern.endsWith('*')) return word.includes(text);
  if (pattern.startsWith('*')) return word.endsWith(text);
  return pattern.endsWith('*') ? word.startsWith(text) : word === text;
}

/** Slots before the one that takes any number of operands, that one, and those behind it. */
export interface OperandRoles {
  readonly head: readonly (Role | Cases)[];
  readonly many: Role | Cases | undefined;
  readonly tail: readonly (Role | Cases)[];
}

export function operandRoles(slots: Slots): OperandRoles {
  const all: readonly Slot[] = isList(slots) ? slots : [slots];
  const at = all.findIndex((slot) => (typeof slot === 'string' ? slot.endsWith('*') : isEvery(slot)));
  const roles = all.map((slot) => {
    if (typeof slot === 'string') return slot.replace(/[*?]$/, '') as Role;
    return isEvery(slot) ? slot.every : slot;
  });
  if (at < 0) return { head: roles, many: undefined, tail: [] };
  return { head: roles.slice(0, at), many: roles[at], tail: roles.slice(at + 1) };
}

function isEvery(slot: Cases | EveryOperand): slot is EveryOperand {
  return typeof slot['every'] === 'object';
}

function namesOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((name) => name !== '');
}

/** One or several, as a list. */
export function listOf<Item extends string>(items: Item | readonly Item[] | undefined): readonly Item[] {
  if (items === undefined) return [];
  return typeof items === 'string' ? [items] : items;
}

function isList<Item>(value: Item): value is Extract<Item, readonly unknown[]> {
  return Array.isArray(value);
}
