/** How the fleet's messages, questions and texts are called at NATS servers. */
import { FLEET_TENANT } from '../../enrolment/node.ts';
import { tokenOf } from './keys.ts';

/** Where hubs keep what all nodes watch. */
export const HUB_DOMAIN = 'hub';
/** A bucket as NATS's key-value stores have them, so that their tools read it. */
export const STATE_STREAM = 'KV_fleet';
export const STATE_ROOT = '$KV.fleet';
/** The consumer of an inbox, one for all that ever take from it. */
export const INBOX_CONSUMER = 'inbox';

export function upSubject(inbox: string, from: string, kind: string): string {
  return `fleet.up.${inbox}.${from}.${kind}`;
}

export function askSubject(node: string): string {
  return `fleet.ask.${node}`;
}

/** What comes back to a node: acknowledgements, answers, what it watches. */
export function replyPrefix({ name, tenant }: { readonly name: string; readonly tenant: string }): string {
  return `_INBOX.${tokenOf(tenant)}.${name}`;
}

/** What comes back to any node of the fleet's own, and to any node at all. */
export const FLEET_REPLIES = `_INBOX.${FLEET_TENANT}.*.>`;
export const ALL_REPLIES = '_INBOX.*.*.>';

export function inboxStream(inbox: string): string {
  return `fleet-up-${inbox}`;
}

export function apiPrefix(domain: string): string {
  return `$JS.${domain}.API`;
}
