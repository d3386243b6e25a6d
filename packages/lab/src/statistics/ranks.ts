/** Ranks with ties, and the exact distribution of their sums. */
import { sum } from './moments.ts';
import type { Sample } from './types.ts';

export interface Ranks {
  /** Twice each value's rank, which is whole also where values share the mean of their ranks. */
  readonly doubled: Int32Array;
  /** Σ (t³ − t) over groups of t equal values. */
  readonly tieTerm: number;
}

export function ranksOf(sample: Sample): Ranks {
  const order = Uint32Array.from(sample, (_, i) => i).sort((i, j) => (sample[i] as number) - (sample[j] as number));
  const doubled = new Int32Array(sample.length);
  let tieTerm = 0;
  for (let from = 0; from < order.length; ) {
    const to = endOfTie(sample, order, from);
    for (let at = from; at < to; at++) doubled[order[at] as number] = from + to + 1;
    tieTerm += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { doubled, tieTerm };
}

function endOfTie(sample: Sample, order: Uint32Array, from: number): number {
  let to = from + 1;
  while (to < order.length && sample[order[to] as number] === sample[order[from] as number]) to++;
  return to;
}

/** Probabilities of a sum: at most the one met, at least, and at least as far from what is expected. */
export interface SumProbabilities {
  readonly lower: number;
  readonly upper: number;
  readonly apart: number;
}

/**
 * Of the sum of `size` of the `scores`, drawn without replacement; `met` is such a sum. Every subset counts, ties as they
 * are: the shift algorithm of B. Streitberg and J. Röhmel, Exact distributions for permutation and rank tests
 * (Statistical Software Newsletter 12, 1986).
 */
export function subsetSumProbabilities(scores: Int32Array, size: number, met: number): SumProbabilities {
  return probabilities(subsetSumCounts(scores, size), met, (sum(scores) * size) / scores.length);
}

/** Of the sum of those scores whose coins fall on one side; `met` is such a sum. */
export function coinSumProbabilities(scores: Int32Array, met: number): SumProbabilities {
  return probabilities(coinSumCounts(scores), met, sum(scores) / 2);
}

/**
 * The quantile `tail` of Mann and Whitney's U of `m` and `n` values without equal ones: the first that is, with all below it,
 * at least so likely.
 */
export function subsetSumQuantile(m: number, n: number, tail: number): number {
  const counts = subsetSumCounts(
    Int32Array.from({ length: m + n }, (_, i) => i + 1),
    m,
  );
  return quantileIn(counts.subarray((m * (m + 1)) / 2), tail);
}

/** The same of the sum of positive ranks among `n`. */
export function coinSumQuantile(n: number, tail: number): number {
  return quantileIn(coinSumCounts(Int32Array.from({ length: n }, (_, i) => i + 1)), tail);
}

function quantileIn(counts: Float64Array, tail: number): number {
  const all = sum(counts);
  let below = 0;
  return counts.findIndex((count) => (below += count) / all >= tail);
}

function subsetSumCounts(scores: Int32Array, size: number): Float64Array {
  const total = sum(scores);
  const counts = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  (counts[0] as Float64Array)[0] = 1;
  scores.forEach((score, seen) => {
    for (let taken = Math.min(seen + 1, size); taken > 0; taken--) {
      shiftInto(counts[taken] as Float64Array, counts[taken - 1] as Float64Array, score);
    }
  });
  return counts[size] as Float64Array;
}

function coinSumCounts(scores: Int32Array): Float64Array {
  const counts = new Float64Array(sum(scores) + 1);
  counts[0] = 1;
  for (const score of scores) shiftInto(counts, counts, score);
  return counts;
}

/** Adds to each sum's count the count of the sum that is lower by `score`; from above, so that both may be one array. */
function shiftInto(counts: Float64Array, before: Float64Array, score: number): void {
  for (let at = counts.length - 1; at >= score; at--) {
    counts[at] = (counts[at] as number) + (before[at - score] as number);
  }
}

function probabilities(counts: Float64Array, met: number, expected: number): SumProbabilities {
  const all = sum(counts);
  const share = (isCounted: (at: number) => boolean): number => sum(counts.filter((_, at) => isCounted(at))) / all;
  // What is expected may be no multiple of a half: the slack is far below the distance of two sums.
  const distance = Math.abs(met - expected) - 1e-7;
  return {
    lower: share((at) => at <= met),
    upper: share((at) => at >= met),
    apart: share((at) => Math.abs(at - expected) >= distance),
  };
}
