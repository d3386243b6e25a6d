/** Every byte of a key file counts. */
import type * as Crypto from 'node:crypto';
import { utf8 } from '@capgate/base';
import { fingerprint, KeyError } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { SeededRandom } from '@capgate/testing';
import { expect, test, vi } from 'vitest';
import { decodeKeyFile, encodeKeyFile, seedsOf } from '../src/node/key-file.ts';
import { flipped, nobleKey } from './harness.ts';

// At its real cost of half a second a guess, hundreds of altered files would take minutes.
vi.mock(import('node:crypto'), async (original) => {
  const real = await original();
  const scrypt = ((...[secret, salt, size, , done]: Parameters<typeof Crypto.scrypt>) =>
    real.scrypt(secret, salt, size, { N: 2 }, done)) as typeof Crypto.scrypt;
  return { ...real, scrypt };
});

const { identity } = nobleKey('log.example', 7, ['ed25519']);
const seeds = [new Uint8Array(32).fill(7)];
const id = fingerprint(identity, nodePrimitives);

/** What a store makes of the file: the seeds of this identity, or the code of what refuses it. */
async function read(bytes: Uint8Array): Promise<readonly Uint8Array[] | string> {
  try {
    const file = decodeKeyFile(bytes);
    if (fingerprint(file.identity, nodePrimitives) !== id) return 'ANOTHER';
    return (await seedsOf(file, utf8('passphrase'))).map((seed) => new Uint8Array(seed));
  } catch (error) {
    if (error instanceof KeyError) return error.code;
    throw error;
  }
}

test('each byte of a sealed file that is changed is noticed, or the same key comes out', async () => {
  const bytes = await encodeKeyFile(identity, seeds, utf8('passphrase'), new SeededRandom(1));
  expect(await read(bytes)).toEqual(seeds);
  const met = new Map<string, number>();
  for (let at = 0; at < bytes.length; at++) {
    for (const bits of [0x01, 0x02, 0x20, 0x80]) {
      const found = await read(flipped(bytes, at, bits));
      const outcome = typeof found === 'string' ? found : found[0]?.join();
      met.set(outcome ?? 'NOTHING', (met.get(outcome ?? 'NOTHING') ?? 0) + 1);
    }
  }
  const same = seeds[0]?.join() as string;
  expect([...met.keys()].filter((outcome) => outcome !== same).toSorted()).toEqual(['ANOTHER', 'FORM', 'PASSPHRASE']);
  // No byte is there for nothing.
  expect(met.get(same) ?? 0).toBe(0);
  expect(met.get('PASSPHRASE')).toBeGreaterThan(100);
});

test('a sealed file that is cut anywhere is refused', async () => {
  const bytes = await encodeKeyFile(identity, seeds, utf8('passphrase'), new SeededRandom(2));
  for (let size = 0; size < bytes.length; size++) expect(await read(bytes.subarray(0, size))).toBe('FORM');
});

test('the seeds are sealed to their identity', async () => {
  const sealed = decodeKeyFile(await encodeKeyFile(identity, seeds, utf8('passphrase'), new SeededRandom(3)));
  const rival = nobleKey('log.example', 8, ['ed25519']).identity;
  await expect(seedsOf({ ...sealed, identity: rival }, utf8('passphrase'))).rejects.toMatchObject({
    code: 'PASSPHRASE',
  });
});
