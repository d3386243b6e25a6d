/** The simulations of `npm run lab:coverage`, fewer of each. */
import { describe, expect, test } from 'vitest';
import { TESTS } from '../../src/experiment/metrics.ts';
import { errorsOfTests, meanShares } from './looks.ts';
import { CANARY, LOOKED_CANARY, simulate, simulations } from './simulations.ts';

const RUNS = 1_000;
const SEED = 7;

describe('in made-up experiments whose truth is known', () => {
  test.each(simulations.map((simulation) => [`${simulation.counts}: ${simulation.name}`, simulation] as const))(
    '%s',
    (_, simulation) => {
      const { share, range, isRight } = simulate(simulation, RUNS, SEED);
      expect(isRight, `${share} is outside ${range.join(' to ')}`).toBe(true);
    },
  );

  test.each([CANARY, LOOKED_CANARY])('what is wrong on purpose is found out: $name', (canary) => {
    expect(simulate(canary, RUNS, SEED).isRight).toBe(false);
  });

  test('every test that a hypothesis may name is looked at before the end', () => {
    expect(new Set(errorsOfTests.map(([name]) => name))).toEqual(new Set(Object.keys(TESTS)));
  });

  test('looks save more of the values where the planned effect is there than where none is', () => {
    const { planned, none } = meanShares('pocock', 200, SEED);
    expect(planned).toBeLessThan(0.8);
    expect(none).toBeGreaterThan(0.95);
  });
});
