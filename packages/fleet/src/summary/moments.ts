/** How many there were of each kind, their mean and their scatter, which merge exactly. */
import { COUNT_PLACES } from '../behaviour/features.ts';

/** Of one kind of count. */
export interface Moment {
  readonly mean: number;
  /** The sum of squared distances to the mean. */
  readonly squares: number;
}

/**
 * Means and scatters of vectors. Merged by pairs, so that nothing is lost to cancellation: T. F. Chan, G. H. Golub and R. J.
 * LeVeque, Updating formulae and a pairwise algorithm for computing sample variances, Stanford STAN-CS-79-773, 1979.
 */
export class Moments {
  #count = 0;
  readonly #means = new Float64Array(COUNT_PLACES);
  readonly #squares = new Float64Array(COUNT_PLACES);

  get count(): number {
    return this.#count;
  }

  /** Takes the vector at `offset`. */
  add(vectors: Uint16Array, offset: number): void {
    this.#count++;
    for (let place = 0; place < COUNT_PLACES; place++) {
      const value = vectors[offset + place] as number;
      const before = this.#means[place] as number;
      const mean = before + (value - before) / this.#count;
      this.#means[place] = mean;
      this.#squares[place] = (this.#squares[place] as number) + (value - before) * (value - mean);
    }
  }

  merge(other: Moments): void {
    if (other.#count === 0) return;
    const count = this.#count + other.#count;
    for (let place = 0; place < COUNT_PLACES; place++) {
      const difference = (other.#means[place] as number) - (this.#means[place] as number);
      this.#means[place] = (this.#means[place] as number) + (difference * other.#count) / count;
      this.#squares[place] =
        (this.#squares[place] as number) +
        (other.#squares[place] as number) +
        (difference * difference * this.#count * other.#count) / count;
    }
    this.#count = count;
  }

  of(place: number): Moment {
    return { mean: this.#means[place] as number, squares: this.#squares[place] as number };
  }
}
