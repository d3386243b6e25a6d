/** A node of a fleet: who it is, what it is there for, and whom it sends to; and the signed text that says so. */
import type { Canonical } from '@capgate/base';
import {
  type Identity,
  identityValue,
  KeyError,
  type Primitives,
  readIdentity,
  type SigningKey,
  signStatement,
} from '@capgate/keys';
import { Type } from 'typebox';
import { checkDecided, type Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { CLOSED, type Form, formOf, HASH_PATTERN, LINE_PATTERN, textOf, TIME_MS_MAX, wholeOf } from '../forms.ts';

/** `local`: in a gate, of one tenant. `regional` takes evidence of local nodes, `hub` that of regional ones, and decides. */
export const TIERS = ['local', 'regional', 'hub'] as const;
export type Tier = (typeof TIERS)[number];

/** Whom nodes speak for that serve several tenants. No tenant has this name. */
export const FLEET_TENANT = 'fleet';

/** What a node is there for. */
export interface NodePlace {
  readonly node: string;
  readonly tier: Tier;
  /** Of a local node, whose agents it watches; of others, `FLEET_TENANT`. */
  readonly tenant: string;
  /** Whom it sends to: a node of a higher tier. A hub has none. */
  readonly parent?: string;
}

export interface FleetNode extends NodePlace {
  /** Its name is the node's. */
  readonly identity: Identity;
  /** In milliseconds since 1970 UTC. */
  readonly enrolledMs: number;
}

/** That an identity is not to be believed any more. */
export interface Revocation {
  readonly node: string;
  /** The fingerprint of the identity. */
  readonly identity: string;
  /** Since when it may have spoken for somebody else. Nothing of it is taken from now on, whenever that was. */
  readonly fromMs: number;
  readonly why: string;
}

const TYPES = ['fleet-enrolment', 'fleet-revocation'] as const;
const WHAT = 'an enrolment or a revocation';

export const NAME_PATTERN = '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$';
/** As it stands in a certificate, whole and without anything to escape. */
const TENANT_PATTERN = '^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$';
const TIME = wholeOf(0, TIME_MS_MAX);

export const PLACE_FIELDS = {
  node: Type.String({ pattern: NAME_PATTERN }),
  tier: Type.Unsafe<Tier>({ type: 'string', enum: [...TIERS] }),
  tenant: Type.String({ pattern: TENANT_PATTERN }),
  parent: Type.Optional(Type.String({ pattern: NAME_PATTERN })),
};

const placeForm = formOf(Type.Object(PLACE_FIELDS, CLOSED), 'the place of a node in the fleet');
const enrolmentForm = formOf(
  Type.Object({ ...PLACE_FIELDS, identity: Type.Unsafe<Canonical>({ type: 'object' }), enrolledMs: TIME }, CLOSED),
  WHAT,
);
const revocationForm: Form<Revocation> = formOf(
  Type.Object(
    {
      node: PLACE_FIELDS.node,
      identity: Type.String({ pattern: HASH_PATTERN }),
      fromMs: TIME,
      why: textOf(LINE_PATTERN, 500),
    },
    CLOSED,
  ),
  WHAT,
);

/** The place alone, of what has one. */
export function placeOf({ node, tier, tenant, parent }: NodePlace): NodePlace {
  return { node, tier, tenant, ...(parent !== undefined && { parent }) };
}

/** The place, if there can be one like it. Throws `FleetError` FORM. */
export function checkPlace(place: NodePlace): NodePlace {
  const { node, tier, tenant, parent } = placeForm.read(placeOf(place)) as NodePlace;
  if ((tier === 'local') === (tenant === FLEET_TENANT))
    throw new FleetError(
      'FORM',
      `expected a tenant of its own for a local node and ${FLEET_TENANT} for others, met ${tenant} for ${tier}`,
    );
  if ((tier === 'hub') === (parent !== undefined) || parent === node)
    throw new FleetError('FORM', `expected another node that a ${tier} node sends to, and none for a hub, met others`);
  return placeOf(place);
}

/** Throws `FleetError` FORM for what no roster would take. */
export async function signEnrolment(
  { identity, enrolledMs, ...place }: FleetNode,
  key: SigningKey,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  const value = { ...placeOf(place), identity: identityValue(identity), enrolledMs };
  nodeIn(value);
  return signStatement(TYPES[0], value, [key], primitives);
}

/** The same of a revocation. */
export async function signRevocation(
  value: Revocation,
  key: SigningKey,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  return signStatement(TYPES[1], revocationForm.read(value) as Revocation & Canonical, [key], primitives);
}

export type Membership =
  | { readonly kind: 'enrolment'; readonly value: FleetNode }
  | { readonly kind: 'revocation'; readonly value: Revocation };

/** What a text says, once those have signed it who may. Rejects with `FleetError` FORM or CERTIFICATE. */
export async function checkMembership(text: string, enrollers: Deciders, primitives: Primitives): Promise<Membership> {
  const { type, value } = await checkDecided(text, TYPES, enrollers, primitives, WHAT);
  return type === TYPES[0]
    ? { kind: 'enrolment', value: nodeIn(value) }
    : { kind: 'revocation', value: revocationForm.read(value) };
}

function nodeIn(value: unknown): FleetNode {
  const { identity, enrolledMs, ...place } = enrolmentForm.read(value);
  const node = { ...checkPlace(place), identity: identityIn(identity), enrolledMs };
  if (node.identity.name === node.node) return node;
  throw new FleetError('FORM', `expected an identity by the name of ${node.node}, met another`);
}

/** Throws `FleetError` FORM. */
export function identityIn(value: Canonical): Identity {
  try {
    return readIdentity(value);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new FleetError('FORM', 'expected the identity of a node, met another value', { cause: error });
  }
}
