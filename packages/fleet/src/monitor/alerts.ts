/** What people are told of a fleet: which events matter, how much, and in which words. */
import { quoted } from '@capgate/base';
import { FEATURES } from '../behaviour/features.ts';
import type { FleetEvent } from '../node/events.ts';

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export type AlertKind = Exclude<FleetEvent['kind'], 'taken' | 'opened'>;

export interface Alert {
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  /** The agent, node or thing that it is about. */
  readonly about: string;
  readonly text: string;
  /** How many like it there were since the last one that was told, this one among them. */
  readonly count: number;
}

type Of<Kind extends FleetEvent['kind']> = Extract<FleetEvent, { readonly kind: Kind }>;
type Said = Pick<Alert, 'severity' | 'about' | 'text'>;

/** In which words each is told; those that say that all is well are told in none. */
const SAYS: { readonly [Kind in AlertKind]: (event: Of<Kind>) => Said } = {
  finding: (event) => ({ severity: 'warning', about: event.agent, text: findingText(event) }),
  suspicion: (event) => ({
    severity: event.end.decision === 'confirmed' ? 'warning' : 'info',
    about: event.agent,
    text: suspicionText(event),
  }),
  quarantine: ({ value: { agent, untilMs, why } }) => ({
    severity: 'critical',
    about: agent,
    text: `${named(agent)} is kept apart until ${new Date(untilMs).toISOString()}: ${why}`,
  }),
  release: ({ value: { agent, why } }) => ({
    severity: 'info',
    about: agent,
    text: `${named(agent)} is released: ${why}`,
  }),
  held: (event) => ({ severity: 'critical', about: event.tenant, text: heldText(event) }),
  refused: ({ node, code, why }) => ({ severity: 'warning', about: node, text: `${code}: ${why}` }),
  'broken-proof': ({ node, why }) => ({ severity: 'critical', about: node, text: why }),
  equivocation: ({ node }) => ({
    severity: 'critical',
    about: node,
    text: `${node} has signed two texts where there may be one`,
  }),
  'no-opening': ({ node }) => ({
    severity: 'warning',
    about: node,
    text: `${node} did not show what it has signed for`,
  }),
  gap: ({ node, from, to }) => ({
    severity: 'warning',
    about: node,
    text: `batches ${from} to ${to} of ${node} are lost`,
  }),
  reputation: (event) => ({
    severity: event.isWatched ? 'warning' : 'info',
    about: event.node,
    text: reputationText(event),
  }),
  'not-in-force': ({ what, version, why }) => ({
    severity: 'warning',
    about: what,
    text: `the ${what} of version ${version} is not in force at this gate: ${why}`,
  }),
  stale: (event) => ({ severity: 'warning', about: event.what, text: staleText(event) }),
  partition: (event) => ({ severity: partitionSeverity(event), about: 'the fleet', text: partitionText(event) }),
};

/** What is told of an event; undefined of those that say that all is well. */
export function alertOf(event: FleetEvent): Omit<Alert, 'atMs' | 'count'> | undefined {
  if (event.kind === 'taken' || event.kind === 'opened') return undefined;
  const { kind } = event;
  return { kind, ...(SAYS[kind] as (of: FleetEvent) => Said)(event) };
}

function findingText({ agent, node, finding: { place, likelihood, windows } }: Of<'finding'>): string {
  const times = Math.round(likelihood / Math.LN10);
  return `${named(agent)} at ${node} does more of "${FEATURES[place]}" for ${windows} windows, 10^${times} times likelier than without a change`;
}

function suspicionText({ agent, node, end: { place, decision, windows } }: Of<'suspicion'>): string {
  const what = decision === 'undecided' ? 'say neither' : `${decision === 'confirmed' ? 'confirm' : 'dismiss'} it`;
  return `${named(agent)} at ${node} was found for "${FEATURES[place]}"; its next ${windows} windows ${what}`;
}

function heldText({ tenant, agent }: Of<'held'>): string {
  return `many agents of ${quoted(tenant, 100)} have changed at once; ${named(agent)} is not kept apart unless a person says so`;
}

function reputationText({ node, score, isWatched }: Of<'reputation'>): string {
  const what = isWatched ? 'is watched by another aggregator from now on' : 'is watched no more';
  return `${node} ${what}: its reputation is ${score.toFixed(2)}`;
}

function staleText({ what, ageMs }: Of<'stale'>): string {
  return `what is known of ${what} is ${Math.round(ageMs / 1_000)} s old`;
}

function partitionSeverity({ state }: Of<'partition'>): Severity {
  return state === 'whole' ? 'info' : state === 'partial' ? 'warning' : 'critical';
}

function partitionText({ state, silent }: Of<'partition'>): string {
  if (state === 'whole') return 'all nodes are heard of again';
  const names = silent.slice(0, NAMED_MAX).join(', ');
  const more = silent.length > NAMED_MAX ? ` and ${silent.length - NAMED_MAX} more` : '';
  return `${state === 'partial' ? 'nothing is heard' : 'cut off: nothing is heard any more'} of ${names}${more}`;
}

const NAMED_MAX = 5;

function named(agent: string): string {
  return quoted(agent, 100);
}
