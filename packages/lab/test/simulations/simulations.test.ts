/** The simulations of `npm run lab:coverage`, fewer of each. */
import { describe, expect, test } from 'vitest';
import { CANARY, simulate, simulations } from './simulations.ts';

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

  test('an interval that is too short is found out', () => {
    expect(simulate(CANARY, RUNS, SEED).isRight).toBe(false);
  });
});
