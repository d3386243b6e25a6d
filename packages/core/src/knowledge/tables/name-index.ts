/**
 * The index of names: every tool, subcommand, group and option by its owner and text. The names are
 * known when the tables are compiled, so the index is a perfect hash: one look at a small table of
 * displacements and one at the only entry that the name can lie in, found or missed.
 *
 * Belazzougui, Botelho and Dietzfelbinger: Hash, displace, and compress. ESA 2009.
 */
import { hashText } from '../../shell/units.ts';

/** The index as it is looked into. */
export interface NameIndex {
  /**
   * `ENTRY_WIDTH` integers an entry: `scope * 256 + length`, or 0 where it is free; the value (node or
   * option row); and the name, four characters an integer, or, where it is longer than `INLINE_LENGTH`,
   * where it starts in the pool. Four entries fill a cache line.
   */
  readonly entries: Int32Array;
  /** By bucket: what moves its names to entries that no other name takes. */
  readonly displacements: Uint16Array;
  /** Told apart by it are names that would else hash alike. */
  readonly seed: number;
}

/** A name, as the index takes it and lists it. */
export interface NameEntry {
  readonly owner: number;
  readonly kind: number;
  readonly text: string;
  /** Start of the text in the pool. */
  readonly poolStart: number;
  readonly value: number;
}

const ENTRY_WIDTH = 4;
export const INLINE_LENGTH = 8;
/** Longest name of a tool, subcommand or option, in characters. */
export const MAX_NAME_LENGTH = 255;

/** Names a bucket, in the mean: more make the displacements fewer and harder to find. */
const BUCKET_NAMES = 4;
/** Entries a line, and how full they get: the last names take the longest to place. */
const LINE_ENTRIES = 4;
const FILL = 0.97;
/** What 16 bits of a hash tell apart. */
const MAX_LINES = 0xffff;
const MAX_DISPLACEMENT = 0xffff;
const MAX_SEED = 16;

