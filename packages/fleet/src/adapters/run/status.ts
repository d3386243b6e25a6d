/** What a running node says of itself, for people. */
import { FEATURES } from '../../behaviour/features.ts';
import { type Deciders, namesOf } from '../../deciders.ts';
import type { Age } from '../../down/shelf.ts';
import type { Tier } from '../../enrolment/node.ts';
import type { Alert } from '../../monitor/alerts.ts';
import type { Held } from '../../node/decisions.ts';
import type { QuarantineCertificate } from '../../quarantine/list.ts';
import type { Partition } from '../../staleness/reachability.ts';
import type { WholeCohort } from '../../summary/whole.ts';

export interface NodeStatus {
  readonly name: string;
  readonly tier: Tier;
  readonly tenant: string;
  /** How far it is relied upon, from 0 to 1; absent where this node does not judge it. */
  readonly score?: number;
  /** Whether it was heard of lately; absent where nothing of it comes here. */
  readonly isUp?: boolean;
}

export interface CohortStatus {
  readonly tenant: string;
  readonly cohort: string;
  readonly nodes: number;
  readonly agents: number;
  readonly findings: number;
  /** What there is most of, in events a window. */
  readonly most: readonly { readonly behaviour: string; readonly location: number }[];
}

export interface QuarantineStatus {
  readonly tenant: string;
  readonly agent: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly why: string;
  readonly signers: readonly string[];
  /** Names it in a release. */
  readonly quarantine: string;
}

export interface HeldStatus {
  readonly tenant: string;
  readonly agent: string;
  readonly sinceMs: number;
  readonly why: string;
  /** What its next windows have said, once they have said enough. */
  readonly next?: { readonly decision: string; readonly windows: number };
}

export interface DocumentStatus {
  readonly kind: string;
  readonly name?: string;
  /** Whose gates it is for; null for all. */
  readonly tenant: string | null;
  readonly version: number;
  readonly signers: readonly string[];
  readonly ageMs: number;
  readonly isOld: boolean;
}

export interface FleetStatus {
  readonly tier: Tier;
  readonly name: string;
  readonly parent?: string;
  /** Those that decide, none that was revoked among them, and how many of them have to. */
  readonly hubs: readonly string[];
  readonly threshold: number;
  /** Messages and certificates that nobody has taken yet. */
  readonly waiting: number;
  /** When it began to run, in milliseconds since 1970 UTC. */
  readonly sinceMs: number;
  readonly partition: Partition;
  readonly nodes: readonly NodeStatus[];
  /** At a hub, of the whole. */
  readonly cohorts: readonly CohortStatus[];
  /** At a hub, of what `cohorts` say; at a gate, since its messages were last taken. Absent where there was nothing yet. */
  readonly wholeAgeMs?: number;
  readonly isStale: boolean;
  readonly quarantines: readonly QuarantineStatus[];
  /** At a hub: agents that a person is to decide on. */
  readonly held: readonly HeldStatus[];
  /** The newest first, 100 at most. */
  readonly alerts: readonly Alert[];
  /** Of what comes down: at a gate what it has, at a hub what it knows of. */
  readonly documents: readonly DocumentStatus[];
}

export const ALERTS_MAX = 100;
const MOST = 5;

export function cohortStatus({ tenant, cohort, nodes, agents, findings, location }: WholeCohort): CohortStatus {
  const places = [...location].map((value, place) => ({ behaviour: FEATURES[place] as string, location: value }));
  const most = places
    .filter((place) => place.location > 0)
    .toSorted((a, b) => b.location - a.location)
    .slice(0, MOST);
  return { tenant, cohort, nodes, agents, findings, most };
}

export function decidersStatus({ hubs, threshold }: Deciders): Pick<FleetStatus, 'hubs' | 'threshold'> {
  return { hubs: namesOf(hubs), threshold };
}

export function heldStatus({ quarantine: { tenant, agent, fromMs: sinceMs, why }, end }: Held): HeldStatus {
  const next = end && { decision: end.decision, windows: end.windows };
  return { tenant, agent, sinceMs, why, ...(next !== undefined && { next }) };
}

export function documentStatus({ issue: { kind, name, tenant, version }, signers, ageMs, isOld }: Age): DocumentStatus {
  return { kind, ...(name !== undefined && { name }), tenant, version, signers, ageMs, isOld };
}

export function quarantineStatus({ value, signers, subject }: QuarantineCertificate): QuarantineStatus {
  const { tenant, agent, fromMs, untilMs, why } = value;
  return { tenant, agent, fromMs, untilMs, why, signers, quarantine: subject };
}
