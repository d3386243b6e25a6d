/** Every function against what R says of the same input; the tolerance is 1e-9 unless a test says why it is another. */
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import * as lab from '../../src/statistics/index.ts';
import { expectClose, TOLERANCE } from '../close.ts';
import { fixtures } from '../r/fixtures.ts';

/** The rows of a kind, each with a name of its own; a kind without rows would prove nothing. */
function rowsOf<Row>(rows: readonly Row[]): [number, Row][] {
  if (rows.length === 0) throw new Error('expected fixtures, met none');
  return rows.map((row, i) => [i, row]);
}

function expectInterval(
  actual: lab.Interval | undefined,
  [low, high]: readonly [number, number],
  tolerance = TOLERANCE,
  floor?: number,
): void {
  expectClose(actual?.low ?? Number.NaN, low, tolerance, floor);
  expectClose(actual?.high ?? Number.NaN, high, tolerance, floor);
}

const distributions: Record<string, (...args: number[]) => number> = {
  normalCdf: (z = 0) => lab.normalCdf(z),
  normalQuantile: (p = 0) => lab.normalQuantile(p),
  studentTCdf: (t = 0, df = 0) => lab.studentTCdf(t, df),
  studentTQuantile: (p = 0, df = 0) => lab.studentTQuantile(p, df),
  chiSquareCdf: (x = 0, df = 0) => lab.chiSquareCdf(x, df),
  chiSquareUpper: (x = 0, df = 0) => lab.chiSquareCdf(x, df, 'upper'),
  chiSquareQuantile: (p = 0, df = 0) => lab.chiSquareQuantile(p, df),
  fCdf: (f = 0, df1 = 0, df2 = 0) => lab.fCdf(f, df1, df2),
  fUpper: (f = 0, df1 = 0, df2 = 0) => lab.fCdf(f, df1, df2, 'upper'),
  binomialCdf: (k = 0, n = 0, p = 0) => lab.binomialCdf(k, n, p),
  binomialQuantile: (q = 0, n = 0, p = 0) => lab.binomialQuantile(q, n, p),
  noncentralTCdf: (t = 0, df = 0, delta = 0) => lab.noncentralTCdf(t, df, delta),
  noncentralFCdf: (f = 0, df1 = 0, df2 = 0, lambda = 0) => lab.noncentralFCdf(f, df1, df2, lambda),
};

describe('distributions', () => {
  // The sums of the noncentral ones are exact to so much of 1: their far tails are of no use to power or intervals.
  const floors: Record<string, number> = { noncentralTCdf: 1e-3, noncentralFCdf: 1e-3 };
  test.each(Object.keys(distributions))('%s', (name) => {
    const rows = fixtures.distributions.filter(({ f }) => f === name);
    expect(rows.length).toBeGreaterThan(5);
    for (const { args, value } of rows)
      expectClose(distributions[name]?.(...args) ?? Number.NaN, value, TOLERANCE, floors[name]);
  });
});

/** Of samples near 1e9, or of which hardly anything is left after subtraction, doubles keep fewer digits. */
function toleranceOf({ a, b }: { readonly a: readonly number[]; readonly b: readonly number[] }): number {
  const size = Math.max(...[...a, ...b].map(Math.abs));
  return size > 1e8 && size < 1e12 ? 1e-6 : TOLERANCE;
}

describe('means', () => {
  test.each(rowsOf(fixtures.welch))('Welch %i', (_, row) => {
    const { a, b, alternative } = row;
    const result = lab.welchTest(a, b, { alternative });
    const tolerance = toleranceOf(row);
    expectClose(result.statistic, row.statistic, tolerance);
    expectClose(result.df, row.df, tolerance);
    expectClose(result.p, row.p, tolerance);
    expectClose(result.standardError, row.standardError, tolerance);
    expectInterval(result.interval, row.interval95, tolerance);
    expectInterval(lab.welchTest(a, b, { confidence: 0.9 }).interval, row.interval90, tolerance);
  });

  test.each(rowsOf(fixtures.pairedT))('paired t %i', (_, row) => {
    const result = lab.pairedTTest(row.a, row.b, { alternative: row.alternative });
    const own = lab.oneSampleTTest(row.a, { alternative: row.alternative, nullDifference: row.mu });
    expectClose(own.p, row.oneSample, toleranceOf(row));
    const tolerance = toleranceOf(row);
    expectClose(result.statistic, row.statistic, tolerance);
    expect(result.df).toBe(row.df);
    expectClose(result.p, row.p, tolerance);
    expectInterval(result.interval, row.interval, tolerance);
  });

  test.each(rowsOf(fixtures.equivalence))('equivalence %i', (_, row) => {
    const tolerance = toleranceOf(row);
    const welch = lab.equivalenceTest(row.a, row.b, row);
    expectClose(welch.pLow, row.welch[0], tolerance);
    expectClose(welch.pHigh, row.welch[1], tolerance);
    expectInterval(welch.interval, row.interval, tolerance);
    expect(welch.p).toBe(Math.max(welch.pLow, welch.pHigh));
    const paired = lab.pairedEquivalenceTest(row.a, row.b, row);
    expectClose(paired.pLow, row.paired[0], tolerance);
    expectClose(paired.pHigh, row.paired[1], tolerance);
  });
});

