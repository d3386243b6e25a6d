/** Order statistics of measured times. */
import type { SeededRandom } from '../simulated/random.ts';

export interface Distribution {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** The smallest value that at least `percent` of `sorted` (ascending) do not exceed: the nearest-rank percentile. NaN of nothing. */
export function percentile(sorted: ArrayLike<number>, percent: number): number {
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.max(0, rank - 1)] ?? Number.NaN;
}

/** The lower median. NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  return percentile(Float64Array.from(values).sort(), 50);
}

export function distribution(values: ArrayLike<number>): Distribution {
  const sorted = Float64Array.from(values).sort();
  let sum = 0;
  for (const value of sorted) sum += value;
  return {
    mean: sum / sorted.length,
    p50: percentile(sorted, 50),
    p99: percentile(sorted, 99),
    p999: percentile(sorted, 99.9),
    max: percentile(sorted, 100),
  };
}

/**
 * Where the median of groups of values lies, 95 times of 100: groups are drawn again and again, with replacement, and the
 * middle 95 % of what their values' medians come to is the answer. Values of one group may depend on each other.
 */
export function medianInterval(
  groups: readonly (readonly number[])[],
  random: SeededRandom,
  drawCount = 1_000,
): { readonly low: number; readonly high: number } {
  const medians = Float64Array.from({ length: drawCount }, () =>
    median(groups.flatMap(() => groups[random.below(groups.length)] ?? [])),
  ).sort();
  return { low: percentile(medians, 2.5), high: percentile(medians, 97.5) };
}
