/**
 * The compiled form of knowledge: nodes (tools and subcommands), their options, and one hashed index
 * of names, all in typed arrays, so that looking up a word neither allocates nor builds a string.
 * `compile.ts` makes them from families at build time; a bundle carries them encoded.
 */
import { hashText } from '../../shell/units.ts';
import { HASH_BASIS, HASH_PRIME } from '../../shell/reading.ts';
import { EFFECT_NAMES } from '../vocabulary/effects.ts';
import { emptyIndex, entryOf, INLINE_LENGTH, type NameIndex, namesOf, placeName, spell, spells } from './name-index.ts';
import type { Language } from '../vocabulary/spec.ts';

// Every runtime that `core` is made for has these two; the language's own library doesn't list them.
declare function atob(text: string): string;
declare function btoa(text: string): string;

/** Bits of a node's flags. */
export const NodeFlag = {
  POSIX: 1,
  LONG: 2,
  KEYED: 4,
  BUNDLE: 8,
  CLOSED: 16,
  HELPLESS: 32,
  OWN_OPTIONS: 64,
  FEEDS: 128,
  AWAY: 256,
  DECODES: 512,
  HAS_COMMANDS: 1024,
  HAS_OPERANDS: 2048,
  HAS_GROUPS: 4096,
  /** Reached through a pattern or a group: its full name is only in the command line. */
  PATTERNED: 8192,
  SESSION: 16384,
  PRINTS: 32768,
  DEFERS: 65536,
  /** One of its own options makes it more dangerous (`grave.ts`). */
  GRAVE_OPTION: 131072,
} as const;

/** Bits of an option's flags. */
export const OptionFlag = { ATTACHED: 1, ONLY: 2 } as const;

/** Roles that are no effects; an effect's role is its own number. */
export const SpecialRole = {
  TEXT: 512,
  COMMAND: 513,
  COMMAND_TEXT: 514,
  ASSIGNMENT: 515,
  DIRECTORY: 516,
  TRANSFER_FROM: 517,
  TRANSFER_TO: 518,
  SHELL_JOINED: 519,
  ONLY: 520,
  PLACEHOLDER: 521,
  TRANSFER_MIRROR: 522,
  /** `SOURCE + i` is code in language `LANGUAGES[i]`. */
  SOURCE: 540,
  /** `CASES + i`: cases that start at `lists[i]`. */
  CASES: 1024,
} as const;

export const LANGUAGES: readonly Language[] = [
  'shell',
  'python',
  'javascript',
  'perl',
  'ruby',
  'php',
  'lua',
  'awk',
  'sed',
  'jq',
  'sql',
  'r',
  'applescript',
  'powershell',
  'vim',
  'other',
];

/** How a pattern of `Cases` or of a subcommand's name is compared. */
export const PatternKind = { EXACT: 0, PREFIX: 1, SUFFIX: 2, MIDDLE: 3, ANY: 4 } as const;

/** What kind of name a key of the index is. */
export const KeyKind = { COMMAND: 0, OPTION: 1, GROUP: 2 } as const;

/** Fields of a node. A node is one row of 16 integers, a cache line: it is read at random. */
export const NodeField = {
  PARENT: 0,
  FLAGS: 1,
  /** Bit `hash >>> 27` of the names of its own options: where it is clear, the node has no such option. */
  OPTION_SIEVE: 2,
  /** Slots: see `slotsOf`. */
  SLOTS: 3,
  /** Effects: see `effectsOf`. */
  DOES: 4,
  BARE: 5,
  /** A role, or -1. */
  STDIN: 6,
  /** A list, or -1. */
  PATTERNS: 7,
  /** A list of pairs, or -1: name of a long option (`pool start * 256 + length`), option. */
  LONG_OPTIONS: 8,
  /** Command hash of its full name, and that name's length. */
  HASH: 9,
  FULL_LENGTH: 10,
  /** Its own name in the pool. */
  NAME: 11,
  NAME_LENGTH: 12,
} as const;
export const NODE_WIDTH = 16;

/** Fields of an option, a row of 8 integers. */
export const OptionField = {
  /** The role of its value, or -1: it takes none. */
  TAKES: 0,
  FLAGS: 1,
  DOES: 2,
  SLOTS: 3,
  /** A list of pairs of roles, or -1. */
  TURNS: 4,
} as const;
export const OPTION_WIDTH = 8;

