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
  SESSION: 16384,
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
  /** First of the node's options in `keys`; they follow each other. */
  FIRST_KEY: 8,
  /** Command hash of its full name, and that name's length. */
  HASH: 9,
  FULL_LENGTH: 10,
  /** Its own name in the pool. */
  NAME: 11,
  NAME_LENGTH: 12,
  /** How many names its options have. */
  KEY_COUNT: 13,
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
  /** Triples: `owner * 4 + KeyKind`, `pool start * 256 + length`, value (node or option row). */
  readonly keys: Int32Array;
  /**
   * Open-addressing hash table; its length is a power of two. Low 20 bits: row of `keys` plus one, or
   * 0; high 12 bits: those of the hash, so that most other keys are told apart without a look at them.
   */
  readonly slots: Int32Array;
}

/** Node 0 owns the names of tools. */
export const ROOT_NODE = 0;
export const KEY_WIDTH = 3;

/** Most keys that the hash table can hold. */
export const MAX_KEYS = (1 << 20) - 2;
const ROW_MASK = 0xfffff;

/** Longest name of a tool, subcommand or option, in characters. */
export const MAX_NAME_LENGTH = 255;

/** Hash of a key from the hash of its text. */
function keyHash(scope: number, textHash: number): number {
  const hash = Math.imul(textHash ^ Math.imul(scope, 0x9e3779b1), 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** The hash table over keys and their names. */
export function indexKeys(keys: Int32Array, pool: Uint8Array): Int32Array {
  const count = keys.length / KEY_WIDTH;
  let size = 16;
  while (size * 3 < count * 4) size *= 2;
  const slots = new Int32Array(size);
  for (let row = 0; row < count; row++) {
    const name = keys[row * KEY_WIDTH + 1] as number;
    const start = name >>> 8;
    let textHash = HASH_BASIS;
    for (let i = start; i < start + (name & 0xff); i++) textHash = Math.imul(textHash ^ (pool[i] as number), HASH_PRIME);
    const hash = keyHash(keys[row * KEY_WIDTH] as number, textHash);
    let slot = hash & (size - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot] = (hash & ~ROW_MASK) | (row + 1);
  }
  return slots;
}

/** The tables, ready for look-ups. */
export class Tables {
  readonly data: TableData;
  readonly #pool: Uint8Array;
  readonly #nodes: Int32Array;
  readonly #options: Int32Array;
  readonly #keys: Int32Array;
  readonly #slots: Int32Array;

  constructor(data: TableData) {
    this.data = data;
    this.#pool = data.pool;
    this.#nodes = data.nodes;
    this.#options = data.options;
    this.#keys = data.keys;
    this.#slots = data.slots;
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
    const scope = owner * 4 + kind;
    const keys = this.#keys;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const length = end - start;
    const hash = keyHash(scope, textHash);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] as number;
      if (entry === 0) return -1;
      if (((entry ^ hash) & ~ROW_MASK) !== 0) continue;
      const at = ((entry & ROW_MASK) - 1) * KEY_WIDTH;
      if (keys[at] !== scope) continue;
      const name = keys[at + 1] as number;
      if ((name & 0xff) === length && this.poolEquals(name >>> 8, units, start, end)) return keys[at + 2] as number;
    }
  }

  /**
   * The first described long option of a node that `units[start…end)` is the beginning of, or -1.
   * Options lie in the order of their description.
   */
  findAbbreviated(node: number, units: Uint16Array, start: number, end: number): number {
    const first = this.field(node, NodeField.FIRST_KEY);
    const last = first + this.field(node, NodeField.KEY_COUNT);
    for (let at = first * KEY_WIDTH; at < last * KEY_WIDTH; at += KEY_WIDTH) {
      const name = this.#keys[at + 1] as number;
      if ((name & 0xff) > end - start && this.poolEquals(name >>> 8, units, start, end)) return this.#keys[at + 2] as number;
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
    if (kind === PatternKind.EXACT || kind === PatternKind.PREFIX) return this.poolEquals(from, units, start, start + length);
    if (kind === PatternKind.SUFFIX) return this.poolEquals(from, units, end - length, end);
    for (let at = start; at + length <= end; at++) if (this.poolEquals(from, units, at, at + length)) return true;
    return false;
  }

  /** A node's own name (`push`). Allocates. */
  nameOf(node: number): string {
    const { pool, nodes } = this.data;
    const start = nodes[node * NODE_WIDTH + NodeField.NAME] as number;
    return String.fromCharCode(...pool.subarray(start, start + (nodes[node * NODE_WIDTH + NodeField.NAME_LENGTH] as number)));
  }

  /** A node's full name (`git push`). Allocates. */
  fullNameOf(node: number): string {
    const parent = this.field(node, NodeField.PARENT);
    return parent <= ROOT_NODE ? this.nameOf(node) : `${this.fullNameOf(parent)} ${this.nameOf(node)}`;
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

/** FNV-1a (32 bit, signed) over a string's code units: equal to `hashUnits` over the same text. */
export function hashText(text: string): number {
  let hash = HASH_BASIS;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), HASH_PRIME);
  return hash;
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

/** FNV-1a (32 bit, signed) over `units[start…end)`. */
export function hashUnits(units: Uint16Array, start: number, end: number): number {
  let hash = HASH_BASIS;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (units[i] as number), HASH_PRIME);
  return hash;
}

/** Marks a file of tables, and the order of its bytes. */
const MAGIC = 0x4b544732;
/** Integers of the header, one cache line. */
const HEADER_LENGTH = 16;

/** The tables as the bytes of a file, which `openTables` uses as they lie. */
export function packTables(tables: Tables): Uint8Array {
  const { pool, nodes, options, lists, keys, slots } = tables.data;
  const header = new Int32Array(HEADER_LENGTH);
  header.set([MAGIC, nodes.length, options.length, lists.length, keys.length, slots.length, pool.length]);
  const arrays = [header, nodes, options, lists, keys, slots];
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
  const [magic, nodeLength = 0, optionLength = 0, listLength = 0, keyLength = 0, slotLength = 0, poolLength = 0] = header;
  if (magic !== MAGIC) throw new TypeError('expected compiled knowledge in the byte order of this machine, met something else; build it here');
  let at = aligned.byteOffset + header.byteLength;
  const take = (length: number): Int32Array => {
    const array = new Int32Array(aligned.buffer, at, length);
    at += array.byteLength;
    return array;
  };
  const nodes = take(nodeLength);
  const options = take(optionLength);
  const lists = take(listLength);
  const keys = take(keyLength);
  const slots = take(slotLength);
  return new Tables({ nodes, options, lists, keys, slots, pool: new Uint8Array(aligned.buffer, at, poolLength) });
}

/** `packTables` as text for a bundle: base64. */
export function encodeTables(tables: Tables): string {
  let text = '';
  for (const byte of packTables(tables)) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The inverse of `encodeTables`. */
export function decodeTables(encoded: string): Tables {
  const text = atob(encoded);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at);
  return openTables(bytes);
}

/** Number of an effect's role. */
export function effectNumber(name: (typeof EFFECT_NAMES)[number]): number {
  return EFFECT_NAMES.indexOf(name);
}
