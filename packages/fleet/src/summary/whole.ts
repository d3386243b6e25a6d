/**
 * What a fleet's agents do, cohort by cohort, from what is said of each local node. Every node counts by its weight, however
 * many agents it claims, and all places by themselves: so what a share of nodes says that lies, or whose aggregators lie,
 * moves the result no further than honest nodes differ (`robust.ts`). The tiers between carry what nodes have signed, and
 * decide nothing.
 */
import { COUNT_PLACES } from '../behaviour/features.ts';
import { valueOf } from '../value-of.ts';
import { CohortSummary, cohortKey } from './cohort-summary.ts';
import type { Moment } from './moments.ts';
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
  /** Of 99 in 100 agents, for each of the `SKETCHED` places: as nodes say, of all agents together. */
  readonly upper: readonly number[];
}

/** At most one summary a node. In the order of tenants and cohorts. O(n log n) in nodes, and linear in agents below them. */
export function wholeOf(summaries: readonly NodeSummary[], weightsOf?: WeightsOf): readonly WholeCohort[] {
  const byCohort = new Map<string, Said[]>();
  for (const { node, cohorts } of summaries) {
    for (const summary of cohorts) {
      valueOf(byCohort, cohortKey(summary.tenant, summary.cohort), () => []).push({ node, summary });
    }
  }
  return [...byCohort].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, said]) => wholeCohort(said, weightsOf));
}

/** How much each of these nodes has to say beside the others, in their order. */
export type WeightsOf = (nodes: readonly string[]) => readonly number[];

interface Said {
  readonly node: string;
  readonly summary: CohortSummary;
}

function wholeCohort(said: readonly Said[], weightsOf?: WeightsOf): WholeCohort {
  const [
    {
      summary: { tenant, cohort },
    },
  ] = said as readonly [Said];
  const all = new CohortSummary(tenant, cohort);
  for (const { summary } of said) all.merge(summary);
  const { agents } = all;
  const weights = weightsOf?.(said.map(({ node }) => node));
  const places = Array.from({ length: COUNT_PLACES }, (_, place) =>
    said.map(({ summary }) => summary.moments.of(place)),
  );
  const across = (of: (moment: Moment) => number): Float64Array =>
    Float64Array.from(places, (moments) => trimmedMean(moments.map(of), weights));
  return {
    tenant,
    cohort,
    nodes: said.length,
    agents,
    findings: all.findings,
    location: across(({ mean }) => mean),
    scatter: across(({ variance }) => Math.sqrt(variance)),
    upper: agents === 0 ? [] : all.quantiles(0.99),
  };
}