function keyHash(scope: number, textHash: number, seed: number): number {
  const hash = Math.imul(textHash ^ Math.imul(scope + seed, 0x9e3779b1), 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

function bucketOf(hash: number, buckets: number): number {
  return Math.imul(hash >>> 16, buckets) >>> 16;
}

/** The entry that a key goes to, counted in integers: a line by the upper bits, a place in it by the lowest. */
function placeOf(hash: number, displacement: number, lines: number): number {
  const mixed = Math.imul(hash ^ Math.imul(displacement + 1, 0x9e3779b1), 0xc2b2ae35);
  const line = Math.imul(mixed >>> 16, lines) >>> 16;
  return (line * LINE_ENTRIES + ((mixed >>> 13) & (LINE_ENTRIES - 1))) * ENTRY_WIDTH;
}

/**
 * Where the one entry lies that may hold the key, or -1: its owner, kind and length are right, its text
 * is still to be compared. `textHash` is FNV-1a over the text.
 */
export function entryOf(index: NameIndex, scope: number, textHash: number, length: number): number {
  const { entries, displacements } = index;
  const hash = keyHash(scope, textHash, index.seed);
  const displacement = displacements[bucketOf(hash, displacements.length)] as number;
  const at = placeOf(hash, displacement, entries.length >> 4);
  return length <= MAX_NAME_LENGTH && entries[at] === scope * 256 + length ? at : -1;
}

/** Whether the name that is written in the entries from `at` on is `units[start…end)`. */
export function spells(entries: Int32Array, at: number, units: Uint16Array, start: number, end: number): boolean {
  for (let i = 0; i < end - start; i++) {
    const unit = ((entries[at + (i >> 2)] as number) >>> ((i & 3) * 8)) & 0xff;
    if (unit !== units[start + i]) return false;
  }
  return true;
}

/** The index of names. Throws a `RangeError` where they are too many, or two of them can't be told apart. */
export function indexNames(names: readonly NameEntry[]): NameIndex {
  const lines = lineCount(names.length);
  if (lines > MAX_LINES) throw new RangeError(`expected names for at most ${MAX_LINES} lines, met ${names.length}`);
  for (let seed = 0; seed < MAX_SEED; seed++) {
    const displacements = displace(hashesOf(names, seed), lines);
    if (displacements !== undefined) return placeNames(names, displacements, seed);
  }
  throw new RangeError(`expected ${names.length} names of distinct hashes, met two alike whatever the seed`);
}

function placeNames(names: readonly NameEntry[], displacements: Uint16Array, seed: number): NameIndex {
  const index = emptyIndex(names.length, displacements, seed);
  for (const { owner, kind, text, poolStart, value } of names) {
    const place = placeName(index, owner * 4 + kind, hashText(text), text.length, value);
    if (text.length > INLINE_LENGTH) index.entries[place] = poolStart;
    else for (let i = 0; i < text.length; i++) spell(index.entries, place, i, text.charCodeAt(i));
  }
  return index;
}

/** An index for `count` names, to be placed one by one. */
export function emptyIndex(count: number, displacements: Uint16Array, seed: number): NameIndex {
  return { entries: new Int32Array(lineCount(count) * LINE_ENTRIES * ENTRY_WIDTH), displacements, seed };
}

/** Places a name and its value; returns where in the entries its text, or its start in the pool, is to be written. */
export function placeName(index: NameIndex, scope: number, textHash: number, length: number, value: number): number {
  const { entries, displacements } = index;
  const hash = keyHash(scope, textHash, index.seed);
  const displacement = displacements[bucketOf(hash, displacements.length)] as number;
  const at = placeOf(hash, displacement, entries.length >> 4);
  entries[at] = scope * 256 + length;
  entries[at + 1] = value;
  return at + 2;
}

/** Writes character `i` of a name that lies in the entries from `place` on. */
export function spell(entries: Int32Array, place: number, i: number, unit: number): void {
  const at = place + (i >> 2);
  entries[at] = (entries[at] as number) | (unit << ((i & 3) * 8));
}

/** Every name, by owner, kind and text. */
export function namesOf({ entries }: NameIndex, pool: Uint8Array): NameEntry[] {
  const names: NameEntry[] = [];
  for (let at = 0; at < entries.length; at += ENTRY_WIDTH) {
    const head = entries[at] as number;
    if (head === 0) continue;
    const length = head & MAX_NAME_LENGTH;
    const poolStart = length > INLINE_LENGTH ? (entries[at + 2] as number) : 0;
    const unit = (i: number): number =>
      length > INLINE_LENGTH
        ? (pool[poolStart + i] as number)
        : ((entries[at + 2 + (i >> 2)] as number) >>> ((i & 3) * 8)) & 0xff;
    const text = Array.from({ length }, (_, i) => String.fromCharCode(unit(i))).join('');
    names.push({ owner: head >>> 10, kind: (head >>> 8) & 3, text, poolStart, value: entries[at + 1] as number });
  }
  return names.toSorted(
    (one, other) => one.owner - other.owner || one.kind - other.kind || (one.text < other.text ? -1 : 1),
  );
}

function lineCount(names: number): number {
  return Math.max(1, Math.ceil(names / FILL / LINE_ENTRIES));
}

/** An even number: two displacements fill an integer of a file. */
function bucketCount(names: number): number {
  return Math.max(2, 2 * Math.ceil(names / BUCKET_NAMES / 2));
}

function hashesOf(names: readonly NameEntry[], seed: number): Int32Array {
  return Int32Array.from(names, ({ owner, kind, text }) => keyHash(owner * 4 + kind, hashText(text), seed));
}

/** Displacements that give each hash a place of its own; undefined where two hashes are the same. */
function displace(hashes: Int32Array, lines: number): Uint16Array | undefined {
  const displacements = new Uint16Array(bucketCount(hashes.length));
  const buckets = Array.from(displacements, (): number[] => []);
  for (const hash of hashes) buckets[bucketOf(hash, buckets.length)]?.push(hash);
  const taken = new Uint8Array(lines * LINE_ENTRIES * ENTRY_WIDTH);
  // The fullest first, while there is room.
  const order = Array.from(buckets.keys()).toSorted((one, other) => sizeOf(buckets, other) - sizeOf(buckets, one));
  for (const bucket of order) {
    const members = buckets[bucket] ?? [];
    if (new Set(members).size < members.length) return undefined;
    const displacement = fittingDisplacement(members, lines, taken);
    if (displacement < 0) return undefined;
    displacements[bucket] = displacement;
  }
  return displacements;
}

function sizeOf(buckets: readonly (readonly number[])[], bucket: number): number {
  return buckets[bucket]?.length ?? 0;
}

/** The first displacement that moves all hashes of a bucket to free places, which are then taken; -1 if there is none. */
function fittingDisplacement(members: readonly number[], lines: number, taken: Uint8Array): number {
  for (let displacement = 0; displacement <= MAX_DISPLACEMENT; displacement++) {
    let placed = 0;
    for (; placed < members.length; placed++) {
      const place = placeOf(members[placed] as number, displacement, lines);
      if (taken[place] === 1) break;
      taken[place] = 1;
    }
    if (placed === members.length) return displacement;
    while (--placed >= 0) taken[placeOf(members[placed] as number, displacement, lines)] = 0;
  }
  return -1;
}
