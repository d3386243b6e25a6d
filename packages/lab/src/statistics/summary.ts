/** The mean and the variance of what somebody else hands in; those of `moments.ts` are of samples that were checked. */
import { checkSample } from './checks.ts';
import * as moments from './moments.ts';
import type { Sample } from './types.ts';

/** Throws `LabError` SIZE of nothing, VALUE. */
export function mean(sample: Sample): number {
  checkSample(sample, 'the sample', 1);
  return moments.mean(sample);
}

/** The unbiased one, over n − 1; 0 of values that are the same to within rounding. Throws `LabError` SIZE, VALUE. */
export function variance(sample: Sample): number {
  checkSample(sample, 'the sample', 2);
  return moments.variance(sample);
}
