/**
 * What an aggregator learns from the points that pass it: what is usual of each cohort, over all gates below. A gate with a
 * handful of agents could not learn that by itself.
 */
import type { Baseline } from '../detection/baseline.ts';
import { CohortWindows } from '../detection/ceilings.ts';
import { FleetError } from '../error.ts';
import type { BatchHeader } from '../evidence/batch.ts';
import type { Point } from '../evidence/point.ts';
import { cohortKey } from '../summary/cohort-summary.ts';
import { LEARNED_WINDOWS } from './cohort.ts';

/** The first so many of a cohort are learned from. */
const AGENTS_MAX = 2_000;
/**
 * And of one node so many: how many agents it has is its own word, and one in twenty of those that are learned from may lie
 * (`ceilings.ts`). So from twenty nodes on none of them has its way; below that, one may.
 */
const NODE_AGENTS_MAX = AGENTS_MAX / 20;
/** Of each tenant. */
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
  /** How many rows each node has. */
  readonly nodes: Map<string, number>;
  readonly windows: CohortWindows;
  /** When the last window began, and how many there were. */
  beganMs: number;
  seen: number;
}

export class Learner {
  readonly #windowsMin: number;
  /** Undefined of cohorts that are learned: who drifts moves nothing. */
  readonly #cohorts = new Map<string, Learning | undefined>();
  /** How many cohorts each tenant has. */
  readonly #counts = new Map<string, number>();

  /** `windowsMin`: windows of a cohort after which it is known. */
  constructor(windowsMin: number = LEARNED_WINDOWS) {
    this.#windowsMin = windowsMin;
  }

  /** Takes what a node says of a window; answers what is known of cohorts by that. */
  take({ tenant, node, beganMs, windowMs }: BatchHeader, points: readonly Point[]): readonly Learned[] {
    const touched = new Set<Learning>();
    for (const point of points) {
      const learning = this.#learning(tenant, point.cohort);
      const row = learning && rowOf(learning, node, point.agent);
      if (learning === undefined || row === undefined) continue;
      learning.windows.take(row, point.vector, 0);
      touched.add(learning);
    }
    return [...touched].flatMap((learning) => this.#ended(learning, beganMs, windowMs));
  }

  #ended(learning: Learning, beganMs: number, windowMs: number): readonly Learned[] {
    if (beganMs < learning.beganMs + windowMs) return [];
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
    const count = this.#counts.get(tenant) ?? 0;
    if (this.#cohorts.has(key) || count >= COHORTS_MAX) return this.#cohorts.get(key);
    this.#counts.set(tenant, count + 1);
    const learning = {
      tenant,
      cohort,
      rows: new Map<string, number>(),
      nodes: new Map<string, number>(),
      windows: new CohortWindows(AGENTS_MAX),
      beganMs: -Infinity,
      seen: 0,
    };
    this.#cohorts.set(key, learning);
    return learning;
  }
}

function rowOf({ rows, nodes }: Learning, node: string, agent: string): number | undefined {
  const name = JSON.stringify([node, agent]);
  const known = rows.get(name);
  const count = nodes.get(node) ?? 0;
  if (known !== undefined || rows.size >= AGENTS_MAX || count >= NODE_AGENTS_MAX) return known;
  nodes.set(node, count + 1);
  rows.set(name, rows.size);
  return rows.size - 1;
}
