import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faults, type Lock, missingEntries, platformOf } from '../lock.ts';

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as Lock;

test('the lock is complete and names no registry', () => {
  expect(missingEntries(lock)).toEqual({});
  expect(faults(lock)).toEqual([]);
});

test('a missing platform package is added with the version its parent pins', () => {
  const partial: Lock = {
    packages: { 'node_modules/tool': { dev: true, optionalDependencies: { '@tool/linux-arm64-musl': '1.2.3' } } },
  };
  expect(missingEntries(partial)).toEqual({
    'node_modules/@tool/linux-arm64-musl': {
      version: '1.2.3',
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
      dev: true,
      optional: true,
    },
  });
});

test('a platform that the name does not state is refused, not guessed', () => {
  expect(() => platformOf('@tool/native')).toThrow('expected a platform');
});

test('an address of a registry is a fault', () => {
  const tied: Lock = { packages: { 'node_modules/a': { resolved: 'https://registry.invalid/a.tgz' } } };
  expect(faults(tied)).toHaveLength(1);
});
