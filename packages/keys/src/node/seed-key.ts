/** Signing with private keys that are in this process's memory. */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Algorithm } from '../algorithm.ts';
import { KeyError } from '../error.ts';
import type { Identity, PublicKey } from '../identity.ts';
import type { SigningKey } from '../note.ts';
import { PRIVATE_PREFIX, PUBLIC_PREFIX } from './der.ts';
import { unsupported } from './primitives.ts';

const signInPool = promisify(sign);

/** The identity of these seeds, one for each algorithm. Throws `KeyError` UNSUPPORTED. */
export function identityOf(name: string, algorithms: readonly Algorithm[], seeds: readonly Uint8Array[]): Identity {
  return { name, keys: algorithms.map((algorithm, i) => publicKeyOf(algorithm, seeds[i] as Uint8Array)) };
}

function publicKeyOf(algorithm: Algorithm, seed: Uint8Array): PublicKey {
  const der = createPublicKey(privateKeyObject(algorithm, seed)).export({ format: 'der', type: 'spki' });
  return { algorithm, bytes: new Uint8Array(der.subarray(PUBLIC_PREFIX[algorithm].length)) };
}

function privateKeyObject(algorithm: Algorithm, seed: Uint8Array): KeyObject {
  const der = Buffer.concat([PRIVATE_PREFIX[algorithm], seed]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch (error) {
    throw unsupported(algorithm, error);
  } finally {
    der.fill(0);
  }
}

/**
 * Signs in Node's thread pool. The seeds are copied into OpenSSL's memory and may be erased afterwards; `destroy` lets
 * go of OpenSSL's copies, which it erases when they are collected: Node offers no way to do so at once.
 */
export class SeedSigningKey implements SigningKey {
  readonly identity: Identity;
  #keys: KeyObject[];

  constructor(identity: Identity, seeds: readonly Uint8Array[]) {
    this.identity = identity;
    this.#keys = identity.keys.map(({ algorithm }, i) => privateKeyObject(algorithm, seeds[i] as Uint8Array));
  }

  async sign(message: Uint8Array): Promise<readonly Uint8Array[]> {
    if (this.#keys.length === 0)
      throw new KeyError('NOT_FOUND', 'expected an open key, met one destroyed; open it anew');
    return Promise.all(this.#keys.map((key) => signInPool(null, message, key)));
  }

  destroy(): void {
    this.#keys = [];
  }
}
