/** Where the native binding was not compiled, as on a machine without a C++ compiler. */
import { systemRandom } from '@capgate/base/node';
import { nodePrimitives, Pkcs11KeyStore } from '@capgate/keys/node';
import { expect, test, vi } from 'vitest';

vi.mock(import('node:module'), async (original) => {
  const real = await original();
  const createRequire = (() => (name: string) => {
    throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
  }) as unknown as typeof real.createRequire;
  return { ...real, createRequire };
});

test('a store in a token says that the binding is missing, and how to install it', async () => {
  const options = {
    module: '/usr/lib/softhsm/libsofthsm2.so',
    token: 'token',
    pin: () => Promise.reject(new Error('was asked')),
    random: systemRandom,
    primitives: nodePrimitives,
  };
  await expect(Pkcs11KeyStore.open(options)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('npm install pkcs11js@2.1.7'),
  });
});
