/** Turns families into tables. Runs at build time, and at load time in development. */
import { hashText } from '../../shell/units.ts';
import { commandHash } from '../../descriptor/md5.ts';
import { EFFECT_NAMES, type EffectName } from '../vocabulary/effects.ts';
import { hasGraveOption } from '../arguments/grave.ts';
import type {
  Cases,
  CommandSpec,
  EveryOperand,
  Family,
  OptionSpec,
  Role,
  Shorthand,
  Slot,
  Slots,
  ValueSpec,
} from '../vocabulary/spec.ts';
import { INLINE_LENGTH, indexNames, MAX_NAME_LENGTH, type NameEntry } from './name-index.ts';
import {
  EFFECT_LIST_BASE,
  KeyKind,
  LANGUAGES,
  NO_SLOTS,
  NODE_WIDTH,
  NodeField,
  NodeFlag,
  OPTION_WIDTH,
  OptionField,
  OptionFlag,
  PatternKind,
  ROOT_NODE,
  SpecialRole,
  Tables,
} from './tables.ts';

/** A description that contradicts itself or another one. */
export class KnowledgeError extends Error {
  readonly code: 'duplicate-name' | 'bad-name' | 'bad-role' | 'bad-slots';
  constructor(code: KnowledgeError['code'], message: string) {
    super(message);
    this.name = 'KnowledgeError';
    this.code = code;
  }
}

const SPECIAL_ROLES: Readonly<Record<string, number>> = {
  text: SpecialRole.TEXT,
  command: SpecialRole.COMMAND,
  'command-text': SpecialRole.COMMAND_TEXT,
  assignment: SpecialRole.ASSIGNMENT,
  directory: SpecialRole.DIRECTORY,
  'transfer.from': SpecialRole.TRANSFER_FROM,
  'transfer.to': SpecialRole.TRANSFER_TO,
  'transfer.mirror': SpecialRole.TRANSFER_MIRROR,
  'source.shell-joined': SpecialRole.SHELL_JOINED,
  only: SpecialRole.ONLY,
  placeholder: SpecialRole.PLACEHOLDER,
};

const EFFECT_NUMBERS: ReadonlyMap<string, number> = new Map(EFFECT_NAMES.map((name, number) => [name, number]));

/** Compiles families; a name that two of them define is a `KnowledgeError`. */
export function compileKnowledge(families: readonly Family[]): Tables {
  return new Compiler().compile(families);
}

/** Whether an option of this name can be abbreviated. */
function isLong(name: string): boolean {
  return name.startsWith('--') && name.length > 3;
}

class Compiler {
  readonly #pool: number[] = [];
  readonly #pooled = new Map<string, number>();
  /** Rows of `NODE_WIDTH` and `OPTION_WIDTH` integers. */
  readonly #nodes: number[] = [];
  readonly #options: number[] = [];
  readonly #lists: number[] = [];
  readonly #names: NameEntry[] = [];
  readonly #seen = new Set<string>();

