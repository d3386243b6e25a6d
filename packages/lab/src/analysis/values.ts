/** From results to the values that figures and tests are made of. */
import type { Hypothesis } from '../experiment/schema.ts';
import { METRICS, type MetricName } from '../experiment/metrics.ts';
import { taskKey } from '../experiment/tasks.ts';
import type { Result } from '../results/result.ts';
import { scoreOf, type ShareName } from '../truth/scoring.ts';
import type { GroundTruth, Truth } from '../truth/truth.ts';
import type { ExcludedTask } from './facts.ts';

export type Unit = Hypothesis['unit'];

export interface ValueQuestion {
  readonly metric: MetricName;
  readonly unit: Unit;
  /** Those of all where absent. */
  readonly strata?: readonly string[];
}

/** What a result says of a metric; undefined where it says nothing. Shares are of 1 and 0. */
type Reader = (result: Result, truth: Truth | undefined) => number | undefined;

const share =
  (name: ShareName): Reader =>
  (result, truth) => {
    const isRight = scoreOf(name, result, truth);
    return isRight === undefined ? undefined : Number(isRight);
  };

const READERS: Record<MetricName, Reader> = {
  accuracy: share('accuracy'),
  sensitivity: share('sensitivity'),
  specificity: share('specificity'),
  answered: share('answered'),
  // A time to no verdict is no time to an answer.
  latency: ({ outcome, latencyNs }) => (outcome === 'answered' ? latencyNs : undefined),
  response: ({ outcome, responseNs }) => (outcome === 'answered' ? responseNs : undefined),
  cost: ({ costUsd }) => costUsd,
  tokens: ({ tokens }) => tokens,
  memory: ({ memoryBytes }) => memoryBytes,
  energy: ({ energyJ }) => energyJ,
};

/** Reads the values of arms; keeps what it has read. */
export class Values {
  readonly #byArm: ReadonlyMap<string, readonly Result[]>;
  readonly #truth: Pick<GroundTruth, 'of'> | undefined;
  readonly #excluded: ReadonlySet<string>;
  readonly #read = new Map<string, ReadonlyMap<string, number>>();

  constructor(
    byArm: ReadonlyMap<string, readonly Result[]>,
    truth: Pick<GroundTruth, 'of'> | undefined,
    excluded: readonly ExcludedTask[],
  ) {
    this.#byArm = byArm;
    this.#truth = truth;
    this.#excluded = new Set(excluded.map(({ stratum, task }) => taskKey(stratum, task)));
  }

  /** How many questions were put to an arm, how many of them gave no verdict, and how many answers are older than all of it. */
  countsOf(arm: string): { readonly asked: number; readonly silent: number; readonly foreknown: number } {
    const own = this.#byArm.get(arm) ?? [];
    const silent = own.filter(({ outcome }) => outcome !== 'answered').length;
    const cached = own.flatMap(({ cachedAt }) => cachedAt ?? []);
    // Most have none, and need not know when all of it began.
    const begunAt = cached.length === 0 ? 0 : this.#begunAt();
    const foreknown = cached.filter((at) => at < begunAt).length;
    return { asked: own.length, silent, foreknown };
  }

  /** When the first question was asked. */
  #begunAt(): number {
    let first = Infinity;
    for (const results of this.#byArm.values()) for (const { startedAt } of results) first = Math.min(first, startedAt);
    return first;
  }

  /** By what each is a value of, in the order of the plan's strata, of tasks and replicates. */
  of(arm: string, { metric, unit, strata }: ValueQuestion): ReadonlyMap<string, number> {
    const key = [arm, metric, unit, strata?.join(',') ?? ''].join(' ');
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const singles = this.#singlesOf(arm, metric, strata);
    const values =
      unit === 'task' ? takenTogether(singles, METRICS[metric].kind === 'share') : keyedByReplicate(singles);
    this.#read.set(key, values);
    return values;
  }

  /** Of each task the values of its replicates. */
  #singlesOf(arm: string, metric: MetricName, strata: readonly string[] | undefined): Singles {
    const singles = new Map<string, { readonly replicate: number; readonly value: number }[]>();
    for (const result of this.#byArm.get(arm) ?? []) {
      const { stratum, task, replicate } = result;
      const key = taskKey(stratum, task);
      if (this.#excluded.has(key) || !(strata?.includes(stratum) ?? true)) continue;
      const value = READERS[metric](result, this.#truth?.of(stratum, task));
      if (value === undefined) continue;
      const others = singles.get(key);
      if (others === undefined) singles.set(key, [{ replicate, value }]);
      else others.push({ replicate, value });
    }
    return singles;
  }
}

type Singles = ReadonlyMap<string, readonly { readonly replicate: number; readonly value: number }[]>;

/**
 * Of a scale, the mean: what is measured is kept, outliers included. Of a share, what more than half of the replicates
 * say: as often right as wrong is not right.
 */
function takenTogether(singles: Singles, isShare: boolean): ReadonlyMap<string, number> {
  const together = new Map<string, number>();
  for (const [task, values] of singles) {
    const mean = values.reduce((total, { value }) => total + value, 0) / values.length;
    together.set(task, isShare ? Number(mean > 0.5) : mean);
  }
  return together;
}

function keyedByReplicate(singles: Singles): ReadonlyMap<string, number> {
  const apart = new Map<string, number>();
  for (const [task, values] of singles)
    for (const { replicate, value } of values) apart.set(`${replicate}/${task}`, value);
  return apart;
}
