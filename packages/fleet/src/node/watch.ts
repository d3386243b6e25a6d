/** What a local node watches: what its agents do in each window, and which of them have changed. */
import { COUNT_PLACES, VECTOR_LENGTH } from '../behaviour/features.ts';
import { type Observed, Windows } from '../behaviour/windows.ts';
import { type Baseline, ceilingsOf, higherOf } from '../detection/baseline.ts';
import { AGENTS_MIN, type Ceilings, CohortWindows } from '../detection/ceilings.ts';
import { ChangeSums } from '../detection/change.ts';
import { ceilingsIn, type Seasons, seasonsOf } from '../detection/seasons.ts';
import { slotAt } from '../detection/slots.ts';
import { FleetError } from '../error.ts';
import type { Finding, Point } from '../evidence/point.ts';
import { Rows } from './rows.ts';
import { type SuspicionEnd, Suspicions } from './suspicions.ts';

/** Windows after which a cohort that nobody has sent a baseline of has one of its own: half a day. */
export const LEARNED_WINDOWS = 4_320;
/** Kinds of agents beyond these are watched as one. */
const COHORTS_MAX = 16;
const OTHERS = 'others';

/** And after which it is known how its days go: eight of them, as the first may have begun at noon. */
const SEASON_WINDOWS = 8 * 8_640;

/** Of one cohort: what is learned from, or what was learned. */
interface Cohort {
  learning: CohortWindows | undefined;
  /** How many windows were learned from. */
  windows: number;
  /** What this node has learned itself, and what others have sent. */
  own: Ceilings | undefined;
  sent: Ceilings | undefined;
  /** What holds of both. */
  ceilings: Ceilings | undefined;
  seasons: Seasons | undefined;
  /** The ceilings of a slot of the day, once there are seasons. */
  inSlot: { readonly slot: number; readonly ceilings: Ceilings } | undefined;
}

/** Of an agent that was found before. */
export interface SuspicionOf {
  readonly agent: string;
  readonly end: SuspicionEnd;
}

export class Watch {
  readonly agentsMax: number;
  readonly #windows: Windows;
  readonly #sums: ChangeSums;
  readonly #rows: Rows;
  readonly #suspicions = new Suspicions();
  #ended: SuspicionOf[] = [];
  readonly #cohorts = new Map<string, Cohort>();
  readonly #vector = new Uint16Array(VECTOR_LENGTH);
  #window = 0;

  /** Throws `FleetError` VALUE for a number of agents out of bounds. */
  constructor(agentsMax: number) {
    this.agentsMax = agentsMax;
    this.#windows = new Windows(agentsMax);
    this.#sums = new ChangeSums(agentsMax);
    this.#rows = new Rows(agentsMax);
  }

  /** How many agents there are. */
  get agents(): number {
    return this.#rows.size;
  }

  /** Of each cohort of which it is known, what is usual. */
  get baselines(): ReadonlyMap<string, Baseline> {
    const known = [...this.#cohorts].flatMap(([name, { ceilings }]): [string, Baseline][] =>
      ceilings === undefined ? [] : [[name, { levels: ceilings.cohort, sizes: ceilings.sizes }]],
    );
    return new Map(known);
  }

  /**
   * What is usual of a cohort, as others have found. An agent of this node that does more of something has its own ceiling
   * all the same, once that is learned. Throws `FleetError` VALUE.
   */
  use(cohort: string, baseline: Baseline): void {
    const known = this.#cohort(cohort);
    known.sent = ceilingsOf(baseline, this.agentsMax);
    known.ceilings = known.own === undefined ? known.sent : higherOf(known.own, known.sent);
    known.inSlot = undefined;
  }

  /** Counts what an agent does. Throws `FleetError` VALUE where there are too many at once. */
  observe(agent: string, cohort: string, observed: Observed): void {
    const name = this.#cohorts.has(cohort) || this.#cohorts.size < COHORTS_MAX ? cohort : OTHERS;
    const row = this.#rows.rowOf(agent, name, this.#window) ?? this.#seat(agent, name);
    this.#windows.observe(row, observed);
  }

  /** Of agents that were found before, of which the window that was ended last has said enough. */
  get ended(): readonly SuspicionOf[] {
    return this.#ended;
  }

