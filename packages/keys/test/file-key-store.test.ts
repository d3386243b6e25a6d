import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fromBase64, type Random, toBase64, utf8 } from '@capgate/base';
import { NodeDisk, systemRandom } from '@capgate/base/node';
import { identityValue } from '@capgate/keys';
import { FileKeyStore, nodePrimitives } from '@capgate/keys/node';
import { scrypt } from '@noble/hashes/scrypt.js';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { BOTH, idOf, newFolder, noblePair } from './harness.ts';
import { expectStoreToHold } from './store-suite.ts';

const SECRET = 'correct horse battery staple';

function storeIn(folder: string, passphrase?: string, random: Random = systemRandom): FileKeyStore {
  return new FileKeyStore(folder, {
    disk: new NodeDisk(),
    random,
    primitives: nodePrimitives,
    passphrase: async () => (passphrase === undefined ? undefined : utf8(passphrase)),
  });
}

/** The folder of a store is made by it. */
const newPlace = () => join(newFolder(), 'keys');
const pathOf = (folder: string) => join(folder, readdirSync(folder)[0] as string);

interface Content {
  readonly form: string;
  readonly identity: unknown;
  readonly secret: Readonly<Record<string, string>>;
}

const contentOf = (folder: string) => JSON.parse(readFileSync(pathOf(folder), 'utf8')) as Content;

describe('without a passphrase', () => {
  expectStoreToHold(() => {
    const folder = newPlace();
    return async () => storeIn(folder);
  });
});

describe('with a passphrase', () => {
  expectStoreToHold(() => {
    const folder = newPlace();
    return async () => storeIn(folder, SECRET);
  });
});

describe('the passphrase', () => {
  test('must be the one that sealed the key; an empty one is one', async () => {
    const folder = newPlace();
    const id = idOf(await storeIn(folder, SECRET).create('a', ['ed25519']));
    expect(await codeOf(() => storeIn(folder, 'another').open(id))).toBe('PASSPHRASE');
    expect(await codeOf(() => storeIn(folder, '').open(id))).toBe('PASSPHRASE');
    expect(await codeOf(() => storeIn(folder).open(id))).toBe('PASSPHRASE');
    expect(await codeOf(() => storeIn(folder, SECRET).open(id))).toBe(undefined);
  });

  test('is not asked for to list keys or to open one that is bare', async () => {
    const folder = newPlace();
    const sealed = await storeIn(folder, SECRET).create('a', ['ed25519']);
    const bare = await storeIn(folder).create('b', ['ed25519']);
    const silent = new FileKeyStore(folder, {
      disk: new NodeDisk(),
      random: systemRandom,
      primitives: nodePrimitives,
      passphrase: () => Promise.reject(new Error('was asked')),
    });
    expect(await silent.list()).toHaveLength(2);
    expect((await silent.open(idOf(bare))).identity).toEqual(bare.identity);
    await expect(silent.open(idOf(sealed))).rejects.toThrow('was asked');
  });

  test('is erased after use, right or wrong', async () => {
    const folder = newPlace();
    const given: Uint8Array[] = [];
    const store = new FileKeyStore(folder, {
      disk: new NodeDisk(),
      random: systemRandom,
      primitives: nodePrimitives,
      passphrase: async () => {
        given.push(utf8(given.length < 2 ? SECRET : 'another'));
        return given.at(-1);
      },
    });
    const id = idOf(await store.create('a', ['ed25519']));
    expect(await codeOf(() => store.open(id))).toBe(undefined);
    expect(await codeOf(() => store.open(id))).toBe('PASSPHRASE');
    expect(given.map((bytes) => bytes.some((byte) => byte !== 0))).toEqual([false, false, false]);
  });
});

describe('private keys', () => {
  test('are the seeds from the random source, which are erased once the key is made', async () => {
    const given: Uint8Array[] = [];
    const random = {
      bytes: (sizeBytes: number) => {
        given.push(new Uint8Array(sizeBytes).fill(given.length + 1));
        return given.at(-1) as Uint8Array;
      },
    };
    const key = await storeIn(newPlace(), undefined, random).create('a', BOTH.toReversed());
    const expected = BOTH.map((algorithm, i) => noblePair(algorithm, new Uint8Array(32).fill(i + 1)).bytes);
    expect(key.identity.keys.map(({ bytes }) => bytes)).toEqual(expected);
    expect(given).toEqual([new Uint8Array(32), new Uint8Array(32)]);
  });

  test('are erased also where the key cannot be written', async () => {
    const given: Uint8Array[] = [];
    const random = { bytes: (size: number) => (given.push(systemRandom.bytes(size)), given.at(-1) as Uint8Array) };
    const folder = newFolder();
    writeFileSync(join(folder, 'keys'), 'a file where the folder should be');
    await expect(storeIn(join(folder, 'keys'), undefined, random).create('a', ['ed25519'])).rejects.toThrow('expected');
    expect(given).toEqual([new Uint8Array(32)]);
  });

  test('are gone from a key that was destroyed', async () => {
    const key = await storeIn(newPlace()).create('a', ['ed25519']);
    key.destroy();
    expect(await codeOf(() => key.sign(utf8('message')))).toBe('NOT_FOUND');
  });

  test('are not in a sealed file, nor in what is printed of the objects that hold them', async () => {
    const folder = newPlace();
    const random = { bytes: (size: number) => new Uint8Array(size).fill(0xab) };
    const key = await storeIn(folder, SECRET, random).create('a', ['ed25519']);
    expect(readFileSync(pathOf(folder), 'utf8')).not.toContain(toBase64(new Uint8Array(30).fill(0xab)));
    expect(JSON.stringify(key)).toBe(JSON.stringify({ identity: key.identity }));
  });
});

