/** When a request may leave. */
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

/** Waits, or rejects as soon as `signal` does. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal });
}
