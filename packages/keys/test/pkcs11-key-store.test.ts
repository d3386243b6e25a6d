/** The store in a token, on SoftHSM2: each test has a token of its own. */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { utf8 } from '@capgate/base';
import { systemRandom } from '@capgate/base/node';
import { fingerprint } from '@capgate/keys';
import { nodePrimitives, Pkcs11KeyStore, type Pkcs11Options } from '@capgate/keys/node';
import { codeOf, needsProgram } from '@capgate/testing';
import { describe, expect, onTestFinished, type TestContext, test } from 'vitest';
import { idOf, newFolder } from './harness.ts';
import { expectStoreToHold, type OpenStore } from './store-suite.ts';

const PIN = '1234-5678';
const LABEL = 'capgate test';
/** Where distributions put SoftHSM2's module. */
const MODULES = ['softhsm/libsofthsm2.so', 'x86_64-linux-gnu/softhsm/libsofthsm2.so', 'pkcs11/libsofthsm2.so'];

/** Makes a token; what opens it. */
function newToken(context: TestContext): (changes?: Partial<Pkcs11Options>) => Promise<Pkcs11KeyStore> {
  const program = needsProgram(context, 'softhsm2-util');
  needsBinding(context);
  const module = MODULES.map((path) => join('/usr/lib', path)).find(existsSync);
  if (module === undefined) throw new Error(`expected SoftHSM2's module in /usr/lib, met none of ${MODULES.join()}`);
  configure();
  execFileSync(program, ['--init-token', '--free', '--label', LABEL, '--pin', PIN, '--so-pin', PIN]);
  const options = { module, token: LABEL, pin: pinOf(PIN), random: systemRandom, primitives: nodePrimitives };
  return async (changes) => {
    const store = await Pkcs11KeyStore.open({ ...options, ...changes });
    onTestFinished(() => store.close());
    return store;
  };
}

const pinOf = (pin: string) => async () => utf8(pin);

/** The binding is compiled where a compiler is found when it is installed. */
function needsBinding(context: TestContext): void {
  try {
    createRequire(import.meta.url)('pkcs11js');
  } catch (error) {
    if (process.env['CI']) throw error;
    context.skip('pkcs11js does not load; install a C++ compiler (`sudo scripts/provision.sh`), then `npm ci`');
  }
}

/** Puts the tokens of SoftHSM2 into a folder of this test's own. */
function configure(): void {
  const folder = newFolder();
  const before = process.env['SOFTHSM2_CONF'];
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`);
  process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf');
  onTestFinished(() => {
    if (before === undefined) delete process.env['SOFTHSM2_CONF'];
    else process.env['SOFTHSM2_CONF'] = before;
  });
}

describe('the store in a token', () => {
  expectStoreToHold((context): OpenStore => newToken(context));
});

describe('opening', () => {
  test('needs the PIN of the token, and erases what it is given', async (context) => {
    const open = newToken(context);
    const wrong = utf8('9999-9999');
    expect(await codeOf(() => open({ pin: async () => wrong }))).toBe('PASSPHRASE');
    expect(wrong).toEqual(new Uint8Array(9));
    expect(await codeOf(() => open({ pin: pinOf('1') }))).toBe('PASSPHRASE');
    expect(await codeOf(() => open({ pin: async () => undefined }))).toBe('PASSPHRASE');
    expect(await (await open()).list()).toEqual([]);
  });

  test('names the token or the module that is missing, and what the module said', async (context) => {
    const open = newToken(context);
    await expect(open({ token: 'another' })).rejects.toMatchObject({
      code: 'TOKEN',
      message: expect.stringContaining('another'),
    });
    await expect(open({ module: '/nowhere/module.so' })).rejects.toMatchObject({
      code: 'TOKEN',
      message: expect.stringContaining('/nowhere/module.so'),
    });
    // A library, but no module.
    expect(await codeOf(() => open({ module: process.execPath }))).toBe('TOKEN');
    expect(await (await open()).list()).toEqual([]);
  });

  test('twice in one process gives two stores of one token, each closed on its own', async (context) => {
    newToken(context);
    const open = newToken(context);
    const [first, second] = [await open(), await open()];
    const key = await first.create('a', ['ed25519']);
    expect(await second.list()).toEqual([key.identity]);
    first.close();
    const again = await second.open(idOf(key));
    expect((await again.sign(utf8('message')))[0]).toHaveLength(64);
    second.close();
    expect(await (await open()).list()).toEqual([key.identity]);
  });
});

test('keys that others keep in the token are neither listed nor opened', async (context) => {
  const program = needsProgram(context, 'softhsm2-util');
  const open = newToken(context);
  const file = join(newFolder(), 'foreign.pem');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const names = ['--label', 'foreign', '--id', 'a1b2', '--token', LABEL, '--pin', PIN];
  execFileSync(program, ['--import', file, ...names]);
  const store = await open();
  expect(await store.list()).toEqual([]);
  const bytes = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const foreign = fingerprint({ name: 'foreign', keys: [{ algorithm: 'ed25519', bytes }] }, nodePrimitives);
  expect(await codeOf(() => store.open(foreign))).toBe('NOT_FOUND');
  const key = await store.create('a', ['ed25519']);
  expect(await store.list()).toEqual([key.identity]);
});
