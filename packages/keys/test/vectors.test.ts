/** `spec/vectors/keys.json`: identities from seeds, and chains that hold and that don't. Signed by another implementation. */
import { readFileSync } from 'node:fs';
import { fromHex } from '@capgate/base';
import { type Algorithm, fingerprint, readChain, readVerifierKey, verifierKey } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { noblePair } from './harness.ts';

interface Vectors {
  readonly identities: readonly {
    readonly name: string;
    readonly seeds: readonly { readonly algorithm: Algorithm; readonly hex: string }[];
    readonly fingerprint: string;
    readonly verifierKeys: readonly string[];
  }[];
  readonly chains: readonly {
    readonly statements: readonly string[];
    readonly keys: readonly { readonly fingerprint: string; readonly isRevoked: boolean }[];
  }[];
  readonly invalidChains: readonly {
    readonly what: string;
    readonly statements: readonly string[];
    readonly code: string;
  }[];
}

const path = new URL('../../../spec/vectors/keys.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors;

describe('the vectors', () => {
  test.each(vectors.identities)('identity $fingerprint follows from its seeds', (vector) => {
    const { name, seeds, verifierKeys } = vector;
    const keys = seeds.map(({ algorithm, hex }) => {
      return { algorithm, bytes: noblePair(algorithm, fromHex(hex) as Uint8Array).bytes };
    });
    expect(fingerprint({ name, keys }, nodePrimitives)).toBe(vector.fingerprint);
    expect(keys.map((key) => verifierKey(name, key, nodePrimitives))).toEqual(verifierKeys);
    expect(verifierKeys.map((text) => readVerifierKey(text, nodePrimitives))).toEqual(
      keys.map((key) => ({ name, keys: [key] })),
    );
  });

  test.each(vectors.chains)('a chain of $keys.length keys holds', async ({ statements, keys }) => {
    const chain = await readChain(statements, nodePrimitives);
    expect(chain.keys.map((key) => ({ fingerprint: key.fingerprint, isRevoked: key.revoked !== undefined }))).toEqual(
      keys,
    );
  });

  test.each(vectors.invalidChains)('$what is refused', async ({ statements, code }) => {
    expect(await codeOf(() => readChain(statements, nodePrimitives))).toBe(code);
  });
});
