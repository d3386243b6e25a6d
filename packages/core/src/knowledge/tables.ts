/**
 * The compiled form of knowledge: nodes (tools and subcommands), their options, and one hashed index
 * of names, all in typed arrays, so that looking up a word neither allocates nor builds a string.
 * `compile.ts` makes them from families at build time; a bundle carries them encoded.
 */
import { HASH_BASIS, HASH_PRIME } from '../shell/reading.ts';
import { EFFECT_NAMES } from './effects.ts';
import type { Language } from './spec.ts';

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

/** Columns of the node table, in the order in which they are encoded. */
export const NODE_COLUMNS = [
  'parent',
  'flags',
  'name',
  'nameLength',
  'hash',
  'fullLength',
  'does',
  'bare',
  'slots',
  'stdin',
  'patterns',
  'longOptions',
] as const;
/** Columns of the option table. `takes` is a role or -1; the others start a list in `lists` or are -1. */
export const OPTION_COLUMNS = ['takes', 'flags', 'does', 'slots', 'turns'] as const;

type Columns<Names extends readonly string[]> = { readonly [Name in Names[number]]: Int32Array };

/** Everything that is encoded; the index is rebuilt from `keys`. */
export interface TableData {
  /** Names, ASCII, one after the other. */
  readonly pool: Uint8Array;
  readonly nodes: Columns<typeof NODE_COLUMNS>;
  readonly options: Columns<typeof OPTION_COLUMNS>;
  /** Length-prefixed lists that nodes and options point into. */
  readonly lists: Int32Array;
  /** Quintuples: owner node, `KeyKind`, start and length in `pool`, value (node or option row). */
  readonly keys: Int32Array;
}

/** Node 0 owns the names of tools. */
export const ROOT_NODE = 0;
const KEY_WIDTH = 5;

/** Hash of a key from the hash of its text. */
function keyHash(owner: number, kind: number, textHash: number): number {
  let hash = Math.imul(textHash ^ Math.imul(owner * 4 + kind, 0x9e3779b1), 0x85ebca6b);
  hash ^= hash >>> 15;
  return hash;
}

/** The tables, ready for look-ups. */
export class Tables {
  readonly data: TableData;
  readonly #mask: number;
  /** Slot → row of `keys`, or -1. */
  readonly #slots: Int32Array;
  readonly #hashes: Int32Array;

