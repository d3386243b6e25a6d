/** The binomial distribution: how many of `n` trials succeed, each with probability `p`. */
import { checkNumber, checkShare, checkWhole } from '../checks.ts';
import { beta } from './special.ts';

/** P(X ≤ k), for p from 0 to 1. Throws `LabError` VALUE. */
export function binomialCdf(k: number, n: number, p: number): number {
  checkNumber(k, 'the number of successes');
  checkTrials(n, p);
  if (k < 0) return 0;
  const whole = Math.floor(k);
  return whole >= n ? 1 : beta(p, whole + 1, n - whole, 'upper');
}

/** The smallest k with P(X ≤ k) ≥ `probability`, which is from 0 to 1. Throws `LabError` VALUE. */
export function binomialQuantile(probability: number, n: number, p: number): number {
  checkShare(probability, 'the probability');
  checkTrials(n, p);
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialCdf(middle, n, p) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}

function checkTrials(n: number, p: number): void {
  checkWhole(n, 'the number of trials', 0);
  checkShare(p, 'the probability of success');
}
