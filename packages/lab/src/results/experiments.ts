/** Experiments as the store knows them. */
import { canonicalText } from '@capgate/base';
import { type Engine, keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '@capgate/store/database';
import type { Kysely, UpdateResult } from 'kysely';
import type { Experiment } from '../experiment/schema.ts';
import type { Environment } from '../measure/environment.ts';
import type { Plan } from '../experiment/plan.ts';
import type { StratumTasks } from '../experiment/tasks.ts';
import type { Chunk } from '../run/queue.ts';
import { CHUNK_COLUMNS, type ExperimentsTable, type LabTables, type State, TASK_COLUMNS } from './tables.ts';

export interface ExperimentRecord {
  /** The plan's hash. */
  readonly hash: string;
  readonly name: string;
  readonly experiment: Experiment;
  /** Where its document lies. */
  readonly folder: string;
  readonly state: State;
  /** How many results it will have. */
  readonly itemCount: number;
  readonly submittedAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Of a failed or cancelled one; of one that waits, why it could not be measured. */
  readonly why?: string;
  /** What the arms said of themselves, by their names. */
  readonly facts?: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  /** The machine of who ran it, as it was at the start. */
  readonly environment?: Environment;
  /** Of a finished one: SHA-256 of all its results. */
  readonly resultsHash?: string;
  /** The artifact with what was found out to be right. */
  readonly truth?: string;
}

export interface Entered {
  readonly plan: Plan;
  readonly folder: string;
  readonly tasks: readonly StratumTasks[];
  readonly itemCount: number;
  /** The work that can be done by now. */
  readonly chunks: readonly Chunk[];
}

/** How an experiment ended. */
export type EndedAs =
  | { readonly state: 'finished'; readonly resultsHash: string }
  | { readonly state: 'failed' | 'cancelled'; readonly why: string };

export async function enter(engine: Engine<LabTables>, entered: Entered, nowMs: number): Promise<ExperimentRecord> {
  const { plan, folder, itemCount } = entered;
  const row = await engine.db.transaction().execute(async (db) => {
    const added = await db
      .insertInto('experiments')
      .values({
        hash: plan.hash,
        name: plan.experiment.name,
        document: canonicalText(plan.experiment),
        folder,
        state: 'queued',
        priority: plan.experiment.priority,
        item_count: itemCount,
        submitted_at: nowMs,
        started_at: null,
        ended_at: null,
        why: null,
        facts: null,
        environment: null,
        results_hash: null,
        truth: null,
      })
      .onConflict((key) => key.column('hash').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (added !== undefined) await addWork(engine, db, added.experiment, entered);
    return added ?? (await rowOf(db, plan.hash));
  });
  return recordOf(row as ExperimentRow);
}

async function addWork(
  engine: Engine<LabTables>,
  db: Kysely<LabTables>,
  experiment: number,
  { tasks, chunks }: Entered,
): Promise<void> {
  const all = tasks.flatMap(({ tasks: some }, stratum) => some.map(({ id }) => ({ stratum, id })));
  await engine.insertRows(
    db,
    'experiment_tasks',
    TASK_COLUMNS,
    all.map(({ stratum, id }, task) => ({ experiment, task, stratum, id })),
  );
  await insertChunks(engine, db, experiment, chunks);
}

async function insertChunks(
  engine: Engine<LabTables>,
  db: Kysely<LabTables>,
  experiment: number,
  chunks: readonly Chunk[],
): Promise<void> {
  const added = { state: 'queued', attempts: 0, worker: null, lease_until: null } as const;
  const rows = chunks.map(({ number: chunk, start, count }) => ({ experiment, chunk, start, count, ...added }));
  await engine.insertRows(db, 'chunks', CHUNK_COLUMNS, rows, 'left');
}

/** Work that can be done from now on; what of it is there already stays as it is. */
export function addChunks(engine: Engine<LabTables>, hash: string, chunks: readonly Chunk[]): Promise<void> {
  return engine.db.transaction().execute(async (db) => {
    const row = await rowOf(db, hash);
    if (row !== undefined) await insertChunks(engine, db, row.experiment, chunks);
  });
}

export async function experimentByHash({ db }: Engine<LabTables>, hash: string): Promise<ExperimentRecord | undefined> {
  const row = await rowOf(db, hash);
  return row && recordOf(row);
}

export async function experimentsPage(
  { db }: Engine<LabTables>,
  request: PageRequest,
): Promise<Page<ExperimentRecord>> {
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number']);
  let query = db.selectFrom('experiments').selectAll();
  if (behind !== undefined) query = query.where('experiment', '<', behind[0]);
  const rows = await query.orderBy('experiment', 'desc').limit(limit).execute();
  return pageOf(rows, request, ({ experiment }) => [experiment], recordOf);
}

/** From which states one ends so: neither what was cancelled nor what has ended otherwise is overwritten. */
const ENDS_FROM: Readonly<Record<EndedAs['state'], readonly State[]>> = {
  finished: ['running'],
  failed: ['running'],
  cancelled: ['queued', 'running'],
};

/** Answers whether it was in the state `from`, and runs now. */
export function begin({ db }: Engine<LabTables>, hash: string, from: State, nowMs: number): Promise<boolean> {
  return isChanged(
    db
      .updateTable('experiments')
      .set((row) => ({
        state: 'running',
        started_at: row.fn.coalesce('started_at', row.val(nowMs)),
        ended_at: null,
        why: null,
        results_hash: null,
      }))
      .where('hash', '=', hash)
      .where('state', '=', from),
  );
}

/** Answers whether it was in a state from which one ends so, and has ended now. */
export function end({ db }: Engine<LabTables>, hash: string, ended: EndedAs, nowMs: number): Promise<boolean> {
  return isChanged(
    db
      .updateTable('experiments')
      .set({
        state: ended.state,
        ended_at: nowMs,
        why: 'why' in ended ? ended.why : null,
        results_hash: 'resultsHash' in ended ? ended.resultsHash : null,
      })
      .where('hash', '=', hash)
      .where('state', 'in', ENDS_FROM[ended.state]),
  );
}

/** Whether an update had a row to change. */
export async function isChanged(update: { executeTakeFirst(): Promise<UpdateResult | undefined> }): Promise<boolean> {
  return ((await update.executeTakeFirst())?.numUpdatedRows ?? 0n) > 0n;
}

/** What is known of a run beside its results. */
export interface Known {
  readonly facts?: ExperimentRecord['facts'];
  readonly environment?: Environment;
  readonly truth?: string;
}

export async function keepKnown({ db }: Engine<LabTables>, hash: string, known: Known): Promise<void> {
  const { facts, environment, truth } = known;
  await db
    .updateTable('experiments')
    .set({
      ...(facts !== undefined && { facts: canonicalText(facts) }),
      ...(environment !== undefined && { environment: JSON.stringify(environment) }),
      ...(truth !== undefined && { truth }),
    })
    .where('hash', '=', hash)
    .execute();
}

export type ExperimentRow = Omit<ExperimentsTable, 'experiment'> & { experiment: number };

export function rowOf(db: Kysely<LabTables>, hash: string): Promise<ExperimentRow | undefined> {
  return db.selectFrom('experiments').selectAll().where('hash', '=', hash).executeTakeFirst();
}

export function recordOf(row: ExperimentRow): ExperimentRecord {
  return {
    hash: row.hash,
    name: row.name,
    experiment: JSON.parse(row.document) as Experiment,
    folder: row.folder,
    state: row.state,
    itemCount: row.item_count,
    submittedAt: row.submitted_at,
    ...(row.started_at !== null && { startedAt: row.started_at }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.why !== null && { why: row.why }),
    ...(row.facts !== null && { facts: JSON.parse(row.facts) as NonNullable<ExperimentRecord['facts']> }),
    ...(row.environment !== null && { environment: JSON.parse(row.environment) as Environment }),
    ...(row.results_hash !== null && { resultsHash: row.results_hash }),
    ...(row.truth !== null && { truth: row.truth }),
  };
}
