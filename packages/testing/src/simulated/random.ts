/** Randomness from a seed: the same seed gives the same bytes. Not for secrets. */
import type { Random } from '@capgate/base';
import { seeded } from '../generate/random.ts';

export class SeededRandom implements Random {
  /** A whole number from 0 and below `end`. */
  readonly below: (end: number) => number;

  constructor(seed: number) {
    this.below = seeded(seed);
  }

  /** True `percent` of the time. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  bytes(sizeBytes: number): Uint8Array {
    return Uint8Array.from({ length: sizeBytes }, () => this.below(256));
  }
}
