/** Random numbers out of a seed, so that what they decided can be done again. Not for secrets. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { normalQuantile } from './distributions/index.ts';

export interface RandomSource {
  /** A number from 0 and below 1. */
  uniform(): number;
  /** A whole number from 0 and below `end`, at most 2^31. */
  below(end: number): number;
  /** A number of the standard normal distribution. */
  normal(): number;
}

/** By xoroshiro128+ of D. Blackman and S. Vigna; `seed` is a whole number of 32 bits. */
export function seededSource(seed: number): RandomSource {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => uniformFloat64(generator);
  return {
    uniform,
    below: (end) => uniformInt(generator, 0, end - 1),
    // The quantile of 0 is infinite.
    normal: () => normalQuantile(Math.max(uniform(), 2 ** -54)),
  };
}

type Shufflable = unknown[] | Uint32Array | Uint8Array;

/** In place, by R. Durstenfeld's algorithm (CACM 7, 1964): each order is as likely as any other. */
export function shuffle<Items extends Shufflable>(items: Items, source: RandomSource): Items {
  for (let i = items.length - 1; i > 0; i--) {
    const j = source.below(i + 1);
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}