  compile(families: readonly Family[]): Tables {
    this.#addNode(-1, '', '', {}, 0);
    for (const family of families) {
      for (const [names, shorthand] of Object.entries(family)) this.#addCommand(ROOT_NODE, '', names, shorthand, 0);
    }
    return new Tables({
      pool: Uint8Array.from(this.#pool),
      nodes: Int32Array.from(this.#nodes),
      options: Int32Array.from(this.#options),
      lists: Int32Array.from(this.#lists),
      names: indexNames(this.#names),
    });
  }

  /** Adds a tool or subcommand; returns the pairs (pattern, node) for those of its names that are patterns. */
  #addCommand(
    parent: number,
    parentName: string,
    names: string,
    shorthand: Shorthand,
    inherited: number,
  ): [string, number][] {
    const spellings = partsOf(names);
    const first = spellings[0];
    if (first === undefined) throw new KnowledgeError('bad-name', `A command below "${parentName}" has no name.`);
    const fullName = parentName === '' ? first : `${parentName} ${first}`;
    const node = this.#addNode(parent, first, fullName, expand(shorthand), inherited);
    const patterns: [string, number][] = [];
    for (const spelling of spellings) {
      if (parent !== ROOT_NODE && spelling.includes('*')) patterns.push([spelling, node]);
      else this.#addKey(parent, KeyKind.COMMAND, spelling, node, fullName);
    }
    if (patterns.length > 0) this.#set(node, NodeField.FLAGS, NodeFlag.PATTERNED | this.#get(node, NodeField.FLAGS));
    return patterns;
  }

  #addNode(parent: number, name: string, fullName: string, spec: CommandSpec, inherited: number): number {
    const node = this.#nodes.length / NODE_WIDTH;
    const style = styleFlags(spec, inherited);
    const row = Array.from({ length: NODE_WIDTH }, () => 0);
    row[NodeField.PARENT] = parent;
    row[NodeField.FLAGS] = style | ownFlags(spec) | (inherited & NodeFlag.PATTERNED);
    row[NodeField.SLOTS] = this.#slots(spec.operands);
    row[NodeField.DOES] = this.#effects(spec.does);
    row[NodeField.BARE] = this.#effects(spec.bare);
    row[NodeField.STDIN] = spec.stdin === undefined ? -1 : this.#role(spec.stdin);
    row[NodeField.HASH] = commandHash(fullName) | 0;
    row[NodeField.FULL_LENGTH] = fullName.length;
    row[NodeField.NAME] = this.#string(name);
    row[NodeField.NAME_LENGTH] = name.length;
    this.#nodes.push(...row);
    this.#addOptions(node, fullName, spec);
    for (const group of partsOf(spec.groups ?? '')) this.#addKey(node, KeyKind.GROUP, group, 1, fullName);
    const below =
      style |
      (spec.groups === undefined ? 0 : NodeFlag.PATTERNED) |
      (this.#get(node, NodeField.FLAGS) & NodeFlag.PATTERNED);
    const patterns = Object.entries(spec.commands ?? {}).flatMap(([names, shorthand]) =>
      this.#addCommand(node, fullName, names, shorthand, below),
    );
    this.#set(
      node,
      NodeField.PATTERNS,
      patterns.length === 0 ? -1 : this.#list(patterns.flatMap(([pattern, to]) => [...this.#pattern(pattern), to])),
    );
    return node;
  }

  /** Adds a node's options and the sieve of their names. */
  #addOptions(node: number, fullName: string, spec: CommandSpec): void {
    const long: number[] = [];
    let sieve = 0;
    const add = (names: string, option: OptionSpec, takes: number, attached: boolean): void => {
      const row = this.#addOption(option, takes, attached);
      for (const name of partsOf(names)) {
        this.#addKey(node, KeyKind.OPTION, name, row, fullName);
        sieve |= 1 << (hashText(name) >>> 27);
        if (isLong(name)) long.push(this.#string(name) * 256 + name.length, row);
      }
    };
    for (const [names, flag] of Object.entries(spec.flags ?? {}))
      add(names, isDoes(flag) ? { does: flag } : flag, -1, false);
    for (const [names, value] of Object.entries(spec.values ?? {})) {
      const full = isValueSpec(value) ? value : { takes: value };
      add(names, full, this.#role(full.takes), full.attached === true);
    }
    this.#set(node, NodeField.OPTION_SIEVE, sieve);
    this.#set(node, NodeField.LONG_OPTIONS, long.length === 0 ? -1 : this.#list(long));
  }

  #addOption(option: OptionSpec, takes: number, attached: boolean): number {
    const number = this.#options.length / OPTION_WIDTH;
    const turns = Object.entries(option.turns ?? {}).flatMap(([from, to]) => [
      this.#role(from as Role),
      this.#role(to),
    ]);
    const row = Array.from({ length: OPTION_WIDTH }, () => 0);
    row[OptionField.TAKES] = takes;
    row[OptionField.FLAGS] = (attached ? OptionFlag.ATTACHED : 0) | (option.only === true ? OptionFlag.ONLY : 0);
    row[OptionField.DOES] = this.#effects(option.does);
    row[OptionField.SLOTS] = this.#slots(option.operands);
    row[OptionField.TURNS] = turns.length === 0 ? -1 : this.#list(turns);
    this.#options.push(...row);
    return number;
  }

  #effects(does: EffectName | readonly EffectName[] | undefined): number {
    const effects = (does === undefined ? [] : typeof does === 'string' ? [does] : does).map((name) =>
      this.#role(name),
    );
    if (effects.length === 0) return -1;
    return effects.length === 1 ? (effects[0] as number) : EFFECT_LIST_BASE + this.#list(effects);
  }

  /** Slots as a list: number of fixed ones before the variadic one, its role or -1, those before, those after. */
  #slots(slots: Slots | undefined): number {
    if (slots === undefined) return NO_SLOTS;
    const all = isSlotList(slots) ? slots : [slots];
    const head: number[] = [];
    const tail: number[] = [];
    let variadic = -1;
    for (const slot of all) {
      const many = typeof slot === 'string' ? slot.endsWith('*') : isEvery(slot);
      if (many && variadic >= 0)
        throw new KnowledgeError('bad-slots', `Expected at most one slot with "*", met ${JSON.stringify(all)}.`);
      const role = this.#role(
        (typeof slot === 'string' ? slot.replace(/[*?]$/, '') : isEvery(slot) ? slot.every : slot) as Role | Cases,
      );
      if (many) variadic = role;
      else (variadic < 0 ? head : tail).push(role);
    }
    if (variadic >= 0 && head.length + tail.length === 0) return NO_SLOTS - 1 - variadic;
    return this.#list([head.length, variadic, ...head, ...tail]);
  }

