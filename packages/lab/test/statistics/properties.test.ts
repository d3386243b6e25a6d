/** What holds of all samples: symmetries, units that do not matter, and what rises with what. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as lab from '../../src/statistics/index.ts';
import { expectClose } from '../close.ts';

/** Values of a usual size with spread, so that neither rounding nor a lack of variance decides. */
const value = fc.integer({ min: -9_999, max: 9_999 }).map((whole) => whole / 100);
const sample = fc.array(value, { minLength: 3, maxLength: 30 }).filter((values) => new Set(values).size > 2);
const pairs = fc
  .array(fc.tuple(value, value), { minLength: 4, maxLength: 30 })
  .filter((both) => new Set(both.map(([a, b]) => (a - b).toFixed(4))).size > 2)
  .map((both) => [both.map(([a]) => a), both.map(([, b]) => b)] as const);
const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });

const scaled = (values: readonly number[], factor: number, offset = 0): number[] =>
  values.map((one) => one * factor + offset);

describe('two samples', () => {
  test('exchanged, they tell the same with the sign turned', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [there, back] = [lab.welchTest(a, b), lab.welchTest(b, a)];
        expectClose(back.difference, -there.difference, 1e-9, 1);
        expectClose(back.p, there.p);
        expectClose(lab.cohensD(b, a).value, -lab.cohensD(a, b).value, 1e-9, 1);
        expectClose(lab.mannWhitneyTest(b, a).p, lab.mannWhitneyTest(a, b).p);
        expectClose(lab.mannWhitneyTest(b, a).superiority, 1 - lab.mannWhitneyTest(a, b).superiority, 1e-9, 1);
      }),
    );
  });

  test('how often one lies above the other is between 0 and 1, and the other’s the rest', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [there, back] = [lab.probabilityOfSuperiority(a, b), lab.probabilityOfSuperiority(b, a)];
        const { low, high } = there.interval;
        expect([0, low, there.value, high, 1]).toEqual([0, low, there.value, high, 1].toSorted((x, y) => x - y));
        expect(low < high).toBe(true);
        expectClose(back.value, 1 - there.value, 1e-9, 1);
        expectClose(back.interval.low, 1 - high, 1e-9, 1);
      }),
    );
  });

  test('the interval of how often one lies above the other holds it 95 times of 100, spreads far apart or not', () => {
    const random = lab.seededSource(5);
    const normals = (count: number, middle: number, spread: number): number[] =>
      Array.from({ length: count }, () => middle + spread * random.normal());
    for (const [middle, spread] of [
      [0, 1],
      [1.5, 1],
      [1.5, 20],
      [0.7, 0.01],
    ] as const) {
      const truth = lab.normalCdf(middle / Math.hypot(1, spread));
      const held = Array.from({ length: 1_000 }, () => {
        const { low, high } = lab.probabilityOfSuperiority(normals(15, middle, spread), normals(25, 0, 1)).interval;
        return low <= truth && truth <= high;
      }).filter(Boolean).length;
      // Below, 1 of 1,000 such counts would lie were it 95 %.
      expect(held).toBeGreaterThan(928);
    }
  });

  test('in another unit, tests and effects are the same', () => {
    fc.assert(
      fc.property(sample, sample, fc.constantFrom(1e-6, 0.5, 1_024, 1e9), (a, b, factor) => {
        const [x, y] = [scaled(a, factor), scaled(b, factor)];
        expectClose(lab.welchTest(x, y).p, lab.welchTest(a, b).p, 1e-7);
        expectClose(lab.hedgesG(x, y).value, lab.hedgesG(a, b).value, 1e-9, 1e-6);
        expectClose(lab.anova([x, y]).p, lab.anova([a, b]).p, 1e-7);
        expectClose(lab.shapiroWilkTest(x).statistic, lab.shapiroWilkTest(a).statistic);
      }),
    );
  });

  test('ranks know no distances', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [x, y] = [a, b].map((values) => values.map((one) => one ** 3 + one)) as [number[], number[]];
        expect(lab.mannWhitneyTest(x, y)).toEqual(lab.mannWhitneyTest(a, b));
        expect(lab.kruskalWallisTest([x, y])).toEqual(lab.kruskalWallisTest([a, b]));
      }),
    );
  });

  test('the interval leaves out 0 just where the test rejects', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const { p, interval } = lab.welchTest(a, b);
        fc.pre(Math.abs(p - 0.05) > 1e-9);
        expect(interval.low > 0 || interval.high < 0).toBe(p < 0.05);
      }),
    );
  });

  test('two groups: F is the square of t, H that of the rank test', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 3, maxLength: 30 }), (both) => {
        const groups = [both.map(([a]) => a), both.map(([, b]) => b)] as const;
        fc.pre(groups.every((group) => new Set(group).size > 1));
        // Of one size, Welch's t and the pooled one are equal.
        expectClose(lab.anova(groups).statistic, lab.welchTest(...groups).statistic ** 2, 1e-9, 1e-6);
      }),
    );
  });

  test('a wider margin is no harder to keep to', () => {
    fc.assert(
      fc.property(sample, sample, fc.double({ min: 0.1, max: 50, noNaN: true }), (a, b, margin) => {
        const { p } = lab.equivalenceTest(a, b, { margin });
        expect(lab.equivalenceTest(a, b, { margin: margin * 1.5 }).p).toBeLessThanOrEqual(p);
      }),
    );
  });
});

