/** The one way from records to tables, when they happen and when the tables are made anew. */
import type { Kysely } from 'kysely';
import type { Engine } from '../engine.ts';
import { StoreError } from '../error.ts';
import { faultOf, isRecordKind } from '../record-forms.ts';
import type { IndexedRecord } from '../records.ts';
import { LOG_TABLES, type Tables } from '../tables.ts';
import { Batch } from './batch.ts';
import { handlerOf } from './handlers.ts';
import { checkRecords } from './records-check.ts';
import { storable } from './values.ts';

export async function applyRecords(engine: Engine, origin: string, records: readonly IndexedRecord[]): Promise<void> {
  checkRecords(records);
  const last = records.at(-1);
  if (last === undefined) return;
  await engine.db.transaction().execute(async (db) => {
    const { log, next_index: next } = await lockLog(db, origin);
    const fresh = records.filter(({ index }) => index >= next);
    const [first] = fresh;
    if (first === undefined) return;
    if (first.index > next) {
      throw new StoreError(
        'GAP',
        `expected record ${next} of the log, met ${first.index}; apply those between, or rebuild`,
      );
    }
    const batch = new Batch(engine, db, log);
    for (const record of fresh) {
      // Most records take no statement of their own, and waiting for nothing costs a turn each time.
      const done = applyOne(batch, record);
      if (done instanceof Promise) await done;
    }
    await batch.finish();
    await db
      .updateTable('logs')
      .set({ next_index: last.index + 1 })
      .where('log', '=', log)
      .execute();
  });
}

function applyOne(batch: Batch, record: IndexedRecord): unknown {
  const { kind, body, id, index } = record;
  if (!isRecordKind(kind)) return undefined;
  const why = faultOf(kind, body);
  if (why === undefined) return handlerOf(kind)(batch, record, body);
  batch.addUnread({ log: batch.log, idx: index, id, kind, why });
  return undefined;
}

interface LogRow {
  readonly log: number;
  readonly next_index: number;
}

/** The log's row, held until the transaction ends, so that two that apply the same log take turns. */
async function lockLog(db: Kysely<Tables>, origin: string): Promise<LogRow> {
  const name = storable(origin);
  const known = await heldRow(db, name);
  if (known !== undefined) return known;
  await db
    .insertInto('logs')
    .values({ origin: name, next_index: 0 })
    .onConflict((key) => key.column('origin').doNothing())
    .execute();
  return (await heldRow(db, name)) as LogRow;
}

/** Changes nothing, which locks the row in either engine. */
function heldRow(db: Kysely<Tables>, origin: string): Promise<LogRow | undefined> {
  return db
    .updateTable('logs')
    .set((row) => ({ next_index: row.ref('next_index') }))
    .where('origin', '=', origin)
    .returning(['log', 'next_index'])
    .executeTakeFirst();
}

export async function clearLog(engine: Engine, origin: string, nextIndex: number): Promise<void> {
  if (!Number.isSafeInteger(nextIndex) || nextIndex < 0) {
    throw new StoreError('QUERY', `expected the index of a record, a whole number from 0; met ${nextIndex}`);
  }
  await engine.db.transaction().execute(async (db) => {
    const { log } = await lockLog(db, origin);
    for (const table of LOG_TABLES) await db.deleteFrom(table).where('log', '=', log).execute();
    await db.updateTable('logs').set({ next_index: nextIndex }).where('log', '=', log).execute();
  });
}

export async function positionOf(engine: Engine, origin: string): Promise<number | undefined> {
  const row = await engine.db
    .selectFrom('logs')
    .select('next_index')
    .where('origin', '=', storable(origin))
    .executeTakeFirst();
  return row === undefined || row.next_index === 0 ? undefined : row.next_index - 1;
}
