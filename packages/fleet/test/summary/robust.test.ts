import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LYING_MAX, rangeOf, trimmedMean } from '../../src/index.ts';

interface Child {
  readonly value: number;
  readonly weight: number;
}

const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const child = fc.record({ value, weight: fc.integer({ min: 1, max: 30 }) });
const children = fc.array(child, { minLength: 1, maxLength: 40 });

const valuesOf = (some: readonly Child[]): readonly number[] => some.map((one) => one.value);
const weightsOf = (some: readonly Child[]): readonly number[] => some.map(({ weight }) => weight);
const meanBy = (some: readonly Child[]): number => trimmedMean(valuesOf(some), weightsOf(some));
const rangeBy = (some: readonly Child[]) => rangeOf(valuesOf(some), weightsOf(some));
const plainMean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const weightIn = (some: readonly Child[]): number => some.reduce((sum, { weight }) => sum + weight, 0);

/** By copies of each child, five for each unit of its weight: whole ones alone are cut. */
function byCopies(some: readonly Child[]): number {
  const copies = some.flatMap(({ value: said, weight }) => Array.from({ length: 5 * weight }, () => said));
  const cut = copies.length / 5;
  return plainMean(copies.toSorted((a, b) => a - b).slice(cut, copies.length - cut));
}

/** The least value that half of the weight does not exceed. */
function medianOf(some: readonly Child[]): number {
  let reached = 0;
  const half = weightIn(some) / 2;
  const ordered = some.toSorted((a, b) => a.value - b.value);
  return (ordered.find(({ weight }) => (reached += weight) >= half) as Child).value;
}

/** Those who lie, as many from the first on as have no more than a share of the weight; and the others. */
function split(some: readonly Child[], share: number): readonly [lying: readonly Child[], honest: readonly Child[]] {
  let left = share * weightIn(some);
  const lying: Child[] = [];
  for (const one of some) {
    if (one.weight > left) continue;
    left -= one.weight;
    lying.push(one);
  }
  return [lying, some.filter((one) => !lying.includes(one))];
}

const spreadOf = (values: readonly number[]): number =>
  Math.sqrt(plainMean(values.map((one) => (one - plainMean(values)) ** 2)));

/** What one who lies says, who knows what the honest ones say. */
const LIES: Readonly<Record<string, (honest: readonly number[], own: number) => number>> = {
  'the opposite sign': (_, own) => -10 * own,
  'a constant': () => 1e9,
  // A little is enough: G. Baruch, M. Baruch and Y. Goldberg, NeurIPS 2019.
  'a little, where others are': (honest) => plainMean(honest) + 1.5 * spreadOf(honest),
  // Inner product manipulation: C. Xie, O. Koyejo and I. Gupta, UAI 2019.
  'against the mean of the others': (honest) => -0.5 * plainMean(honest),
  'all that a number holds': (_, own) => Math.sign(own || 1) * Number.MAX_VALUE,
};

describe('the trimmed mean of children with weights', () => {
  test('is that of so many copies of each', () => {
    fc.assert(
      fc.property(children, (some) => {
        expect(meanBy(some)).toBeCloseTo(byCopies(some), 6);
      }),
    );
  });

  test('is the one without weights where they are equal', () => {
    fc.assert(
      fc.property(children, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (some, weight) => {
        const values = valuesOf(some);
        const equal = values.map(() => weight);
        expect(trimmedMean(values, equal)).toBeCloseTo(trimmedMean(values), 6);
      }),
    );
    // Where a fifth of them is whole, whole children are cut.
    expect(trimmedMean([-100, 1, 2, 6, 100])).toBe(3);
  });

  test('does not jump where weights change by a little', () => {
    const said = [0, 1, 2, 3, 4, 5, 1_000];
    const at = (weight: number): number => trimmedMean(said, [1, 1, 1, 1, 1, 1, weight]);
    // About where the last one's weight is a fifth of the whole.
    for (let weight = 1.3; weight < 1.7; weight += 0.001)
      expect(Math.abs(at(weight + 0.001) - at(weight))).toBeLessThan(1);
    // Far above, it has its way.
    expect(at(3)).toBeGreaterThan(100);
  });

  test.each(Object.entries(LIES))('lies between what honest children say, a fifth saying %s', (_, lie) => {
    fc.assert(
      fc.property(children, (some) => {
        const [lying, honest] = split(some, LYING_MAX);
        const values = valuesOf(honest);
        const said = [...lying.map((one) => ({ ...one, value: lie(values, one.value) })), ...honest];
        const { least, most } = rangeBy(said);
        const met = meanBy(said);
        expect(met).toBeGreaterThanOrEqual(least - 1e-6);
        expect(met).toBeLessThanOrEqual(most + 1e-6);
        expect(least).toBeGreaterThanOrEqual(Math.min(...values));
        expect(most).toBeLessThanOrEqual(Math.max(...values));
        // So it is no further than the range is wide from where the honest ones' middle is.
        expect(medianOf(honest)).toBeGreaterThanOrEqual(least);
        expect(medianOf(honest)).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('is within what any lies do, and beyond it where more than a fifth of the weight lies', () => {
    const lies = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(children, lies, (some, told) => {
        const [lying, honest] = split(some, LYING_MAX);
        const said = [...lying.map((one, i) => ({ ...one, value: told[i] as number })), ...honest];
        const { least, most } = rangeBy(said);
        expect(least).toBeGreaterThanOrEqual(Math.min(...valuesOf(honest)));
        expect(most).toBeLessThanOrEqual(Math.max(...valuesOf(honest)));
      }),
    );
    const honest = Array.from({ length: 10 }, () => ({ value: 1, weight: 1 }));
    const few = { value: 1e9, weight: 2.5 };
    expect(meanBy([...honest, few])).toBe(1);
    expect(meanBy([...honest, { ...few, weight: 3 }])).toBeGreaterThan(1e6);
    expect(rangeBy([...honest, { ...few, weight: 3 }]).most).toBe(1e9);
  });

  test('takes for no weight what rounding leaves', () => {
    // As doubles, ten tenths are less than 1, and a fifth of that is less than two of them.
    const said = [1, 1, 1, 1, 1, 1, 1, 1, 1e300, 1e300];
    const tenths = said.map(() => 0.1);
    expect(trimmedMean(said, tenths)).toBeCloseTo(1, 12);
  });

  test('hears nothing of who has no weight, and takes weights alone', async () => {
    expect(trimmedMean([5, 1e9], [1, 0])).toBe(5);
    for (const weights of [[1], [1, -1], [0, 0], [1, Number.NaN], [1, Infinity]])
      expect(await codeOf(() => trimmedMean([1, 2], weights))).toBe('VALUE');
    expect(await codeOf(() => rangeOf([]))).toBe('VALUE');
    expect(await codeOf(() => rangeOf([1, Infinity]))).toBe('VALUE');
  });
});