/** Effects are one number where there is only one: -1 none, below this one effect, from it on a list. */
export const EFFECT_LIST_BASE = 4096;

/** Slots that are one role for all operands lie in the number itself, below `NO_SLOTS`: `-2 - role`. Others are a list. */
export const NO_SLOTS = -1;

/** Everything that the tables hold: flat arrays, laid out so that a file of them is used as it lies. */
export interface TableData {
  /** Names, ASCII, one after the other. */
  readonly pool: Uint8Array;
  /** `NODE_WIDTH` integers a node. */
  readonly nodes: Int32Array;
  /** `OPTION_WIDTH` integers an option. */
  readonly options: Int32Array;
  /** Length-prefixed lists that nodes and options point into. */
  readonly lists: Int32Array;
  /** All names (`name-index.ts`). */
  readonly names: NameIndex;
}

/** Node 0 owns the names of tools. */
export const ROOT_NODE = 0;

/** The tables, ready for look-ups. */
export class Tables {
  readonly data: TableData;
  readonly #pool: Uint8Array;
  readonly #nodes: Int32Array;
  readonly #options: Int32Array;
  readonly #names: NameIndex;

  constructor(data: TableData) {
    this.data = data;
    this.#pool = data.pool;
    this.#nodes = data.nodes;
    this.#options = data.options;
    this.#names = data.names;
  }

  /** A field of a node (`NodeField`). */
  field(node: number, field: number): number {
    return this.#nodes[node * NODE_WIDTH + field] as number;
  }

  /** A field of an option (`OptionField`). */
  optionField(option: number, field: number): number {
    return this.#options[option * OPTION_WIDTH + field] as number;
  }

  /**
   * The value of a key, or -1. `textHash` is FNV-1a over `units[start…end)`; what is found is
   * compared unit by unit, because a collision can be made at will.
   */
  find(owner: number, kind: number, textHash: number, units: Uint16Array, start: number, end: number): number {
    const names = this.#names;
    const scope = owner * 4 + kind;
    const at = entryOf(names, scope, textHash, end - start);
    if (at < 0) return -1;
    const same =
      end - start > INLINE_LENGTH
        ? this.poolEquals(names.entries[at + 2] as number, units, start, end)
        : spells(names.entries, at + 2, units, start, end);
    return same ? (names.entries[at + 1] as number) : -1;
  }

  /**
   * The first described long option of a node that `units[start…end)` is the beginning of, or -1.
   * Options lie in the order of their description.
   */
  findAbbreviated(node: number, units: Uint16Array, start: number, end: number): number {
    const list = this.field(node, NodeField.LONG_OPTIONS);
    if (list < 0) return -1;
    const { lists } = this.data;
    for (let at = list + 1; at <= list + (lists[list] as number); at += 2) {
      const name = lists[at] as number;
      if ((name & 0xff) > end - start && this.poolEquals(name >>> 8, units, start, end)) return lists[at + 1] as number;
    }
    return -1;
  }

  /** Whether `units[start…end)` equals the pool's text from `from` on. */
  poolEquals(from: number, units: Uint16Array, start: number, end: number): boolean {
    const pool = this.#pool;
    for (let i = start; i < end; i++) if (units[i] !== pool[from + i - start]) return false;
    return true;
  }

  /** Whether `units[start…end)` fits the pattern: `PatternKind` and text of the pool. */
  fits(kind: number, from: number, length: number, units: Uint16Array, start: number, end: number): boolean {
    const size = end - start;
    if (kind === PatternKind.ANY) return true;
    if (size < length || (kind === PatternKind.EXACT && size !== length)) return false;
    if (kind === PatternKind.MIDDLE) return this.#poolStands(from, length, units, start, end);
    const at = kind === PatternKind.SUFFIX ? end - length : start;
    return this.poolEquals(from, units, at, at + length);
  }

