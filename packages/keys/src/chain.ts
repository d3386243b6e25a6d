/**
 * The keys of one name over time, as statements: the first key introduces itself, each later one is introduced by the
 * one before it and by itself, and a key that is no longer to be believed is revoked by another. Whoever trusts any key
 * of a chain can follow it to the current one without trusting where the chain came from.
 */
import type { Canonical } from '@capgate/base';
import type { Primitives } from './algorithm.ts';
import { KeyError } from './error.ts';
import { asObject, fingerprint, type Identity, identityValue, isSameIdentity, readIdentity } from './identity.ts';
import { type SigningKey, signersOf } from './note.ts';
import { KEY_STATEMENTS, parseStatement, type Statement, type StatementType, signStatement } from './statement.ts';

/** How many statements a chain may hold: a key a quarter for a century, and the revocation of each, make 800. */
export const CHAIN_LENGTH_MAX = 1_000;
/** The longest reason for a revocation, in UTF-16 code units. */
export const REASON_LENGTH_MAX = 500;

export interface ChainKey {
  readonly fingerprint: string;
  readonly identity: Identity;
  readonly createdMs: number;
  /** When it should have been rotated. A key that is older still signs: a log must not stop for it. */
  readonly expiresMs: number;
  /** Until when it signs beside its successor; absent while it has none. */
  readonly overlapUntilMs?: number;
  readonly revoked?: { readonly atMs: number; readonly reason: string };
}

export interface KeyChain {
  /** The name of all its keys. */
  readonly name: string;
  /** The statements, as they were signed. */
  readonly statements: readonly string[];
  /** From the first to the current one; at least one. */
  readonly keys: readonly ChainKey[];
}

/** The life of a new key, in milliseconds. */
export interface Term {
  readonly createdMs: number;
  readonly expiresMs: number;
}

export async function introduce(
  key: SigningKey,
  { createdMs, expiresMs }: Term,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  const value = { identity: identityValue(key.identity), createdMs, expiresMs };
  return signStatement('key', value, [key], primitives);
}

export async function succeed(
  from: SigningKey,
  to: SigningKey,
  { createdMs, expiresMs, overlapUntilMs }: Term & { readonly overlapUntilMs: number },
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  const identity = identityValue(to.identity);
  const value = { from: fingerprint(from.identity, primitives), identity, createdMs, expiresMs, overlapUntilMs };
  return signStatement('succession', value, [from, to], primitives);
}

export async function revoke(
  by: SigningKey,
  { key, atMs, reason }: { readonly key: string; readonly atMs: number; readonly reason: string },
  primitives: Pick<Primitives, 'sha256'>,
): Promise<string> {
  return signStatement('revocation', { key, atMs, reason }, [by], primitives);
}

/** Checks every statement and follows them. Throws `KeyError`; CHAIN names the statement that does not follow. */
export async function readChain(statements: readonly string[], primitives: Primitives): Promise<KeyChain> {
  if (statements.length > CHAIN_LENGTH_MAX) throw tooLong(statements.length);
  let keys: readonly ChainKey[] = [];
  for (const [i, text] of statements.entries()) {
    const statement = parseStatement(text, KEY_STATEMENTS);
    const next = followed(keys, statement, primitives);
    if (next === undefined) throw brokenAt(i, 'a statement that does not follow from those before it');
    const signers = await signersOf(statement.note, next.signers, primitives);
    if (signers.length < next.signers.length) throw brokenAt(i, 'one that is not signed by all who must sign it');
    keys = next.keys;
  }
  const [first] = keys;
  if (first === undefined) throw new KeyError('CHAIN', 'expected a statement by the first key, met none');
  return { name: first.identity.name, statements, keys };
}

export function tooLong(count: number): KeyError {
  return new KeyError(
    'CHAIN',
    `expected at most ${CHAIN_LENGTH_MAX} statements about keys, met ${count}; begin a new chain and a new log`,
  );
}

function brokenAt(i: number, met: string): KeyError {
  return new KeyError('CHAIN', `expected a chain of keys, met ${met}, at statement ${i}`);
}

/** The keys after a statement, and who must have signed it; undefined where it cannot stand there. */
interface Step {
  readonly keys: readonly ChainKey[];
  readonly signers: readonly Identity[];
}

