/** What the gate keeps agents from, by its configuration. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gatePathsOf } from '../src/config/gate-paths.ts';
import { settle } from '../src/index.ts';
import { temporaryFolder } from './harness.ts';

const places = (folder: string): Parameters<typeof settle>[1] => ({
  stateFolder: folder,
  runtimeFolder: folder,
  logFolder: join(folder, 'log'),
  keysFolder: join(folder, 'keys'),
});

test('the files of TLS and of headers are among them', () => {
  const tls = { certificate: '/c/tls.crt', key: '/c/tls.key', clients: '/c/clients.crt' };
  const traces = { endpoint: 'http://127.0.0.1:4318/v1/traces', headersFile: '/c/headers' };
  const paths = gatePathsOf(settle({ http: { tls }, traces }, places('/g'), (path) => path));
  expect(paths).toEqual(expect.arrayContaining(['/c/tls.crt', '/c/tls.key', '/c/clients.crt', '/c/headers']));
});

test('what says who this node of a fleet is, too', () => {
  const fleet = { servers: ['tls://nats.example.org:4222'] };
  expect(gatePathsOf(settle({ fleet }, places('/g'), (path) => path))).toContain('/g/fleet');
  const elsewhere = { ...fleet, folder: '/srv/fleet' };
  expect(gatePathsOf(settle({ fleet: elsewhere }, places('/g'), (path) => path))).toContain('/srv/fleet');
});

test('each is among them under its real path too, whether it is there or only its folder', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real', 'file.yaml'), '');
  symlinkSync(join(folder, 'real', 'file.yaml'), join(folder, 'config.yaml'));
  symlinkSync(join(folder, 'real'), join(folder, 'log'));
  const settled = settle({ log: { folder: join(folder, 'log', 'new') } }, places(folder), (path) => path);
  const paths = gatePathsOf({ ...settled, configFile: join(folder, 'config.yaml') });
  const expected = ['config.yaml', 'real/file.yaml', 'log/new', 'real/new'].map((path) => join(folder, path));
  expect(paths).toEqual(expect.arrayContaining(expected));
});
