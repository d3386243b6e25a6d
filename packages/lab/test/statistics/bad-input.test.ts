/** What cannot be answered is refused with a code; nothing answers NaN. */
import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabErrorCode } from '../../src/error.ts';
import * as lab from '../../src/statistics/index.ts';

const fine = [1, 2, 4, 8, 9];
const same = [3, 3, 3];
const many = Array.from({ length: 101 }, (_, i) => i);
const shares = lab.sprt({ nullShare: 0.5, alternativeShare: 0.6, alpha: 0.05, beta: 0.2 });

const refused: [string, LabErrorCode, () => unknown][] = [
  ['Welch of one value', 'SIZE', () => lab.welchTest([1], fine)],
  ['Welch of NaN', 'VALUE', () => lab.welchTest([1, Number.NaN], fine)],
  ['Welch without variance', 'VARIANCE', () => lab.welchTest(same, fine)],
  ['Welch without variance of the second', 'VARIANCE', () => lab.welchTest(fine, same)],
  ['Welch of rounding alone', 'VARIANCE', () => lab.welchTest([0.1 + 0.2, 0.3], fine)],
  ['a confidence of 1', 'VALUE', () => lab.welchTest(fine, fine, { confidence: 1 })],
  ['a confidence of as good as 1', 'VALUE', () => lab.wilsonInterval(0, 1, 1 - 2 ** -53)],
  ['pairs of two lengths', 'SIZE', () => lab.pairedTTest(fine, [1, 2])],
  ['pairs with one difference', 'VARIANCE', () => lab.pairedTTest([1, 2, 3], [0, 1, 2])],
  ['one sample of one value', 'SIZE', () => lab.oneSampleTTest([1])],
  ['one sample without variance', 'VARIANCE', () => lab.oneSampleTTest(same)],
  ['no margin', 'VALUE', () => lab.equivalenceTest(fine, fine, { margin: 0 })],
  ['ranks of nothing', 'SIZE', () => lab.mannWhitneyTest([], fine)],
  ['ranks of equal values', 'VARIANCE', () => lab.mannWhitneyTest(same, same)],
  ['exact ranks of many', 'SIZE', () => lab.mannWhitneyTest(many, [1], { method: 'exact' })],
  ['signed ranks without a difference', 'SIZE', () => lab.signedRankTest(fine, fine)],
  ['signs without a difference', 'SIZE', () => lab.signTest(fine, fine)],
  ['one group', 'SIZE', () => lab.anova([fine])],
  ['groups of one value', 'SIZE', () => lab.anova([[1], [2]])],
  ['groups without variance', 'VARIANCE', () => lab.anova([same, [1, 1]])],
  ['ranks of equal groups', 'VARIANCE', () => lab.kruskalWallisTest([same, same])],
  ['no trials', 'VALUE', () => lab.wilsonInterval(0, 0)],
  ['more successes than trials', 'VALUE', () => lab.wilsonInterval(3, 2)],
  [
    'accuracy without harmless trials',
    'VALUE',
    () => lab.balancedAccuracy({ successes: 1, trials: 2 }, { successes: 0, trials: 0 }),
  ],
  ['a level of no α', 'VALUE', () => lab.levelsAtLooks({ information: [1], alpha: Number.NaN, sides: 1 })],
  ['half a success', 'VALUE', () => lab.newcombeDifference({ successes: 0.5, trials: 2 }, { successes: 1, trials: 2 })],
  ['no disagreement', 'SIZE', () => lab.mcNemarTest(0, 0)],
  ['an effect without variance', 'VARIANCE', () => lab.cohensD(same, fine)],
  ['no predictors that differ', 'SINGULAR', () => lab.linearRegression([[1], [1], [1], [1]], [1, 2, 3, 5])],
  [
    'a predictor made of others',
    'SINGULAR',
    () =>
      lab.linearRegression(
        [
          [1, 2],
          [2, 4],
          [3, 6],
          [5, 10],
        ],
        [1, 2, 3, 5],
      ),
  ],
  [
    'fewer rows than coefficients',
    'SIZE',
    () =>
      lab.linearRegression(
        [
          [1, 2],
          [3, 4],
        ],
        [1, 2],
      ),
  ],
  ['ragged rows', 'SIZE', () => lab.linearRegression([[1], [2, 3], [3], [4]], [1, 2, 3, 4])],
  ['a response that does not vary', 'VARIANCE', () => lab.linearRegression([[1], [2], [3], [5]], [1, 1, 1, 1])],
  ['a response of 2', 'VALUE', () => lab.logisticRegression([[1], [2], [3], [5]], [0, 1, 2, 1])],
  ['only successes', 'VARIANCE', () => lab.logisticRegression([[1], [2], [3], [5]], [1, 1, 1, 1])],
  ['outcomes that are told apart', 'SEPARATION', () => lab.logisticRegression([[1], [2], [3], [4]], [0, 0, 1, 1])],
  ['draws of one unit', 'SIZE', () => lab.bootstrap([1], lab.mean, { seed: 1 })],
  ['too few draws', 'SIZE', () => lab.bootstrap(fine, lab.mean, { seed: 1, resamples: 20 })],
  ['draws that do not vary', 'VARIANCE', () => lab.bootstrap(fine, () => 1, { seed: 1 })],
  ['a statistic that is NaN', 'VALUE', () => lab.bootstrap(fine, () => Number.NaN, { seed: 1 })],
  ['the size for no effect', 'VALUE', () => lab.tSampleSize(0.8, { design: 'paired', effect: 0 })],
  ['the size for hardly an effect', 'SIZE', () => lab.tSampleSize(0.8, { design: 'paired', effect: 1e-7 })],
  [
    'a simulated size that none reaches',
    'SIZE',
    () => lab.simulatedSampleSize(0.8, 50, { seed: 1, rejects: () => false }),
  ],
  ['the power of one value', 'VALUE', () => lab.tPower(1, { design: 'paired', effect: 1 })],
  ['a p-value above 1', 'VALUE', () => lab.holm([0.1, 1.1])],
  ['no p-values', 'SIZE', () => lab.benjaminiHochberg([])],
  ['the form of two values', 'SIZE', () => lab.shapiroWilkTest([1, 2])],
  ['the form of equal values', 'VARIANCE', () => lab.shapiroWilkTest(same)],
  ['the form of too many', 'SIZE', () => lab.shapiroWilkTest(Array.from({ length: 5_001 }, (_, i) => i))],
  ['a quantile of nothing', 'SIZE', () => lab.quantile([], 0.5)],
  ['a quantile beyond 1', 'VALUE', () => lab.quantile(fine, 1.1)],
  ['the interval of a rare quantile', 'SIZE', () => lab.quantileInterval(fine, 0.99)],
  ['variation about 0', 'VALUE', () => lab.coefficientOfVariation([-1, 1, 0.1])],
  ['variation without variance', 'VARIANCE', () => lab.coefficientOfVariation(same)],
  ['labels of two lengths', 'SIZE', () => lab.cohensKappa(['a', 'b'], ['a'])],
  ['labels of one kind', 'VARIANCE', () => lab.cohensKappa(['a', 'a'], ['a', 'a'])],
  [
    'one annotator',
    'SIZE',
    () =>
      lab.fleissKappa([
        [1, 0],
        [0, 1],
      ]),
  ],
  [
    'half an annotator',
    'VALUE',
    () =>
      lab.fleissKappa([
        [1.5, 0.5],
        [0, 2],
      ]),
  ],
  ['the mean of nothing', 'SIZE', () => lab.mean([])],
  ['the variance of one value', 'SIZE', () => lab.variance([1])],
  ['the normal quantile of 2', 'VALUE', () => lab.normalQuantile(2)],
  ['the t distribution at no number', 'VALUE', () => lab.studentTCdf(Number.NaN, 5)],
  ['the t distribution without freedom', 'VALUE', () => lab.studentTCdf(1, 0)],
  ['the binomial distribution of half a trial', 'VALUE', () => lab.binomialCdf(0, 0.5, 0.5)],
  ['the binomial distribution at no number', 'VALUE', () => lab.binomialCdf(Number.NaN, 5, 0.5)],
  ['an F below 0', 'VALUE', () => lab.fCdf(-1, 2, 3)],
  ['trials that are no number', 'VALUE', () => shares.logRatio(Number.NaN, 0)],
  ['a decision on half a trial', 'VALUE', () => shares.decide(0.5, 0)],
  [
    'errors that add up to 1',
    'VALUE',
    () => lab.sprt({ nullShare: 0.5, alternativeShare: 0.6, alpha: 0.5, beta: 0.5 }),
  ],
  ['equal shares', 'VALUE', () => lab.sprt({ nullShare: 0.5, alternativeShare: 0.5, alpha: 0.05, beta: 0.2 })],
  ['looks that end early', 'VALUE', () => lab.groupSequentialLooks({ information: [0.5, 0.9] })],
  ['looks out of order', 'VALUE', () => lab.groupSequentialLooks({ information: [0.9, 0.5, 1] })],
  ['no looks', 'SIZE', () => lab.groupSequentialLooks({ information: [] })],
  ['a shift of two values each', 'SIZE', () => lab.hodgesLehmannShift([1, 2], [3, 4])],
  ['a shift of five pairs', 'SIZE', () => lab.pairedHodgesLehmannShift([1, 2, 4, 7, 9], [0, 0, 0, 0, 0])],
  ['an exact shift of many', 'SIZE', () => lab.pairedHodgesLehmannShift(many, many, { method: 'exact' })],
  ['a noncentrality out of reach', 'VALUE', () => lab.noncentralTCdf(1, 5, 1e9)],
];

