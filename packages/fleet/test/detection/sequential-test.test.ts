import { codeOf, SeededRandom } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Ceiling,
  CohortWindows,
  COUNT_PLACES,
  ChangeSums,
  logLikelihoodRatios,
  ratioOf,
  SEQUENTIAL_WINDOWS_MAX,
  type SequentialDecision,
  type SequentialErrors,
  SequentialTest,
  TELLING_MAX,
  VECTOR_LENGTH,
} from '../../src/index.ts';
import { negativeBinomial } from './draws.ts';

const RUNS = 10_000;
const CEILING: Ceiling = { mean: 0.5, size: 2 };
const EXCESS = 1;
const RATIOS = logLikelihoodRatios(CEILING, EXCESS);
/** Events more, in bursts alike. */
const changedBy = (excess: number): Ceiling => ({
  mean: CEILING.mean + excess,
  size: CEILING.size * (1 + excess / CEILING.mean),
});

interface Runs {
  readonly errors: SequentialErrors;
  readonly seed: number;
  /** Of what an agent does in its windows, one after the other. */
  readonly doing: (window: number) => Ceiling;
  readonly ratios?: Float64Array;
}

/** How often tests of so many agents end in each decision. */
function decisions({ errors, seed, doing, ratios = RATIOS }: Runs): Readonly<Record<SequentialDecision, number>> {
  const random = new SeededRandom(seed);
  const counts = { 'goes on': 0, confirmed: 0, dismissed: 0, undecided: 0 };
  for (let run = 0; run < RUNS; run++) {
    const one = new SequentialTest(errors);
    for (let window = 0; one.decision === 'goes on'; window++)
      one.take(ratios[Math.min(TELLING_MAX, negativeBinomial(random, doing(window)))] as number);
    counts[one.decision]++;
  }
  return counts;
}

/** Five standard errors above what a share comes to in so many runs. */
const atMost = (share: number): number => RUNS * share + 5 * Math.sqrt(RUNS * share * (1 - share));

const ERRORS: readonly SequentialErrors[] = [
  { alpha: 0.01, beta: 0.05 },
  { alpha: 0.05, beta: 0.01 },
];

describe('a test of one suspicion', () => {
  test.each(ERRORS)('confirms honest agents no more often than it says, whatever their phases (%o)', (errors) => {
    const allowed = atMost(errors.alpha / (1 - errors.beta));
    const atCeiling = decisions({ errors, seed: 1, doing: () => CEILING });
    const inPhases = decisions({
      errors,
      seed: 2,
      doing: (window) => (window % 9 < 5 ? CEILING : { ...CEILING, mean: 0.1 }),
    });
    expect(atCeiling.confirmed).toBeLessThan(allowed);
    expect(inPhases.confirmed).toBeLessThan(allowed);
    expect(atCeiling.dismissed).toBeGreaterThan(0.9 * RUNS);
    // Ratios that claim a fifth more are none: this would be seen.
    const wrong = RATIOS.map((told) => told + 0.2);
    expect(decisions({ errors, seed: 3, doing: () => CEILING, ratios: wrong }).confirmed).toBeGreaterThan(allowed);
  });

  test.each(ERRORS)('dismisses changed agents no more often than it says (%o)', (errors) => {
    const allowed = atMost(errors.beta / (1 - errors.alpha));
    for (const excess of [EXCESS, 2 * EXCESS]) {
      const met = decisions({ errors, seed: 4, doing: () => changedBy(excess) });
      expect(met.dismissed).toBeLessThan(allowed);
      expect(met.confirmed).toBeGreaterThan(0.9 * RUNS);
    }
    // Of those that do less than what is looked for, nothing is said.
    expect(decisions({ errors, seed: 5, doing: () => changedBy(0.2 * EXCESS) }).dismissed).toBeGreaterThan(allowed);
  });

  test('has the bounds of Wald, and stays with what it came to', () => {
    const one = new SequentialTest({ alpha: 0.01, beta: 0.05 });
    expect(one.confirmedAt).toBeCloseTo(Math.log(95), 12);
    expect(one.dismissedAt).toBeCloseTo(Math.log(0.05 / 0.99), 12);
    expect(one.take(4)).toBe('goes on');
    expect(one.take(1)).toBe('confirmed');
    expect(one.take(-100)).toBe('confirmed');
    const other = new SequentialTest({ alpha: 0.01, beta: 0.05 });
    expect(other.take(-3)).toBe('dismissed');
    expect(other.take(100)).toBe('dismissed');
  });

  test('ends without a decision where none comes', () => {
    const one = new SequentialTest({ alpha: 0.01, beta: 0.01 });
    for (let i = 1; i < SEQUENTIAL_WINDOWS_MAX; i++) expect(one.take(i % 2 === 0 ? 1 : -1)).toBe('goes on');
    expect(one.take(0)).toBe('undecided');
  });

  test('asks for errors that are some', async () => {
    for (const [alpha, beta] of [
      [0, 0.1],
      [0.1, 0],
      [0.5, 0.5],
      [Number.NaN, 0.1],
    ] as const)
      expect(await codeOf(() => new SequentialTest({ alpha, beta }))).toBe('VALUE');
  });

  test('hears of a window what sums of changes hear', () => {
    const cohort = new CohortWindows(60);
    const quiet = new Uint16Array(VECTOR_LENGTH);
    for (let row = 0; row < 60; row++) for (let window = 0; window < 180; window++) cohort.take(row, quiet, 0);
    const ceilings = cohort.ceilings();
    const vectors = fc.uint16Array({ minLength: 2 * VECTOR_LENGTH, maxLength: 2 * VECTOR_LENGTH });
    fc.assert(
      fc.property(vectors, fc.nat(COUNT_PLACES - 1), (two, place) => {
        const sums = new ChangeSums(60);
        sums.take(7, two, VECTOR_LENGTH, ceilings);
        const told = ratioOf(ceilings, 7, place, two, VECTOR_LENGTH);
        expect(sums.sumOf(7, place)).toBeCloseTo(Math.max(0, told), 3);
      }),
    );
  });
});