describe('ranks and signs', () => {
  test.each(rowsOf(fixtures.mannWhitney))('Mann–Whitney %i', (_, { a, b, alternative, ...row }) => {
    const exact = lab.mannWhitneyTest(a, b, { alternative, method: 'exact' });
    expect(exact.statistic).toBe(row.statistic);
    expectClose(exact.p, row.exact);
    expectClose(lab.mannWhitneyTest(a, b, { alternative, method: 'asymptotic' }).p, row.asymptotic);
  });

  test.each(rowsOf(fixtures.mannWhitneyUntied))('Mann–Whitney without ties %i', (_, { a, b, alternative, exact }) => {
    expectClose(lab.mannWhitneyTest(a, b, { alternative }).p, exact);
  });

  test.each(rowsOf(fixtures.signedRank))('signed ranks %i', (_, { a, b, alternative, ...row }) => {
    const exact = lab.signedRankTest(a, b, { alternative, method: 'exact' });
    expect(exact.statistic).toBe(row.statistic);
    expectClose(exact.p, row.exact);
    expectClose(lab.signedRankTest(a, b, { alternative, method: 'asymptotic' }).p, row.asymptotic);
  });

  const shifts = [
    ['of two samples', lab.hodgesLehmannShift, fixtures.shifts],
    ['of pairs', lab.pairedHodgesLehmannShift, fixtures.pairedShifts],
  ] as const;
  describe.each(shifts)('shift %s', (_, shiftOf, rows) => {
    test.each(rowsOf(rows))('%i', async (__, { a, b, confidence, value, exact, asymptotic }) => {
      // As a share of the values: where they differ by hardly anything, R's search for a zero ends beside it.
      const size = Math.max(...[...a, ...b].map(Math.abs));
      for (const [method, expected] of [
        ['exact', exact],
        ['asymptotic', asymptotic],
      ] as const) {
        const shift = () => shiftOf(a, b, { confidence, method });
        if (expected.length === 0) continue;
        // R has all that there is then, whatever its confidence: there are too few values for one.
        const isTooFew = (await codeOf(shift)) === 'SIZE';
        expect(isTooFew && (method === 'exact' || expected[0] !== Math.min(...a) - Math.max(...b))).toBe(false);
        if (isTooFew) continue;
        expectClose(shift().value, value, TOLERANCE, size);
        expectInterval(shift().interval, expected, TOLERANCE, size);
      }
    });

    test('has enough of each', () => {
      for (const method of ['exact', 'asymptotic'] as const)
        expect(rows.filter((row) => row[method].length > 0).length).toBeGreaterThan(10);
    });
  });

  test.each(rowsOf(fixtures.signs))('signs %i', (_, { a, b, alternative, positive, negative, p }) => {
    const result = lab.signTest(a, b, { alternative });
    expect(result).toMatchObject({ positive, negative });
    expectClose(result.p, p);
  });
});

describe('several groups', () => {
  test.each(rowsOf(fixtures.severalGroups))('variance and ranks %i', (_, row) => {
    // R takes a million off each value by a decomposition, and keeps 10 digits of what is left.
    const tolerance = Math.max(...row.groups.flat()) > 1e5 ? 1e-7 : TOLERANCE;
    const variance = lab.anova(row.groups);
    expectClose(variance.statistic, row.statistic, tolerance);
    expect([variance.dfBetween, variance.dfWithin]).toEqual(row.df);
    expectClose(variance.p, row.p, tolerance);
    expectClose(variance.etaSquared.value, row.etaSquared, tolerance);
    expectInterval(variance.etaSquared.interval, row.etaInterval, tolerance, 1e-3);
    const ranks = lab.kruskalWallisTest(row.groups);
    expectClose(ranks.statistic, row.h);
    expect(ranks.df).toBe(row.hDf);
    expectClose(ranks.p, row.hP);
  });
});

function newcombeEnds(x: number, n: number, y: number, m: number): string[] {
  const { low, high } = lab.newcombeDifference({ successes: x, trials: n }, { successes: y, trials: m }).interval;
  return [low.toFixed(4), high.toFixed(4)];
}

