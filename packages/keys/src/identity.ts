/** Who signs: a name and one key or, for a hybrid, several, each of which must have signed. */
import { type Canonical, encodeCanonical, equalBytes, fromBase64, toBase64, toHex } from '@capgate/base';
import { type Algorithm, isAlgorithm, isPossibleKey, type Primitives } from './algorithm.ts';
import { KeyError } from './error.ts';

export interface PublicKey {
  readonly algorithm: Algorithm;
  readonly bytes: Uint8Array;
}

export interface Identity {
  /** As in signed notes: no blanks, no plus sign. */
  readonly name: string;
  /** In the order of their algorithms' names, each once, at least one. */
  readonly keys: readonly PublicKey[];
}

/** The longest name of an identity, in UTF-16 code units. */
const NAME_LENGTH_MAX = 200;

/** Throws `KeyError` NAME for a name that cannot stand in a signed note. */
export function checkName(name: string): void {
  if (/^[^\s+\p{Cc}\p{Cf}\p{Cs}]+$/u.test(name) && name.length <= NAME_LENGTH_MAX) return;
  throw new KeyError(
    'NAME',
    `expected a name of 1 to ${NAME_LENGTH_MAX} characters without blanks, plus and control characters, such as a host's`,
  );
}

/** 64 hexadecimal digits that name the keys: the SHA-256 of the canonical identity. */
export function fingerprint(identity: Identity, { sha256 }: Pick<Primitives, 'sha256'>): string {
  return toHex(sha256(encodeCanonical(identityValue(identity))));
}

export function identityValue({ name, keys }: Identity): Canonical {
  return { name, keys: keys.map(({ algorithm, bytes }) => ({ algorithm, key: toBase64(bytes) })) };
}

/** The identity that `value` describes. Throws `KeyError` FORM or NAME for whatever describes none. */
export function readIdentity(value: Canonical | undefined): Identity {
  const { name, keys, ...others } = asObject(value);
  if (typeof name !== 'string' || !Array.isArray(keys) || Object.keys(others).length > 0) throw noIdentity();
  checkName(name);
  const read = (keys as readonly Canonical[]).map(readPublicKey);
  const isOrdered = read.every((key, i) => i === 0 || key.algorithm > (read[i - 1] as PublicKey).algorithm);
  if (read.length === 0 || !isOrdered) throw noIdentity();
  return { name, keys: read };
}

function readPublicKey(value: Canonical): PublicKey {
  const { algorithm, key, ...others } = asObject(value);
  const bytes = typeof key === 'string' ? fromBase64(key) : undefined;
  if (!isAlgorithm(algorithm) || bytes === undefined || Object.keys(others).length > 0) throw noIdentity();
  if (!isPossibleKey(algorithm, bytes)) throw noIdentity();
  return { algorithm, bytes };
}

export function asObject(value: Canonical | undefined): Readonly<Record<string, Canonical | undefined>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, Canonical | undefined>>;
  }
  throw new KeyError('FORM', 'expected an object, met something else');
}

function noIdentity(): KeyError {
  return new KeyError(
    'FORM',
    'expected {"name", "keys": [{"algorithm", "key"}]}, keys by algorithm, each once and in base64; met something else',
  );
}

export function isSameIdentity(left: Identity, right: Identity): boolean {
  return (
    left.name === right.name &&
    left.keys.length === right.keys.length &&
    left.keys.every(({ algorithm, bytes }, i) => {
      const other = right.keys[i] as PublicKey;
      return algorithm === other.algorithm && equalBytes(bytes, other.bytes);
    })
  );
}
