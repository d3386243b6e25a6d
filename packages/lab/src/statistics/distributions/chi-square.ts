/** The χ² distribution. */
import { checkDf, checkNumber, checkProbability } from '../checks.ts';
import { zeroFrom } from '../roots.ts';
import { gamma, type Tail } from './special.ts';

/** P(X ≤ x), or P(X > x) of the upper tail. Throws `LabError` VALUE. */
export function chiSquareCdf(x: number, df: number, tail: Tail = 'lower'): number {
  checkNumber(x, 'x');
  checkDf(df);
  if (x === Infinity) return tail === 'lower' ? 1 : 0;
  return gamma(Math.max(0, x) / 2, df / 2, tail);
}

/** The x with P(X ≤ x) = p, for p between 0 and 1. Throws `LabError` VALUE. */
export function chiSquareQuantile(p: number, df: number): number {
  checkProbability(p, 'the probability');
  checkDf(df);
  return zeroFrom((x) => chiSquareCdf(x, df) - p, df, Math.sqrt(2 * df), 0);
}
