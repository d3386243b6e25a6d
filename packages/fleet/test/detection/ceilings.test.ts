import { codeOf, SeededRandom } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { FLOORS } from '../../src/behaviour/features.ts';
import {
  AGENTS_MIN,
  BLOCK,
  BLOCKS_MIN,
  type Ceilings,
  CohortWindows,
  COUNT_PLACES,
  levelMean,
  LEVELS,
  Place,
  TELLING_MAX,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { negativeBinomial } from './draws.ts';

/** Of decisions, of which many are harmless. */
const PLACE = Place.DECISIONS;
const [AGENTS, WINDOWS] = [200, 40 * BLOCK];

/** Learned from agents of which each does, in `PLACE`, what `countOf` says. */
function learned(countOf: (row: number, window: number) => number): Ceilings {
  const cohort = new CohortWindows(AGENTS);
  const vector = new Uint16Array(VECTOR_LENGTH);
  for (let row = 0; row < AGENTS; row++) {
    for (let window = 0; window < WINDOWS; window++) {
      vector[PLACE] = countOf(row, window);
      cohort.take(row, vector, 0);
    }
  }
  return cohort.ceilings();
}

const commonMean = ({ cohort }: Ceilings): number => levelMean(cohort[PLACE] as number);
const ownMean = ({ levels }: Ceilings, row: number): number => levelMean(levels[row * COUNT_PLACES + PLACE] as number);

/** Agents whose busy phase, a quarter of the time, has four events a window. */
function honest(random: SeededRandom): (row: number, window: number) => number {
  return (row, window) => negativeBinomial(random, { mean: (window + 30 * row) % 240 < 60 ? 4 : 0.2, size: 3 });
}

describe('ceilings', () => {
  test('lie above the busiest phase, and not far above', () => {
    const ceilings = learned(honest(new SeededRandom(1)));
    expect(commonMean(ceilings)).toBeGreaterThan(4);
    expect(commonMean(ceilings)).toBeLessThan(24);
    expect(ceilings.sizes[PLACE]).toBeGreaterThan(1);
    expect(ceilings.sizes[PLACE]).toBeLessThan(9);
  });

  test('of a cohort are not moved by one in twenty of it, whatever they say', () => {
    const before = commonMean(learned(honest(new SeededRandom(2))));
    for (const lie of [0, 65_535]) {
      const others = honest(new SeededRandom(2));
      const after = commonMean(learned((row, window) => (row % 21 === 0 ? lie : others(row, window))));
      expect(after / before).toBeGreaterThan(0.6);
      expect(after / before).toBeLessThan(1.6);
    }
  });

  test('know how wide bursts are, also where little happens', () => {
    const random = new SeededRandom(5);
    const { sizes } = learned(() => negativeBinomial(random, { mean: 0.2, size: 1 }));
    expect(sizes[PLACE]).toBeGreaterThan(0.7);
    expect(sizes[PLACE]).toBeLessThan(1.4);
  });

  test('are learned where agents lie as much as they can', () => {
    // In no time: logarithms of hundreds of thousands of factorials would take minutes.
    expect(learned(() => 65_535).cohort[PLACE]).toBe(LEVELS);
  });

  test('move where more of it lies', () => {
    const others = honest(new SeededRandom(3));
    const ceilings = learned((row, window) => (row % 10 === 0 ? 65_535 : others(row, window)));
    expect(ceilings.cohort[PLACE]).toBe(LEVELS);
    // Of whom so much is usual, nothing is told.
    const first = (PLACE * (LEVELS + 1) + LEVELS) * (TELLING_MAX + 1);
    expect([...ceilings.ratios.subarray(first, first + TELLING_MAX + 1)].every((told) => told === 0)).toBe(true);
  });

  test('are an agent’s own where it does more than others, within bounds', () => {
    const others = honest(new SeededRandom(4));
    const ceilings = learned((row, window) => (row === 7 ? 15 : row === 8 ? 60_000 : others(row, window)));
    const common = commonMean(ceilings);
    expect(ownMean(ceilings, 0)).toBe(common);
    expect(ownMean(ceilings, 7)).toBeGreaterThan(20);
    expect(ownMean(ceilings, 7)).toBeLessThan(50);
    expect(ownMean(ceilings, 8)).toBeLessThan(8 * common);
  });

  test('know how wide bursts are, whoever does the same all the time', () => {
    // One in twenty-five, and none.
    for (const one of [25, Infinity]) {
      const random = new SeededRandom(6);
      const burst = (): number => negativeBinomial(random, { mean: 2, size: 1 });
      const { sizes } = learned((row) => (row % one === 3 ? 40_000 : burst()));
      expect(sizes[PLACE]).toBeGreaterThan(0.7);
      expect(sizes[PLACE]).toBeLessThan(1.6);
    }
  });

  test('are the cohort’s for who has come too late to count, and nobody waits for them', () => {
    const others = honest(new SeededRandom(7));
    const withLate = (late: number): Ceilings => {
      const cohort = new CohortWindows(AGENTS);
      const vector = new Uint16Array(VECTOR_LENGTH);
      for (let row = 0; row < AGENTS; row++) {
        const isLate = row >= AGENTS - late;
        for (let window = 0; window < (isLate ? BLOCK * (BLOCKS_MIN - 1) : WINDOWS); window++) {
          vector[PLACE] = isLate ? 9_000 : others(row, window);
          cohort.take(row, vector, 0);
        }
      }
      return cohort.ceilings();
    };
    const ceilings = withLate(100);
    expect(commonMean(ceilings)).toBeGreaterThan(4);
    expect(commonMean(ceilings)).toBeLessThan(24);
    expect(ownMean(ceilings, AGENTS - 1)).toBe(commonMean(ceilings));
    expect(ceilings.sizes[PLACE]).toBeLessThan(9);
    expect(() => withLate(AGENTS - AGENTS_MIN + 1)).toThrow(/expected 50 agents with 180 windows, met 49/u);
  });

  test('forget an agent whose row another takes', () => {
    const cohort = new CohortWindows(AGENTS);
    const vector = new Uint16Array(VECTOR_LENGTH);
    const random = new SeededRandom(8);
    const others = honest(random);
    const take = (row: number, count: number): void => {
      vector[PLACE] = count;
      cohort.take(row, vector, 0);
    };
    for (let row = 0; row < AGENTS; row++)
      for (let window = 0; window < WINDOWS + 3; window++) take(row, row === 5 ? 40 : others(row, window));
    const before = cohort.ceilings();
    expect(ownMean(before, 5)).toBeGreaterThan(commonMean(before));
    cohort.forget(5);
    expect(ownMean(cohort.ceilings(), 5)).toBe(commonMean(before));
    for (let window = 0; window < WINDOWS; window++) take(5, others(5, window));
    expect(ownMean(cohort.ceilings(), 5)).toBe(commonMean(before));
  });

  test('of what nobody does are low: the lower, the graver it is', () => {
    const { cohort, sizes, ratios } = learned(() => 0);
    expect([...cohort].map(levelMean).every((mean, place) => mean >= (FLOORS[place] as number))).toBe(true);
    expect(levelMean(cohort[Place.DENIED] as number)).toBe(0.01);
    expect(levelMean(cohort[Place.ASKED] as number)).toBeLessThan(0.5);
    expect([...sizes].every((size) => size === 20)).toBe(true);
    const told = (place: number, count: number): number =>
      ratios[(place * (LEVELS + 1) + (cohort[place] as number)) * (TELLING_MAX + 1) + count] as number;
    // What was never there tells much, and its absence little.
    expect(told(Place.DENIED, 1)).toBeGreaterThan(3);
    expect(told(Place.ASKED, 1)).toBeLessThan(2);
    expect(told(Place.DENIED, 0)).toBeLessThan(0);
    expect(told(Place.DENIED, 0)).toBeGreaterThan(-0.5);
  });

  test('take enough agents, and enough of each', async () => {
    expect(await codeOf(() => new CohortWindows(AGENTS_MIN - 1))).toBe('VALUE');
    const cohort = new CohortWindows(AGENTS_MIN);
    for (let i = 0; i < BLOCK * BLOCKS_MIN; i++) cohort.take(0, new Uint16Array(VECTOR_LENGTH), 0);
    expect(await codeOf(() => cohort.ceilings())).toBe('VALUE');
  });
});
