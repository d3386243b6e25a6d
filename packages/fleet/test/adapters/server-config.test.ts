import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, needsProgram } from '@capgate/testing';
import { expect, it } from 'vitest';
import {
  type FleetServer,
  type HubServer,
  type LocalServer,
  type RegionalServer,
  serverConfig,
} from '../../src/adapters/nats/index.ts';
import { Authority } from './certificates.ts';

const FILES = {
  certificate: '/etc/capgate/server.crt',
  key: '/etc/capgate/server.key',
  authority: '/etc/capgate/ca.crt',
};
const at = (host: string, port: number) => ({ host, port });
const NODE = { name: 'edge-1', tenant: 'acme' };
const STORE = { folder: '/var/lib/nats', bytesMax: 2 ** 30 };

const LOCAL: LocalServer = {
  tier: 'local',
  name: 'local-1',
  clients: at('localhost', 4_222),
  files: FILES,
  link: FILES,
  node: NODE,
  regional: [at('region-1.example.com', 7_422)],
};

const REGIONAL: RegionalServer = {
  tier: 'regional',
  name: 'region-1',
  clients: at('0.0.0.0', 4_222),
  leaves: at('0.0.0.0', 7_422),
  files: FILES,
  store: STORE,
  hubs: [at('hub-1-a.example.com', 7_422), at('hub-1-b.example.com', 7_422)],
  aggregators: ['aggregator-1'],
  nodes: [NODE],
};

const HUB: HubServer = {
  tier: 'hub',
  name: 'hub-1-a',
  clients: at('0.0.0.0', 4_222),
  leaves: at('0.0.0.0', 7_422),
  files: FILES,
  store: STORE,
  cluster: {
    name: 'hub-1',
    listen: at('hub-1-a.example.com', 6_222),
    servers: [at('hub-1-a.example.com', 6_222), at('hub-1-b.example.com', 6_222)],
    gateway: {
      listen: at('hub-1-a.example.com', 7_222),
      others: [{ cluster: 'hub-2', servers: [at('hub-2-a.example.com', 7_222)] }],
    },
  },
  hubs: ['hub-1', 'hub-2'],
  regions: [{ server: 'region-1', nodes: [NODE, { name: 'aggregator-1', tenant: 'fleet' }] }],
  aggregators: [],
  nodes: [],
};

it('a server takes what is written for its tier', (context) => {
  const [program, openssl] = [needsProgram(context, 'nats-server'), needsProgram(context, 'openssl')];
  const folder = mkdtempSync(join(tmpdir(), 'capgate-config-'));
  const files = new Authority(openssl, folder).issue('server-1', 'fleet', 'localhost');
  const check = (text: string) => {
    writeFileSync(join(folder, 'server.conf'), text);
    return spawnSync(program, ['-t', '--config', join(folder, 'server.conf')], { encoding: 'utf8' });
  };
  const { cluster: _, ...alone } = HUB;
  const { gateway: __, ...near } = HUB.cluster as NonNullable<HubServer['cluster']>;
  for (const server of [{ ...LOCAL, link: files }, REGIONAL, HUB, alone, { ...HUB, cluster: near }]) {
    const { status, stderr } = check(serverConfig({ ...server, files }));
    expect(status, stderr).toBe(0);
  }
  // A server does look at it.
  expect(
    check(serverConfig({ ...HUB, files }).replace('"verify_and_map": true', '"verify_and_map": 7')).status,
  ).not.toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

it('every door asks for a certificate, and peers have to be those that were named', () => {
  const mapped = '"verify_and_map": true';
  const peers = ['"verify": true', '"verify_cert_and_check_known_urls": true'];
  expect(doors(LOCAL)).toEqual([mapped]);
  expect(doors(REGIONAL)).toEqual([mapped, mapped]);
  expect(doors(HUB)).toEqual([mapped, mapped, ...peers, ...peers]);
});

it('names, hosts and paths that could mean something else are refused', async () => {
  const hostile = ['', '*', '>', 'a b', 'a"', 'a\nb: c', 'a.b.>', "a'", '$a', 'a,O=fleet', 'CN=a'];
  for (const text of hostile) {
    for (const server of [
      { ...LOCAL, name: text },
      { ...LOCAL, node: { name: text, tenant: 'acme' } },
      { ...LOCAL, node: { name: 'edge-1', tenant: text } },
      { ...LOCAL, clients: at(text, 1) },
      { ...LOCAL, files: { ...FILES, key: text } },
      { ...REGIONAL, store: { ...STORE, folder: text } },
      { ...REGIONAL, aggregators: [text] },
      { ...REGIONAL, hubs: [at(text, 1)] },
      { ...HUB, hubs: [text] },
      { ...HUB, regions: [{ server: text, nodes: [] }] },
      { ...HUB, regions: [{ server: 'region-1', nodes: [{ name: text, tenant: 'acme' }] }] },
    ]) {
      expect(await codeOf(() => serverConfig(server)), JSON.stringify(text)).toBe('VALUE');
    }
  }
  expect(await codeOf(() => serverConfig({ ...REGIONAL, nodes: [{ name: 'edge-1', tenant: 'fleet' }] }))).toBe('VALUE');
  expect(await codeOf(() => serverConfig({ ...LOCAL, clients: at('localhost', 65_536) }))).toBe('VALUE');
  for (const regional of [[], [at('10.0.0.1', 7_422)]]) {
    expect(await codeOf(() => serverConfig({ ...LOCAL, regional }))).toBe('VALUE');
  }
  expect(await codeOf(() => serverConfig(LOCAL))).toBeUndefined();
});

function doors(server: FleetServer): readonly string[] {
  return serverConfig(server).match(/"verify[a-z_]*": true/gu) ?? [];
}
