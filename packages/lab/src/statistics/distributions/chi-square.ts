/** The χ² distribution. */
import { zeroFrom } from '../roots.ts';
import { gamma, type Tail } from './special.ts';

/** P(X ≤ x), or P(X > x) of the upper tail. */
export function chiSquareCdf(x: number, df: number, tail: Tail = 'lower'): number {
  return gamma(Math.max(0, x) / 2, df / 2, tail);
}

/** The x with P(X ≤ x) = p, for p between 0 and 1. */
export function chiSquareQuantile(p: number, df: number): number {
  return zeroFrom((x) => chiSquareCdf(x, df) - p, df, Math.sqrt(2 * df), 0);
}
