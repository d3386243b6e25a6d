/** What every key store does, whatever keeps its keys. */
import { utf8 } from '@capgate/base';
import {
  fingerprint,
  type Identity,
  type KeyStore,
  parseNote,
  type SigningKey,
  signersOf,
  signNote,
} from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { codeOf } from '@capgate/testing';
import { expect, type TestContext, test } from 'vitest';
import { idOf } from './harness.ts';

/** Opens the store of one test; called again, the same store as a new process would open it. */
export type OpenStore = () => Promise<KeyStore>;

export function expectStoreToHold(newStore: (context: TestContext) => OpenStore): void {
  test('makes keys that sign as another implementation verifies, each another', async (context) => {
    const store = await newStore(context)();
    const made: SigningKey[] = [];
    for (const algorithms of sets(store)) made.push(await store.create('log.example', algorithms));
    made.push(await store.create('log.example', ['ed25519']));
    for (const key of made) await expectSound(key);
    const publicKeys = made.flatMap(({ identity }) => identity.keys.map(({ bytes }) => bytes.join()));
    expect(new Set(publicKeys).size).toBe(publicKeys.length);
  });

  test('opens what it made, also in another process, and signs notes with it', async (context) => {
    const open = newStore(context);
    const store = await open();
    const made = await store.create('log.example', store.algorithms);
    expect(made.identity.keys.map(({ algorithm }) => algorithm)).toEqual([...store.algorithms].sort());
    for (const place of [store, await open()]) {
      const key = await place.open(idOf(made));
      expect(key.identity).toEqual(made.identity);
      await expectSound(key);
      const note = parseNote(await signNote('text\n', [key], nodePrimitives));
      expect(await signersOf(note, [made.identity], nodePrimitives)).toEqual([made.identity]);
    }
  });

  test('keeps names of any script, up to the longest', async (context) => {
    const open = newStore(context);
    const store = await open();
    const names = ['log.example', 'журнал.example/α', 'n'.repeat(200)];
    for (const name of names) expect((await store.create(name, ['ed25519'])).identity.name).toBe(name);
    expect((await (await open()).list()).map(({ name }) => name).sort()).toEqual(names.toSorted());
  });

  test('lists what it holds, and removes for good', async (context) => {
    const open = newStore(context);
    const store = await open();
    expect(await store.list()).toEqual([]);
    const [first, second] = [await store.create('a', ['ed25519']), await store.create('b', ['ed25519'])];
    expect(ids(await store.list())).toEqual([first, second].map(idOf).sort());
    await store.remove(idOf(first));
    for (const place of [store, await open()]) {
      expect(ids(await place.list())).toEqual([idOf(second)]);
      expect(await codeOf(() => place.open(idOf(first)))).toBe('NOT_FOUND');
      expect(await codeOf(() => place.remove(idOf(first)))).toBe('NOT_FOUND');
    }
    expect((await store.open(idOf(second))).identity).toEqual(second.identity);
  });

  test('has no key of another name', async (context) => {
    const store = await newStore(context)();
    for (const id of ['0'.repeat(64), '', '../secret', 'A'.repeat(64)]) {
      expect(await codeOf(() => store.open(id))).toBe('NOT_FOUND');
      expect(await codeOf(() => store.remove(id))).toBe('NOT_FOUND');
    }
  });

  test('makes no key of a name or of algorithms that cannot be', async (context) => {
    const store = await newStore(context)();
    for (const name of ['', 'a b', 'a+b', 'a\n', 'a\u0000', 'n'.repeat(201), '\ud800']) {
      expect(await codeOf(() => store.create(name, ['ed25519']))).toBe('NAME');
    }
    expect(await codeOf(() => store.create('a', []))).toBe('FORM');
    expect(await codeOf(() => store.create('a', ['ed25519', 'ed25519']))).toBe('FORM');
    const other = await codeOf(() => store.create('a', ['ml-dsa-65']));
    expect(other).toBe(store.algorithms.includes('ml-dsa-65') ? undefined : 'UNSUPPORTED');
    expect(await store.list()).toHaveLength(other === undefined ? 1 : 0);
  });
}

/** Each of the store's algorithms alone, and all together. */
function sets(store: KeyStore): (readonly KeyStore['algorithms'][number][])[] {
  const alone = store.algorithms.map((algorithm) => [algorithm]);
  return alone.length > 1 ? [...alone, store.algorithms] : alone;
}

function ids(identities: readonly Identity[]): string[] {
  return identities.map((identity) => fingerprint(identity, nodePrimitives)).sort();
}

async function expectSound(key: SigningKey): Promise<void> {
  for (const message of [utf8('message'), new Uint8Array(1), new Uint8Array(100_000).fill(7)]) {
    const signatures = await key.sign(message);
    expect(signatures).toHaveLength(key.identity.keys.length);
    for (const [i, { algorithm, bytes }] of key.identity.keys.entries()) {
      const signature = new Uint8Array(signatures[i] as Uint8Array);
      const isSound =
        algorithm === 'ed25519'
          ? ed25519.verify(signature, message, bytes, { zip215: false })
          : ml_dsa65.verify(signature, message, bytes);
      expect(isSound, algorithm).toBe(true);
    }
  }
}
