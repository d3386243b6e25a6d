/**
 * What becomes of a finding about an agent that goes on: its next windows confirm it or dismiss it, by a sequential test of
 * that kind of count alone. A hub's people decide by it on agents that were not kept apart.
 */
import { type Ceilings, ratioOf } from '../detection/ceilings.ts';
import { type SequentialDecision, type SequentialErrors, SequentialTest } from '../detection/sequential-test.ts';

/** Of 1,000 agents that are as before one is confirmed, of as many that have changed one is dismissed. */
const ERRORS: SequentialErrors = { alpha: 0.001, beta: 0.001 };

/** `undecided`: for an hour its windows said neither. */
export const SUSPICION_ENDS = ['confirmed', 'dismissed', 'undecided'] as const satisfies readonly SequentialDecision[];

export interface SuspicionEnd {
  /** Of the kind of count. */
  readonly place: number;
  readonly decision: (typeof SUSPICION_ENDS)[number];
  /** Behind the finding, how many there were. */
  readonly windows: number;
}

interface Suspicion {
  readonly place: number;
  readonly test: SequentialTest;
}

export class Suspicions {
  readonly #byRow = new Map<number, Suspicion>();

  /** From its next window on; what is under way about the same kind of count goes on. */
  begin(row: number, place: number): void {
    if (this.#byRow.get(row)?.place !== place) this.#byRow.set(row, { place, test: new SequentialTest(ERRORS) });
  }

  /** For who takes the row. */
  forget(row: number): void {
    this.#byRow.delete(row);
  }

  /** Takes the agent's next window; answers what has come of it, once. */
  take(row: number, vectors: Uint16Array, ceilings: Ceilings): SuspicionEnd | undefined {
    const suspicion = this.#byRow.get(row);
    if (suspicion === undefined) return undefined;
    const { place, test } = suspicion;
    const decision = test.take(ratioOf(ceilings, row, place, vectors, 0));
    if (decision === 'goes on') return undefined;
    this.#byRow.delete(row);
    return { place, decision, windows: test.windows };
  }
}
