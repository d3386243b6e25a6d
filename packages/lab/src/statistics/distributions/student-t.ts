/** Student's t distribution, with any degrees of freedom above 0. */
import { checkDf, checkNumber, checkProbability } from '../checks.ts';
import { zeroFrom } from '../roots.ts';
import { normalQuantile } from './normal.ts';
import { beta } from './special.ts';

/** P(T ≤ t). The other tail, without loss, is `studentTCdf(-t, df)`. Throws `LabError` VALUE. */
export function studentTCdf(t: number, df: number): number {
  checkNumber(t, 't');
  checkDf(df);
  const square = t * t;
  const sum = df + square;
  // By the smaller of both shares, as the other may round to 1.
  const beyond = (square < df ? beta(square / sum, 0.5, df / 2, 'upper') : beta(df / sum, df / 2, 0.5, 'lower')) / 2;
  return t < 0 ? beyond : 1 - beyond;
}

/** The t with P(T ≤ t) = p, for p between 0 and 1. Throws `LabError` VALUE. */
export function studentTQuantile(p: number, df: number): number {
  checkProbability(p, 'the probability');
  checkDf(df);
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentTQuantile(1 - p, df);
  return zeroFrom((t) => studentTCdf(t, df) - p, normalQuantile(p), 1, -Infinity, 0);
}
