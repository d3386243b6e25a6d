/** When a request may leave, and when it is sent again. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Lets so many requests a minute leave, evenly: each waits for its turn after the one before. */
export class Pace {
  readonly #spaceMs: number;
  readonly #nowMs: () => number;
  #nextMs = -Infinity;

  constructor(requestsPerMinute: number | undefined, nowMs: () => number = () => performance.now()) {
    this.#spaceMs = requestsPerMinute === undefined ? 0 : 60_000 / requestsPerMinute;
    this.#nowMs = nowMs;
  }

  /** How long whoever asks now has to wait; its turn is taken. */
  takeMs(): number {
    const now = this.#nowMs();
    const turn = Math.max(now, this.#nextMs);
    this.#nextMs = turn + this.#spaceMs;
    return turn - now;
  }
}

const DELAY_MS = 500;
const DELAY_MS_MAX = 60_000;

/**
 * Before try `attempt` (from 1) after one that failed: any time up to a bound that doubles (full jitter: M. Brooker,
 * Exponential backoff and jitter, 2015), or what the endpoint asked for and such a time; a minute at most.
 */
export function delayMs(attempt: number, retryAfterS: number | undefined, random: () => number): number {
  const jitter = random() * Math.min(DELAY_MS_MAX, DELAY_MS * 2 ** (attempt - 1));
  return Math.min(DELAY_MS_MAX, (retryAfterS ?? 0) * 1_000 + jitter);
}

/** Waits, or rejects as soon as `signal` does. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal });
}
