/**
 * What each kind of node may send and receive at NATS servers; all else is refused. A node speaks under its own name, and
 * takes what is sent to it; of what is kept for all it reads its tenant's texts and the fleet's.
 */
import { FLEET_TENANT } from '../../enrolment/node.ts';
import { tokenOf } from './keys.ts';
import {
  ALL_REPLIES,
  apiPrefix,
  askSubject,
  FLEET_REPLIES,
  HUB_DOMAIN,
  INBOX_CONSUMER,
  inboxStream,
  replyPrefix,
  STATE_ROOT,
  STATE_STREAM,
  upSubject,
} from './subjects.ts';

/** A node, as its certificate names it: CN is its name, O its tenant, or `fleet` for aggregators, hubs and servers. */
export interface NodeSubject {
  readonly name: string;
  readonly tenant: string;
}

/** A server takes its own domain's name out of what is asked of it, before it looks at who may. */
const API = '$JS.API';
const HUB_API = { hub: API, below: apiPrefix(HUB_DOMAIN) } as const;
type At = keyof typeof HUB_API;

export interface Permissions {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
}

/** `at`: whether the server is a hub's itself, or is below one. */
export function permissionsOfLocal(node: NodeSubject, at: At): Permissions {
  const keys = watched([`*.${tokenOf(node.tenant)}.>`, `*.${FLEET_TENANT}.>`], HUB_API[at]);
  return { publish: { allow: [sent(node), ...keys, ...answers(FLEET_REPLIES)] }, subscribe: { allow: received(node) } };
}

export function permissionsOfAggregator(name: string, at: At): Permissions {
  return fleetPermissions(name, [...watched(['>'], HUB_API[at]), ...inbox(name)]);
}

export function permissionsOfHub(name: string): Permissions {
  const streams = ['CREATE', 'UPDATE', 'INFO'].map((verb) => `${API}.STREAM.${verb}.${STATE_STREAM}`);
  return fleetPermissions(name, [...watched(['>'], API), ...inbox(name), `${STATE_ROOT}.>`, ...streams]);
}

function fleetPermissions(name: string, more: readonly string[]): Permissions {
  const node = { name, tenant: FLEET_TENANT };
  const allow = [sent(node), askSubject('*'), ...answers(ALL_REPLIES), ...more];
  return { publish: { allow }, subscribe: { allow: received(node) } };
}

/** Of a regional server, for all nodes behind it. */
export function permissionsOfRegion(nodes: readonly NodeSubject[]): Permissions {
  const inboxes = nodes.filter(({ tenant }) => tenant === FLEET_TENANT).map(({ name }) => upSubject(name, '*', '*'));
  // The regional server looks at what it sends, too, and there the domain is still in it.
  const keys = [...watched(['>'], HUB_API.hub), ...watched(['>'], HUB_API.below)];
  return {
    publish: { allow: [...nodes.map(sent), askSubject('*'), ...keys, ...answers(ALL_REPLIES)] },
    subscribe: { allow: [...nodes.flatMap(received), ...inboxes] },
  };
}

function sent({ name }: NodeSubject): string {
  return upSubject('*', name, '*');
}

function received(node: NodeSubject): readonly string[] {
  return [`${replyPrefix(node)}.>`, askSubject(node.name)];
}

/** What comes from beyond a gateway is answered by a subject that names the way. */
function answers(inboxes: string): readonly string[] {
  return [inboxes, `_GR_.*.*.${inboxes}`];
}

/** Consumers have names that nobody can guess, so whoever made one has it alone. */
function watched(keys: readonly string[], api: string): readonly string[] {
  const own = ['MSG.NEXT', 'INFO', 'DELETE'].map((verb) => `${api}.CONSUMER.${verb}.${STATE_STREAM}.*`);
  return [...keys.map((key) => `${api}.CONSUMER.CREATE.${STATE_STREAM}.*.${STATE_ROOT}.${key}`), ...own];
}

function inbox(name: string): readonly string[] {
  const stream = inboxStream(name);
  return [
    ...['CREATE', 'UPDATE', 'INFO'].map((verb) => `${API}.STREAM.${verb}.${stream}`),
    ...['CREATE', 'INFO', 'MSG.NEXT'].map((verb) => `${API}.CONSUMER.${verb}.${stream}.${INBOX_CONSUMER}`),
    `$JS.ACK.${stream}.${INBOX_CONSUMER}.>`,
  ];
}
