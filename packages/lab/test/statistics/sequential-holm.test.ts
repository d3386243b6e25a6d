/** Holm's procedure at looks before the end. That it errs no more often than it says, `npm run lab:coverage` simulates. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holm, levelsAtLooks, SequentialHolm, type SequentialHolmOptions } from '../../src/statistics/index.ts';
import { expectClose } from '../close.ts';

const spending = fc.constantFrom('obrien-fleming' as const, 'pocock' as const);
const information = fc
  .uniqueArray(fc.integer({ min: 2, max: 98 }), { maxLength: 3 })
  .map((percents) => [...percents.toSorted((a, b) => a - b).map((percent) => percent / 100), 1]);
const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 });

describe('with one look', () => {
  test('it is Holm’s own', () => {
    fc.assert(
      fc.property(ps, fc.double({ min: 0.001, max: 0.4, noNaN: true }), (some, alpha) => {
        const sides = some.map(() => 2 as const);
        const steps = new SequentialHolm({ alpha, sides, information: [1] }).at(0, some, []);
        const adjusted = holm(some);
        expect(steps.map((step) => step?.hasCrossed)).toEqual([...adjusted].map((p) => p < alpha));
      }),
    );
  });

  test('the level is α, of one side as of two', () => {
    for (const sides of [1, 2] as const)
      expect(levelsAtLooks({ information: [1], alpha: 0.03, sides })).toEqual([0.03]);
  });
});

describe('with several looks', () => {
  const options: SequentialHolmOptions = {
    alpha: 0.05,
    sides: [2, 2, 1],
    information: [0.5, 1],
    spending: 'pocock',
  };
  const levelOf = (count: number, sides: 1 | 2, look: number): number =>
    levelsAtLooks({ ...options, alpha: 0.05 / count, sides })[look] ?? Number.NaN;

  test('one that crosses leaves its share to the others, at once and later', () => {
    const procedure = new SequentialHolm(options);
    // Between a third and a half of α: it crosses by the share of the first alone.
    const between = (levelOf(3, 2, 0) + levelOf(2, 2, 0)) / 2;
    const first = procedure.at(0, [1e-9, between, 0.5], []);
    expect(first).toEqual([
      { level: levelOf(3, 2, 0), hasCrossed: true },
      { level: levelOf(2, 2, 0), hasCrossed: true },
      { level: levelOf(1, 1, 0), hasCrossed: false },
    ]);
    expect(procedure.at(0, [0.5, between, 0.5], [])[1]?.hasCrossed).toBe(false);
    const second = procedure.at(1, [1, 1, levelOf(1, 1, 1) * 0.999], [true, true, false]);
    expect(second).toEqual([undefined, undefined, { level: levelOf(1, 1, 1), hasCrossed: true }]);
  });

  test('what has no p does not cross, and is in nobody’s way', () => {
    const steps = new SequentialHolm(options).at(1, [undefined, 1e-9, undefined], []);
    expect(steps.map((step) => step?.hasCrossed)).toEqual([false, true, false]);
  });

  test('a level of one side is half of what two sides of twice its α are left', () => {
    const twice = levelsAtLooks({ ...options, alpha: 0.1, sides: 2 });
    levelsAtLooks({ ...options, alpha: 0.05, sides: 1 }).forEach((level, i) => expectClose(level, (twice[i] ?? 0) / 2));
  });

  // What Maurer and Bretz ask of a spending function, so that a share that grows takes nothing back.
  test('no level falls where α grows', { timeout: 120_000 }, () => {
    const grown = fc.tuple(
      fc.double({ min: 1e-8, max: 0.2, noNaN: true }),
      fc.double({ min: 1.01, max: 2, noNaN: true }),
    );
    fc.assert(
      fc.property(information, spending, grown, (shares, by, [alpha, factor]) => {
        const [less = [], more = []] = [alpha, alpha * factor].map((of) =>
          levelsAtLooks({ information: shares, alpha: of, sides: 2, spending: by }),
        );
        less.forEach((level, i) => expect(more[i]).toBeGreaterThanOrEqual(level));
      }),
      { numRuns: 60 },
    );
  });
});
