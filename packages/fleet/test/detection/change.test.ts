import { codeOf, SeededRandom } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Ceiling,
  type Ceilings,
  ChangeSums,
  COUNT_PLACES,
  findingThreshold,
  LEVELS,
  logLikelihoodRatios,
  TELLING_MAX,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { negativeBinomial } from './draws.ts';

const positive = (max: number) => fc.double({ min: 0.01, max, noNaN: true });
const anyCeiling = fc.record({ mean: positive(20), size: positive(20) });

/** Logarithms of the probabilities of counts from 0 on, by their recurrence. */
function logProbabilities({ mean, size }: Ceiling): Float64Array {
  const rate = size / mean;
  const logs = new Float64Array(TELLING_MAX + 1);
  logs[0] = size * Math.log(rate / (rate + 1));
  for (let x = 1; x <= TELLING_MAX; x++)
    logs[x] = (logs[x - 1] as number) + Math.log((size + x - 1) / (x * (rate + 1)));
  return logs;
}

const sumOf = (terms: Float64Array): number => terms.reduce((sum, term) => sum + Math.exp(term), 0);

describe('what a count says', () => {
  test('grows with the count, and is 1 in the mean at the ceiling', () => {
    fc.assert(
      fc.property(anyCeiling, positive(10), (ceiling, excess) => {
        const ratios = logLikelihoodRatios(ceiling, excess);
        for (let x = 1; x <= TELLING_MAX; x++) expect(ratios[x]).toBeGreaterThan(ratios[x - 1] as number);
        const logs = logProbabilities(ceiling);
        const mean = sumOf(logs.map((log, x) => log + (ratios[x] as number)));
        expect(mean).toBeLessThanOrEqual(1 + 1e-9);
        // All of it, but for what a window of the other kind has beyond the table.
        const changed = { mean: ceiling.mean + excess, size: ceiling.size * (1 + excess / ceiling.mean) };
        expect(mean).toBeCloseTo(sumOf(logProbabilities(changed)), 6);
      }),
    );
  });

  test('is that of the two distributions', () => {
    const ceiling = { mean: 0.5, size: 2 };
    const ratios = logLikelihoodRatios(ceiling, 1.5);
    // Of 2 events a window, by their factorials: (x + 7 choose 7) 0.8^8 0.2^x.
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    for (const x of [0, 1, 5, 20]) {
      const honest = choose(x + 1, 1) * 0.8 ** 2 * 0.2 ** x;
      const changed = choose(x + 7, 7) * 0.8 ** 8 * 0.2 ** x;
      expect(ratios[x]).toBeCloseTo(Math.log(changed / honest), 10);
    }
  });

  test('takes nothing that is not above 0', async () => {
    for (const mean of [0, -1, Number.NaN, Infinity])
      expect(await codeOf(() => logLikelihoodRatios({ mean, size: 1 }, 1))).toBe('VALUE');
  });
});

/** The same ratios at every place, for so many agents. */
function everywhere(ratios: Float64Array, agents: number): Ceilings {
  const all = new Float64Array(COUNT_PLACES * (LEVELS + 1) * (TELLING_MAX + 1));
  for (let place = 0; place < COUNT_PLACES; place++) all.set(ratios, place * (LEVELS + 1) * (TELLING_MAX + 1));
  const cohort = new Uint8Array(COUNT_PLACES);
  return { levels: new Uint8Array(agents * COUNT_PLACES), cohort, sizes: new Float64Array(COUNT_PLACES), ratios: all };
}

/** How often 200 agents are findings in 500 windows, at a share of 1e-3, where each has these means. */
function crossings(ceilings: Ceilings, meanOf: (window: number) => number): number {
  const [threshold, random, sums] = [Math.log(1e3), new SeededRandom(11), new ChangeSums(200)];
  const vector = new Uint16Array(VECTOR_LENGTH);
  let crossed = 0;
  for (let row = 0; row < 200; row++) {
    for (let window = 0; window < 500; window++) {
      vector[5] = negativeBinomial(random, { mean: meanOf(window), size: 2 });
      sums.take(row, vector, 0, ceilings);
      if (sums.sumOf(row, 5) < threshold) continue;
      crossed++;
      sums.restart(row);
    }
  }
  return crossed;
}

describe('sums of what windows say', () => {
  const ceiling = { mean: 0.5, size: 2 };
  const ratios = logLikelihoodRatios(ceiling, 2);
  const ceilings = everywhere(ratios, 200);

  test('are those of Page, kept apart by agent and place', () => {
    const sums = new ChangeSums(2);
    const own = Array.from({ length: COUNT_PLACES }, () => 0);
    const random = fc.sample(fc.uint16Array({ minLength: VECTOR_LENGTH, maxLength: VECTOR_LENGTH, max: 4 }), 50);
    for (const vector of random) {
      const greatest = sums.take(1, vector, 0, ceilings);
      own.forEach((sum, place) => {
        own[place] = Math.max(0, sum + (ratios[vector[place] as number] as number));
        expect(sums.sumOf(1, place)).toBeCloseTo(own[place], 3);
        expect(sums.sumOf(0, place)).toBe(0);
      });
      expect(own[greatest]).toBeCloseTo(Math.max(...own), 3);
    }
  });

  test('say since when, and forget', () => {
    const sums = new ChangeSums(1);
    const quiet = new Uint16Array(VECTOR_LENGTH);
    const loud = new Uint16Array(VECTOR_LENGTH);
    loud[3] = 9;
    for (const vector of [quiet, loud, loud, loud])
      expect(sums.take(0, vector, 0, ceilings)).toBe(vector === loud ? 3 : 0);
    expect(sums.windowsOf(0, 3)).toBe(3);
    sums.restart(0);
    expect([sums.sumOf(0, 3), sums.windowsOf(0, 3)]).toEqual([0, 0]);
  });

  test('cross a threshold no more often than it says, also where an agent works in phases', () => {
    // By n windows with a probability of at most n · share each: Poisson's 1 - 1e-6 quantile of 100 is 151.
    const bound = 151;
    expect(crossings(ceilings, (window) => (window % 360 < 180 ? ceiling.mean : 0.01))).toBeLessThan(bound);
    expect(crossings(ceilings, () => ceiling.mean)).toBeLessThan(bound);
    // Ratios whose mean is 2 are none of these.
    const wrong = everywhere(
      ratios.map((told) => told + Math.LN2),
      200,
    );
    expect(crossings(wrong, () => ceiling.mean)).toBeGreaterThan(bound);
  });

  test('find what goes on beyond the ceiling', () => {
    const threshold = findingThreshold(1e-8);
    const random = new SeededRandom(12);
    const sums = new ChangeSums(100);
    const vector = new Uint16Array(VECTOR_LENGTH);
    let found = 0;
    for (let row = 0; row < 100; row++) {
      for (let window = 0; window < 40; window++) {
        vector[5] = negativeBinomial(random, { mean: 4, size: 8 });
        if (sums.take(row, vector, 0, ceilings) === 5 && sums.sumOf(row, 5) > threshold) found++;
        if (sums.sumOf(row, 5) > threshold) break;
      }
    }
    expect(found).toBeGreaterThan(98);
  });

  test('have a threshold for a share that is one', async () => {
    for (const share of [0, 1, Number.NaN]) expect(await codeOf(() => findingThreshold(share))).toBe('VALUE');
  });
});
