/**
 * What is in force although the log is about to drop the records that say so. It is recorded anew first, so that the
 * records that are kept still tell all of it. Approvals are not: what they let pass is asked about again.
 */
import type { LogRecord } from '@capgate/audit/verify';
import type { CanonicalObject } from '@capgate/base';
import type { PolicySummary, StartState } from '@capgate/store';

/** By kind: the fields that name what a record puts in force. */
const NAMES = {
  'tenant.created': ['tenant'],
  'policy.version': ['tenant', 'version'],
  'policy.activated': ['tenant', 'version'],
  'registry.version': ['tenant', 'name', 'version'],
  'registry.activated': ['tenant', 'name', 'version'],
  'token.created': ['tokenId'],
  'pause.started': ['tenant', 'until'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type CarriedKind = keyof typeof NAMES;

export interface CarriedRecord {
  readonly kind: CarriedKind;
  readonly body: CanonicalObject;
}

/** Of records that are about to be dropped, those that may say what is in force: the last of each, by its key. */
export async function mayBeInForce(records: AsyncIterable<LogRecord>): Promise<Map<string, CarriedRecord>> {
  const last = new Map<string, CarriedRecord>();
  for await (const { kind, body } of records) {
    if (isCarried(kind)) last.set(keyOf(kind, body), { kind, body });
  }
  return last;
}

/** Keys of the records that say what is in force. Of `latest`, the last versions of policies, so that no number is given twice. */
export function keysInForce(state: StartState, latest: readonly PolicySummary[]): Set<string> {
  const { tenants, policies, registries, tokens, pauses } = state;
  return new Set([
    ...keysOf(['tenant.created'], tenants),
    ...keysOf(['policy.version'], latest),
    ...keysOf(['policy.version', 'policy.activated'], policies),
    ...keysOf(['registry.version', 'registry.activated'], registries),
    ...keysOf(['token.created'], tokens),
    ...keysOf(['pause.started'], pauses),
  ]);
}

function isCarried(kind: string): kind is CarriedKind {
  return Object.hasOwn(NAMES, kind);
}

function keysOf(kinds: readonly CarriedKind[], things: readonly object[]): string[] {
  return kinds.flatMap((kind) => things.map((thing) => keyOf(kind, thing)));
}

function keyOf(kind: CarriedKind, thing: object): string {
  return JSON.stringify([kind, ...NAMES[kind].map((name) => (thing as CanonicalObject)[name])]);
}