describe('refused', () => {
  test.each(refused)('%s', async (_, code, action) => {
    expect(await codeOf(action)).toBe(code);
  });
});

describe('means too far apart for an exact interval of the effect are told as such', () => {
  const far = fine.map((value) => value + 1e6);
  test.each<[string, RegExp, () => unknown]>([
    ['d', /^expected means .*, met them [\d.]+ apart; .* bootstrap d$/u, () => lab.cohensD(fine, far)],
    [
      'd of pairs',
      /^expected means /u,
      () =>
        lab.pairedCohensD(
          [1, 2, 3.1],
          far.slice(0, 3).map((one) => -one),
        ),
    ],
    ['η²', /^expected groups .*, met an F of [\d.]+; .* bootstrap η²$/u, () => lab.anova([fine, far])],
  ])('%s', async (_, message, action) => {
    expect(await codeOf(action)).toBe('VALUE');
    expect(action).toThrow(message);
  });
});

/** All figures in an answer. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('nothing answers NaN', () => {
  // Whatever a number can be; and values that are alike, as most figures have answers for those.
  const anything = fc.oneof(
    fc.array(fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 })), { maxLength: 12 }),
    fc.array(fc.integer({ min: 8, max: 12 }), { maxLength: 12 }),
    fc.array(fc.oneof(fc.double({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1_000 })), { maxLength: 12 }),
  );
  const functions: Record<string, (a: number[], b: number[]) => unknown> = {
    welch: (a, b) => lab.welchTest(a, b),
    paired: (a, b) => lab.pairedTTest(a, b),
    equivalence: (a, b) => lab.equivalenceTest(a, b, { margin: 1 }),
    mannWhitney: (a, b) => lab.mannWhitneyTest(a, b),
    signedRank: (a, b) => lab.signedRankTest(a, b),
    shift: (a, b) => lab.hodgesLehmannShift(a, b, { confidence: 0.5 }),
    shiftOfMany: (a, b) => lab.hodgesLehmannShift(a, b, { confidence: 0.5, method: 'asymptotic' }),
    pairedShift: (a, b) => lab.pairedHodgesLehmannShift(a, b, { confidence: 0.5 }),
    sign: (a, b) => lab.signTest(a, b),
    anova: (a, b) => lab.anova([a, b]),
    kruskal: (a, b) => lab.kruskalWallisTest([a, b]),
    d: (a, b) => lab.cohensD(a, b),
    pairedD: (a, b) => lab.pairedCohensD(a, b),
    linear: (a, b) =>
      lab.linearRegression(
        a.map((one) => [one]),
        b,
      ),
    logistic: (a, b) =>
      lab.logisticRegression(
        a.map((one) => [one]),
        b.map((one) => Number(one > 0)),
      ),
    holm: (a) => lab.holm(a),
    shapiro: (a) => lab.shapiroWilkTest(a),
    quantile: (a, [p = 0]) => lab.quantile(a, p),
    quantileInterval: (a) => lab.quantileInterval(a, 0.5),
    variation: (a) => lab.coefficientOfVariation(a),
    bootstrap: (a) => lab.bootstrap(a, lab.mean, { seed: 1, resamples: 99 }),
    bootstrapIntervals: (a, b) => lab.bootstrapIntervals(b[0] ?? 0, a, b, 0.5),
    mean: (a) => lab.mean(a),
    variance: (a) => lab.variance(a),
    normalDensity: ([z = 0]) => lab.normalDensity(z),
    normalCdf: ([z = 0]) => lab.normalCdf(z),
    normalQuantile: ([p = 0]) => lab.normalQuantile(p),
    studentTCdf: ([t = 0, df = 1]) => lab.studentTCdf(t, df),
    studentTQuantile: ([p = 0, df = 1]) => lab.studentTQuantile(p, df),
    chiSquareCdf: ([x = 0, df = 1]) => [lab.chiSquareCdf(x, df), lab.chiSquareCdf(x, df, 'upper')],
    chiSquareQuantile: ([p = 0, df = 1]) => lab.chiSquareQuantile(p, df),
    fCdf: ([f = 0, df1 = 1, df2 = 1]) => [lab.fCdf(f, df1, df2), lab.fCdf(f, df1, df2, 'upper')],
    binomialCdf: ([k = 0, n = 1], [p = 0]) => lab.binomialCdf(k, n, p),
    binomialQuantile: ([q = 0, n = 1], [p = 0]) => lab.binomialQuantile(q, n, p),
    noncentralT: ([t = 0, df = 1, delta = 0]) => lab.noncentralTCdf(t, df, delta),
    noncentralF: ([f = 0, df1 = 1, df2 = 1], [lambda = 0]) => lab.noncentralFCdf(f, df1, df2, lambda),
    sprt: ([nullShare = 0, alternativeShare = 1], [successes = 0, failures = 0]) =>
      lab.sprt({ nullShare, alternativeShare, alpha: 0.05, beta: 0.1 }).logRatio(successes, failures),
    tPower: ([size = 0, effect = 1], [alpha = 0.05]) => lab.tPower(size, { design: 'paired', effect, alpha }),
    proportionPower: ([first = 0.1, second = 0.2], [size = 0, alpha = 0.05]) =>
      lab.proportionPower(size, { first, second, alpha }),
    mcNemarSize: ([onlyFirst = 0, onlySecond = 0], [power = 0.9, alpha = 0.05]) =>
      lab.mcNemarSampleSize(power, { onlyFirst, onlySecond, alpha }),
    mcNemar: ([onlyFirst = 0, onlySecond = 0]) => lab.mcNemarTest(onlyFirst, onlySecond),
    wilson: ([successes = 0, trials = 0], [confidence = 0.95]) => lab.wilsonInterval(successes, trials, confidence),
    levels: (information, [alpha = 0.05]) =>
      lab.levelsAtLooks({ information: [...information.slice(0, 2), 1], alpha, sides: 1 }),
    looks: (information, [alpha = 0.05]) =>
      lab.groupSequentialLooks({ information: [...information.slice(0, 2), 1], alpha }),
  };

  test.each(Object.entries(functions))('%s', async (_, f) => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(anything, anything, async (a, b) => {
        const code = await codeOf(() => {
          const numbers = numbersIn(f(a, b));
          expect(numbers.filter((one) => Number.isNaN(one))).toEqual([]);
          answered++;
        });
        expect(code).toSatisfy((met) => met === undefined || typeof met === 'string');
      }),
      { numRuns: 2_000 },
    );
    expect(answered).toBeGreaterThan(0);
  });
});