describe('shares', () => {
  test.each(rowsOf(fixtures.wilson))('Wilson %i', (_, { successes, trials, i95, i99 }) => {
    // R's own end is some 1e-17 beside 0.
    expectInterval(lab.wilsonInterval(successes, trials), i95, TOLERANCE, 1e-6);
    expectInterval(lab.wilsonInterval(successes, trials, 0.99), i99, TOLERANCE, 1e-6);
  });

  test.each(rowsOf(fixtures.newcombe))('Newcombe %i', (_, { k: [x, n, y, m], interval }) => {
    const first = { successes: x, trials: n };
    expectInterval(lab.newcombeDifference(first, { successes: y, trials: m }).interval, interval);
  });

  test('Newcombe: the examples of his paper, table II, method 10', () => {
    expect(newcombeEnds(56, 70, 48, 80)).toEqual(['0.0524', '0.3339']);
    expect(newcombeEnds(9, 10, 3, 10)).toEqual(['0.1705', '0.8090']);
    expect(newcombeEnds(10, 10, 0, 10)).toEqual(['0.6075', '1.0000']);
  });

  test.each(rowsOf(fixtures.pairedNewcombe))('Newcombe, of pairs %i', (_, { k, interval }) => {
    const [both, onlyFirst, onlySecond, neither] = k;
    // Ends at 0 are some 1e-17 beside it.
    expectInterval(
      lab.pairedNewcombeDifference({ both, onlyFirst, onlySecond, neither }).interval,
      interval,
      TOLERANCE,
      1e-6,
    );
  });

  test.each(rowsOf(fixtures.mcnemar))('McNemar %i', (_, { k: [first, second], exact, statistic, asymptotic }) => {
    const result = lab.mcNemarTest(first, second);
    expectClose(result.exactP, exact);
    expectClose(result.statistic, statistic);
    expectClose(result.asymptoticP, asymptotic);
  });
});

describe('effect sizes', () => {
  // R's pt adds up to within 1e-12 of 1, and only to 1e-8 of the ends where they are near 0.
  const floor = 0.1;
  test.each(rowsOf(fixtures.effects))('of two samples %i', (_, row) => {
    const tolerance = toleranceOf(row);
    const d = lab.cohensD(row.a, row.b);
    expectClose(d.value, row.d, tolerance);
    expectInterval(d.interval, row.interval, tolerance, floor);
    const g = lab.hedgesG(row.a, row.b);
    expectClose(g.value, row.g, tolerance);
    expect(g.interval).toEqual(d.interval);
  });

  test.each(rowsOf(fixtures.effectsPaired))('of pairs %i', (_, row) => {
    const tolerance = toleranceOf(row);
    const d = lab.pairedCohensD(row.a, row.b);
    expectClose(d.value, row.d, tolerance);
    expectInterval(d.interval, row.interval, tolerance, floor);
  });
});

describe('regression', () => {
  test.each(rowsOf(fixtures.linear))('linear %i', (_, row) => {
    const fit = lab.linearRegression(row.x, row.y);
    fit.coefficients.forEach((coefficient, k) => {
      expectClose(coefficient.value, row.coefficients[k] ?? Number.NaN, 1e-8);
      expectClose(coefficient.standardError, row.se[k] ?? Number.NaN, 1e-8);
      expectClose(coefficient.statistic, row.t[k] ?? Number.NaN, 1e-8);
      expectClose(coefficient.p, row.p[k] ?? Number.NaN, 1e-7);
      expectInterval(coefficient.interval, [row.low[k] ?? Number.NaN, row.high[k] ?? Number.NaN], 1e-7);
    });
    expect(fit.coefficients).toHaveLength(row.coefficients.length);
    expectClose(fit.residualStandardError, row.sigma);
    expectClose(fit.rSquared, row.rSquared);
    expectClose(fit.p, row.overall);
  });

  test.each(rowsOf(fixtures.logistic))('logistic %i', (_, row) => {
    const fit = lab.logisticRegression(row.x, row.y);
    fit.coefficients.forEach((coefficient, k) => {
      expectClose(coefficient.value, row.coefficients[k] ?? Number.NaN, 1e-8);
      expectClose(coefficient.standardError, row.se[k] ?? Number.NaN, 1e-8);
      expectClose(coefficient.statistic, row.z[k] ?? Number.NaN, 1e-8);
      expectClose(coefficient.p, row.p[k] ?? Number.NaN, 1e-7);
      expectInterval(coefficient.interval, [row.low[k] ?? Number.NaN, row.high[k] ?? Number.NaN], 1e-7);
    });
    expect(fit.coefficients).toHaveLength(row.coefficients.length);
    expectClose(fit.deviance, row.deviance);
    expectClose(fit.nullDeviance, row.nullDeviance);
  });
});