/** All differences of two, and all means of any two, written down. */
const apart = (a: readonly number[], b: readonly number[]): number[] =>
  a.flatMap((one) => b.map((other) => one - other)).toSorted((x, y) => x - y);
const walsh = (values: readonly number[]): number[] =>
  values.flatMap((one, i) => values.slice(i).map((other) => (one + other) / 2)).toSorted((x, y) => x - y);
const sizeOf = (values: readonly number[]): number => Math.max(1, ...values.map(Math.abs));

describe('a shift', () => {
  const whole = fc.integer({ min: -50, max: 50 });
  const some = fc.array(whole, { minLength: 6, maxLength: 14 });
  const far = fc.array(fc.double({ min: -1e149, max: 1e149, noNaN: true }), { minLength: 6, maxLength: 9 });

  test('is the median of all differences, and its ends are as many of them from either end', () => {
    fc.assert(
      fc.property(fc.oneof(some, far), fc.oneof(some, far), (a, b) => {
        const all = apart(a, b);
        const { value: shift, interval } = lab.hodgesLehmannShift(a, b, { confidence: 0.9 });
        expectClose(shift, lab.quantile(all, 0.5), 1e-12, sizeOf(all));
        const [low, high] = [all.indexOf(interval.low), all.toReversed().indexOf(interval.high)];
        expect(Math.min(low, high)).toBeGreaterThanOrEqual(0);
        expect(all[all.length - 1 - low]).toBeGreaterThanOrEqual(interval.high);
      }),
    );
  });

  test('of pairs is the median of the means of any two of their differences', () => {
    fc.assert(
      fc.property(fc.oneof(some, far), (values) => {
        const none = values.map(() => 0);
        const { value: shift, interval } = lab.pairedHodgesLehmannShift(values, none, { confidence: 0.8 });
        expectClose(shift, lab.quantile(walsh(values), 0.5), 1e-12, sizeOf(values));
        for (const end of [interval.low, interval.high]) expect(walsh(values)).toContain(end === 0 ? 0 : end);
      }),
    );
  });

  test('is in its exact interval just where the exact test does not reject it', () => {
    // No two are equal, nor as far apart as two others, but for what is asked.
    const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 12, maxLength: 18 });
    fc.assert(
      fc.property(distinct, fc.integer({ min: 6, max: 8 }), (values, size) => {
        const spread = values.map((one, i) => one + i / 100);
        const [a, b] = [spread.slice(0, size), spread.slice(size)];
        if (b.length < 5) return;
        const { low, high } = lab.hodgesLehmannShift(a, b).interval;
        const pOf = (by: number): number =>
          lab.mannWhitneyTest(
            a.map((one) => one - by),
            b,
          ).p;
        const near = 1e-4;
        expect([pOf(low - near), pOf(high + near)].map((p) => p < 0.05)).toEqual([true, true]);
        expect([pOf(low + near), pOf(high - near)].map((p) => p < 0.05)).toEqual([false, false]);
      }),
    );
  });

  test('is found among more differences than could be written down', { timeout: 60_000 }, () => {
    const a = Array.from({ length: 20_000 }, (_, i) => i);
    const b = a.map((one) => one - 7);
    const { value: shift, interval, method } = lab.hodgesLehmannShift(a, b);
    expect([shift, method]).toEqual([7, 'asymptotic']);
    expect(interval.low + interval.high).toBe(14);
  });
});

