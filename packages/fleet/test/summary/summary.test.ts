import { codeOf, SeededRandom } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  COUNT_PLACES,
  lyingMaxOf,
  Moments,
  RELATIVE_ERROR,
  Sketch,
  trimmedMean,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { Draws } from '../../src/simulation/draws.ts';

const counts = fc.array(fc.oneof(fc.nat(5), fc.nat(300), fc.nat(65_535)), { minLength: 1, maxLength: 300 });

function sketchOf(values: readonly number[]): Sketch {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

describe('a sketch', () => {
  test('has every quantile within its error', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const exact = values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * values.length)) - 1] as number;
        const met = sketchOf(values).quantile(share);
        expect(Math.abs(met - exact)).toBeLessThanOrEqual(RELATIVE_ERROR * exact + 1e-9);
      }),
    );
  });

  test('merges to that of all, in any order, and is read as it was written', () => {
    fc.assert(
      fc.property(counts, counts, (some, others) => {
        const [one, other, all] = [sketchOf(some), sketchOf(others), sketchOf([...some, ...others])];
        one.merge(other);
        expect(one.entries()).toEqual(all.entries());
        expect(one.total).toBe(some.length + others.length);
        expect(Sketch.of(all.entries()).entries()).toEqual(all.entries());
      }),
    );
  });

  test('is none of other lists, and has no quantile of nothing', async () => {
    expect(await codeOf(() => new Sketch().quantile(0.5))).toBe('VALUE');
    const lists: [number, number][][] = [
      [[3, 0]],
      [[-1, 1]],
      [[9_999, 1]],
      [
        [2, 1],
        [2, 1],
      ],
      [
        [3, 1],
        [2, 1],
      ],
      [[1, 0.5]],
    ];
    for (const list of lists) expect(await codeOf(() => Sketch.of(list))).toBe('FORM');
  });
});

const momentsOf = (some: readonly Uint16Array[]): Moments => {
  const moments = new Moments();
  for (const vector of some) moments.add(vector, 0);
  return moments;
};

describe('moments', () => {
  const vectors = fc.array(fc.uint16Array({ minLength: VECTOR_LENGTH, maxLength: VECTOR_LENGTH }), { maxLength: 30 });
  test('are those of all where parts are merged', () => {
    fc.assert(
      fc.property(vectors, vectors, (some, others) => {
        const merged = momentsOf(some);
        merged.merge(momentsOf(others));
        const all = [...some, ...others];
        expect(merged.count).toBe(all.length);
        for (const place of [0, COUNT_PLACES - 1]) {
          const values = all.map((vector) => vector[place] as number);
          const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
          const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          const variance = values.length < 2 ? 0 : squares / (values.length - 1);
          expect(merged.of(place).mean).toBeCloseTo(mean, 6);
          expect(merged.of(place).variance / (variance + 1)).toBeCloseTo(variance / (variance + 1), 6);
        }
        // To the last digit, in whatever order.
        expect(merged.toValue()).toEqual(momentsOf(all.toReversed()).toValue());
        const { count, sums, squares } = merged.toValue();
        expect(Moments.of(count, sums, squares).toValue()).toEqual(merged.toValue());
      }),
    );
  });
});

/** What liars say who know what all others say: each moves a mean as far as it can. */
const ATTACKS: Readonly<Record<string, (honest: readonly number[], lying: number) => readonly number[]>> = {
  'the opposite sign': (honest, lying) => honest.slice(0, lying).map((value) => -10 * value),
  'a constant': (_, lying) => Array.from({ length: lying }, () => 1e9),
  // A little is enough: G. Baruch, M. Baruch and Y. Goldberg, NeurIPS 2019.
  'a little, where others are': (honest, lying) =>
    Array.from({ length: lying }, () => meanOf(honest) + 1.5 * spreadOf(honest)),
  // Inner product manipulation: C. Xie, O. Koyejo and I. Gupta, UAI 2019.
  'against the mean of the others': (honest, lying) => Array.from({ length: lying }, () => -0.5 * meanOf(honest)),
};

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spreadOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('children of whom a fifth lies', () => {
  const [CHILDREN, AGENTS, MEAN] = [50, 40, 2];
  const spread = Math.sqrt(MEAN);

  test.each(Object.entries(ATTACKS))('move where they agree by little, with %s', (_, attack) => {
    let [robust, plain] = [0, 0];
    for (let seed = 1; seed <= 300; seed++) {
      const draws = new Draws(seed);
      const child = (): number => meanOf(Array.from({ length: AGENTS }, () => draws.poisson(MEAN)));
      const honest = Array.from({ length: CHILDREN }, child);
      const lying = lyingMaxOf(CHILDREN);
      const said = [...honest.slice(lying), ...attack(honest, lying)];
      robust = Math.max(robust, Math.abs(trimmedMean(said) - MEAN) / spread);
      plain = Math.max(plain, Math.abs(meanOf(said) - MEAN) / spread);
    }
    expect(robust).toBeLessThan(0.5);
    // A plain mean beside it: what hides among the others moves both alike.
    expect(plain).toBeGreaterThan(0.8 * robust);
  });

  test('move a plain mean beyond all bounds', () => {
    expect(meanOf([...Array.from({ length: 40 }, () => 2), ...Array.from({ length: 10 }, () => 1e9)])).toBeGreaterThan(
      1e8,
    );
  });

  test('and no more than what honest ones say, whatever the others do', () => {
    const said = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(said, fc.integer(), (honest, seed) => {
        const lying = lyingMaxOf(honest.length);
        const random = new SeededRandom(seed);
        const lies = Array.from({ length: lying }, () => (random.chance(50) ? 1e300 : -1e300));
        const rest = honest.slice(lying);
        const met = trimmedMean([...rest, ...lies]);
        expect(met).toBeGreaterThanOrEqual(Math.min(...rest) - 1e-6);
        expect(met).toBeLessThanOrEqual(Math.max(...rest) + 1e-6);
      }),
    );
  });

  test('where they are more, they have their way', () => {
    const said = [...Array.from({ length: 7 }, () => 1), ...Array.from({ length: 3 }, () => 1e9)];
    expect(trimmedMean(said)).toBeGreaterThan(1e6);
  });

  test('say numbers, and something', async () => {
    expect(await codeOf(() => trimmedMean([]))).toBe('VALUE');
    expect(await codeOf(() => trimmedMean([1, Number.NaN]))).toBe('VALUE');
    expect(trimmedMean([1, 3])).toBe(2);
  });
});
