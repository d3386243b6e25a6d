/** One server for a whole small fleet: a hub, an aggregator and two nodes of two tenants connect to it themselves. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, NatsServer } from '@capgate/testing';
import { type CertificateFiles, type Cluster, NatsCarrier, serverConfig } from '../../src/adapters/nats/index.ts';
import { Authority } from './certificates.ts';

const HOST = 'localhost';
const TENANTS: Readonly<Record<string, string>> = { 'edge-1': 'acme', 'edge-2': 'other' };
const NODES = ['edge-1', 'edge-2', 'aggregator-1', 'hub-1'];
const KEEPING = { replicas: 1, bytesMax: 128 * 1024 ** 2 };

interface Ports {
  readonly clients: number;
  readonly leaves: number;
  /** Free, for a cluster. */
  readonly cluster: number;
}

interface SingleHubOptions {
  /** Changes what is configured, for servers that are to be wrong. */
  readonly edit?: (text: string) => string;
  /** One that waits for a second; until that is there, nothing is kept. */
  readonly isClustered?: boolean;
}

export class SingleHub {
  readonly server: NatsServer;
  readonly authority: Authority;
  readonly folder: string;
  readonly ports: Ports;

  private constructor(server: NatsServer, authority: Authority, folder: string, ports: Ports) {
    this.server = server;
    this.authority = authority;
    this.folder = folder;
    this.ports = ports;
  }

  static async start(program: string, openssl: string, options: SingleHubOptions = {}): Promise<SingleHub> {
    const folder = mkdtempSync(join(tmpdir(), 'capgate-hub-'));
    const authority = new Authority(openssl, folder);
    const ports = { clients: await freePort(), leaves: await freePort(), cluster: await freePort() };
    const text = serverConfig({
      tier: 'hub',
      name: 'server-1',
      clients: { host: HOST, port: ports.clients },
      leaves: { host: HOST, port: ports.leaves },
      files: authority.issue('server-1', 'fleet', HOST),
      store: { folder: join(folder, 'store'), bytesMax: 1024 ** 3 },
      ...(options.isClustered === true && { cluster: clusterAt(ports.cluster) }),
      hubs: ['hub-1'],
      regions: [],
      aggregators: ['aggregator-1'],
      nodes: Object.entries(TENANTS).map(([name, tenant]) => ({ name, tenant })),
    });
    writeFileSync(join(folder, 'server.conf'), options.edit?.(text) ?? text);
    const server = await NatsServer.startConfigured(program, join(folder, 'server.conf'), ports.clients);
    return new SingleHub(server, authority, folder, ports);
  }

  get address(): string {
    return `${HOST}:${this.server.port}`;
  }

  certificateOf(node: string, authority = this.authority): CertificateFiles {
    return authority.issue(node, tenantOf(node));
  }

  carrier(node: string): Promise<NatsCarrier> {
    return NatsCarrier.open({
      node: { name: node, tenant: tenantOf(node) },
      servers: [this.address],
      files: this.certificateOf(node),
      inbox: { domain: 'hub', keeping: KEEPING, senders: NODES },
      state: KEEPING,
      askMs: 1_000,
    });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function clusterAt(port: number): Cluster {
  const listen = { host: HOST, port };
  return { name: 'hub-1', listen, servers: [listen] };
}

export function tenantOf(node: string): string {
  return TENANTS[node] ?? 'fleet';
}