describe('bootstrap', () => {
  test.each(rowsOf(fixtures.bootstraps))(
    'intervals of the same draws %i',
    (_, { value, draws, withoutOne, percentile, bca }) => {
      const intervals = lab.bootstrapIntervals(value, draws, withoutOne, 0.9);
      expectInterval(intervals.percentile, percentile);
      expectInterval(intervals.bca, bca);
    },
  );
});

describe('power', () => {
  test.each(rowsOf(fixtures.power))('of t tests %i', (_, { size, power05, power001, ...options }) => {
    // R's pt stops at a remainder of 1e-12 of 1.
    expectClose(lab.tPower(size, options), power05, TOLERANCE, 1e-2);
    expectClose(lab.tPower(size, { ...options, alpha: 0.001 }), power001, TOLERANCE, 1e-2);
  });

  test.each(rowsOf(fixtures.sizes))('sizes for t tests %i', (_, { effect, power, twoSample, paired }) => {
    expect(lab.tSampleSize(power, { effect, design: 'two-sample' })).toBe(twoSample);
    expect(lab.tSampleSize(power, { effect, design: 'paired' })).toBe(paired);
  });

  test.each(rowsOf(fixtures.proportionPower))('of comparing shares %i', (_, { size, two, one, ...shares }) => {
    expectClose(lab.proportionPower(size, shares), two);
    expectClose(lab.proportionPower(size, { ...shares, sides: 1 }), one);
  });

  test.each(rowsOf(fixtures.proportionSizes))('sizes for comparing shares %i', (_, { power, size, ...shares }) => {
    expect(lab.proportionSampleSize(power, shares)).toBe(size);
  });
});

describe('several tests', () => {
  test.each(rowsOf(fixtures.adjusted))('Holm, Benjamini and Hochberg %i', (_, { p, holm, bh }) => {
    lab.holm(p).forEach((value, i) => expectClose(value, holm[i] ?? Number.NaN));
    lab.benjaminiHochberg(p).forEach((value, i) => expectClose(value, bh[i] ?? Number.NaN));
    expect(lab.holm(p)).toHaveLength(p.length);
  });
});

describe('form and quantiles', () => {
  test.each(rowsOf(fixtures.shapiro))('Shapiro–Wilk %i', (_, { x, w, p }) => {
    const result = lab.shapiroWilkTest(x);
    expectClose(result.statistic, w, toleranceOf({ a: x, b: x }));
    // A last digit of 1 − W near 0 is worth many in p.
    expectClose(result.p, p, Math.max(1e-8, toleranceOf({ a: x, b: x })), 1e-6);
  });

  test.each(rowsOf(fixtures.quantiles))('quantiles %i', (_, { x, at, values }) => {
    at.forEach((p, i) => expectClose(lab.quantile(x, p), values[i] ?? Number.NaN));
  });

  test.each(rowsOf(fixtures.quantileIntervals))('intervals of quantiles %i', (_, { x, p, interval, coverage }) => {
    const actual = lab.quantileInterval(x, p);
    expect([actual.low, actual.high]).toEqual(interval);
    expectClose(actual.coverage, coverage);
  });

  test.each(rowsOf(fixtures.variations))('coefficient of variation %i', (_, { x, cv, interval }) => {
    const actual = lab.coefficientOfVariation(x);
    expectClose(actual.value, cv);
    expectInterval(actual.interval, interval);
  });
});

describe('agreement', () => {
  test.each(rowsOf(fixtures.cohen))('Cohen %i', (_, { first, second, kappa, interval }) => {
    const actual = lab.cohensKappa(first, second);
    expectClose(actual.value, kappa);
    expectInterval(actual.interval, interval);
  });

  test.each(rowsOf(fixtures.fleiss))('Fleiss %i', (_, { counts, kappa, interval }) => {
    const actual = lab.fleissKappa(counts);
    expectClose(actual.value, kappa);
    // R's side differentiates by steps of 1e-5.
    expectInterval(actual.interval, interval, 1e-7);
  });
});

describe('looks before the end', () => {
  test.each(rowsOf(fixtures.looks))('boundaries %i', (_, { information, alpha, of, pocock }) => {
    const compare = (spending: 'obrien-fleming' | 'pocock', expected: readonly number[]): void => {
      lab.groupSequentialLooks({ information, alpha, spending }).forEach(({ boundary }, i) => {
        expectClose(boundary, expected[i] ?? Number.NaN, 1e-8);
      });
    };
    compare('obrien-fleming', of);
    compare('pocock', pocock);
  });

  test('boundaries of five equal looks, as published for Lan and DeMets', () => {
    const looks = lab.groupSequentialLooks({ information: [0.2, 0.4, 0.6, 0.8, 1] });
    expect(looks.map(({ boundary }) => boundary.toFixed(3))).toEqual(['4.877', '3.357', '2.680', '2.290', '2.031']);
  });
});
