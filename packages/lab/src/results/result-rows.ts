/** From results to rows and back. */
import type { Kysely } from 'kysely';
import { VERDICTS } from '../arms/arm.ts';
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import { OUTCOMES, type Result } from './result.ts';
import type { LabTables, ResultsTable } from './tables.ts';

/** SQLite has a bound for the values of one statement. */
const IDS_A_STATEMENT = 500;

/** Makes rows of results of one experiment; these are all that it will be given. Throws `LabError` STORE for unknown names. */
export async function rowMaker(
  db: Kysely<LabTables>,
  experiment: number,
  document: string,
  results: readonly Result[],
): Promise<(result: Result) => ResultsTable> {
  const { arms, strata } = namesIn(JSON.parse(document) as Experiment);
  const tasks = await tasksOf(db, experiment, results);
  const artifacts = await artifactsOf(db, results);
  return (result) => {
    const stratum = placeOf(strata, result.stratum, 'stratum');
    return {
      experiment,
      position: result.position,
      arm: placeOf(arms, result.arm, 'arm'),
      stratum,
      task: found(tasks.get(taskKey(stratum, result.task)), `the task ${result.task}`),
      replicate: result.replicate,
      outcome: OUTCOMES.indexOf(result.outcome),
      verdict: result.verdict === undefined ? null : VERDICTS.indexOf(result.verdict),
      latency_ns: result.latencyNs ?? null,
      response_ns: result.responseNs ?? null,
      cached_at: result.cachedAt ?? null,
      cost_usd: result.costUsd ?? result.savedUsd ?? null,
      tokens: result.tokens ?? null,
      memory_bytes: result.memoryBytes ?? null,
      energy_j: result.energyJ ?? null,
      failure: result.failure ?? null,
      attempts: result.attempts,
      worker: result.worker,
      started_at: result.startedAt,
      artifact: result.artifact === undefined ? null : found(artifacts.get(result.artifact), 'the artifact'),
    };
  };
}

export interface Names {
  readonly arms: readonly string[];
  readonly strata: readonly string[];
}

export function namesIn({ arms, strata }: Pick<Experiment, 'arms' | 'strata'>): Names {
  return { arms: arms.map(({ name }) => name), strata: strata.map(({ name }) => name) };
}

/** A row with the names that it stands for. */
export type NamedRow = ResultsTable & { readonly id: string; readonly sha256: string | null };

export function resultOf(hash: string, { arms, strata }: Names, row: NamedRow): Result {
  const optional = {
    verdict: row.verdict === null ? null : VERDICTS[row.verdict],
    latencyNs: row.latency_ns,
    responseNs: row.response_ns,
    cachedAt: row.cached_at,
    [row.cached_at === null ? 'costUsd' : 'savedUsd']: row.cost_usd,
    tokens: row.tokens,
    memoryBytes: row.memory_bytes,
    energyJ: row.energy_j,
    failure: row.failure,
    artifact: row.sha256,
  };
  return {
    experiment: hash,
    arm: found(arms[row.arm], 'the arm of a row'),
    stratum: found(strata[row.stratum], 'the stratum of a row'),
    task: row.id,
    replicate: row.replicate,
    outcome: found(OUTCOMES[row.outcome], 'the outcome of a row'),
    attempts: row.attempts,
    worker: row.worker,
    position: row.position,
    startedAt: row.started_at,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null)),
  };
}

async function tasksOf(
  db: Kysely<LabTables>,
  experiment: number,
  results: readonly Result[],
): Promise<ReadonlyMap<string, number>> {
  const ids = [...new Set(results.map(({ task }) => task))];
  const tasks = new Map<string, number>();
  for (let start = 0; start < ids.length; start += IDS_A_STATEMENT) {
    const rows = await db
      .selectFrom('experiment_tasks')
      .select(['task', 'stratum', 'id'])
      .where('experiment', '=', experiment)
      .where('id', 'in', ids.slice(start, start + IDS_A_STATEMENT))
      .execute();
    for (const { task, stratum, id } of rows) tasks.set(taskKey(stratum, id), task);
  }
  return tasks;
}

async function artifactsOf(db: Kysely<LabTables>, results: readonly Result[]): Promise<ReadonlyMap<string, number>> {
  const artifacts = new Map<string, number>();
  for (const { artifact: sha256 } of results) {
    if (sha256 === undefined || artifacts.has(sha256)) continue;
    await db
      .insertInto('artifacts')
      .values({ sha256 })
      .onConflict((key) => key.column('sha256').doNothing())
      .execute();
    const row = await db.selectFrom('artifacts').select('artifact').where('sha256', '=', sha256).executeTakeFirst();
    artifacts.set(sha256, found(row?.artifact, 'the artifact'));
  }
  return artifacts;
}

function taskKey(stratum: number, id: string): string {
  return `${stratum}\n${id}`;
}

function placeOf(names: readonly string[], name: string, what: string): number {
  const place = names.indexOf(name);
  return found(place < 0 ? undefined : place, `the ${what} ${name}`);
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value !== undefined) return value;
  throw new LabError('STORE', `expected ${what} of the experiment, met none; run the document that was entered`);
}
