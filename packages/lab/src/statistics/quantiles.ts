/** Quantiles, and where those of all possible values lie. */
import { LabError } from '../error.ts';
import { checkConfidence, checkProbability, checkSample, checkShare } from './checks.ts';
import { binomialCdf, binomialQuantile } from './distributions/index.ts';
import { sorted } from './moments.ts';
import { DEFAULT_CONFIDENCE, type Interval, type Sample } from './types.ts';

/**
 * The value below which a share `p` of the sample lies, between two values by their distance: type 7 of R. J. Hyndman and
 * Y. Fan, Sample quantiles in statistical packages (The American Statistician 50, 1996). `p` from 0 to 1. Throws
 * `LabError` SIZE, VALUE.
 */
export function quantile(sample: Sample, p: number): number {
  checkSample(sample, 'the sample', 1);
  checkShare(p, 'the share');
  const ascending = sorted(sample);
  const place = (ascending.length - 1) * p;
  const below = ascending[Math.floor(place)] as number;
  const above = ascending[Math.ceil(place)] as number;
  return below + (place - Math.floor(place)) * (above - below);
}

export interface QuantileInterval extends Interval {
  /** The probability that it holds the quantile; no less than `confidence`. */
  readonly coverage: number;
}

/**
 * Where the quantile `p` of a continuous distribution lies, whatever its form: two values of the sample, each passed with
 * at most half of what the confidence leaves. Source: W. J. Conover, Practical Nonparametric Statistics (3rd ed., 1999),
 * 3.2. Throws `LabError` VALUE, or SIZE where the sample is too small to have such values.
 */
export function quantileInterval(sample: Sample, p: number, confidence: number = DEFAULT_CONFIDENCE): QuantileInterval {
  checkSample(sample, 'the sample', 1);
  checkProbability(p, 'the share');
  checkConfidence(confidence);
  const n = sample.length;
  const tail = (1 - confidence) / 2;
  // Ranks from 1: the quantile lies below the value of rank r with the probability that fewer than r are below it.
  const low = binomialQuantile(tail, n, p);
  const high = binomialQuantile(1 - tail, n, p) + 1;
  if (low < 1 || high > n) {
    throw new LabError('SIZE', `expected enough values for an interval of the quantile ${p}, met ${n}; measure more`);
  }
  const ascending = sorted(sample);
  return {
    low: ascending[low - 1] as number,
    high: ascending[high - 1] as number,
    confidence,
    coverage: binomialCdf(high - 1, n, p) - binomialCdf(low - 1, n, p),
  };
}