describe('the file', () => {
  test('is sealed as the specification says, by another implementation of scrypt and AES-256-GCM', async () => {
    const folder = newPlace();
    const key = await storeIn(folder, SECRET).create('log.example', BOTH);
    const { form, identity, secret } = contentOf(folder);
    expect(form).toBe('capgate key v1');
    expect(identity).toEqual(identityValue(key.identity));
    expect(Object.keys(secret)).toEqual(['nonce', 'salt', 'sealed']);
    const [nonce, salt, sealed] = Object.values(secret).map((text) => fromBase64(text) as Uint8Array<ArrayBuffer>);
    const derived = scrypt(utf8(SECRET), salt as Uint8Array, { N: 2 ** 17, r: 8, p: 1, dkLen: 32, maxmem: 2 ** 28 });
    const aes = await crypto.subtle.importKey('raw', new Uint8Array(derived), 'AES-GCM', false, ['decrypt']);
    const additionalData = new TextEncoder().encode(JSON.stringify(identity));
    const parts = { name: 'AES-GCM', iv: nonce as Uint8Array<ArrayBuffer>, additionalData };
    const plain = new Uint8Array(await crypto.subtle.decrypt(parts, aes, sealed as Uint8Array<ArrayBuffer>));
    expect(plain).toHaveLength(64);
    const made = BOTH.map((algorithm, i) => noblePair(algorithm, plain.slice(32 * i, 32 * i + 32)).bytes);
    expect(made).toEqual(key.identity.keys.map(({ bytes }) => bytes));
  });

  test('has a salt and a nonce of its own', async () => {
    const folder = newPlace();
    const store = storeIn(folder, SECRET);
    await store.create('a', ['ed25519']);
    await store.create('a', ['ed25519']);
    const contents = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Content);
    for (const field of ['salt', 'nonce']) expect(new Set(contents.map(({ secret }) => secret[field])).size).toBe(2);
  });

  test('is its owner’s alone, and so is its folder', async () => {
    const folder = newPlace();
    await storeIn(folder).create('a', ['ed25519']);
    expect(lstatSync(folder).mode & 0o777).toBe(0o700);
    expect(lstatSync(pathOf(folder)).mode & 0o777).toBe(0o600);
  });

  test.each([0o640, 0o604, 0o620, 0o602, 0o610, 0o601])('is refused with mode %o', async (mode) => {
    const folder = newPlace();
    const id = idOf(await storeIn(folder).create('a', ['ed25519']));
    chmodSync(pathOf(folder), mode);
    expect(await codeOf(() => storeIn(folder).open(id))).toBe('PERMISSIONS');
    chmodSync(pathOf(folder), 0o400);
    expect(await codeOf(() => storeIn(folder).open(id))).toBe(undefined);
  });

  test.each([0o750, 0o705, 0o720, 0o702])('is refused in a folder of mode %o, and none is made there', async (mode) => {
    const folder = newPlace();
    const id = idOf(await storeIn(folder).create('a', ['ed25519']));
    chmodSync(folder, mode);
    expect(await codeOf(() => storeIn(folder).open(id))).toBe('PERMISSIONS');
    expect(await codeOf(() => storeIn(folder).create('b', ['ed25519']))).toBe('PERMISSIONS');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('is refused where another user owns it', async (context) => {
    if (process.geteuid?.() !== 0) context.skip('only root gives files away');
    const folder = newPlace();
    const id = idOf(await storeIn(folder).create('a', ['ed25519']));
    chownSync(pathOf(folder), 65_534, 65_534);
    expect(await codeOf(() => storeIn(folder).open(id))).toBe('PERMISSIONS');
  });

  test('is refused where it is a link', async () => {
    const folder = newPlace();
    const id = idOf(await storeIn(folder).create('a', ['ed25519']));
    const path = pathOf(folder);
    renameSync(path, join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), path);
    expect(await codeOf(() => storeIn(folder).open(id))).toBe('NOT_A_FILE');
  });

  test('is refused under the name of another', async () => {
    const folder = newPlace();
    await storeIn(folder).create('a', ['ed25519']);
    const other = createHash('sha256').digest('hex');
    renameSync(pathOf(folder), join(folder, `${other}.key`));
    expect(await codeOf(() => storeIn(folder).open(other))).toBe('FORM');
  });

  test('is refused with the private keys of another, bare or sealed', async () => {
    for (const passphrase of [undefined, SECRET]) {
      const [folder, rival] = [newPlace(), newPlace()];
      const id = idOf(await storeIn(folder, passphrase).create('a', ['ed25519']));
      await storeIn(rival, passphrase).create('a', ['ed25519']);
      const mixed = { ...contentOf(folder), secret: contentOf(rival).secret };
      writeFileSync(pathOf(folder), JSON.stringify(mixed));
      const expected = passphrase === undefined ? 'FORM' : 'PASSPHRASE';
      expect(await codeOf(() => storeIn(folder, passphrase).open(id))).toBe(expected);
    }
  });

  test.each([
    ['empty', ''],
    ['no JSON', 'key'],
    ['another form', '{"form":"capgate key v2","identity":{},"secret":{}}'],
    ['a list', '[]'],
    ['no identity', '{"form":"capgate key v1","identity":{},"secret":{}}'],
  ])('is refused where it is %s', async (_, text) => {
    const folder = newPlace();
    const id = idOf(await storeIn(folder).create('a', ['ed25519']));
    writeFileSync(pathOf(folder), text);
    expect(await codeOf(() => storeIn(folder).open(id))).toBe('FORM');
  });
});
