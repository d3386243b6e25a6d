import { expect, it } from 'vitest';
import { Pace } from '../../src/run/progress.ts';

it('tells the rate of the last half minute and the time that is left', () => {
  const pace = new Pace(1_000, 100, 0);
  expect(pace.step(50, 2, 1_000)).toEqual({ done: 150, total: 1_000, failed: 2, perSecond: 50, remainingMs: 17_000 });
  // Slower from now on: what was long ago is forgotten.
  for (let second = 2; second <= 60; second++) pace.step(1, 0, second * 1_000);
  const { perSecond, remainingMs = 0 } = pace.step(1, 1, 61_000);
  expect(perSecond).toBeCloseTo(1, 1);
  expect(remainingMs / 1_000).toBeCloseTo(790, -1);
});

it('says nothing of the time that is left while nothing came, and that none is in the end', () => {
  const pace = new Pace(10, 0, 0);
  expect(pace.step(0, 0, 5_000)).toMatchObject({ perSecond: 0, remainingMs: undefined });
  expect(pace.step(10, 0, 5_000)).toMatchObject({ done: 10, remainingMs: 0 });
  // What is told twice is not more than there is.
  expect(pace.step(3, 0, 6_000)).toMatchObject({ done: 10 });
});