  #role(role: Role | Cases): number {
    if (typeof role !== 'string') return this.#cases(role);
    const effect = EFFECT_NUMBERS.get(role);
    if (effect !== undefined) return effect;
    const special = SPECIAL_ROLES[role];
    if (special !== undefined) return special;
    const language = LANGUAGES.indexOf(role.replace(/^source\./, '') as (typeof LANGUAGES)[number]);
    if (!role.startsWith('source.') || language < 0)
      throw new KnowledgeError('bad-role', `Expected an effect or role of spec.ts, met "${role}".`);
    return SpecialRole.SOURCE + language;
  }

  /** Cases as a list: roles of `else` and `dynamic`, then quadruples (pattern kind, pool start, length, role). */
  #cases(cases: Cases): number {
    const otherwise = this.#role(cases['else'] ?? 'text');
    const dynamic = this.#role(cases['dynamic'] ?? 'dynamic.option');
    const rows = Object.entries(cases)
      .filter(([patterns]) => patterns !== 'else' && patterns !== 'dynamic')
      .flatMap(([patterns, role]) =>
        partsOf(patterns).flatMap((pattern) => [...this.#pattern(pattern), this.#role(role)]),
      );
    return SpecialRole.CASES + this.#list([otherwise, dynamic, ...rows]);
  }

  #pattern(pattern: string): [kind: number, start: number, length: number] {
    const text = pattern.replace(/^\*/, '').replace(/\*$/, '');
    const kind = patternKind(pattern);
    return [kind, this.#string(text), text.length];
  }

  #list(values: readonly number[]): number {
    const start = this.#lists.length;
    this.#lists.push(values.length, ...values);
    return start;
  }

  #string(text: string): number {
    const known = this.#pooled.get(text);
    if (known !== undefined) return known;
    const start = this.#pool.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7e) throw new KnowledgeError('bad-name', `Expected printable ASCII, met "${text}".`);
      this.#pool.push(unit);
    }
    this.#pooled.set(text, start);
    return start;
  }

  #addKey(owner: number, kind: number, text: string, value: number, fullName: string): void {
    const key = `${owner}/${kind}/${text}`;
    if (this.#seen.has(key))
      throw new KnowledgeError(
        'duplicate-name',
        `"${text}" is described twice, the second time in "${fullName}". Keep one.`,
      );
    this.#seen.add(key);
    if (text.length > MAX_NAME_LENGTH)
      throw new KnowledgeError('bad-name', `Expected at most ${MAX_NAME_LENGTH} characters, met "${text}".`);
    this.#names.push({ owner, kind, text, poolStart: text.length > INLINE_LENGTH ? this.#string(text) : 0, value });
  }

  #get(node: number, field: number): number {
    return this.#nodes[node * NODE_WIDTH + field] as number;
  }

  #set(node: number, field: number, value: number): void {
    this.#nodes[node * NODE_WIDTH + field] = value;
  }
}

