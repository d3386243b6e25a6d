/** The coefficient of variation: the standard deviation over the mean. */
import { LabError } from '../error.ts';
import { checkConfidence, checkedVariance, checkSample } from './checks.ts';
import { chiSquareQuantile } from './distributions/index.ts';
import { mean } from './moments.ts';
import { DEFAULT_CONFIDENCE, type Estimate, type Sample } from './types.ts';

/** Up to where the interval holds what it promises. */
export const VARIATION_MAX = 0.33;

/**
 * Of positive values, with McKay's interval as modified by M. G. Vangel, Confidence intervals for a normal coefficient of
 * variation (The American Statistician 50, 1996). Throws `LabError` SIZE, VARIANCE, or VALUE where the mean is not above 0
 * or the values vary too much for the interval.
 */
export function coefficientOfVariation(sample: Sample, confidence: number = DEFAULT_CONFIDENCE): Estimate {
  checkSample(sample, 'the sample', 2);
  checkConfidence(confidence);
  const value = Math.sqrt(checkedVariance(sample, 'the sample')) / mean(sample);
  if (!(value > 0 && value <= VARIATION_MAX)) {
    const remedy = 'give the standard deviation, or bootstrap the ratio';
    throw new LabError('VALUE', `expected a coefficient of variation up to ${VARIATION_MAX}, met ${value}; ${remedy}`);
  }
  const [n, df] = [sample.length, sample.length - 1];
  const bound = (p: number): number => {
    const u = chiSquareQuantile(p, df);
    const square = ((u + 2) / n - 1) * value ** 2 + u / df;
    if (square > 0) return value / Math.sqrt(square);
    throw new LabError('SIZE', `expected enough values for an upper bound, met ${n}; measure more`);
  };
  return { value, interval: { low: bound((1 + confidence) / 2), high: bound((1 - confidence) / 2), confidence } };
}
