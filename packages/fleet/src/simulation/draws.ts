/** Random numbers out of a seed, and what is drawn with them. Not for secrets. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** By xoroshiro128+ of D. Blackman and S. Vigna, 2018. */
export class Draws {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  /** `seed` is a whole number of 32 bits. */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** From 0 and below 1. */
  uniform(): number {
    return (this.#generator.next() >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 and below `end`. */
  below(end: number): number {
    return Math.floor(this.uniform() * end);
  }

  /** Whole, 1 at least, `mean` in the mean: how long something lasts that may end at every step. */
  geometric(mean: number): number {
    return mean <= 1 ? 1 : 1 + Math.floor(Math.log(1 - this.uniform()) / Math.log(1 - 1 / mean));
  }

  /**
   * How many events there are where `mean` are in the mean, each as likely as the next. By multiplying (D. E. Knuth, The Art
   * of Computer Programming 2, section 3.4.1), in steps whose means are small enough for a double.
   */
  poisson(mean: number): number {
    let count = 0;
    let left = mean;
    while (left > STEP) {
      count += this.#poisson(STEP);
      left -= STEP;
    }
    return count + this.#poisson(left);
  }

  #poisson(mean: number): number {
    const end = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > end; product *= this.uniform()) count++;
    return count;
  }
}

const STEP = 30;