describe('pairs', () => {
  test('the order of pairs does not matter, and exchanging their halves turns the sign', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const { p, statistic } = lab.pairedTTest(a, b);
        expectClose(lab.pairedTTest(b, a).statistic, -statistic, 1e-9, 1e-9);
        expectClose(lab.pairedTTest(a.toReversed(), b.toReversed()).p, p);
        expectClose(lab.signedRankTest(b, a).p, lab.signedRankTest(a, b).p);
        expectClose(lab.signTest(b, a).p, lab.signTest(a, b).p);
      }),
    );
  });
});

describe('every p-value and interval', () => {
  test('lies where it can lie, and one side is the rest of the other', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const [less, greater] = (['less', 'greater'] as const).map((alternative) => [
          lab.welchTest(a, b, { alternative }).p,
          lab.pairedTTest(a, b, { alternative }).p,
        ]) as [number[], number[]];
        less.forEach((p, i) => expectClose(p + (greater[i] ?? Number.NaN), 1));
        for (const p of [...less, lab.mannWhitneyTest(a, b).p, lab.signedRankTest(a, b).p, lab.signTest(a, b).p]) {
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1 + 1e-12);
        }
        const { value: d, interval } = lab.cohensD(a, b);
        expect(interval.low <= d && d <= interval.high).toBe(true);
      }),
    );
  });

  test('shares: the interval holds the share, mirrors, and narrows with the trials', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(1_000), (trials, met) => {
        const successes = met % (trials + 1);
        const { low, high } = lab.wilsonInterval(successes, trials);
        const mirrored = lab.wilsonInterval(trials - successes, trials);
        expect(low <= successes / trials && successes / trials <= high).toBe(true);
        expectClose(mirrored.low, 1 - high, 1e-9, 1);
        const more = lab.wilsonInterval(10 * successes, 10 * trials);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });

  test('quantiles rise with the share, and more confidence is wider', () => {
    fc.assert(
      fc.property(sample, share, share, (values, p, q) => {
        expect(lab.quantile(values, Math.min(p, q))).toBeLessThanOrEqual(lab.quantile(values, Math.max(p, q)));
        const [wide, narrow] = [0.99, 0.9].map(
          (confidence) => lab.welchTest(values, [1, 2, 4], { confidence }).interval,
        );
        expect((wide?.low ?? 0) < (narrow?.low ?? 0) && (wide?.high ?? 0) > (narrow?.high ?? 0)).toBe(true);
      }),
    );
  });
});

describe('distributions', () => {
  test('a quantile is where the distribution reaches its share', () => {
    fc.assert(
      fc.property(share, fc.double({ min: 0.5, max: 500, noNaN: true }), (p, df) => {
        expectClose(lab.studentTCdf(lab.studentTQuantile(p, df), df), p);
        expectClose(lab.chiSquareCdf(lab.chiSquareQuantile(p, df), df), p);
        expectClose(lab.normalCdf(lab.normalQuantile(p)), p);
      }),
    );
  });

  test('both tails add up to 1, and no noncentrality is the central case', () => {
    const spread = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(spread, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (t, df, other) => {
        expectClose(lab.studentTCdf(t, df) + lab.studentTCdf(-t, df), 1);
        expectClose(lab.fCdf(t * t, df, other) + lab.fCdf(t * t, df, other, 'upper'), 1);
        expectClose(lab.noncentralTCdf(t, df, 0), lab.studentTCdf(t, df), 1e-9, 1e-4);
        expectClose(lab.noncentralFCdf(t * t, df, other, 0), lab.fCdf(t * t, df, other), 1e-9, 1e-4);
        expectClose(lab.fCdf(t * t, 1, df, 'upper'), 2 * lab.studentTCdf(-Math.abs(t), df), 1e-9);
      }),
    );
  });

  test('a greater noncentrality makes as low a value rarer, up to those that no other program takes', () => {
    const delta = fc.double({ min: -1_000, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(delta, delta, fc.integer({ min: 1, max: 200 }), (a, b, df) => {
        const at = (a + b) / 2;
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(lab.noncentralTCdf(at, df, high)).toBeLessThanOrEqual(lab.noncentralTCdf(at, df, low) + 1e-12);
      }),
    );
  });
});

