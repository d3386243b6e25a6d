/** Which bundles have outlived the time that entries are kept, and their removal. */
import { type Disk, folderOf } from '@capgate/base';
import { firstBundle } from '../verify/find.ts';
import type { TreeReader } from '../verify/reader.ts';
import { decodeRecord, type LogRecord } from '../verify/record.ts';
import { bundlePath, TILE_WIDTH } from '../verify/tile.ts';
import { removePartial } from './seal.ts';

/** Bundles from `first` and before `end`. */
export interface BundleRange {
  readonly first: number;
  readonly end: number;
}

/** The full bundles with no entry from `keptFromMs` on. The last full one stays, so that the log knows its time. */
export async function staleBundles(tree: TreeReader, keptFromMs: number): Promise<BundleRange> {
  const first = await firstBundle(tree);
  let end = first;
  while ((end + 1) * TILE_WIDTH < tree.size) {
    const last = (await tree.bundle(end))?.at(-1);
    if (last === undefined || decodeRecord(last).at >= keptFromMs) break;
    end++;
  }
  return { first, end };
}

/** All records of the bundles. */
export async function* recordsIn(tree: TreeReader, { first, end }: BundleRange): AsyncGenerator<LogRecord> {
  for (let index = first; index < end; index++) {
    for (const entry of (await tree.bundle(index)) ?? []) yield decodeRecord(entry);
  }
}

export async function dropBundles(disk: Disk, folder: string, { first, end }: BundleRange): Promise<void> {
  // The oldest first, each for good before the next: what a crash leaves is then whole from some entry on.
  for (let index = first; index < end; index++) {
    const path = `${folder}/${bundlePath(index, TILE_WIDTH)}`;
    // A crash may have brought back what was removed once the bundle was full. Once the bundle is gone, nothing looks for it.
    if (await removePartial(disk, path)) await disk.syncFolder(folderOf(path));
    await disk.remove(path);
    await disk.syncFolder(folderOf(path));
  }
}