  /** Ends the window that began at `beganMs`: what is said of each agent. Sums above `threshold` are findings. */
  close(beganMs: number, threshold: number): readonly Point[] {
    const points: Point[] = [];
    this.#ended = [];
    for (const row of this.#rows.taken()) {
      const point = this.#closed(row, beganMs, threshold);
      if (point.finding !== undefined || !this.#rows.isQuiet(row, this.#window)) points.push(point);
      if (this.#rows.isIdle(row, this.#window)) this.#rows.leave(row);
    }
    for (const cohort of this.#cohorts.values()) learn(cohort);
    this.#window++;
    return points;
  }

  #closed(row: number, beganMs: number, threshold: number): Point {
    const { agent, cohort: name } = this.#rows.of(row) as { agent: string; cohort: string };
    this.#windows.close(row, beganMs, this.#vector, 0);
    const cohort = this.#cohort(name);
    cohort.learning?.take(row, this.#vector, 0);
    const ceilings = ceilingsAt(beganMs, cohort);
    const end = ceilings && this.#suspicions.take(row, this.#vector, ceilings);
    if (end !== undefined) this.#ended.push({ agent, end });
    const finding = ceilings && this.#findingOf(row, ceilings, threshold);
    return { agent, cohort: name, vector: this.#vector.slice(), ...(finding && { finding }) };
  }

  #findingOf(row: number, ceilings: Ceilings, threshold: number): Finding | undefined {
    const place = this.#sums.take(row, this.#vector, 0, ceilings);
    const likelihood = this.#sums.sumOf(row, place);
    if (likelihood <= threshold) return undefined;
    const windows = this.#sums.windowsOf(row, place);
    this.#sums.restart(row);
    this.#suspicions.begin(row, place);
    return { place, likelihood, windows };
  }

  #seat(agent: string, cohort: string): number {
    const known = this.#cohort(cohort);
    const row = this.#rows.seat(agent, cohort, this.#window);
    this.#windows.forget(row);
    this.#sums.restart(row);
    this.#suspicions.forget(row);
    known.learning?.forget(row);
    // Its own ceilings were those of whoever had the row.
    for (const ceilings of [known.own, known.sent, known.ceilings, known.inSlot?.ceilings])
      ceilings?.levels.set(ceilings.cohort, row * COUNT_PLACES);
    return row;
  }

  #cohort(name: string): Cohort {
    const known = this.#cohorts.get(name);
    if (known !== undefined) return known;
    const learning = this.agentsMax < AGENTS_MIN ? undefined : new CohortWindows(this.agentsMax);
    const nothing = { own: undefined, sent: undefined, ceilings: undefined, seasons: undefined, inSlot: undefined };
    const one: Cohort = { learning, windows: 0, ...nothing };
    this.#cohorts.set(name, one);
    return one;
  }
}

/** Those of the time of the day, where that is known. */
function ceilingsAt(beganMs: number, cohort: Cohort): Ceilings | undefined {
  const { ceilings, seasons } = cohort;
  if (ceilings === undefined || seasons === undefined) return ceilings;
  const slot = slotAt(beganMs);
  if (cohort.inSlot?.slot !== slot) cohort.inSlot = { slot, ceilings: ceilingsIn(slot, ceilings, seasons) };
  return cohort.inSlot.ceilings;
}

/** Where too few agents were there for long enough, it goes on learning. Ceilings are learned once: who drifts moves none. */
function learn(cohort: Cohort): void {
  if (cohort.learning === undefined || ++cohort.windows % LEARNED_WINDOWS !== 0) return;
  if (cohort.own === undefined) {
    cohort.own = learnedFrom(cohort.learning);
    if (cohort.own === undefined) return;
    cohort.ceilings = cohort.sent === undefined ? cohort.own : higherOf(cohort.own, cohort.sent);
  }
  if (cohort.ceilings === undefined || cohort.windows < SEASON_WINDOWS) return;
  cohort.seasons = seasonsOf(cohort.learning, cohort.ceilings);
  cohort.learning = undefined;
}

function learnedFrom(windows: CohortWindows): Ceilings | undefined {
  try {
    return windows.ceilings();
  } catch (error) {
    if (error instanceof FleetError) return undefined;
    throw error;
  }
}
