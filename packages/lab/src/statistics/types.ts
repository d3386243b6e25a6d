/** What all of the statistics are told and tell. */

/** Measured values in the order in which they were taken. */
export type Sample = ArrayLike<number>;

/**
 * A confidence interval, both ends included: of all experiments like this one, a share `confidence` (between 0 and 1) has
 * an interval that holds the true figure.
 */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** A figure, and where what it estimates lies. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval;
}

/** What a test looks for: any difference, or one in a direction (`greater`: the first beyond the second). */
export type Alternative = 'two-sided' | 'less' | 'greater';

export interface TestOptions {
  /** `two-sided` where absent. */
  readonly alternative?: Alternative;
  /** Of the interval, which always has two ends; 0.95 where absent. */
  readonly confidence?: number;
}

export const DEFAULT_CONFIDENCE = 0.95;
