/** Which row of the typed arrays each agent of a node has. */
import { FleetError } from '../error.ts';

/** Windows without anything done, after which nothing is said of an agent: an hour. */
const QUIET_WINDOWS = 360;
/** And after which its row is free: two weeks. */
const IDLE_WINDOWS_MAX = 120_960;

interface Seat {
  readonly agent: string;
  readonly cohort: string;
}

/** An agent in its row, and the number of the window in which it was last seen. */
export interface SeatedRow extends Seat {
  readonly row: number;
  readonly seen: number;
}

export class Rows {
  readonly #seats: (Seat | undefined)[];
  readonly #byAgent = new Map<string, number>();
  readonly #lastSeen: Uint32Array;
  readonly #free: number[];

  /** `max` agents at once. */
  constructor(max: number) {
    this.#seats = Array.from({ length: max });
    this.#lastSeen = new Uint32Array(max);
    this.#free = Array.from({ length: max }, (_, i) => max - 1 - i);
  }

  /** All that are taken. */
  seated(): readonly SeatedRow[] {
    return [...this.taken()].map((row) => {
      return { row, ...(this.#seats[row] as Seat), seen: this.#lastSeen[row] as number };
    });
  }

  /** Puts all of them where they were; nobody may have a row yet. Throws `FleetError` FORM for two of one agent or row. */
  restore(seated: readonly SeatedRow[]): void {
    for (const { row, agent, cohort, seen } of seated) {
      if (row >= this.#seats.length || this.#seats[row] !== undefined || this.#byAgent.has(agent))
        throw new FleetError('FORM', 'expected each agent in a row of its own, met others');
      this.#seats[row] = { agent, cohort };
      this.#byAgent.set(agent, row);
      this.#lastSeen[row] = seen;
    }
    const free = this.#free.filter((row) => this.#seats[row] === undefined);
    this.#free.splice(0, this.#free.length, ...free);
  }

  get size(): number {
    return this.#byAgent.size;
  }

  /** The row of an agent that does something in the window of this number; undefined where it has none. */
  rowOf(agent: string, cohort: string, window: number): number | undefined {
    const row = this.#byAgent.get(agent);
    if (row === undefined || this.#seats[row]?.cohort !== cohort) return undefined;
    this.#lastSeen[row] = window;
    return row;
  }

  /**
   * A row for an agent that has none, in which another's past may be. Where all are taken, it is that of the one that has
   * been quiet for longest, an hour at least. Throws `FleetError` VALUE where none has been: nobody is forgotten for who
   * comes in a crowd.
   */
  seat(agent: string, cohort: string, window: number): number {
    const former = this.#byAgent.get(agent);
    if (former !== undefined) this.leave(former);
    if (this.#free.length === 0) this.leave(this.#idlest(window));
    const row = this.#free.pop() as number;
    this.#seats[row] = { agent, cohort };
    this.#byAgent.set(agent, row);
    this.#lastSeen[row] = window;
    return row;
  }

  /** Whose a row is. */
  of(row: number): Seat | undefined {
    return this.#seats[row];
  }

  /** Rows of agents that are watched, in rising order. */
  *taken(): Generator<number> {
    for (let row = 0; row < this.#seats.length; row++) if (this.#seats[row] !== undefined) yield row;
  }

  /** Whether it has done nothing for so long that nothing is said of it. */
  isQuiet(row: number, window: number): boolean {
    return window - (this.#lastSeen[row] as number) >= QUIET_WINDOWS;
  }

  /** And for so long that its row may go. */
  isIdle(row: number, window: number): boolean {
    return window - (this.#lastSeen[row] as number) >= IDLE_WINDOWS_MAX;
  }

  leave(row: number): void {
    const seat = this.#seats[row];
    if (seat === undefined) return;
    this.#byAgent.delete(seat.agent);
    this.#seats[row] = undefined;
    this.#free.push(row);
  }

  #idlest(window: number): number {
    let idlest = 0;
    for (let row = 1; row < this.#seats.length; row++)
      if ((this.#lastSeen[row] as number) < (this.#lastSeen[idlest] as number)) idlest = row;
    if (!this.isQuiet(idlest, window))
      throw new FleetError('VALUE', `expected at most ${this.#seats.length} agents at once, met another`);
    return idlest;
  }
}
