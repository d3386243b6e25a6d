/** How far an experiment is, and when it will be done. */

export interface Progress {
  /** How many results are there, of how many. */
  readonly done: number;
  readonly total: number;
  /** Of those stored since this run began, how many failed or ran out of time. */
  readonly failed: number;
  /** Results a second, lately; 0 where nothing is known yet. */
  readonly perSecond: number;
  /** Undefined while that cannot be told. */
  readonly remainingMs: number | undefined;
}

/** The rate is that of so long. */
const WINDOW_MS = 30_000;
const SAMPLES_MAX = 256;

export class Pace {
  readonly #total: number;
  #done: number;
  #failed = 0;
  #samples: { readonly atMs: number; readonly done: number }[];

  constructor(total: number, done: number, nowMs: number) {
    this.#total = total;
    this.#done = done;
    this.#samples = [{ atMs: nowMs, done }];
  }

  /** Counts what was stored, and says how far it is then. `nowMs` never goes back. */
  step(stored: number, failed: number, nowMs: number): Progress {
    this.#done = Math.min(this.#done + stored, this.#total);
    this.#failed += failed;
    const recent = this.#samples.filter(({ atMs }, i) => nowMs - atMs <= WINDOW_MS || i === this.#samples.length - 1);
    this.#samples = [...recent.slice(-SAMPLES_MAX + 1), { atMs: nowMs, done: this.#done }];
    const [first] = this.#samples;
    const tookMs = nowMs - (first?.atMs ?? nowMs);
    const perSecond = tookMs > 0 ? ((this.#done - (first?.done ?? 0)) / tookMs) * 1_000 : 0;
    const left = this.#total - this.#done;
    const remainingMs = left === 0 ? 0 : perSecond > 0 ? (left / perSecond) * 1_000 : undefined;
    return { done: this.#done, total: this.#total, failed: this.#failed, perSecond, remainingMs };
  }
}
