/** How many vectors there were, their mean and their scatter: exact, in whatever order they come and are merged. */
import { COUNT_MAX, COUNT_PLACES } from '../behaviour/features.ts';
import { FleetError } from '../error.ts';

/** Of one kind of count. */
export interface Moment {
  readonly mean: number;
  /** Of the counts, as of a sample. 0 of fewer than two. */
  readonly variance: number;
}

/** So many vectors of the greatest counts have sums of squares that a double holds exactly. */
const VECTORS_MAX = Math.floor(Number.MAX_SAFE_INTEGER / COUNT_MAX ** 2);

/**
 * Sums of counts and of their squares. Both are whole numbers that a double holds exactly up to `VECTORS_MAX` vectors, so
 * that a parent that adds up what its children have said comes to the same digits.
 */
export class Moments {
  #count = 0;
  readonly #sums = new Float64Array(COUNT_PLACES);
  readonly #squares = new Float64Array(COUNT_PLACES);

  get count(): number {
    return this.#count;
  }

  /** Takes the vector at `offset`. */
  add(vectors: Uint16Array, offset: number): void {
    this.#count++;
    for (let place = 0; place < COUNT_PLACES; place++) {
      const count = vectors[offset + place] as number;
      this.#sums[place] = (this.#sums[place] as number) + count;
      this.#squares[place] = (this.#squares[place] as number) + count * count;
    }
  }

  merge(other: Moments): void {
    this.#count += other.#count;
    for (let place = 0; place < COUNT_PLACES; place++) {
      this.#sums[place] = (this.#sums[place] as number) + (other.#sums[place] as number);
      this.#squares[place] = (this.#squares[place] as number) + (other.#squares[place] as number);
    }
  }

  of(place: number): Moment {
    const [count, sum, squares] = [this.#count, this.#sums[place] as number, this.#squares[place] as number];
    if (count === 0) return { mean: 0, variance: 0 };
    const mean = sum / count;
    return { mean, variance: count < 2 ? 0 : Math.max(0, (squares - sum * mean) / (count - 1)) };
  }

  /** What is signed of it. */
  toValue(): { readonly count: number; readonly sums: readonly number[]; readonly squares: readonly number[] } {
    return { count: this.#count, sums: [...this.#sums], squares: [...this.#squares] };
  }

  /** Throws `FleetError` FORM for what `toValue` gives no moments, or what no counts can come to. */
  static of(count: number, sums: readonly number[], squares: readonly number[]): Moments {
    const isOne =
      isFrom(count, 0, VECTORS_MAX) &&
      sums.length === COUNT_PLACES &&
      squares.length === COUNT_PLACES &&
      sums.every((sum) => isFrom(sum, 0, count * COUNT_MAX)) &&
      squares.every((square, place) => isFrom(square, sums[place] as number, (sums[place] as number) * COUNT_MAX));
    if (!isOne) throw new FleetError('FORM', 'expected sums of counts and of their squares, met other numbers');
    const moments = new Moments();
    moments.#count = count;
    moments.#sums.set(sums);
    moments.#squares.set(squares);
    return moments;
  }
}

function isFrom(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