  /** Whether `length` units of the pool's text from `from` on stand anywhere in `units[start…end)`. */
  #poolStands(from: number, length: number, units: Uint16Array, start: number, end: number): boolean {
    const first = this.#pool[from];
    const last = end - length;
    for (let at = start; at <= last; at++)
      if (units[at] === first && this.poolEquals(from, units, at, at + length)) return true;
    return false;
  }

  /** A node's own name (`push`). Allocates. */
  nameOf(node: number): string {
    const { pool, nodes } = this.data;
    const start = nodes[node * NODE_WIDTH + NodeField.NAME] as number;
    return String.fromCharCode(
      ...pool.subarray(start, start + (nodes[node * NODE_WIDTH + NodeField.NAME_LENGTH] as number)),
    );
  }

  /** A node's full name (`git push`). Allocates. */
  fullNameOf(node: number): string {
    const parent = this.field(node, NodeField.PARENT);
    return parent <= ROOT_NODE ? this.nameOf(node) : `${this.fullNameOf(parent)} ${this.nameOf(node)}`;
  }

  /** Full names of all commands in all their spellings, those below a pattern or a group left out. Allocates. */
  commandNames(): string[] {
    return namesOf(this.data.names, this.data.pool)
      .filter(
        ({ kind, value }) =>
          kind === KeyKind.COMMAND && (this.field(value, NodeField.FLAGS) & NodeFlag.PATTERNED) === 0,
      )
      .map(({ owner, text }) => (owner === ROOT_NODE ? text : `${this.fullNameOf(owner)} ${text}`));
  }

  /** The node of a full name or alias (`git push`), or -1. Allocates. */
  nodeOf(name: string): number {
    let node = ROOT_NODE;
    for (const part of name.split(' ')) {
      const units = toUnits(part);
      node = this.find(node, KeyKind.COMMAND, hashText(part), units, 0, units.length);
      if (node < 0) return -1;
    }
    return node;
  }

  /** The node that this one is a subcommand of, or -1 for a tool. */
  parentOf(node: number): number {
    const parent = this.data.nodes[node * NODE_WIDTH + NodeField.PARENT] ?? ROOT_NODE;
    return parent === ROOT_NODE ? -1 : parent;
  }

  /** Number of nodes, the root included. */
  get nodeCount(): number {
    return this.data.nodes.length / NODE_WIDTH;
  }
}

/** A string's code units. */
export function toUnits(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return units;
}

/** Whether `units[start…end)` is `text`. */
export function sameUnits(text: Uint16Array, units: Uint16Array, start: number, end: number): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (units[start + i] !== text[i]) return false;
  return true;
}

/** Marks a file of tables, and the order of its bytes. */
const MAGIC = 0x4b544733;
/** Integers of the header, one cache line. */
const HEADER_LENGTH = 16;

/** The tables as the bytes of a file, which `openTables` uses as they lie. */
export function packTables(tables: Tables): Uint8Array {
  const { pool, nodes, options, lists, names } = tables.data;
  const displacements = new Int32Array(names.displacements.length / 2);
  new Uint16Array(displacements.buffer).set(names.displacements);
  const header = new Int32Array(HEADER_LENGTH);
  header.set([
    MAGIC,
    nodes.length,
    options.length,
    lists.length,
    names.entries.length,
    displacements.length,
    names.seed,
    pool.length,
  ]);
  const arrays = [header, nodes, options, names.entries, lists, displacements];
  const bytes = new Uint8Array(4 * arrays.reduce((sum, array) => sum + array.length, 0) + pool.length);
  let at = 0;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  bytes.set(pool, at);
  return bytes;
}

/**
 * The tables in the bytes that `packTables` made on a machine with the same byte order. Only ever
 * given what the build wrote: no hostile input comes here.
 */
export function openTables(bytes: Uint8Array): Tables {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const header = new Int32Array(aligned.buffer, aligned.byteOffset, HEADER_LENGTH);
  const [
    magic,
    nodeLength = 0,
    optionLength = 0,
    listLength = 0,
    entryLength = 0,
    displacementLength = 0,
    seed = 0,
    poolLength = 0,
  ] = header;
  if (magic !== MAGIC)
    throw new TypeError(
      'expected compiled knowledge in the byte order of this machine, met something else; build it here',
    );
  let at = aligned.byteOffset + header.byteLength;
  const take = (length: number): Int32Array => {
    const array = new Int32Array(aligned.buffer, at, length);
    at += array.byteLength;
    return array;
  };
  const nodes = take(nodeLength);
  const options = take(optionLength);
  const entries = take(entryLength);
  const lists = take(listLength);
  const packed = take(displacementLength);
  const displacements = new Uint16Array(packed.buffer, packed.byteOffset, packed.length * 2);
  return new Tables({
    nodes,
    options,
    lists,
    names: { entries, displacements, seed },
    pool: new Uint8Array(aligned.buffer, at, poolLength),
  });
}

