/** Keys as people and machines are shown them. Chains may come from elsewhere: whatever is in them is escaped. */
import { type ChainKey, currentKey, type KeyChain, type Primitives, signingKeysAt, verifierKey } from '@capgate/keys';
import type { Paint } from '../style.ts';
import { counted, DAY_MS, distanceText, timeText } from '../machine/times.ts';
import { clipped } from '@capgate/base';

const REASON_LENGTH_MAX = 200;

export function algorithmsOf({ identity }: ChainKey): string {
  return identity.keys.map(({ algorithm }) => algorithm).join(' + ');
}

/** The public keys that other people's programs for signed notes take, a line each: of those of Ed25519 alone. */
export function verifierKeys({ identity }: ChainKey, primitives: Primitives): string[] {
  const { name, keys } = identity;
  const known = keys.filter(({ algorithm }) => algorithm === 'ed25519');
  return known.map((key) => clipped(verifierKey(name, key, primitives), Number.POSITIVE_INFINITY));
}

/** The head of a key and, below it, what is known of it. */
export function keyLines(chain: KeyChain, key: ChainKey, nowMs: number, paint: Paint): string[] {
  const { createdMs, expiresMs, fingerprint, overlapUntilMs, revoked } = key;
  const isCurrent = key === currentKey(chain);
  const isOverdue = isCurrent && expiresMs <= nowMs;
  const warning = isOverdue ? paint('yellow', ': overdue; capgate keys rotate makes the next one') : '';
  return [
    `${paint('bold', fingerprint)}  ${stateOf(chain, key, nowMs)}`,
    `  Algorithms  ${algorithmsOf(key)}`,
    `  Created     ${timeText(createdMs)}, ${counted(ageDays(key, nowMs), 'day')} old`,
    `  Expires     ${timeText(expiresMs)}, ${distanceText(expiresMs, nowMs)}${warning}`,
    ...(overlapUntilMs === undefined ? [] : [`  Signs until ${timeText(overlapUntilMs)}`]),
    ...(revoked === undefined
      ? []
      : [`  Revoked     ${timeText(revoked.atMs)}: ${clipped(revoked.reason, REASON_LENGTH_MAX)}`]),
  ];
}

function stateOf(chain: KeyChain, key: ChainKey, nowMs: number): string {
  if (key.revoked !== undefined) return 'revoked';
  if (key === currentKey(chain)) return 'current';
  return signingKeysAt(chain, nowMs).includes(key) ? 'signs beside the current one' : 'replaced';
}

function ageDays({ createdMs }: ChainKey, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - createdMs) / DAY_MS));
}

/** One key for machines. */
export function keyObject(chain: KeyChain, key: ChainKey, nowMs: number, primitives: Primitives): object {
  const { createdMs, expiresMs, fingerprint, identity, overlapUntilMs, revoked } = key;
  const isCurrent = key === currentKey(chain);
  return {
    fingerprint,
    algorithms: identity.keys.map(({ algorithm }) => algorithm),
    current: isCurrent,
    created: timeText(createdMs),
    age_days: ageDays(key, nowMs),
    expires: timeText(expiresMs),
    overdue: isCurrent && expiresMs <= nowMs,
    overlap_until: overlapUntilMs === undefined ? null : timeText(overlapUntilMs),
    revoked: revoked === undefined ? null : { at: timeText(revoked.atMs), reason: revoked.reason },
    verifier_keys: identity.keys.map((part) => verifierKey(identity.name, part, primitives)),
  };
}
