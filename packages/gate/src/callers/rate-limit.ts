/** Token buckets: each key may do so many a second, and as many at once as it saved up. */
import { BoundedMap, type Clock } from '@capgate/base';
import { GateError } from '../error.ts';

export interface RateLimit {
  readonly ratePerSecond: number;
  /** What an idle key may do at once. */
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** For whoever asks more often than it may. */
export class RateError extends GateError {
  constructor(message: string) {
    super('BUSY', message);
  }
}

/** More keys than this are not told apart: the longest idle one begins anew. */
const KEYS_MAX = 10_000;
const MS_A_SECOND = 1_000;

export class RateLimiter {
  readonly #clock: Clock;
  #limit: RateLimit;
  readonly #buckets = new BoundedMap<string, Bucket>(KEYS_MAX);

  constructor(clock: Clock, limit: RateLimit) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** From now on, for keys that are known already too. */
  setLimit(limit: RateLimit): void {
    this.#limit = limit;
  }

  /** Whether `key` may go on; takes a token where it may. */
  take(key: string): boolean {
    const bucket = this.#filled(key);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  #filled(key: string): Bucket {
    const nowMs = this.#clock.monotonicMs();
    const { ratePerSecond, burst } = this.#limit;
    const known = this.#buckets.get(key);
    const bucket = known ?? { tokens: burst, atMs: nowMs };
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / MS_A_SECOND) * ratePerSecond);
    bucket.atMs = nowMs;
    if (known === undefined) this.#buckets.set(key, bucket);
    return bucket;
  }
}
