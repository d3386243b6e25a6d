/** Tests that use the order of values alone, so that no value can be an outlier. */
import { LabError } from '../error.ts';
import { checkConfidence, checkPaired, checkSample } from './checks.ts';
import { binomialCdf, normalCdf } from './distributions/index.ts';
import { differences } from './moments.ts';
import { scoreInterval, wilsonInterval } from './proportions.ts';
import { coinSumProbabilities, type Ranks, ranksOf, subsetSumProbabilities, type SumProbabilities } from './ranks.ts';
import { pOf } from './tails.ts';
import { type Alternative, DEFAULT_CONFIDENCE, type Estimate, type Sample, type TestOptions } from './types.ts';

/** Beyond so many values (of both samples) the exact distribution takes ever longer: a tenth of a second here. */
export const EXACT_VALUES_MAX = 100;

export interface RankTestOptions {
  /** `two-sided` where absent. */
  readonly alternative?: Alternative;
  /** `exact` where absent and where there are at most `EXACT_VALUES_MAX` values. */
  readonly method?: 'exact' | 'asymptotic';
}

export interface RankTest {
  /** Mann–Whitney: U of the first sample. Signed ranks: the sum of the ranks of positive differences. */
  readonly statistic: number;
  /** What the statistic would be on average, did neither lie above the other. */
  readonly expected: number;
  readonly method: 'exact' | 'asymptotic';
  readonly p: number;
}

export interface MannWhitneyTest extends RankTest {
  /** How often a value of the first sample lies above one of the second, equal ones counted half. */
  readonly superiority: number;
}

/**
 * Whether values of one sample tend to lie above those of the other. The exact p-value counts all ways to share out the
 * values, ties as they are; the asymptotic one has corrections for ties and for continuity. Source: H. B. Mann and D. R.
 * Whitney (Annals of Mathematical Statistics 18, 1947). Throws `LabError` SIZE, VALUE, or VARIANCE where all are equal.
 */
export function mannWhitneyTest(a: Sample, b: Sample, options: RankTestOptions = {}): MannWhitneyTest {
  const { ranks, doubledSum, statistic } = firstAmongBoth(a, b);
  const count = a.length + b.length;
  checkVaries(ranks, count);
  const pairs = a.length * b.length;
  const expected = pairs / 2;
  const spread = Math.sqrt((pairs / 12) * (count + 1 - ranks.tieTerm / (count * (count - 1))));
  const { method, p } = rankP(count, options, statistic - expected, spread, () =>
    subsetSumProbabilities(ranks.doubled, a.length, doubledSum),
  );
  return { statistic, expected, method, p, superiority: statistic / pairs };
}

/**
 * How often a value of the first sample lies above one of the second, equal ones counted half. Whatever the two
 * distributions, the variance of that share is at most that of as many independent comparisons as the smaller sample has
 * values (D. van Dantzig, Indagationes Mathematicae 13, 1951): the interval is Wilson's for so many, so it is rather too
 * long than too short, and has two ends where the samples do not overlap. Throws `LabError` SIZE, VALUE.
 */
export function probabilityOfSuperiority(a: Sample, b: Sample, confidence: number = DEFAULT_CONFIDENCE): Estimate {
  checkConfidence(confidence);
  const value = firstAmongBoth(a, b).statistic / (a.length * b.length);
  return { value, interval: scoreInterval(value, Math.min(a.length, b.length), confidence) };
}

interface FirstAmongBoth {
  readonly ranks: Ranks;
  /** Of the first sample's ranks, doubled. */
  readonly doubledSum: number;
  /** Mann and Whitney's U of the first sample. */
  readonly statistic: number;
}

function firstAmongBoth(a: Sample, b: Sample): FirstAmongBoth {
  checkSample(a, 'the first sample', 1);
  checkSample(b, 'the second sample', 1);
  const ranks = ranksOf([...Array.from(a), ...Array.from(b)]);
  const doubledSum = ranks.doubled.subarray(0, a.length).reduce((total, rank) => total + rank, 0);
  return { ranks, doubledSum, statistic: doubledSum / 2 - (a.length * (a.length + 1)) / 2 };
}

