import type { IndexedRecord } from './records.ts';
import type { Store } from './store.ts';

/** How many records are applied at a time: of these and of no more, memory holds any. */
const RECORDS_AT_A_TIME = 10_000;

/**
 * Forgets what came from this log and applies it anew. Begins at the record that the source begins with, as the log may
 * have dropped those before. What is asked meanwhile is answered from what is there already; a rebuild that is broken off
 * leaves an index of the log's first part, which goes on where it stands. Rejects as `Store.apply` does.
 */
export async function rebuild(store: Store, log: string, source: AsyncIterable<IndexedRecord>): Promise<void> {
  let isCleared = false;
  let waiting: IndexedRecord[] = [];
  for await (const record of source) {
    if (!isCleared) await store.clear(log, record.index);
    isCleared = true;
    waiting.push(record);
    if (waiting.length < RECORDS_AT_A_TIME) continue;
    await store.apply(log, waiting);
    waiting = [];
  }
  if (!isCleared) await store.clear(log);
  await store.apply(log, waiting);
}
