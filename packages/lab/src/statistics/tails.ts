import type { Alternative } from './types.ts';

/** The p-value out of the probabilities of a statistic as low, and as high, as the one that was met. */
export function pOf(alternative: Alternative, lower: number, upper: number): number {
  if (alternative === 'less') return lower;
  return alternative === 'greater' ? upper : Math.min(1, 2 * Math.min(lower, upper));
}
