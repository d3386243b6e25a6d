/**
 * Quantiles of counts that merge: each is off by at most a stated share of itself. Buckets grow by a constant ratio, so a
 * count's bucket is its logarithm (DDSketch: C. Masson, J. E. Rim and H. K. Lee, PVLDB 12, 2019). Two sketches of the same
 * ratio merge by adding up, in any order, to the sketch of all counts together.
 */
import { COUNT_MAX } from '../behaviour/features.ts';
import { FleetError } from '../error.ts';

/** A quantile lies within this share of the true one. */
export const RELATIVE_ERROR = 0.02;
const RATIO = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_RATIO = Math.log(RATIO);
/** Of 0, and of every bucket up to the greatest count. */
const BUCKETS = 2 + Math.ceil(Math.log(COUNT_MAX) / LOG_RATIO);

export class Sketch {
  readonly #counts: Float64Array;
  #total = 0;

  constructor() {
    this.#counts = new Float64Array(BUCKETS);
  }

  /** How many counts it has seen. */
  get total(): number {
    return this.#total;
  }

  add(count: number): void {
    const bucket = bucketOf(count);
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#total++;
  }

  merge(other: Sketch): void {
    other.#counts.forEach((seen, bucket) => {
      this.#counts[bucket] = (this.#counts[bucket] as number) + seen;
    });
    this.#total += other.#total;
  }

  /** The count that a share of all lie at or below, within `RELATIVE_ERROR` of it. Throws `FleetError` VALUE of none. */
  quantile(share: number): number {
    if (this.#total === 0) throw new FleetError('VALUE', 'expected counts, met none');
    const rank = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank) return middleOf(bucket);
    }
    return middleOf(BUCKETS - 1);
  }

  /** Buckets that have something, with how much, in rising order: what is signed of it. */
  entries(): readonly (readonly [bucket: number, seen: number])[] {
    return [...this.#counts].flatMap((seen, bucket) => (seen > 0 ? [[bucket, seen] as const] : []));
  }

  /** Throws `FleetError` FORM for what `entries` gives no sketch. */
  static of(entries: readonly (readonly [number, number])[]): Sketch {
    const sketch = new Sketch();
    let before = -1;
    for (const [bucket, seen] of entries) {
      const isOne =
        Number.isInteger(bucket) && bucket > before && bucket < BUCKETS && Number.isSafeInteger(seen) && seen > 0;
      if (!isOne) throw new FleetError('FORM', 'expected buckets of a sketch in rising order, met another list');
      sketch.#counts[bucket] = seen;
      sketch.#total += seen;
      before = bucket;
    }
    return sketch;
  }
}

function bucketOf(count: number): number {
  return count < 1 ? 0 : 1 + Math.ceil(Math.log(count) / LOG_RATIO - 1e-12);
}

/** The count whose relative distance to both ends of the bucket is the same. */
function middleOf(bucket: number): number {
  return bucket === 0 ? 0 : (2 * RATIO ** (bucket - 1)) / (RATIO + 1);
}
