/** Means and variances in two passes, so that values far from zero lose no digits. */
import type { Sample } from './types.ts';

export function sum(sample: Sample): number {
  let total = 0;
  for (let i = 0; i < sample.length; i++) total += sample[i] as number;
  return total;
}

/** NaN of nothing; callers check the size first. */
export function mean(sample: Sample): number {
  const first = sum(sample) / sample.length;
  return first + sumOfPowers(sample, first, 1) / sample.length;
}

/** The unbiased one, over n − 1. What is left of equal values by rounding counts as 0. */
export function variance(sample: Sample): number {
  const center = mean(sample);
  const squares = sumOfPowers(sample, center, 2);
  const noise = sample.length * (4 * Number.EPSILON * center) ** 2;
  return squares <= noise ? 0 : squares / (sample.length - 1);
}

/** Σ (x − center)^power. */
export function sumOfPowers(sample: Sample, center: number, power: number): number {
  let total = 0;
  for (let i = 0; i < sample.length; i++) total += ((sample[i] as number) - center) ** power;
  return total;
}

/** `a` less `b`, pair by pair; of one length. */
export function differences(a: Sample, b: Sample): Float64Array {
  return Float64Array.from(a, (value, i) => value - (b[i] as number));
}

export function sorted(sample: Sample): Float64Array {
  return Float64Array.from(sample).sort();
}
