/** How far apart two means are, in standard deviations. */
import { LabError } from '../error.ts';
import { checkConfidence, checkedVariance, checkPaired, checkSample } from './checks.ts';
import { NONCENTRALITY_MAX, noncentralTCdf } from './distributions/index.ts';
import { logGamma } from './distributions/special.ts';
import { differences, mean } from './moments.ts';
import { zeroFrom } from './roots.ts';
import { DEFAULT_CONFIDENCE, type Estimate, type Sample } from './types.ts';

/**
 * Cohen's d: the difference of means over the pooled standard deviation. The interval is exact for normal values of equal
 * variance: it holds those noncentralities under which the t met lies in neither tail. Source: G. Cumming and S. Finch
 * (Educational and Psychological Measurement 61, 2001). Throws `LabError` SIZE, VARIANCE, or VALUE, also where the means
 * lie so many standard errors apart that the interval would pass 14,142 of them.
 */
export function cohensD(a: Sample, b: Sample, confidence: number = DEFAULT_CONFIDENCE): Estimate {
  checkSample(a, 'the first sample', 2);
  checkSample(b, 'the second sample', 2);
  const df = a.length + b.length - 2;
  const pooled =
    ((a.length - 1) * checkedVariance(a, 'the first sample') +
      (b.length - 1) * checkedVariance(b, 'the second sample')) /
    df;
  const d = (mean(a) - mean(b)) / Math.sqrt(pooled);
  return standardized(d, Math.sqrt((a.length * b.length) / (a.length + b.length)), df, confidence);
}

/**
 * Hedges' g: Cohen's d without its bias, by the exact factor. The interval is that of d, as it holds what both estimate.
 * Source: L. V. Hedges, Distribution theory for Glass's estimator of effect size (Journal of Educational Statistics 6,
 * 1981). Throws as `cohensD` does.
 */
export function hedgesG(a: Sample, b: Sample, confidence: number = DEFAULT_CONFIDENCE): Estimate {
  const { value, interval } = cohensD(a, b, confidence);
  const half = (a.length + b.length - 2) / 2;
  const factor = Math.exp(logGamma(half) - logGamma(half - 0.5)) / Math.sqrt(half);
  return { value: value * factor, interval };
}

/** Cohen's d of pairs: the mean of their differences over those differences' standard deviation. */
export function pairedCohensD(a: Sample, b: Sample, confidence: number = DEFAULT_CONFIDENCE): Estimate {
  checkPaired(a, b, 2);
  const apart = differences(a, b);
  const d = mean(apart) / Math.sqrt(checkedVariance(apart, 'the differences'));
  return standardized(d, Math.sqrt(apart.length), apart.length - 1, confidence);
}

/** `scale` is the t of an effect of 1. */
function standardized(value: number, scale: number, df: number, confidence: number): Estimate {
  checkConfidence(confidence);
  const t = value * scale;
  const step = 1 + Math.abs(t) / Math.sqrt(2 * df);
  const lower = (delta: number): number => {
    if (Math.abs(delta) > NONCENTRALITY_MAX) throw tooFarApart(t);
    return noncentralTCdf(t, df, delta);
  };
  const bound = (tail: number): number => zeroFrom((delta) => lower(delta) - tail, t, step) / scale;
  return { value, interval: { low: bound((1 + confidence) / 2), high: bound((1 - confidence) / 2), confidence } };
}

function tooFarApart(t: number): LabError {
  const expected = `expected means of which an interval of d ends within ${NONCENTRALITY_MAX} standard errors`;
  return new LabError('VALUE', `${expected}, met them ${Math.abs(t)} apart; state their difference, or bootstrap d`);
}
