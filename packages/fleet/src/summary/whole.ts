/**
 * What a fleet's agents do, cohort by cohort, from what is said of each local node. Every node counts by its weight, however
 * many agents it claims, and all places by themselves: so what a share of nodes says that lies, or whose aggregators lie,
 * moves the result no further than honest nodes differ (`robust.ts`). The tiers between carry what nodes have signed, and
 * decide nothing.
 */
import { COUNT_PLACES } from '../behaviour/features.ts';
import { type CohortSummary, cohortKey } from './cohort-summary.ts';
import type { NodeSummary } from './node-summary.ts';
import { trimmedMean } from './robust.ts';

export interface WholeCohort {
  readonly tenant: string;
  readonly cohort: string;
  readonly nodes: number;
  /** As nodes say: their own word. */
  readonly agents: number;
  readonly findings: number;
  /** Of each place that counts, in events a window. */
  readonly location: Float64Array;
  /** Standard deviations of agents. */
  readonly scatter: Float64Array;
}

/** At most one summary a node. In the order of tenants and cohorts. O(n log n) in nodes, and linear in agents below them. */
export function wholeOf(summaries: Iterable<NodeSummary>): readonly WholeCohort[] {
  const byCohort = new Map<string, CohortSummary[]>();
  for (const { cohorts } of summaries) {
    for (const one of cohorts) {
      const key = cohortKey(one.tenant, one.cohort);
      const said = byCohort.get(key);
      if (said === undefined) byCohort.set(key, [one]);
      else said.push(one);
    }
  }
  return [...byCohort].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, said]) => wholeCohort(said));
}

function wholeCohort(said: readonly CohortSummary[]): WholeCohort {
  const [{ tenant, cohort }] = said as readonly [CohortSummary];
  const places = Array.from({ length: COUNT_PLACES }, (_, place) => said.map(({ moments }) => moments.of(place)));
  return {
    tenant,
    cohort,
    nodes: said.length,
    agents: said.reduce((sum, { agents }) => sum + agents, 0),
    findings: said.reduce((sum, { findings }) => sum + findings, 0),
    location: Float64Array.from(places, (moments) => trimmedMean(moments.map(({ mean }) => mean))),
    scatter: Float64Array.from(places, (moments) => trimmedMean(moments.map(({ variance }) => Math.sqrt(variance)))),
  };
}
