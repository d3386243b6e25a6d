/** The standard normal distribution. */
import { erfc, erfcInverse } from './special.ts';

export function normalDensity(z: number): number {
  return Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z ≤ z). The other tail, without loss, is `normalCdf(-z)`. */
export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

/** The z with P(Z ≤ z) = p, for p between 0 and 1. */
export function normalQuantile(p: number): number {
  return -Math.SQRT2 * erfcInverse(2 * p);
}
