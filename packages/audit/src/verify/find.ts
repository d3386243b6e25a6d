/** Looking entries up in a log's files. */
import { AuditError } from './error.ts';
import type { TreeReader } from './reader.ts';
import { decodeRecord, timeOfId } from './record.ts';
import { TILE_WIDTH } from './tile.ts';

export interface FoundEntry {
  readonly index: number;
  readonly entry: Uint8Array;
}

/** How far an identifier's time may be ahead of its record's: many in one millisecond count on (see `Ids`). */
const AHEAD_MS = 60_000;

/** The first bundle that retention has left; the number of all where there is none. Bundles go in order. */
export function firstBundle(tree: TreeReader): Promise<number> {
  return firstWhere(0, bundleCount(tree), async (index) => (await tree.bundle(index)) !== undefined);
}

function bundleCount({ size }: TreeReader): number {
  return Math.ceil(size / TILE_WIDTH);
}

/** The first number from `start` and before `end` of which `holds` is true, as of all behind it; `end` where there is none. */
async function firstWhere(start: number, end: number, holds: (index: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The entry with this index or identifier. Throws `AuditError` NOT_FOUND. */
export async function findEntry(tree: TreeReader, idOrIndex: string): Promise<FoundEntry> {
  const found = /^\d+$/u.test(idOrIndex) ? await atIndex(tree, Number(idOrIndex)) : await withId(tree, idOrIndex);
  if (found !== undefined) return found;
  throw new AuditError(
    'NOT_FOUND',
    `expected the index or the identifier of one of the ${tree.size} entries, met none that is there`,
  );
}

async function atIndex(tree: TreeReader, index: number): Promise<FoundEntry | undefined> {
  if (index >= tree.size) return undefined;
  const entry = (await tree.bundle(Math.floor(index / TILE_WIDTH)))?.[index % TILE_WIDTH];
  return entry === undefined ? undefined : { index, entry };
}

/** Entries are in the order of their times, and identifiers begin with theirs. */
async function withId(tree: TreeReader, id: string): Promise<FoundEntry | undefined> {
  const timeMs = timeOfId(id);
  if (timeMs === undefined) return undefined;
  for (let bundle = await lastBundleUpTo(tree, timeMs); bundle >= 0; bundle--) {
    const entries = await tree.bundle(bundle);
    if (entries === undefined) return undefined;
    const at = entries.findIndex((entry) => decodeRecord(entry).id === id);
    if (at >= 0) return { index: bundle * TILE_WIDTH + at, entry: entries[at] as Uint8Array };
    if (decodeRecord(entries[0] as Uint8Array).at < timeMs - AHEAD_MS) return undefined;
  }
  return undefined;
}

/** The last bundle that begins no later than `timeMs`; -1 where none does. */
async function lastBundleUpTo(tree: TreeReader, timeMs: number): Promise<number> {
  const later = await firstWhere(await firstBundle(tree), bundleCount(tree), async (index) => {
    const first = (await tree.bundle(index))?.[0];
    return first === undefined || decodeRecord(first).at > timeMs;
  });
  return later - 1;
}
