/** Nodes and who enrols them, with keys from seeds. */
import { nodePrimitives } from '@capgate/keys/node';
import { type FleetNode, type Revocation, signEnrolment, signRevocation } from '../../src/index.ts';
import { fingerprint } from '@capgate/keys';
import { keyOf } from '../keys.ts';

export const NOW = Date.UTC(2026, 5, 1);
export const hub = keyOf('hub-1', 1);
export const enrollers = { hubs: [hub.identity], threshold: 1 };

/** A local node of acme, by the key of `seed`, enrolled so many milliseconds after `NOW`. */
export function nodeBy(node: string, seed: number, afterMs = 0, changes: Partial<FleetNode> = {}): FleetNode {
  const { identity } = keyOf(node, seed);
  return { node, tier: 'local', tenant: 'acme', parent: 'region-1', identity, enrolledMs: NOW + afterMs, ...changes };
}

export const HUB: FleetNode = { node: 'hub-1', tier: 'hub', tenant: 'fleet', identity: hub.identity, enrolledMs: NOW };
export const REGION: FleetNode = {
  ...nodeBy('region-1', 2),
  tier: 'regional',
  tenant: 'fleet',
  parent: 'hub-1',
};

export const enrolled = (node: FleetNode, by = hub): Promise<string> => signEnrolment(node, by, nodePrimitives);

export function revoked({ node, identity }: FleetNode, by = hub, changes: Partial<Revocation> = {}): Promise<string> {
  const value = {
    node,
    identity: fingerprint(identity, nodePrimitives),
    fromMs: NOW,
    why: 'a lost laptop',
    ...changes,
  };
  return signRevocation(value, by, nodePrimitives);
}
