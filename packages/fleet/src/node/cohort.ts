/** Of one kind of agents at a local node: what is learned from, what was learned, and what holds by that. */
import type { Counts } from '../behaviour/counts.ts';
import { COUNT_PLACES } from '../behaviour/features.ts';
import { type Baseline, ceilingsOf, higherOf } from '../detection/baseline.ts';
import { AGENTS_MIN, areCeilings, type Ceilings, CohortWindows, ratiosOf } from '../detection/ceilings.ts';
import { areSeasons, ceilingsIn, emptySeasons, type Seasons, seasonsOf } from '../detection/seasons.ts';
import { slotAt } from '../detection/slots.ts';
import { FleetError } from '../error.ts';

/** Windows after which a cohort that nobody has sent a baseline of has one of its own: half a day. */
export const LEARNED_WINDOWS = 4_320;
/** And after which it is known how its days go: eight of them, as the first may have begun at noon. */
const SEASON_WINDOWS = 8 * 8_640;

/** What there is of a cohort; its numbers are in its `arrays`. */
export interface CohortForm {
  /** How many windows were learned from. */
  readonly windows: number;
  readonly isLearning: boolean;
  readonly isLearned: boolean;
  /** Of each slot of the day, of how many agents and places more is known; where seasons are. */
  readonly apart?: readonly number[];
}

export class Cohort {
  readonly #agents: number;
  #windows = 0;
  #learning: CohortWindows | undefined;
  /** What this node has learned itself, and what others have sent. */
  #own: Ceilings | undefined;
  #sent: Ceilings | undefined;
  /** What holds of both. */
  #ceilings: Ceilings | undefined;
  #seasons: Seasons | undefined;
  /** The ceilings of a slot of the day, once there are seasons. */
  #inSlot: { readonly slot: number; readonly ceilings: Ceilings } | undefined;

  constructor(agents: number) {
    this.#agents = agents;
    this.#learning = agents < AGENTS_MIN ? undefined : new CohortWindows(agents);
  }

  /** One of this form, whose `arrays` are still to be filled. */
  static ofForm(agents: number, { windows, isLearning, isLearned, apart }: CohortForm): Cohort {
    const cohort = new Cohort(agents);
    cohort.#windows = windows;
    if (!isLearning) cohort.#learning = undefined;
    if (isLearned)
      cohort.#own = ceilingsOf(
        { levels: new Uint8Array(COUNT_PLACES), sizes: new Float64Array(COUNT_PLACES).fill(1) },
        agents,
      );
    if (apart !== undefined) cohort.#seasons = emptySeasons(apart, agents);
    return cohort;
  }

  get form(): CohortForm {
    const apart = this.#seasons?.apart.map(({ length }) => length);
    return {
      windows: this.#windows,
      isLearning: this.#learning !== undefined,
      isLearned: this.#own !== undefined,
      ...(apart !== undefined && { apart }),
    };
  }

  /** All that was learned, in an order that follows from the form. */
  get arrays(): readonly Counts[] {
    const own = this.#own === undefined ? [] : [this.#own.levels, this.#own.cohort, this.#own.sizes];
    const seasons = this.#seasons === undefined ? [] : [this.#seasons.cohort, ...this.#seasons.apart];
    return [...(this.#learning?.arrays ?? []), ...own, ...seasons];
  }

  /** Once the arrays of one of a form are filled: what holds by them. Throws `FleetError` FORM for what nobody has learned. */
  settle(): void {
    const [own, seasons] = [this.#own, this.#seasons];
    const isSound =
      (own === undefined || areCeilings(own)) && (seasons === undefined || areSeasons(seasons, this.#agents));
    if (!isSound) throw new FleetError('FORM', 'expected what was learned of a cohort, met other numbers');
    if (own === undefined) return;
    this.#own = { ...own, ratios: ratiosOf(own.sizes) };
    this.#ceilings = this.#own;
  }

  /** What is usual of it, where that is known. */
  get baseline(): Baseline | undefined {
    const ceilings = this.#ceilings;
    return ceilings && { levels: ceilings.cohort, sizes: ceilings.sizes };
  }

  /**
   * What is usual of it, as others have found. An agent of this node that does more of something has its own ceiling all the
   * same, once that is learned. Throws `FleetError` VALUE.
   */
  use(baseline: Baseline): void {
    this.#sent = ceilingsOf(baseline, this.#agents);
    this.#ceilings = this.#own === undefined ? this.#sent : higherOf(this.#own, this.#sent);
    this.#inSlot = undefined;
  }

  /** Takes the next window of the agent in `row`. */
  take(row: number, vector: Uint16Array): void {
    this.#learning?.take(row, vector, 0);
  }

  /** For another agent that takes the row: its own ceilings were those of whoever had it. */
  forget(row: number): void {
    this.#learning?.forget(row);
    for (const ceilings of [this.#own, this.#sent, this.#ceilings, this.#inSlot?.ceilings])
      ceilings?.levels.set(ceilings.cohort, row * COUNT_PLACES);
  }

  /** Those of the time of the day, where that is known. */
  ceilingsAt(beganMs: number): Ceilings | undefined {
    const [ceilings, seasons] = [this.#ceilings, this.#seasons];
    if (ceilings === undefined || seasons === undefined) return ceilings;
    const slot = slotAt(beganMs);
    if (this.#inSlot?.slot !== slot) this.#inSlot = { slot, ceilings: ceilingsIn(slot, ceilings, seasons) };
    return this.#inSlot.ceilings;
  }

  /** Where too few agents were there for long enough, it goes on learning. Ceilings are learned once: who drifts moves none. */
  endWindow(): void {
    if (this.#learning === undefined || ++this.#windows % LEARNED_WINDOWS !== 0) return;
    if (this.#own === undefined) {
      this.#own = learnedFrom(this.#learning);
      if (this.#own === undefined) return;
      this.#ceilings = this.#sent === undefined ? this.#own : higherOf(this.#own, this.#sent);
    }
    if (this.#ceilings === undefined || this.#windows < SEASON_WINDOWS) return;
    this.#seasons = seasonsOf(this.#learning, this.#ceilings);
    this.#learning = undefined;
  }
}

function learnedFrom(windows: CohortWindows): Ceilings | undefined {
  try {
    return windows.ceilings();
  } catch (error) {
    if (error instanceof FleetError) return undefined;
    throw error;
  }
}
