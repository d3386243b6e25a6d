import { expect } from 'vitest';

/** What a figure may differ from R's, as a share of it. */
export const TOLERANCE = 1e-9;

/** That `actual` is within `tolerance` of `expected`, relative to it, or to `floor` where it is smaller. */
export function expectClose(actual: number, expected: number, tolerance = TOLERANCE, floor = 1e-300): void {
  const allowed = tolerance * Math.max(Math.abs(expected), floor);
  const apart = Math.abs(actual - expected);
  expect(apart <= allowed, `expected ${expected} to within ${allowed}, met ${actual}`).toBe(true);
}
