/** Keys of another implementation than the one under test, and folders that go away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Algorithm, Identity, KeyStore, SigningKey } from '@capgate/keys';
import { fingerprint, KeyError } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { onTestFinished } from 'vitest';

export const BOTH = ['ed25519', 'ml-dsa-65'] as const;

interface Pair {
  readonly bytes: Uint8Array;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

export function noblePair(algorithm: Algorithm, seed: Uint8Array): Pair {
  if (algorithm === 'ed25519') {
    return { bytes: ed25519.getPublicKey(seed), sign: (message) => ed25519.sign(message, seed) };
  }
  const { publicKey, secretKey } = ml_dsa65.keygen(seed);
  return { bytes: publicKey, sign: (message) => ml_dsa65.sign(message, secretKey) };
}

/** The key whose seeds, one an algorithm, are 32 times `seed`. */
export function nobleKey(name: string, seed: number, algorithms: readonly Algorithm[] = BOTH): SigningKey {
  const pairs = algorithms.map((algorithm) => noblePair(algorithm, new Uint8Array(32).fill(seed)));
  const keys = algorithms.map((algorithm, i) => ({ algorithm, bytes: pairs[i]?.bytes as Uint8Array }));
  return {
    identity: { name, keys },
    sign: async (message) => pairs.map((pair) => pair.sign(message)),
    destroy: () => {},
  };
}

/** Keys in memory, numbered as they are made. */
export class NobleKeyStore implements KeyStore {
  readonly algorithms = BOTH;
  readonly keys = new Map<string, SigningKey>();
  /** The fingerprints of the keys that were opened and not destroyed since. */
  readonly opened = new Set<string>();

  async create(name: string, algorithms: readonly Algorithm[]): Promise<SigningKey> {
    const key = nobleKey(name, this.keys.size + 1, algorithms);
    this.keys.set(idOf(key), key);
    return key;
  }

  async open(id: string): Promise<SigningKey> {
    const key = this.keys.get(id);
    if (key === undefined) throw new KeyError('NOT_FOUND', `expected the key ${id}, met none`);
    this.opened.add(id);
    return { ...key, destroy: () => void this.opened.delete(id) };
  }

  async list(): Promise<Identity[]> {
    return [...this.keys.values()].map(({ identity }) => identity);
  }

  async remove(id: string): Promise<void> {
    this.keys.delete(id);
  }
}

export function idOf({ identity }: SigningKey): string {
  return fingerprint(identity, nodePrimitives);
}

/** A folder of this test's own. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy with one byte changed by `bits`. */
export function flipped(bytes: Uint8Array, at: number, bits = 1): Uint8Array {
  return bytes.with(at, (bytes.at(at) as number) ^ bits);
}
