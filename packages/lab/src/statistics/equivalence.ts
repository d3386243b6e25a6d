/** Whether two means are as good as equal. */
import { checkPositive, checkProbability } from './checks.ts';
import { type MeanTest, type MeanTestOptions, pairedTTest, welchTest } from './mean-tests.ts';
import type { Interval, Sample } from './types.ts';

export interface EquivalenceOptions {
  /** Means less than this apart, in the samples' unit, are equivalent. */
  readonly margin: number;
  /** The level of both tests; 0.05 where absent. */
  readonly alpha?: number;
}

export interface EquivalenceTest {
  readonly difference: number;
  /** With confidence 1 − 2α: the means are equivalent where it lies within the margin. */
  readonly interval: Interval;
  /** Of the difference being no less than −margin, and of its being no more than margin. */
  readonly pLow: number;
  readonly pHigh: number;
  /** The greater of both. */
  readonly p: number;
  readonly isEquivalent: boolean;
}

/**
 * Two one-sided tests by Welch's t. Source: D. J. Schuirmann, A comparison of the two one-sided tests procedure and the
 * power approach (Journal of Pharmacokinetics and Biopharmaceutics 15, 1987). Throws as `welchTest` does.
 */
export function equivalenceTest(a: Sample, b: Sample, options: EquivalenceOptions): EquivalenceTest {
  return twoOneSided((each) => welchTest(a, b, each), options);
}

/** The same for pairs. Throws as `pairedTTest` does. */
export function pairedEquivalenceTest(a: Sample, b: Sample, options: EquivalenceOptions): EquivalenceTest {
  return twoOneSided((each) => pairedTTest(a, b, each), options);
}

function twoOneSided(
  test: (options: MeanTestOptions) => MeanTest,
  { margin, alpha = 0.05 }: EquivalenceOptions,
): EquivalenceTest {
  checkPositive(margin, 'the margin');
  checkProbability(2 * alpha, 'twice the level');
  const low = test({ alternative: 'greater', nullDifference: -margin, confidence: 1 - 2 * alpha });
  const high = test({ alternative: 'less', nullDifference: margin });
  const p = Math.max(low.p, high.p);
  const { difference, interval } = low;
  return { difference, interval, pLow: low.p, pHigh: high.p, p, isEquivalent: p < alpha };
}
