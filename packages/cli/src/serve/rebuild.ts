/** Makes the store anew out of the log, which no service may have open meanwhile. */
import { folderReader } from '@capgate/audit';
import { decodeRecord, noteOf, parseCheckpoint, TILE_WIDTH, TreeReader, firstBundle } from '@capgate/audit/verify';
import type { Disk } from '@capgate/base';
import type { Settled } from '@capgate/gate';
import type { Primitives } from '@capgate/keys';
import { type IndexedRecord, openStore, rebuild } from '@capgate/store';
import { storeOptions } from './store-options.ts';

/** Answers how many records the log has. Throws `StoreError`, `AuditError`; `DiskError` LOCKED. */
export async function rebuildStore(
  settled: Settled,
  { disk, primitives }: { readonly disk: Disk; readonly primitives: Primitives },
): Promise<number> {
  const lock = await disk.lock(`${settled.logFolder}/lock`);
  const store = await openStore(storeOptions(settled));
  try {
    const reader = folderReader(disk, settled.logFolder);
    const { origin, size } = parseCheckpoint(await noteOf(reader));
    const tree = new TreeReader(reader, size, primitives.sha256);
    await rebuild(store, origin, recordsOf(tree));
    return size;
  } finally {
    await store.close();
    await lock.release();
  }
}

async function* recordsOf(tree: TreeReader): AsyncGenerator<IndexedRecord> {
  for (let bundle = await firstBundle(tree); bundle * TILE_WIDTH < tree.size; bundle++) {
    const entries = (await tree.bundle(bundle)) ?? [];
    for (const [i, entry] of entries.entries()) {
      const { id, at, kind, body } = decodeRecord(entry);
      yield { index: bundle * TILE_WIDTH + i, id, at, kind, body };
    }
  }
}
