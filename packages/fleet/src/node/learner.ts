/**
 * What an aggregator learns from the points that pass it: what is usual of each cohort, over all gates below. A gate with a
 * handful of agents could not learn that by itself.
 */
import type { Baseline } from '../detection/baseline.ts';
import { CohortWindows } from '../detection/ceilings.ts';
import { FleetError } from '../error.ts';
import type { Point } from '../evidence/point.ts';
import { cohortKey } from '../summary/cohort-summary.ts';
import { LEARNED_WINDOWS } from './watch.ts';

/** The first so many of a cohort are learned from. */
const AGENTS_MAX = 2_000;
const COHORTS_MAX = 64;

export interface Learned {
  readonly tenant: string;
  readonly cohort: string;
  /** So many were learned from. */
  readonly agents: number;
  readonly baseline: Baseline;
}

interface Learning {
  readonly tenant: string;
  readonly cohort: string;
  readonly rows: Map<string, number>;
  readonly windows: CohortWindows;
  /** When the last window began, and how many there were. */
  beganMs: number;
  seen: number;
}

export class Learner {
  readonly #windowsMin: number;
  /** Undefined of cohorts that are learned: who drifts moves nothing. */
  readonly #cohorts = new Map<string, Learning | undefined>();

  /** `windowsMin`: windows of a cohort after which it is known. */
  constructor(windowsMin: number = LEARNED_WINDOWS) {
    this.#windowsMin = windowsMin;
  }

  /** Takes what a node says of the window that began at `beganMs`; answers what is known of cohorts by that. */
  take(tenant: string, beganMs: number, points: readonly Point[]): readonly Learned[] {
    const touched = new Set<Learning>();
    for (const point of points) {
      const learning = this.#learning(tenant, point.cohort);
      const row = learning && rowOf(learning, point.agent);
      if (learning === undefined || row === undefined) continue;
      learning.windows.take(row, point.vector, 0);
      touched.add(learning);
    }
    return [...touched].flatMap((learning) => this.#ended(learning, beganMs));
  }

  #ended(learning: Learning, beganMs: number): readonly Learned[] {
    if (beganMs <= learning.beganMs) return [];
    learning.beganMs = beganMs;
    if (++learning.seen % this.#windowsMin !== 0) return [];
    const { tenant, cohort, rows, windows } = learning;
    try {
      const { cohort: levels, sizes } = windows.ceilings();
      this.#cohorts.set(cohortKey(tenant, cohort), undefined);
      return [{ tenant, cohort, agents: rows.size, baseline: { levels, sizes } }];
    } catch (error) {
      // Too few agents so far: it goes on.
      if (error instanceof FleetError) return [];
      throw error;
    }
  }

  #learning(tenant: string, cohort: string): Learning | undefined {
    const key = cohortKey(tenant, cohort);
    if (this.#cohorts.has(key) || this.#cohorts.size >= COHORTS_MAX) return this.#cohorts.get(key);
    const windows = new CohortWindows(AGENTS_MAX);
    const learning = { tenant, cohort, rows: new Map<string, number>(), windows, beganMs: -Infinity, seen: 0 };
    this.#cohorts.set(key, learning);
    return learning;
  }
}

function rowOf({ rows }: Learning, agent: string): number | undefined {
  const known = rows.get(agent);
  if (known !== undefined || rows.size >= AGENTS_MAX) return known;
  rows.set(agent, rows.size);
  return rows.size - 1;
}
