/** What a local node watches: what its agents do in each window, and which of them have changed. */
import type { Counts } from '../behaviour/counts.ts';
import { VECTOR_LENGTH } from '../behaviour/features.ts';
import { type Observed, Windows } from '../behaviour/windows.ts';
import { type Baseline, checkBaseline } from '../detection/baseline.ts';
import type { Ceilings } from '../detection/ceilings.ts';
import { ChangeSums } from '../detection/change.ts';
import type { Finding, Point } from '../evidence/point.ts';
import { Cohort } from './cohort.ts';
import { Rows } from './rows.ts';
import { type SuspicionEnd, Suspicions } from './suspicions.ts';
import { decodeWatch, encodeWatch, fill } from './watch-state.ts';

/** Kinds of agents beyond these are watched as one. */
const COHORTS_MAX = 16;
const OTHERS = 'others';

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
  /** What others have sent, also of cohorts that no agent here is of: those cost nothing more. */
  readonly #sent = new Map<string, Baseline>();
  readonly #vector = new Uint16Array(VECTOR_LENGTH);
  #window = 0;

  /** Throws `FleetError` VALUE for a number of agents out of bounds. */
  constructor(agentsMax: number) {
    this.agentsMax = agentsMax;
    this.#windows = new Windows(agentsMax);
    this.#sums = new ChangeSums(agentsMax);
    this.#rows = new Rows(agentsMax);
  }

  /**
   * What was learned before a restart, by a watch of as many agents. Sums of changes begin anew. Throws `FleetError` FORM for
   * what `written` did not give.
   */
  static restored(agentsMax: number, written: Uint8Array): Watch {
    const { window, rows, cohorts, parts } = decodeWatch(written, agentsMax);
    const watch = new Watch(agentsMax);
    watch.#window = window;
    watch.#rows.restore(rows);
    for (const { name, ...form } of cohorts) watch.#cohorts.set(name, Cohort.ofForm(agentsMax, form));
    fill(watch.#arrays, parts);
    for (const cohort of watch.#cohorts.values()) cohort.settle();
    return watch;
  }

  /** What `restored` takes. */
  written(): Uint8Array {
    const cohorts = [...this.#cohorts].map(([name, { form }]) => ({ name, ...form }));
    return encodeWatch(this.agentsMax, { window: this.#window, rows: this.#rows.seated(), cohorts }, this.#arrays);
  }

  get #arrays(): readonly Counts[] {
    return [...this.#windows.arrays, ...[...this.#cohorts.values()].flatMap(({ arrays }) => arrays)];
  }

  /** How many agents there are. */
  get agents(): number {
    return this.#rows.size;
  }

  /** Of each cohort of which it is known, what is usual. */
  get baselines(): ReadonlyMap<string, Baseline> {
    const known = [...this.#cohorts].flatMap(([name, { baseline }]): [string, Baseline][] =>
      baseline === undefined ? [] : [[name, baseline]],
    );
    return new Map([...this.#sent, ...known]);
  }

  /** What is usual of a cohort, as others have found. Throws `FleetError` VALUE. */
  use(cohort: string, baseline: Baseline): void {
    checkBaseline(baseline);
    this.#sent.set(cohort, baseline);
    this.#cohorts.get(cohort)?.use(baseline);
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
    for (const cohort of this.#cohorts.values()) cohort.endWindow();
    this.#window++;
    return points;
  }

  #closed(row: number, beganMs: number, threshold: number): Point {
    const { agent, cohort: name } = this.#rows.of(row) as { agent: string; cohort: string };
    this.#windows.close(row, beganMs, this.#vector, 0);
    const cohort = this.#cohort(name);
    cohort.take(row, this.#vector);
    const ceilings = cohort.ceilingsAt(beganMs);
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
    known.forget(row);
    return row;
  }

  #cohort(name: string): Cohort {
    const known = this.#cohorts.get(name);
    if (known !== undefined) return known;
    const one = new Cohort(this.agentsMax);
    const sent = this.#sent.get(name);
    if (sent !== undefined) one.use(sent);
    this.#cohorts.set(name, one);
    return one;
  }
}
