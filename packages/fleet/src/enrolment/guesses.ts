/** How often somebody may be wrong. */
import { BoundedMap } from '@capgate/base';

/** So many wrong tokens within this time, and from there none is looked at until it is over. */
export const WRONG_MAX = 10;
export const WRONG_WITHIN_MS = 60_000;
/** More callers are not told apart: the one that was wrong first is forgotten. */
const CALLERS_MAX = 10_000;

interface Wrong {
  readonly sinceMs: number;
  readonly count: number;
}

/** By callers, such as their addresses; times are of a clock that never goes back. */
export class Guesses {
  readonly #byCaller = new BoundedMap<string, Wrong>(CALLERS_MAX);

  mayTry(caller: string, nowMs: number): boolean {
    return this.#of(caller, nowMs).count < WRONG_MAX;
  }

  wrong(caller: string, nowMs: number): void {
    const { sinceMs, count } = this.#of(caller, nowMs);
    this.#byCaller.renew(caller, { sinceMs, count: count + 1 });
  }

  #of(caller: string, nowMs: number): Wrong {
    const known = this.#byCaller.get(caller);
    return known !== undefined && nowMs - known.sinceMs < WRONG_WITHIN_MS ? known : { sinceMs: nowMs, count: 0 };
  }
}