/**
 * The tables as text for a bundle, less than half the size of `packTables`: integers in LEB128 (zigzag),
 * names without their entries and as differences, all in base64.
 */
export function encodeTables(tables: Tables): string {
  const bytes: number[] = [];
  const { pool, nodes, options, lists, names: index } = tables.data;
  for (const array of [nodes, options, lists, Int32Array.from(index.displacements)]) {
    pushVarint(bytes, array.length);
    for (const value of array) pushInteger(bytes, value);
  }
  pushVarint(bytes, pool.length);
  for (const byte of pool) bytes.push(byte);
  const names = namesOf(index, pool);
  pushVarint(bytes, index.seed);
  pushVarint(bytes, names.length);
  let scopeBefore = 0;
  let valueBefore = 0;
  for (const { owner, kind, text, poolStart, value } of names) {
    const scope = owner * 4 + kind;
    pushVarint(bytes, scope - scopeBefore);
    pushInteger(bytes, value - valueBefore);
    pushVarint(bytes, text.length);
    if (text.length > INLINE_LENGTH) pushVarint(bytes, poolStart);
    else for (let i = 0; i < text.length; i++) bytes.push(text.charCodeAt(i));
    scopeBefore = scope;
    valueBefore = value;
  }
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function pushInteger(bytes: number[], value: number): void {
  pushVarint(bytes, ((value << 1) ^ (value >> 31)) >>> 0);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** The inverse of `encodeTables`. Only ever given what the build wrote. */
export function decodeTables(encoded: string): Tables {
  return new Decoder(atob(encoded)).tables();
}

/** Reads what `encodeTables` wrote. Makes no objects on the way: for tens of thousands of names, they would stay in memory. */
class Decoder {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  tables(): Tables {
    const nodes = this.#array();
    const options = this.#array();
    const lists = this.#array();
    const displacements = Uint16Array.from(this.#array());
    const pool = this.#pool();
    return new Tables({ nodes, options, lists, names: this.#names(displacements, pool), pool });
  }

  #byte(): number {
    return this.#text.charCodeAt(this.#at++);
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  #integer(): number {
    const zigzag = this.#varint();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  #array(): Int32Array {
    const values = new Int32Array(this.#varint());
    for (let i = 0; i < values.length; i++) values[i] = this.#integer();
    return values;
  }

  #pool(): Uint8Array {
    const pool = new Uint8Array(this.#varint());
    for (let i = 0; i < pool.length; i++) pool[i] = this.#byte();
    return pool;
  }

  #names(displacements: Uint16Array, pool: Uint8Array): NameIndex {
    const seed = this.#varint();
    const count = this.#varint();
    const index = emptyIndex(count, displacements, seed);
    let scope = 0;
    let value = 0;
    for (let i = 0; i < count; i++) {
      scope += this.#varint();
      value += this.#integer();
      this.#name(index, scope, value, pool);
    }
    return index;
  }

  #name(index: NameIndex, scope: number, value: number, pool: Uint8Array): void {
    const length = this.#varint();
    const isLong = length > INLINE_LENGTH;
    const start = isLong ? this.#varint() : this.#at;
    const unit = (i: number): number => (isLong ? (pool[start + i] as number) : this.#text.charCodeAt(start + i));
    let hash = HASH_BASIS;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ unit(i), HASH_PRIME);
    const place = placeName(index, scope, hash, length, value);
    if (isLong) index.entries[place] = start;
    else {
      for (let i = 0; i < length; i++) spell(index.entries, place, i, unit(i));
      this.#at += length;
    }
  }
}

/** Number of an effect's role. */
export function effectNumber(name: (typeof EFFECT_NAMES)[number]): number {
  return EFFECT_NAMES.indexOf(name);
}