/**
 * Whether the differences of pairs lie around 0. Pairs without a difference are left out. Source: F. Wilcoxon,
 * Individual comparisons by ranking methods (Biometrics Bulletin 1, 1945). Throws `LabError` SIZE where no pair differs.
 */
export function signedRankTest(a: Sample, b: Sample, options: RankTestOptions = {}): RankTest {
  checkPaired(a, b, 1);
  const apart = differences(a, b).filter((difference) => difference !== 0);
  if (apart.length === 0) throw noPairDiffers();
  const { doubled, tieTerm } = ranksOf(apart.map(Math.abs));
  const doubledSum = doubled.reduce((total, rank, i) => total + ((apart[i] as number) > 0 ? rank : 0), 0);
  const n = apart.length;
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - tieTerm / 48);
  const statistic = doubledSum / 2;
  const expected = (n * (n + 1)) / 4;
  return {
    statistic,
    expected,
    ...rankP(n, options, statistic - expected, spread, () => coinSumProbabilities(doubled, doubledSum)),
  };
}

export interface SignTest {
  readonly positive: number;
  readonly negative: number;
  /** Pairs without a difference, which are left out. */
  readonly equal: number;
  /** The share of positive differences, by Wilson. */
  readonly share: Estimate;
  /** Exact. */
  readonly p: number;
}

/** Whether the first of a pair is as often above the second as below. Throws `LabError` SIZE where no pair differs. */
export function signTest(a: Sample, b: Sample, options: TestOptions = {}): SignTest {
  checkPaired(a, b, 1);
  const apart = differences(a, b);
  const positive = apart.filter((difference) => difference > 0).length;
  const negative = apart.filter((difference) => difference < 0).length;
  const n = positive + negative;
  if (n === 0) throw noPairDiffers();
  const { alternative = 'two-sided', confidence = DEFAULT_CONFIDENCE } = options;
  return {
    positive,
    negative,
    equal: apart.length - n,
    share: { value: positive / n, interval: wilsonInterval(positive, n, confidence) },
    p: pOf(alternative, binomialCdf(positive, n, 0.5), binomialCdf(negative, n, 0.5)),
  };
}

function rankP(
  count: number,
  { alternative = 'two-sided', method = count <= EXACT_VALUES_MAX ? 'exact' : 'asymptotic' }: RankTestOptions,
  apart: number,
  spread: number,
  exact: () => SumProbabilities,
): Pick<RankTest, 'method' | 'p'> {
  if (method === 'asymptotic') return { method, p: asymptoticP(alternative, apart, spread) };
  if (count > EXACT_VALUES_MAX) {
    throw new LabError(
      'SIZE',
      `expected at most ${EXACT_VALUES_MAX} values for an exact p, met ${count}; ask for asymptotic`,
    );
  }
  const { lower, upper, apart: bothSides } = exact();
  return { method, p: alternative === 'two-sided' ? bothSides : pOf(alternative, lower, upper) };
}

/** By the normal distribution, half a step nearer to what is expected. */
function asymptoticP(alternative: Alternative, apart: number, spread: number): number {
  const half = { 'two-sided': Math.sign(apart) / 2, less: -0.5, greater: 0.5 }[alternative];
  const z = (apart - half) / spread;
  return pOf(alternative, normalCdf(z), normalCdf(-z));
}

function checkVaries({ tieTerm }: Ranks, count: number): void {
  if (tieTerm < count ** 3 - count) return;
  throw new LabError('VARIANCE', 'expected values that differ, met the same one throughout; ranks say nothing of it');
}

function noPairDiffers(): LabError {
  return new LabError('SIZE', 'expected at least one pair that differs, met none; signs and ranks say nothing of it');
}
