/** Questions about results. */
import { clipped } from '@capgate/base';
import { type Engine, keyBehind, type Page, pageOf, type PageRequest, rowsFor } from '@capgate/store/database';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { type Verdict, VERDICTS } from '../arms/arm.ts';
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import { rowOf } from './experiments.ts';
import { type Names, namesIn, resultOf } from './result-rows.ts';
import { type Outcome, OUTCOMES, type Result } from './result.ts';
import type { LabTables } from './tables.ts';

export interface ResultFilter {
  /** The plan's hash. */
  readonly experiment: string;
  readonly arm?: string;
  readonly stratum?: string;
  /** Of its stratum, where one is named; else of each that has a task of this name. */
  readonly task?: string;
  readonly outcome?: Outcome;
  readonly verdict?: Verdict;
  /** From the first to the second, both among them. */
  readonly latencyNs?: { readonly from?: number; readonly to?: number };
}

export type ResultCounts = Readonly<Record<Outcome, number>>;

type Positions = SelectQueryBuilder<LabTables, 'experiment_results', { position: number }>;

/** In the order of measuring. Rejects with `LabError` STORE for an experiment that there is none of, QUERY for a name. */
export async function resultsPage(
  engine: Engine<LabTables>,
  filter: ResultFilter,
  request: PageRequest,
): Promise<Page<Result>> {
  const { db } = engine;
  const { experiment, names } = await namesOf(engine, filter.experiment);
  const limit = rowsFor(request);
  const behind = keyBehind(request, ['number']);
  // One index has all that a filter looks at: no row is read but those of the page.
  let positions = await filtered(engine, experiment, names, filter);
  if (behind !== undefined) positions = positions.where('position', '>', behind[0]);
  const rows = await db
    .selectFrom('experiment_results as result')
    .innerJoin('experiment_tasks as task', (join) =>
      join.onRef('task.experiment', '=', 'result.experiment').onRef('task.task', '=', 'result.task'),
    )
    .leftJoin('artifacts', 'artifacts.artifact', 'result.artifact')
    .selectAll('result')
    .select(['task.id', 'artifacts.sha256'])
    .where('result.experiment', '=', experiment)
    .where('result.position', 'in', positions.orderBy('position').limit(limit))
    .orderBy('result.position')
    .execute();
  return pageOf(
    rows,
    request,
    ({ position }) => [position],
    (row) => resultOf(filter.experiment, names, row),
  );
}

/** What most rows fail at comes first: of those, nothing else is looked at. */
async function filtered(
  { db }: Engine<LabTables>,
  experiment: number,
  names: Names,
  { arm, stratum, task, outcome, verdict, latencyNs: { from, to } = {} }: ResultFilter,
): Promise<Positions> {
  let query: Positions = db.selectFrom('experiment_results').select('position').where('experiment', '=', experiment);
  if (task !== undefined) query = query.where('task', 'in', await tasksNamed(db, experiment, task));
  if (from !== undefined) query = query.where('latency_ns', '>=', from);
  if (to !== undefined) query = query.where('latency_ns', '<=', to);
  if (outcome !== undefined) query = query.where('outcome', '=', placeIn(OUTCOMES, outcome, 'outcome'));
  if (verdict !== undefined) query = query.where('verdict', '=', placeIn(VERDICTS, verdict, 'verdict'));
  if (arm !== undefined) query = query.where('arm', '=', placeIn(names.arms, arm, 'arm'));
  if (stratum !== undefined) query = query.where('stratum', '=', placeIn(names.strata, stratum, 'stratum'));
  return query;
}

/** Each stratum may have one of this name. */
async function tasksNamed(db: Kysely<LabTables>, experiment: number, id: string): Promise<number[]> {
  const rows = await db
    .selectFrom('experiment_tasks')
    .select('task')
    .where('experiment', '=', experiment)
    .where('id', '=', id)
    .execute();
  if (rows.length > 0) return rows.map(({ task }) => task);
  throw new LabError('QUERY', `expected a task of the experiment, met ${clipped(id)}`);
}

export async function resultCounts(engine: Engine<LabTables>, hash: string): Promise<ResultCounts> {
  const { experiment } = await namesOf(engine, hash);
  const rows = await engine.db
    .selectFrom('experiment_results')
    .select(['outcome', (row) => row.fn.countAll<number>().as('count')])
    .where('experiment', '=', experiment)
    .groupBy('outcome')
    .execute();
  const countOf = (place: number): number => rows.find(({ outcome }) => outcome === place)?.count ?? 0;
  return Object.fromEntries(OUTCOMES.map((outcome, place) => [outcome, countOf(place)])) as Record<Outcome, number>;
}

async function namesOf({ db }: Engine<LabTables>, hash: string): Promise<{ experiment: number; names: Names }> {
  const row = await rowOf(db, hash);
  if (row === undefined) throw new LabError('STORE', `expected an experiment of the lab, met ${hash}`);
  return { experiment: row.experiment, names: namesIn(JSON.parse(row.document) as Experiment) };
}

function placeIn(names: readonly string[], name: string, what: string): number {
  const place = names.indexOf(name);
  if (place >= 0) return place;
  throw new LabError('QUERY', `expected the ${what} to be one of ${names.join(', ')}, met ${clipped(name)}`);
}
