/** The queue in the lab's tables. See `WorkQueue`. */
import type { Engine } from '@capgate/store/database';
import type { ExpressionBuilder, Kysely, SqlBool, Expression } from 'kysely';
import { LabError } from '../error.ts';
import type { Chunk, Lease, Standing } from '../run/queue.ts';
import { rowOf } from './experiments.ts';
import { rowMaker } from './result-rows.ts';
import type { Result } from './result.ts';
import { type LabTables, RESULT_COLUMNS } from './tables.ts';

export async function take(
  { db }: Engine<LabTables>,
  experiment: string,
  worker: string,
  nowMs: number,
  leaseMs: number,
): Promise<Lease | undefined> {
  const { experiment: id } = await known(db, experiment);
  for (;;) {
    const next = await db
      .selectFrom('chunks')
      .select('chunk')
      .where('experiment', '=', id)
      .where(isFree(nowMs))
      .orderBy('chunk')
      .limit(1)
      .executeTakeFirst();
    if (next === undefined) return undefined;
    const taken = await db
      .updateTable('chunks')
      .set((row) => ({ state: 'leased', worker, lease_until: nowMs + leaseMs, attempts: row('attempts', '+', 1) }))
      .where('experiment', '=', id)
      .where('chunk', '=', next.chunk)
      // Somebody else may have been faster.
      .where(isFree(nowMs))
      .returning(['start', 'count', 'attempts'])
      .executeTakeFirst();
    if (taken === undefined) continue;
    const stored = await storedIn(db, id, taken);
    return { ...taken, experiment, number: next.chunk, worker, stored };
  }
}

/** The condition of the index of open chunks is repeated, so that it is used. */
function isFree(nowMs: number) {
  return (row: ExpressionBuilder<LabTables, 'chunks'>): Expression<SqlBool> =>
    row.and([row('state', '<>', 'done'), row.or([row('state', '=', 'queued'), row('lease_until', '<=', nowMs)])]);
}

/** Of an experiment that hands out its chunks otherwise: see `ChunkLedger`. */
export async function openChunks({ db }: Engine<LabTables>, hash: string): Promise<readonly Chunk[]> {
  const { experiment } = await known(db, hash);
  return db
    .selectFrom('chunks')
    .select(['chunk as number', 'start', 'count'])
    .where('experiment', '=', experiment)
    .where('state', '<>', 'done')
    .orderBy('chunk')
    .execute();
}

export async function claim(
  { db }: Engine<LabTables>,
  hash: string,
  number: number,
  worker: string,
  untilMs: number,
): Promise<Lease | undefined> {
  const { experiment } = await known(db, hash);
  const taken = await db
    .updateTable('chunks')
    .set((row) => ({ state: 'leased', worker, lease_until: untilMs, attempts: row('attempts', '+', 1) }))
    .where('experiment', '=', experiment)
    .where('chunk', '=', number)
    .where('state', '<>', 'done')
    .returning(['start', 'count', 'attempts'])
    .executeTakeFirst();
  if (taken === undefined) return undefined;
  return { ...taken, experiment: hash, number, worker, stored: await storedIn(db, experiment, taken) };
}

export async function storedOf({ db }: Engine<LabTables>, hash: string, chunk: Chunk): Promise<ReadonlySet<number>> {
  const { experiment } = await known(db, hash);
  return storedIn(db, experiment, chunk);
}

export async function isCancelled({ db }: Engine<LabTables>, hash: string): Promise<boolean> {
  const { state } = await known(db, hash);
  return state === 'cancelled';
}

async function storedIn(
  db: Kysely<LabTables>,
  experiment: number,
  { start, count }: Pick<Chunk, 'start' | 'count'>,
): Promise<ReadonlySet<number>> {
  const rows = await db
    .selectFrom('experiment_results')
    .select('position')
    .where('experiment', '=', experiment)
    .where('position', '>=', start)
    .where('position', '<', start + count)
    .execute();
  return new Set(rows.map(({ position }) => position));
}

export function record(
  engine: Engine<LabTables>,
  lease: Lease,
  results: readonly Result[],
  to: number | 'done',
): Promise<Standing> {
  return engine.db.transaction().execute(async (db) => {
    const { experiment, document, state } = await known(db, lease.experiment);
    if (results.length > 0) {
      const rows = await rowMaker(db, experiment, document, results);
      await engine.insertRows(db, 'experiment_results', RESULT_COLUMNS, results.map(rows), 'left');
    }
    const { numUpdatedRows } = await db
      .updateTable('chunks')
      .set(to === 'done' ? { state: 'done', lease_until: null } : { lease_until: to })
      .where(isHeldBy(experiment, lease))
      .executeTakeFirst();
    if (state === 'cancelled') return 'cancelled';
    return numUpdatedRows > 0n ? 'held' : 'lost';
  });
}

export async function release({ db }: Engine<LabTables>, lease: Lease): Promise<void> {
  const { experiment } = await known(db, lease.experiment);
  await db
    .updateTable('chunks')
    .set({ state: 'queued', worker: null, lease_until: null })
    .where(isHeldBy(experiment, lease))
    .execute();
}

/** By worker and try: the same worker may have had it before, and lost it. */
function isHeldBy(experiment: number, { number, worker, attempts }: Lease) {
  return (row: ExpressionBuilder<LabTables, 'chunks'>): Expression<SqlBool> =>
    row.and([
      row('experiment', '=', experiment),
      row('chunk', '=', number),
      row('state', '=', 'leased'),
      row('worker', '=', worker),
      row('attempts', '=', attempts),
    ]);
}

export async function releaseAll({ db }: Engine<LabTables>, hash: string): Promise<void> {
  const { experiment } = await known(db, hash);
  await db
    .updateTable('chunks')
    .set({ state: 'queued', worker: null, lease_until: null })
    .where('experiment', '=', experiment)
    .where('state', '=', 'leased')
    .execute();
}

async function known(db: Kysely<LabTables>, hash: string) {
  const row = await rowOf(db, hash);
  if (row !== undefined) return row;
  throw new LabError('STORE', `expected an experiment that was entered, met ${hash}; run its document`);
}