function followed(keys: readonly ChainKey[], { type, value }: Statement, primitives: Primitives): Step | undefined {
  const fields = asObject(value);
  const other = Object.keys(fields).find((field) => !FIELDS[type].includes(field));
  if (other !== undefined) {
    throw new KeyError('FORM', `expected a statement of ${FIELDS[type].join(', ')} alone, met another field`);
  }
  if (type === 'succession') return succession(keys, fields, primitives);
  if (type === 'revocation') return revocation(keys, fields);
  return keys.length === 0 ? introduction(fields, primitives) : undefined;
}

/** All that statements say: what only some readers would see, others would sign unseen. */
const FIELDS: Readonly<Record<StatementType, readonly string[]>> = {
  key: ['identity', 'createdMs', 'expiresMs'],
  succession: ['from', 'identity', 'createdMs', 'expiresMs', 'overlapUntilMs'],
  revocation: ['key', 'atMs', 'reason'],
};

type Fields = Readonly<Record<string, Canonical | undefined>>;

function introduction(fields: Fields, primitives: Primitives): Step {
  const key = newKey(fields, primitives);
  return { keys: [key], signers: [key.identity] };
}

function succession(keys: readonly ChainKey[], fields: Fields, primitives: Primitives): Step | undefined {
  const current = keys.at(-1);
  const key = newKey(fields, primitives);
  if (current === undefined || current.revoked !== undefined || fields['from'] !== current.fingerprint)
    return undefined;
  if (key.identity.name !== current.identity.name || keys.some((other) => isSameKey(other, key))) return undefined;
  const overlapUntilMs = timeOf(fields['overlapUntilMs']);
  return {
    keys: [...keys.slice(0, -1), { ...current, overlapUntilMs }, key],
    signers: [current.identity, key.identity],
  };
}

function isSameKey(left: ChainKey, right: ChainKey): boolean {
  return isSameIdentity(left.identity, right.identity);
}

/** Only the current key revokes: one that is itself suspected would say what its thief wants. */
function revocation(keys: readonly ChainKey[], fields: Fields): Step | undefined {
  const current = keys.at(-1);
  const index = keys.findIndex((key) => key.fingerprint === fields['key']);
  const key = keys[index];
  if (current === undefined || key === undefined || key === current || key.revoked !== undefined) return undefined;
  const { reason } = fields;
  if (typeof reason !== 'string' || reason.length > REASON_LENGTH_MAX) return undefined;
  const revoked = { ...key, revoked: { atMs: timeOf(fields['atMs']), reason } };
  return { keys: keys.with(index, revoked), signers: [current.identity] };
}

function newKey(fields: Fields, primitives: Primitives): ChainKey {
  const identity = readIdentity(fields['identity']);
  const createdMs = timeOf(fields['createdMs']);
  return {
    fingerprint: fingerprint(identity, primitives),
    identity,
    createdMs,
    expiresMs: timeOf(fields['expiresMs']),
  };
}

function timeOf(value: Canonical | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new KeyError('FORM', 'expected a time in whole milliseconds, met something else');
}

export function currentKey(chain: KeyChain): ChainKey {
  return chain.keys.at(-1) as ChainKey;
}

/** The keys that sign at a time: the current one, and those before it whose overlap is not over. */
export function signingKeysAt(chain: KeyChain, nowMs: number): ChainKey[] {
  return chain.keys.filter(
    (key) => key.revoked === undefined && (key.overlapUntilMs ?? Number.POSITIVE_INFINITY) > nowMs,
  );
}

/**
 * The keys to believe for whoever trusts the key `anchor`: it and all that follow it, but for the revoked. Throws
 * `KeyError` UNTRUSTED where the chain does not hold `anchor`, as it is then somebody else's.
 */
export function trustedFrom(chain: KeyChain, anchor: string): Identity[] {
  const index = chain.keys.findIndex((key) => key.fingerprint === anchor);
  if (index < 0) {
    throw new KeyError('UNTRUSTED', `expected a chain that holds the key ${anchor}, met one of other keys`);
  }
  return chain.keys.slice(index).flatMap(({ identity, revoked }) => (revoked === undefined ? [identity] : []));
}
