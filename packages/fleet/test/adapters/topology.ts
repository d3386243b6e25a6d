/**
 * A small fleet of real servers: two local ones, each below a regional one, and two hubs of two servers each. Region 1 is
 * below the first hub, region 2 below the second, and the hubs know each other by gateways.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, NatsServer } from '@capgate/testing';
import {
  type CertificateFiles,
  type FleetServer,
  type HubServer,
  type InboxPlace,
  type Keeping,
  NatsCarrier,
  type NodeSubject,
  serverConfig,
} from '../../src/adapters/nats/index.ts';
import { Authority } from './certificates.ts';

const HOST = 'localhost';
const REGIONS = [1, 2] as const;
const STORE_BYTES = 1024 ** 3;
const TENANTS = ['acme', 'other'] as const;
const HUB_KEEPING: Keeping = { replicas: Number(process.env['REPLICAS'] ?? 2), bytesMax: 128 * 1024 ** 2 };

export interface Topology {
  /** By name: `local-1`, `region-1`, `hub-1-a`, … */
  readonly servers: ReadonlyMap<string, NatsServer>;
  readonly authority: Authority;
  readonly folder: string;
  /** The files of the node `edge-1`, `aggregator-1`, `hub-1`, … */
  certificateOf(node: string): CertificateFiles;
  /** Where that node connects. */
  serversOf(node: string): readonly string[];
  /** That node, connected; what is sent to it, where it receives, is kept in as many copies as there are servers. */
  carrier(node: string): Promise<NatsCarrier>;
  stop(): Promise<void>;
}

const NODES = REGIONS.flatMap((number) => [`edge-${number}`, `aggregator-${number}`, `hub-${number}`]);

type Ports = ReadonlyMap<string, number>;

export async function startTopology(program: string, openssl: string): Promise<Topology> {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-fleet-'));
  const authority = new Authority(openssl, folder);
  const certificates = certificatesBy(authority);
  const ports = await portsFor(['clients', 'leaves', 'cluster', 'gateway']);
  const servers = new Map<string, NatsServer>();
  for (const plan of plans(certificates, ports, folder)) {
    const config = join(folder, `${plan.name}.conf`);
    writeFileSync(config, serverConfig(plan));
    servers.set(plan.name, await NatsServer.startConfigured(program, config, plan.clients.port));
  }
  const certificateOf = (node: string) => certificates.get(node) as CertificateFiles;
  const addressesOf = (node: string) => serversOf(node).map((name) => `${HOST}:${ports.get(`clients ${name}`)}`);
  return {
    servers,
    authority,
    folder,
    certificateOf,
    serversOf: addressesOf,
    carrier: (node) =>
      NatsCarrier.open({
        node: { name: node, tenant: tenantOf(node) },
        servers: addressesOf(node),
        files: certificateOf(node),
        ...(!node.startsWith('edge-') && { inbox: inboxOf(node) }),
        state: HUB_KEEPING,
        askMs: 2_000,
      }),
    stop: async () => {
      await Promise.all([...servers.values()].map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const SERVERS = ['hub-1-a', 'hub-1-b', 'hub-2-a', 'hub-2-b', 'region-1', 'region-2', 'local-1', 'local-2'];

function serversOf(node: string): readonly string[] {
  const number = node.at(-1);
  if (node.startsWith('hub-')) return [`${node}-a`, `${node}-b`];
  return [node.startsWith('aggregator-') ? `region-${number}` : `local-${number}`];
}

function inboxOf(node: string): InboxPlace {
  const isHub = node.startsWith('hub-');
  const keeping = isHub ? HUB_KEEPING : { ...HUB_KEEPING, replicas: 1 };
  return { domain: isHub ? 'hub' : `region-${node.at(-1)}`, keeping, senders: NODES };
}

function nodeOf(number: number): NodeSubject {
  return { name: `edge-${number}`, tenant: tenantOf(`edge-${number}`) };
}

function tenantOf(node: string): string {
  return node.startsWith('edge-') ? (TENANTS[Number(node.at(-1)) - 1] as string) : 'fleet';
}

function certificatesBy(authority: Authority): ReadonlyMap<string, CertificateFiles> {
  const issued = SERVERS.map((name) => [name, authority.issue(name, 'fleet', HOST)] as const);
  const nodes = REGIONS.flatMap((number) => [
    [`edge-${number}`, authority.issue(`edge-${number}`, TENANTS[number - 1] as string)] as const,
    [`aggregator-${number}`, authority.issue(`aggregator-${number}`, 'fleet')] as const,
    [`hub-${number}`, authority.issue(`hub-${number}`, 'fleet')] as const,
  ]);
  return new Map([...issued, ...nodes]);
}

async function portsFor(doors: readonly string[]): Promise<Ports> {
  const ports = new Map<string, number>();
  for (const door of doors) for (const server of SERVERS) ports.set(`${door} ${server}`, await freePort());
  return ports;
}

function plans(
  certificates: ReadonlyMap<string, CertificateFiles>,
  ports: Ports,
  folder: string,
): readonly FleetServer[] {
  const door = (kind: string, server: string) => ({ host: HOST, port: ports.get(`${kind} ${server}`) ?? 0 });
  const any = (name: string) => ({
    name,
    clients: door('clients', name),
    files: certificates.get(name) as CertificateFiles,
    store: { folder: join(folder, name), bytesMax: STORE_BYTES },
  });
  const both = (kind: string, hub: number) => [door(kind, `hub-${hub}-a`), door(kind, `hub-${hub}-b`)];
  const hub = (number: number, letter: string): HubServer => {
    const name = `hub-${number}-${letter}`;
    return {
      tier: 'hub',
      ...any(name),
      leaves: door('leaves', name),
      cluster: {
        name: `hub-${number}`,
        listen: door('cluster', name),
        servers: both('cluster', number),
        gateway: {
          listen: door('gateway', name),
          others: [{ cluster: `hub-${3 - number}`, servers: both('gateway', 3 - number) }],
        },
      },
      aggregators: [],
      nodes: [],
      hubs: ['hub-1', 'hub-2'],
      regions: REGIONS.map((region) => ({
        server: `region-${region}`,
        nodes: [nodeOf(region), { name: `aggregator-${region}`, tenant: 'fleet' }],
      })),
    };
  };
  return [
    ...REGIONS.flatMap((number) => [hub(number, 'a'), hub(number, 'b')]),
    ...REGIONS.map((number): FleetServer => {
      const name = `region-${number}`;
      const hubs = both('leaves', number);
      return {
        tier: 'regional',
        ...any(name),
        leaves: door('leaves', name),
        hubs,
        aggregators: [`aggregator-${number}`],
        nodes: [nodeOf(number)],
      };
    }),
    ...REGIONS.map((number): FleetServer => {
      const [name, link] = [`local-${number}`, certificates.get(`edge-${number}`) as CertificateFiles];
      return {
        tier: 'local',
        ...any(name),
        link,
        node: nodeOf(number),
        regional: [door('leaves', `region-${number}`)],
      };
    }),
  ];
}