describe('several tests', () => {
  test('are never below one alone, keep their order, and Holm is never below Benjamini and Hochberg', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (p) => {
        const [holm, bh] = [lab.holm(p), lab.benjaminiHochberg(p)];
        p.forEach((one, i) => {
          expect(holm[i]).toBeGreaterThanOrEqual(bh[i] ?? Number.NaN);
          expect(bh[i]).toBeGreaterThanOrEqual(one);
        });
        const order = p.map((_, i) => i).sort((i, j) => (p[i] ?? 0) - (p[j] ?? 0));
        const inOrder = order.map((i) => holm[i] ?? Number.NaN);
        expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('power', () => {
  test('rises with size, effect and α', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.double({ min: 0.01, max: 3, noNaN: true }), (size, effect) => {
        const options = { design: 'two-sample', effect } as const;
        const power = lab.tPower(size, options);
        expect(lab.tPower(size + 5, options)).toBeGreaterThanOrEqual(power - 1e-12);
        expect(lab.tPower(size, { ...options, effect: effect * 1.2 })).toBeGreaterThanOrEqual(power - 1e-12);
        expect(lab.tPower(size, { ...options, alpha: 0.1 })).toBeGreaterThan(power - 1e-12);
      }),
    );
  });

  test('the size is the least that has the power', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 2, noNaN: true }), fc.constantFrom(0.8, 0.9, 0.99), (effect, power) => {
        const options = { design: 'paired', effect } as const;
        const size = lab.tSampleSize(power, options);
        expect(lab.tPower(size, options)).toBeGreaterThanOrEqual(power);
        expect(size === 2 || lab.tPower(size - 1, options) < power).toBe(true);
      }),
    );
  });
});

describe('chance', () => {
  test('the same seed draws the same, another draws otherwise', () => {
    const values = [1, 5, 2, 8, 4, 9, 3];
    const draw = (seed: number) => lab.bootstrap(values, lab.mean, { seed, resamples: 499 });
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7).standardError).not.toBe(draw(8).standardError);
  });

  test('a statistic that no unit alone changes has an interval, but no correction of it', () => {
    const drawn = lab.bootstrap([1, 1, 2, 2, 2, 3, 3], (units) => lab.quantile(units, 0.5), { seed: 1 });
    expect([drawn.percentile.low, drawn.value, drawn.percentile.high]).toEqual([1, 2, 3]);
    expect(drawn.bca).toBeUndefined();
  });

  test('the standard error of a mean by drawing is that by formula', () => {
    const values = Array.from({ length: 50 }, (_, i) => Math.sin(i) * 10);
    const { standardError, value: drawn } = lab.bootstrap(values, lab.mean, { seed: 1 });
    expect(drawn).toBe(lab.mean(values));
    expectClose(standardError, Math.sqrt((lab.variance(values) * 49) / 50 / 50), 0.03);
  });
});

describe('agreement', () => {
  const labels = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('a', 'b', 'c')), { minLength: 5 });
  test('does not depend on who is named first, and is 1 where all agree', () => {
    fc.assert(
      fc.property(labels, (both) => {
        const [first, second] = [both.map(([a]) => a), both.map(([, b]) => b)];
        fc.pre(new Set(first).size > 1);
        expectClose(lab.cohensKappa(first, second).value, lab.cohensKappa(second, first).value, 1e-9, 1e-6);
        expectClose(lab.cohensKappa(first, first).value, 1);
      }),
    );
  });
});

describe('looks before the end', () => {
  test('O’Brien and Fleming ask most at first, and the last look spends what is left', () => {
    const looks = lab.groupSequentialLooks({ information: [0.1, 0.3, 0.55, 0.8, 1], alpha: 0.01 });
    looks.slice(1).forEach(({ boundary }, i) => expect(boundary).toBeLessThan(looks[i]?.boundary ?? 0));
    expectClose(looks.at(-1)?.spent ?? 0, 0.01);
  });
});