/** Names, or patterns, that stand in one text with blanks between them. */
function partsOf(text: string): string[] {
  return text.split(/\s+/).filter((part) => part !== '');
}

function patternKind(pattern: string): number {
  if (pattern === '*') return PatternKind.ANY;
  if (pattern.startsWith('*') && pattern.endsWith('*')) return PatternKind.MIDDLE;
  if (pattern.startsWith('*')) return PatternKind.SUFFIX;
  return pattern.endsWith('*') ? PatternKind.PREFIX : PatternKind.EXACT;
}

/** The full description that a shorthand stands for. */
function expand(shorthand: Shorthand): CommandSpec {
  if (typeof shorthand !== 'string') return shorthand;
  if (shorthand.startsWith('file.')) return { operands: `${shorthand}*` };
  if (shorthand.startsWith('network.')) return { operands: `${shorthand}*`, bare: shorthand };
  return { does: shorthand };
}

const STYLES: Readonly<Record<NonNullable<CommandSpec['style']>, number>> = {
  gnu: 0,
  posix: NodeFlag.POSIX,
  long: NodeFlag.LONG,
  keyed: NodeFlag.KEYED,
};

/** A subcommand writes its options as its parent does, unless it says otherwise. */
function styleFlags(spec: CommandSpec, inherited: number): number {
  return spec.style === undefined ? inherited & (NodeFlag.LONG | NodeFlag.KEYED) : STYLES[spec.style];
}

function ownFlags(spec: CommandSpec): number {
  return (
    (spec.bundle === true ? NodeFlag.BUNDLE : 0) |
    (spec.closed === true ? NodeFlag.CLOSED : 0) |
    (spec.helpless === true ? NodeFlag.HELPLESS : 0) |
    (spec.ownOptions === true ? NodeFlag.OWN_OPTIONS : 0) |
    (spec.feeds === true ? NodeFlag.FEEDS : 0) |
    (spec.away === true ? NodeFlag.AWAY : 0) |
    (spec.decodes === true ? NodeFlag.DECODES : 0) |
    (spec.defers === true ? NodeFlag.DEFERS : 0) |
    (spec.prints === true ? NodeFlag.PRINTS : 0) |
    (hasGraveOption(spec) ? NodeFlag.GRAVE_OPTION : 0) |
    (spec.session === true ? NodeFlag.SESSION : 0) |
    (spec.commands === undefined ? 0 : NodeFlag.HAS_COMMANDS) |
    (spec.operands === undefined ? 0 : NodeFlag.HAS_OPERANDS) |
    (spec.groups === undefined ? 0 : NodeFlag.HAS_GROUPS)
  );
}

function isDoes(flag: EffectName | readonly EffectName[] | OptionSpec): flag is EffectName | readonly EffectName[] {
  return typeof flag === 'string' || Array.isArray(flag);
}

function isValueSpec(value: Role | Cases | ValueSpec): value is ValueSpec {
  return typeof value !== 'string' && 'takes' in value;
}

function isEvery(slot: Slot): slot is EveryOperand {
  return typeof slot !== 'string' && typeof slot['every'] === 'object';
}

function isSlotList(slots: Slots): slots is readonly Exclude<Slots, readonly unknown[]>[] {
  return Array.isArray(slots);
}
