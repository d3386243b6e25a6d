/** What became of each question. */
import type { Experiment } from '../experiment/schema.ts';
import { type Outcome, OUTCOMES, type Result } from '../results/result.ts';

export interface OutcomeCounts {
  readonly arm: string;
  readonly stratum: string;
  readonly planned: number;
  readonly missing: number;
  /** As in the completeness. */
  readonly stoppedEarly?: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Tries beyond the first. */
  readonly retries: number;
  /** Answers that were kept from another time, and what these would have cost, as far as it is known. */
  readonly cached: number;
  readonly savedUsd: number;
}

/** What an arm failed with, as often as that. */
export interface FailureCount {
  readonly arm: string;
  readonly failure: string;
  readonly count: number;
}

/** Of an arm, the most frequent ones. */
const FAILURES_MAX = 20;
/** Of each, in UTF-16 code units. */
const FAILURE_LENGTH_MAX = 400;

export function failuresOf(
  { arms }: Pick<Experiment, 'arms'>,
  byArm: ReadonlyMap<string, readonly Result[]>,
): readonly FailureCount[] {
  return arms.flatMap(({ name: arm }) => {
    const counts = new Map<string, number>();
    for (const { failure } of byArm.get(arm) ?? []) {
      if (failure === undefined) continue;
      const short = failure.slice(0, FAILURE_LENGTH_MAX).toWellFormed();
      counts.set(short, (counts.get(short) ?? 0) + 1);
    }
    const ordered = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return ordered.slice(0, FAILURES_MAX).map(([failure, count]) => ({ arm, failure, count }));
  });
}

export function outcomesOf(
  { arms, strata, replicates }: Experiment,
  byArm: ReadonlyMap<string, readonly Result[]>,
  isWhole: boolean,
): readonly OutcomeCounts[] {
  return arms.flatMap(({ name: arm }) => {
    const byStratum = Map.groupBy(byArm.get(arm) ?? [], ({ stratum }) => stratum);
    return strata.map(({ name: stratum, tasks }) => {
      const results = byStratum.get(stratum) ?? [];
      const planned = tasks.count * replicates;
      const rest = planned - results.length;
      const stopped = isWhole && rest > 0 ? { missing: 0, stoppedEarly: rest } : { missing: rest };
      return { arm, stratum, planned, ...stopped, ...countsOf(results) };
    });
  });
}

export function countsOf(
  results: readonly Result[],
): Pick<OutcomeCounts, 'counts' | 'retries' | 'cached' | 'savedUsd'> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  let retries = 0;
  let cached = 0;
  let savedUsd = 0;
  for (const result of results) {
    counts[result.outcome]++;
    retries += Math.max(0, result.attempts - 1);
    if (result.cachedAt !== undefined) cached++;
    savedUsd += result.savedUsd ?? 0;
  }
  return { counts, retries, cached, savedUsd };
}
