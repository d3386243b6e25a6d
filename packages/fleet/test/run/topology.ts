/** One server for a fleet of a hub, an aggregator and two gates, each with the certificate that it was enrolled by. */
import { writeFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { systemClock } from '@capgate/base/node';
import { freePort, NatsServer } from '@capgate/testing';
import { TLS_FILE } from '../../src/adapters/enrolment/index.ts';
import { NatsCarrier, serverConfig } from '../../src/adapters/nats/index.ts';
import { joinFleet, type JoinedGate, runNode, type RunningNode, WINDOW_MS } from '../../src/adapters/run/index.ts';
import { type Alert, type Observed, SimulatedAgents } from '../../src/index.ts';
import { COHORT, EDGES, HUB, madeOf, REGION, RunWorld, TENANT } from './world.ts';

const HOST = 'localhost';
/** Far above any ceiling: found by one window. */
const ACTS = 60;

export class RunTopology {
  readonly world: RunWorld;
  readonly server: NatsServer;
  readonly hub: RunningNode;
  readonly gates: readonly [JoinedGate, JoinedGate];
  readonly alerts: readonly Alert[];

  private constructor(
    world: RunWorld,
    server: NatsServer,
    hub: RunningNode,
    gates: readonly [JoinedGate, JoinedGate],
    alerts: readonly Alert[],
  ) {
    this.world = world;
    this.server = server;
    this.hub = hub;
    this.gates = gates;
    this.alerts = alerts;
  }

  static async start(program: string): Promise<RunTopology> {
    const world = await RunWorld.make();
    const ports = { clients: await freePort(), leaves: await freePort() };
    const config = `${world.folder}/server.conf`;
    const file = filesOf(world, HUB);
    writeFileSync(
      config,
      serverConfig({
        tier: 'hub',
        name: 'server-1',
        clients: { host: HOST, port: ports.clients },
        leaves: { host: HOST, port: ports.leaves },
        files: file,
        store: { folder: `${world.folder}/store`, bytesMax: 2 * 1024 ** 3 },
        hubs: [HUB],
        regions: [],
        aggregators: [REGION],
        nodes: EDGES.map((name) => ({ name, tenant: TENANT })),
      }),
    );
    const server = await NatsServer.startConfigured(program, config, ports.clients);
    const alerts: Alert[] = [];
    const servers = [`tls://${HOST}:${ports.clients}`];
    const options = (node: string) =>
      world.options(node, systemClock, { servers, onAlert: (alert) => void alerts.push(alert) });
    const hub = world.running(await runNode(options(HUB)));
    world.running(await runNode(options(REGION)));
    const joined = async (node: string): Promise<JoinedGate> =>
      world.running(await joinFleet({ ...options(node), names: 'everywhere' }));
    const gates = [await joined(EDGES[0]), await joined(EDGES[1])] as const;
    const topology = new RunTopology(world, server, hub, gates, alerts);
    await topology.#publish(servers);
    return topology;
  }

  /** Has an agent of the first gate do what it never did; answers how long after it was found the other one refused it, in ms. */
  async refusal(row: number): Promise<number> {
    const agent = `${COHORT}/${row}`;
    const [one, other] = this.gates;
    const attacked: Observed[] = [];
    const agents = new SimulatedAgents(row + 1, 0, row);
    agents.turn(row, { attack: 'exfiltration', pace: ACTS });
    agents.act(row, 0, (_, observed) => attacked.push({ ...observed }));
    for (const observed of attacked) one.extension.onDecision(madeOf(agent, observed), undefined);
    const isFound = (): boolean => this.alerts.some(({ kind, about }) => kind === 'finding' && about === agent);
    await until(isFound, 2 * WINDOW_MS);
    const foundMs = performance.now();
    await until(() => other.extension.refuses(TENANT, agent) !== undefined, WINDOW_MS);
    return performance.now() - foundMs;
  }

  async stop(): Promise<void> {
    await this.world.stop();
    await this.server.stop();
  }

  /** The cohort's baseline, by the hub. */
  async #publish(servers: readonly string[]): Promise<void> {
    const carrier = await NatsCarrier.open({
      node: { name: HUB, tenant: 'fleet' },
      servers: servers.map((server) => server.slice('tls://'.length)),
      files: filesOf(this.world, HUB),
    });
    await carrier.put(['down', 'fleet', 'baseline', COHORT], await this.world.baseline());
    await carrier.close();
    const hasIt = (gate: JoinedGate): boolean => gate.status().documents.length > 0;
    await until(() => this.gates.every(hasIt), WINDOW_MS);
  }
}

function filesOf(world: RunWorld, node: string) {
  const file = `${world.folderOf(node)}/${TLS_FILE}`;
  return { certificate: file, key: file, authority: file };
}

export async function until(isSo: () => boolean, withinMs: number): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`expected it within ${withinMs} ms, met nothing of it`);
    await later(5);
  }
}
