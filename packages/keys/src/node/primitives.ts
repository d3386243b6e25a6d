/** The algorithms of Node's OpenSSL. */
import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { BoundedMap, toHex } from '@capgate/base';
import { type Algorithm, ALGORITHMS, isPossibleKey, type Primitives } from '../algorithm.ts';
import { KeyError } from '../error.ts';
import { PUBLIC_PREFIX } from './der.ts';

export const nodePrimitives: Primitives = {
  sha256,
  verify: async (algorithm, publicKey, message, signature) => {
    if (!isPossibleKey(algorithm, publicKey)) return false;
    const key = knownKey(algorithm, publicKey);
    return key !== undefined && verify(null, message, key, signature);
  },
};

/** The same beside the event loop: whoever checks many at once has as many processors as there are. */
export const pooledPrimitives: Primitives = {
  sha256,
  verify: async (algorithm, publicKey, message, signature) => {
    if (!isPossibleKey(algorithm, publicKey)) return false;
    const key = knownKey(algorithm, publicKey);
    return key !== undefined && verifyAside(null, message, key, signature);
  },
};
const verifyAside = promisify<null, Uint8Array, KeyObject, Uint8Array, boolean>(verify);

/** Making a key's object takes a third of the time that checking a signature by it does. */
const known = new BoundedMap<string, KeyObject>(10_000);

function knownKey(algorithm: Algorithm, bytes: Uint8Array): KeyObject | undefined {
  const name = `${algorithm} ${toHex(bytes)}`;
  const key = known.get(name) ?? publicKeyObject(algorithm, bytes);
  if (key !== undefined) known.set(name, key);
  return key;
}

const SHA256_BYTES = 32;

/** By way of a string of bytes: Node takes several times as long to make a buffer of its own for the result. */
function sha256(bytes: Uint8Array): Uint8Array {
  const digest = hash('sha256', bytes, 'binary');
  const result = new Uint8Array(SHA256_BYTES);
  for (let i = 0; i < SHA256_BYTES; i++) result[i] = digest.charCodeAt(i);
  return result;
}

/** Whether this Node has the algorithm: ML-DSA came with Node 24. */
export function supports(algorithm: Algorithm): boolean {
  try {
    // Any bytes of the right length are a public key of ML-DSA, and Ed25519 is never missing.
    publicKeyObject(algorithm, new Uint8Array(ALGORITHMS[algorithm].publicKeyBytes));
    return true;
  } catch {
    return false;
  }
}

/** Undefined where the bytes are no key of the algorithm. Throws `KeyError` UNSUPPORTED where Node has it not. */
function publicKeyObject(algorithm: Algorithm, bytes: Uint8Array): KeyObject | undefined {
  const der = Buffer.concat([PUBLIC_PREFIX[algorithm], bytes]);
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch (error) {
    if (algorithm === 'ed25519') return undefined;
    throw unsupported(algorithm, error);
  }
}

export function unsupported(algorithm: Algorithm, cause?: unknown): KeyError {
  const remedy = algorithm === 'ml-dsa-65' ? 'use Node 24 or later, or Ed25519 alone' : 'use Ed25519';
  return new KeyError('UNSUPPORTED', `expected ${algorithm}, met a runtime or key store without it; ${remedy}`, {
    cause,
  });
}
