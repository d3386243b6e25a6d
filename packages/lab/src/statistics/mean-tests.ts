/** Tests of means by Student's t: Welch's for two samples, of pairs, of one sample. */
import { checkConfidence, checkedVariance, checkFinite, checkPaired, checkSample } from './checks.ts';
import { studentTCdf, studentTQuantile } from './distributions/index.ts';
import { differences, mean } from './moments.ts';
import { pOf } from './tails.ts';
import { DEFAULT_CONFIDENCE, type Interval, type Sample, type TestOptions } from './types.ts';

export interface MeanTestOptions extends TestOptions {
  /** The difference, or of one sample the mean, under the null hypothesis; 0 where absent. */
  readonly nullDifference?: number;
}

export interface MeanTest {
  /** The first sample's mean less the second's; of one sample, its mean. */
  readonly difference: number;
  readonly interval: Interval;
  readonly standardError: number;
  /** t, with so many degrees of freedom. */
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
}

/**
 * Whether two samples have different means, whatever their variances. Source: B. L. Welch, The generalization of
 * 'Student's' problem when several different population variances are involved (Biometrika 34, 1947), with
 * Satterthwaite's degrees of freedom. Throws `LabError` SIZE, VALUE, or VARIANCE where a sample does not vary.
 */
export function welchTest(a: Sample, b: Sample, options: MeanTestOptions = {}): MeanTest {
  checkSample(a, 'the first sample', 2);
  checkSample(b, 'the second sample', 2);
  const [shareA, shareB] = [
    checkedVariance(a, 'the first sample') / a.length,
    checkedVariance(b, 'the second sample') / b.length,
  ];
  const total = shareA + shareB;
  const df = total ** 2 / (shareA ** 2 / (a.length - 1) + shareB ** 2 / (b.length - 1));
  return meanTest(mean(a) - mean(b), Math.sqrt(total), df, options);
}

/** Whether the differences of pairs have a mean other than 0. Throws `LabError` SIZE, VALUE or VARIANCE. */
export function pairedTTest(a: Sample, b: Sample, options: MeanTestOptions = {}): MeanTest {
  checkPaired(a, b, 2);
  return oneSampleTTest(differences(a, b), options);
}

/**
 * Whether a sample has a mean other than that under the null hypothesis; `difference` is then the mean itself, and the
 * interval is the mean's. Throws `LabError` SIZE, VALUE or VARIANCE.
 */
export function oneSampleTTest(sample: Sample, options: MeanTestOptions = {}): MeanTest {
  checkSample(sample, 'the sample', 2);
  const standardError = Math.sqrt(checkedVariance(sample, 'the sample') / sample.length);
  return meanTest(mean(sample), standardError, sample.length - 1, options);
}

function meanTest(difference: number, standardError: number, df: number, options: MeanTestOptions): MeanTest {
  const { alternative = 'two-sided', confidence = DEFAULT_CONFIDENCE, nullDifference = 0 } = options;
  checkConfidence(confidence);
  checkFinite(nullDifference, 'the difference under the null hypothesis');
  const statistic = (difference - nullDifference) / standardError;
  const reach = standardError * studentTQuantile((1 + confidence) / 2, df);
  return {
    difference,
    interval: { low: difference - reach, high: difference + reach, confidence },
    standardError,
    statistic,
    df,
    p: pOf(alternative, studentTCdf(statistic, df), studentTCdf(-statistic, df)),
  };
}
