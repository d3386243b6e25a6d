/** What a gate answers about the fleet by HTTP: of the caller's tenant alone. */
import type { Operation } from '@capgate/gate';
import { Type } from 'typebox';
import type { FleetNode } from '../../enrolment/node.ts';
import { TIERS } from '../../enrolment/node.ts';
import { SEVERITIES } from '../../monitor/alerts.ts';
import type { FleetStatus } from '../run/status.ts';

export interface Shown {
  readonly node: Pick<FleetNode, 'tenant'>;
  status(): FleetStatus;
}

const text = Type.String();
const whole = Type.Integer();
const tier = Type.Unsafe<string>({ type: 'string', enum: [...TIERS] });

const AlertSchema = Type.Object({
  kind: text,
  severity: Type.Unsafe<string>({ type: 'string', enum: [...SEVERITIES] }),
  atMs: whole,
  about: text,
  text,
  count: whole,
});
const QuarantineSchema = Type.Object({
  tenant: text,
  agent: text,
  fromMs: whole,
  untilMs: whole,
  why: text,
  signers: Type.Array(text),
  quarantine: text,
});
const DocumentSchema = Type.Object({
  kind: text,
  name: Type.Optional(text),
  tenant: Type.Union([text, Type.Null()]),
  version: whole,
  signers: Type.Array(text),
  ageMs: Type.Number(),
  isOld: Type.Boolean(),
});
const NodeSchema = Type.Object({ name: text, tier, tenant: text, isUp: Type.Optional(Type.Boolean()) });
const PartitionSchema = Type.Object({
  kind: Type.Unsafe<string>({ type: 'string', enum: ['whole', 'partial', 'cut off'] }),
  peers: whole,
  silent: whole,
});
/** `isMember`: whether this gate's node is of the caller's tenant; of others nothing else is said. */
const StatusSchema = Type.Object({
  isMember: Type.Boolean(),
  tier: Type.Optional(tier),
  name: Type.Optional(text),
  parent: Type.Optional(text),
  hubs: Type.Optional(Type.Array(text)),
  threshold: Type.Optional(whole),
  waiting: Type.Optional(whole),
  sinceMs: Type.Optional(whole),
  partition: Type.Optional(PartitionSchema),
  nodes: Type.Optional(Type.Array(NodeSchema)),
  heardAgeMs: Type.Optional(Type.Number()),
  isStale: Type.Optional(Type.Boolean()),
  documents: Type.Optional(Type.Array(DocumentSchema)),
});

export function fleetOperations(run: Shown): readonly Operation[] {
  const isMember = (tenant: string): boolean => tenant === run.node.tenant;
  return [
    {
      id: 'fleetStatus',
      method: 'GET',
      path: '/v1/fleet',
      summary: 'This gate’s node in the fleet: whom it sends to, who is heard, and how old what it knows is.',
      scope: 'read',
      response: StatusSchema,
      handle: ({ caller }) =>
        isMember(caller.tenant) ? { isMember: true, ...shownOf(run.status()) } : { isMember: false },
    },
    {
      id: 'fleetAlerts',
      method: 'GET',
      path: '/v1/fleet/alerts',
      summary: 'What this gate’s node of the fleet has told of, the newest first; 100 at most.',
      scope: 'read',
      response: Type.Object({ alerts: Type.Array(AlertSchema) }),
      handle: ({ caller }) => ({ alerts: isMember(caller.tenant) ? run.status().alerts : [] }),
    },
    {
      id: 'fleetQuarantines',
      method: 'GET',
      path: '/v1/fleet/quarantines',
      summary: 'The tenant’s agents that hubs of the fleet have kept apart, why, until when, and who signed.',
      scope: 'read',
      response: Type.Object({ quarantines: Type.Array(QuarantineSchema) }),
      handle: ({ caller: { tenant } }) => ({
        quarantines: run.status().quarantines.filter((one) => one.tenant === tenant),
      }),
    },
  ];
}

function shownOf({ tier: of, name, parent, hubs, waiting, sinceMs, partition, nodes, ...others }: FleetStatus) {
  const { wholeAgeMs: heardAgeMs, isStale, documents, threshold } = others;
  return {
    tier: of,
    name,
    parent,
    hubs,
    threshold,
    waiting,
    sinceMs,
    partition,
    nodes,
    heardAgeMs,
    isStale,
    documents,
  };
}
