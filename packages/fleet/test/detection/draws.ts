import type { SeededRandom } from '@capgate/testing';
import type { Ceiling } from '../../src/index.ts';

/** A count of this distribution, by walking up its probabilities. */
export function negativeBinomial(random: SeededRandom, { mean, size }: Ceiling): number {
  const rate = size / mean;
  let left = random.below(2 ** 31) / 2 ** 31;
  let share = (rate / (rate + 1)) ** size;
  for (let count = 0; ; count++) {
    left -= share;
    if (left < 0 || share < 1e-15) return count;
    share *= (size + count) / ((count + 1) * (rate + 1));
  }
}
