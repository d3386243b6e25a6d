/** The standard normal distribution. */
import { checkNumber, checkShare } from '../checks.ts';
import { erfc, erfcInverse } from './special.ts';

/** Throws `LabError` VALUE for NaN. */
export function normalDensity(z: number): number {
  checkNumber(z, 'z');
  return Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z ≤ z). The other tail, without loss, is `normalCdf(-z)`. Throws `LabError` VALUE for NaN. */
export function normalCdf(z: number): number {
  checkNumber(z, 'z');
  return erfc(-z / Math.SQRT2) / 2;
}

/** The z with P(Z ≤ z) = p, for p from 0 to 1, whose z are infinite. Throws `LabError` VALUE. */
export function normalQuantile(p: number): number {
  checkShare(p, 'the probability');
  return -Math.SQRT2 * erfcInverse(2 * p);
}
