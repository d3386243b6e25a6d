/** The binomial distribution: how many of `n` trials succeed, each with probability `p`. */
import { beta } from './special.ts';

/** P(X ≤ k), for p between 0 and 1. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : beta(p, k + 1, n - k, 'upper');
}

/** The smallest k with P(X ≤ k) ≥ `probability`. */
export function binomialQuantile(probability: number, n: number, p: number): number {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, n, p) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}
