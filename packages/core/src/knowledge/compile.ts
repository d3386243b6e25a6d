/** Turns families into tables. Runs at build time, and at load time in development. */
import { commandHash } from '../descriptor/md5.ts';
import { EFFECT_NAMES, type EffectName } from './effects.ts';
import type { Cases, CommandSpec, EveryOperand, Family, OptionSpec, Role, Shorthand, Slot, Slots, ValueSpec } from './spec.ts';
import {
  indexKeys,
  KeyKind,
  LANGUAGES,
  MAX_NAME_LENGTH,
  NODE_COLUMNS,
  NodeFlag,
  OPTION_COLUMNS,
  OptionFlag,
  PatternKind,
  ROOT_NODE,
  SpecialRole,
  type TableData,
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
  'source.shell-joined': SpecialRole.SHELL_JOINED,
  only: SpecialRole.ONLY,
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
  readonly #nodes: Record<string, number[]> = Object.fromEntries(NODE_COLUMNS.map((name) => [name, []]));
  readonly #options: Record<string, number[]> = Object.fromEntries(OPTION_COLUMNS.map((name) => [name, []]));
  readonly #lists: number[] = [];
  readonly #keys: number[] = [];
  readonly #seen = new Set<string>();

  compile(families: readonly Family[]): Tables {
    this.#addNode(-1, '', '', {}, 0);
    for (const family of families) {
      for (const [names, shorthand] of Object.entries(family)) this.#addCommand(ROOT_NODE, '', names, shorthand, 0);
    }
    const columns = (table: Record<string, number[]>): Record<string, Int32Array> =>
      Object.fromEntries(Object.entries(table).map(([name, values]) => [name, Int32Array.from(values)]));
    const pool = Uint8Array.from(this.#pool);
    const keys = Int32Array.from(this.#keys);
    return new Tables({
      pool,
      nodes: columns(this.#nodes) as TableData['nodes'],
      options: columns(this.#options) as TableData['options'],
      lists: Int32Array.from(this.#lists),
      keys,
      slots: indexKeys(keys, pool),
    });
  }

  /** Adds a tool or subcommand; returns the pairs (pattern, node) for those of its names that are patterns. */
  #addCommand(parent: number, parentName: string, names: string, shorthand: Shorthand, inherited: number): [string, number][] {
    const spellings = names.split(/\s+/).filter((name) => name !== '');
    const first = spellings[0];
    if (first === undefined) throw new KnowledgeError('bad-name', `A command below "${parentName}" has no name.`);
    const fullName = parentName === '' ? first : `${parentName} ${first}`;
    const node = this.#addNode(parent, first, fullName, expand(shorthand), inherited);
    const patterns: [string, number][] = [];
    for (const spelling of spellings) {
      if (parent !== ROOT_NODE && spelling.includes('*')) patterns.push([spelling, node]);
      else this.#addKey(parent, KeyKind.COMMAND, spelling, node, fullName);
    }
    if (patterns.length > 0) this.#set(this.#nodes, 'flags', node, NodeFlag.PATTERNED | this.#get('flags', node));
    return patterns;
  }

  #addNode(parent: number, name: string, fullName: string, spec: CommandSpec, inherited: number): number {
    const node = this.#nodes['parent']?.length ?? 0;
    const style = styleFlags(spec, inherited);
    const row: Record<(typeof NODE_COLUMNS)[number], number> = {
      parent,
      flags: style | ownFlags(spec) | (inherited & NodeFlag.PATTERNED),
      name: this.#string(name),
      nameLength: name.length,
      hash: commandHash(fullName) | 0,
      fullLength: fullName.length,
      does: this.#effects(spec.does),
      bare: this.#effects(spec.bare),
      slots: this.#slots(spec.operands),
      stdin: spec.stdin === undefined ? -1 : this.#role(spec.stdin),
      patterns: -1,
      longOptions: -1,
    };
    for (const column of NODE_COLUMNS) this.#nodes[column]?.push(row[column]);
    const long = this.#addOptions(node, fullName, spec);
    this.#set(this.#nodes, 'longOptions', node, long.length === 0 ? -1 : this.#list(long.flat()));
    for (const group of (spec.groups ?? '').split(/\s+/).filter((text) => text !== '')) this.#addKey(node, KeyKind.GROUP, group, 1, fullName);
    const below = style | (spec.groups === undefined ? 0 : NodeFlag.PATTERNED) | ((this.#get('flags', node) & NodeFlag.PATTERNED) as number);
    const patterns = Object.entries(spec.commands ?? {}).flatMap(([names, shorthand]) => this.#addCommand(node, fullName, names, shorthand, below));
    if (patterns.length > 0) this.#set(this.#nodes, 'patterns', node, this.#list(patterns.flatMap(([pattern, to]) => [...this.#pattern(pattern), to])));
    return node;
  }

  /** Adds a node's options; returns triples (pool start, length, option) of those that can be abbreviated. */
  #addOptions(node: number, fullName: string, spec: CommandSpec): [number, number, number][] {
    const long: [number, number, number][] = [];
    const add = (names: string, option: OptionSpec, takes: number, attached: boolean): void => {
      const row = this.#addOption(option, takes, attached);
      for (const name of names.split(/\s+/).filter((text) => text !== '')) {
        this.#addKey(node, KeyKind.OPTION, name, row, fullName);
        if (isLong(name)) long.push([this.#string(name), name.length, row]);
      }
    };
    for (const [names, flag] of Object.entries(spec.flags ?? {})) add(names, isDoes(flag) ? { does: flag } : flag, -1, false);
    for (const [names, value] of Object.entries(spec.values ?? {})) {
      const full = isValueSpec(value) ? value : { takes: value };
      add(names, full, this.#role(full.takes), full.attached === true);
    }
    return long;
  }

  #addOption(option: OptionSpec, takes: number, attached: boolean): number {
    const row = this.#options['takes']?.length ?? 0;
    const turns = Object.entries(option.turns ?? {}).flatMap(([from, to]) => [this.#role(from as Role), this.#role(to)]);
    const values: Record<(typeof OPTION_COLUMNS)[number], number> = {
      takes,
      flags: (attached ? OptionFlag.ATTACHED : 0) | (option.only === true ? OptionFlag.ONLY : 0),
      does: this.#effects(option.does),
      slots: this.#slots(option.operands),
      turns: turns.length === 0 ? -1 : this.#list(turns),
    };
    for (const column of OPTION_COLUMNS) this.#options[column]?.push(values[column]);
    return row;
  }

  #effects(does: EffectName | readonly EffectName[] | undefined): number {
    if (does === undefined) return -1;
    return this.#list((typeof does === 'string' ? [does] : does).map((name) => this.#role(name)));
  }

  /** Slots as a list: number of fixed ones before the variadic one, its role or -1, those before, those after. */
  #slots(slots: Slots | undefined): number {
    if (slots === undefined) return -1;
    const all = isSlotList(slots) ? slots : [slots];
    const head: number[] = [];
    const tail: number[] = [];
    let variadic = -1;
    for (const slot of all) {
      const many = typeof slot === 'string' ? slot.endsWith('*') : isEvery(slot);
      if (many && variadic >= 0) throw new KnowledgeError('bad-slots', `Expected at most one slot with "*", met ${JSON.stringify(all)}.`);
      const role = this.#role((typeof slot === 'string' ? slot.replace(/[*?]$/, '') : isEvery(slot) ? slot.every : slot) as Role | Cases);
      if (many) variadic = role;
      else (variadic < 0 ? head : tail).push(role);
    }
    return this.#list([head.length, variadic, ...head, ...tail]);
  }

  #role(role: Role | Cases): number {
    if (typeof role !== 'string') return this.#cases(role);
    const effect = EFFECT_NUMBERS.get(role);
    if (effect !== undefined) return effect;
    const special = SPECIAL_ROLES[role];
    if (special !== undefined) return special;
    const language = LANGUAGES.indexOf(role.replace(/^source\./, '') as (typeof LANGUAGES)[number]);
    if (!role.startsWith('source.') || language < 0) throw new KnowledgeError('bad-role', `Expected an effect or role of spec.ts, met "${role}".`);
    return SpecialRole.SOURCE + language;
  }

  /** Cases as a list: roles of `else` and `dynamic`, then quadruples (pattern kind, pool start, length, role). */
  #cases(cases: Cases): number {
    const otherwise = this.#role(cases['else'] ?? 'text');
    const dynamic = this.#role(cases['dynamic'] ?? 'dynamic.option');
    const rows = Object.entries(cases)
      .filter(([patterns]) => patterns !== 'else' && patterns !== 'dynamic')
      .flatMap(([patterns, role]) => patterns.split(/\s+/).flatMap((pattern) => [...this.#pattern(pattern), this.#role(role)]));
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
    if (this.#seen.has(key)) throw new KnowledgeError('duplicate-name', `"${text}" is described twice, the second time in "${fullName}". Keep one.`);
    this.#seen.add(key);
    if (text.length > MAX_NAME_LENGTH) throw new KnowledgeError('bad-name', `Expected at most ${MAX_NAME_LENGTH} characters, met "${text}".`);
    this.#keys.push(owner * 4 + kind, this.#string(text) * 256 + text.length, value);
  }

  #get(column: (typeof NODE_COLUMNS)[number], node: number): number {
    return this.#nodes[column]?.[node] ?? 0;
  }

  #set(table: Record<string, number[]>, column: string, row: number, value: number): void {
    const values = table[column];
    if (values !== undefined) values[row] = value;
  }
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

function isSlotList(slots: Slots): slots is readonly (Exclude<Slots, readonly unknown[]>)[] {
  return Array.isArray(slots);
}
