import { codeOf, SeededRandom } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import {
  AGENTS_MIN,
  BLOCK,
  BLOCKS_MIN,
  type Ceiling,
  CohortWindows,
  COUNT_PLACES,
  ratiosOf,
  TELLING_MAX,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { negativeBinomial } from './draws.ts';

const PLACE = 7;
const [AGENTS, WINDOWS] = [200, 40 * BLOCK];

/** Learned from agents of which each does, in `place`, what `countOf` says. */
function learned(countOf: (row: number, window: number) => number): readonly Ceiling[] {
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

const ceilingIn = (ceilings: readonly Ceiling[]): Ceiling => ceilings[PLACE] as Ceiling;

/** Agents whose busy phase, a quarter of the time, has four events a window. */
function honest(random: SeededRandom): (row: number, window: number) => number {
  return (row, window) => negativeBinomial(random, { mean: (window + 30 * row) % 240 < 60 ? 4 : 0.2, size: 3 });
}

describe('ceilings', () => {
  test('lie above the busiest phase, and not far above', () => {
    const { mean, size } = ceilingIn(learned(honest(new SeededRandom(1))));
    expect(mean).toBeGreaterThan(4);
    expect(mean).toBeLessThan(24);
    expect(size).toBeGreaterThan(1);
    expect(size).toBeLessThan(9);
  });

  test('are not moved by one in twenty agents, whatever they say', () => {
    const before = ceilingIn(learned(honest(new SeededRandom(2))));
    const others = honest(new SeededRandom(2));
    for (const lie of [0, 65_535]) {
      const { mean } = ceilingIn(learned((row, window) => (row % 21 === 0 ? lie : others(row, window))));
      expect(mean / before.mean).toBeGreaterThan(0.6);
      expect(mean / before.mean).toBeLessThan(1.6);
    }
  });

  test('move where more of them lie', () => {
    const others = honest(new SeededRandom(3));
    const { mean } = ceilingIn(learned((row, window) => (row % 10 === 0 ? 65_535 : others(row, window))));
    expect(mean).toBeGreaterThan(65_535);
  });

  test('of what nobody does are low, and above 0', () => {
    const ceilings = learned(() => 0);
    expect(ceilings).toHaveLength(COUNT_PLACES);
    for (const { mean, size } of ceilings) expect([mean, size]).toEqual([0.02, 20]);
    const ratios = ratiosOf(ceilings);
    expect(ratios).toHaveLength(COUNT_PLACES * (TELLING_MAX + 1));
    // What was never there tells much, and its absence almost nothing but as often as it is looked for.
    expect(ratios[1]).toBeGreaterThan(2);
    expect(ratios[0]).toBeLessThan(0);
  });

  test('take enough agents, and enough of each', async () => {
    expect(await codeOf(() => new CohortWindows(AGENTS_MIN - 1))).toBe('VALUE');
    const cohort = new CohortWindows(AGENTS_MIN);
    for (let i = 0; i < BLOCK * BLOCKS_MIN; i++) cohort.take(0, new Uint16Array(VECTOR_LENGTH), 0);
    expect(await codeOf(() => cohort.ceilings())).toBe('VALUE');
  });
});