  constructor(data: TableData) {
    this.data = data;
    const count = data.keys.length / KEY_WIDTH;
    let size = 16;
    while (size < count * 2) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size).fill(-1);
    this.#hashes = new Int32Array(size);
    for (let row = 0; row < count; row++) this.#insert(row);
  }

  #insert(row: number): void {
    const { keys, pool } = this.data;
    const at = row * KEY_WIDTH;
    let textHash = HASH_BASIS;
    const start = keys[at + 2] as number;
    const end = start + (keys[at + 3] as number);
    for (let i = start; i < end; i++) textHash = Math.imul(textHash ^ (pool[i] as number), HASH_PRIME);
    const hash = keyHash(keys[at] as number, keys[at + 1] as number, textHash);
    let slot = hash & this.#mask;
    while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = row;
    this.#hashes[slot] = hash;
  }

  /**
   * The value of a key, or -1. `textHash` is FNV-1a over `units[start…end)`; equal hashes are
   * compared unit by unit, because a collision can be made at will.
   */
  find(owner: number, kind: number, textHash: number, units: Uint16Array, start: number, end: number): number {
    const hash = keyHash(owner, kind, textHash);
    const slots = this.#slots;
    const hashes = this.#hashes;
    const mask = this.#mask;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot] as number;
      if (row < 0) return -1;
      if (hashes[slot] === hash && this.#holds(row, owner, kind, units, start, end)) {
        return this.data.keys[row * KEY_WIDTH + 4] as number;
      }
    }
  }

  #holds(row: number, owner: number, kind: number, units: Uint16Array, start: number, end: number): boolean {
    const keys = this.data.keys;
    const at = row * KEY_WIDTH;
    if (keys[at] !== owner || keys[at + 1] !== kind || keys[at + 3] !== end - start) return false;
    return this.poolEquals(keys[at + 2] as number, units, start, end);
  }

  /** Whether `units[start…end)` equals the pool's text from `from` on. */
  poolEquals(from: number, units: Uint16Array, start: number, end: number): boolean {
    const pool = this.data.pool;
    for (let i = start; i < end; i++) if (units[i] !== pool[from + i - start]) return false;
    return true;
  }

  /** Whether `units[start…end)` fits the pattern: `PatternKind` and text of the pool. */
  fits(kind: number, from: number, length: number, units: Uint16Array, start: number, end: number): boolean {
    const size = end - start;
    if (kind === PatternKind.ANY) return true;
    if (size < length || (kind === PatternKind.EXACT && size !== length)) return false;
    if (kind === PatternKind.EXACT || kind === PatternKind.PREFIX) return this.poolEquals(from, units, start, start + length);
    if (kind === PatternKind.SUFFIX) return this.poolEquals(from, units, end - length, end);
    for (let at = start; at + length <= end; at++) if (this.poolEquals(from, units, at, at + length)) return true;
    return false;
  }

  /** A node's own name (`push`). Allocates. */
  nameOf(node: number): string {
    const { pool, nodes } = this.data;
    const start = nodes.name[node] as number;
    return String.fromCharCode(...pool.subarray(start, start + (nodes.nameLength[node] as number)));
  }

  /** A node's full name (`git push`). Allocates. */
  fullNameOf(node: number): string {
    const parent = this.data.nodes.parent[node] as number;
    return parent <= ROOT_NODE ? this.nameOf(node) : `${this.fullNameOf(parent)} ${this.nameOf(node)}`;
  }

  /** The node of a full name or alias (`git push`), or -1. Allocates. */
  nodeOf(name: string): number {
    let node = ROOT_NODE;
    for (const part of name.split(' ')) {
      const units = Uint16Array.from(part, (character) => character.charCodeAt(0));
      node = this.find(node, KeyKind.COMMAND, hashUnits(units, 0, units.length), units, 0, units.length);
      if (node < 0) return -1;
    }
    return node;
  }

  /** The node that this one is a subcommand of, or -1 for a tool. */
  parentOf(node: number): number {
    const parent = this.data.nodes.parent[node] ?? ROOT_NODE;
    return parent === ROOT_NODE ? -1 : parent;
  }

  /** Number of nodes, the root included. */
  get nodeCount(): number {
    return this.data.nodes.parent.length;
  }
}

/** FNV-1a (32 bit, signed) over `units[start…end)`. */
export function hashUnits(units: Uint16Array, start: number, end: number): number {
  let hash = HASH_BASIS;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (units[i] as number), HASH_PRIME);
  return hash;
}

/** The tables as text for a bundle: LEB128 (zigzag) integers in base64, names behind them. */
export function encodeTables(tables: Tables): string {
  const bytes: number[] = [];
  const { pool, nodes, options, lists, keys } = tables.data;
  const arrays = [...NODE_COLUMNS.map((name) => nodes[name]), ...OPTION_COLUMNS.map((name) => options[name]), lists, keys];
  for (const array of [...arrays, Int32Array.from(pool)]) {
    pushVarint(bytes, array.length);
    for (const value of array) pushVarint(bytes, ((value << 1) ^ (value >> 31)) >>> 0);
  }
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** The inverse of `encodeTables`. Only ever given what the build wrote: no hostile input comes here. */
export function decodeTables(encoded: string): Tables {
  const text = atob(encoded);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = text.charCodeAt(at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  const array = (): Int32Array => {
    const values = new Int32Array(varint());
    for (let i = 0; i < values.length; i++) {
      const zigzag = varint();
      values[i] = (zigzag >>> 1) ^ -(zigzag & 1);
    }
    return values;
  };
  const nodes = Object.fromEntries(NODE_COLUMNS.map((name) => [name, array()])) as TableData['nodes'];
  const options = Object.fromEntries(OPTION_COLUMNS.map((name) => [name, array()])) as TableData['options'];
  return new Tables({ nodes, options, lists: array(), keys: array(), pool: Uint8Array.from(array()) });
}

/** Number of an effect's role. */
export function effectNumber(name: (typeof EFFECT_NAMES)[number]): number {
  return EFFECT_NAMES.indexOf(name);
}
