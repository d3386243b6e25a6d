/** The fleet in a real gate: what it writes into the log, answers by HTTP, and shows to whoever scrapes. */
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { systemClock } from '@capgate/base/node';
import { nodePrimitives } from '@capgate/keys/node';
import { SimulatedClock } from '@capgate/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bodiesOf, newWorld, startGate } from '../../../gate/test/harness.ts';
import { person, TestService } from '../../../gate/test/http/harness.ts';
import { openNode } from '../../src/adapters/enrolment/index.ts';
import { joinFleet, type JoinedGate, WINDOW_MS } from '../../src/adapters/run/index.ts';
import {
  type Carrier,
  InProcessNet,
  type Quarantine,
  signQuarantine,
  signRelease,
  subjectOf,
} from '../../src/index.ts';
import { until } from './topology.ts';
import { EDGES, HUB, madeOf, parts, RunWorld, TENANT } from './world.ts';

const AGENT = `coder@${EDGES[0]}`;
let world: RunWorld;
let hub: Carrier;
let joined: JoinedGate;

beforeEach(async () => {
  world = await RunWorld.make();
  const net = new InProcessNet(systemClock);
  hub = net.carrier(HUB);
  joined = world.running(await joinFleet(world.options(EDGES[0], systemClock, { carrier: net.carrier(EDGES[0]) })));
});
afterEach(async () => {
  await world.stop();
  if (world.faults.length > 0) throw world.faults[0];
});

/** The hub keeps an agent of the gate apart; answers what names that. */
async function keptApart(): Promise<string> {
  const { key } = await openNode(world.folderOf(HUB), parts);
  const fromMs = Date.now() - 1_000;
  const place = { batch: 'b'.repeat(64), index: 3 };
  const value: Quarantine = { tenant: TENANT, agent: AGENT, fromMs, untilMs: fromMs + 1e6, why: 'a drill', ...place };
  const text = await signQuarantine(value, key, nodePrimitives);
  const quarantine = subjectOf(text, nodePrimitives);
  await hub.put(['quarantine', TENANT, quarantine], text);
  await until(() => joined.status().quarantines.length === 1, 5_000);
  return quarantine;
}

async function released(quarantine: string): Promise<void> {
  const { key } = await openNode(world.folderOf(HUB), parts);
  const value = { tenant: TENANT, agent: AGENT, quarantine, atMs: Date.now(), why: 'it is over' };
  await hub.put(['quarantine', TENANT, 'release'], await signRelease(value, key, nodePrimitives));
  await until(() => joined.status().quarantines.length === 0, 5_000);
}

test('writes down who is kept apart and released, and what people should see, also from before it ran', async () => {
  const gateWorld = await newWorld();
  const running = await startGate(gateWorld, { extensions: [joined.extension] });
  const quarantine = await keptApart();
  joined.extension.routes(running.gate);
  await released(quarantine);
  await hub.put(['down', 'fleet', 'x'], 'garbage');
  await until(() => joined.status().alerts.some(({ kind }) => kind === 'refused'), 5_000);
  const bodies = (kind: string) => bodiesOf(gateWorld, running.recorder, kind);
  expect(await bodies('fleet.quarantined')).toMatchObject([
    { tenant: TENANT, agent: AGENT, quarantine, why: 'a drill', signers: [HUB], batch: 'b'.repeat(64), point: 3 },
  ]);
  expect(await bodies('fleet.released')).toMatchObject([{ agent: AGENT, quarantine, why: 'it is over' }]);
  expect(await bodies('fleet.alert')).toMatchObject([{ tenant: TENANT, alert: 'refused', about: EDGES[0] }]);
  await running.end();
});

test('answers by HTTP whoever may read, and nothing of the tenant to another one', async () => {
  const quarantine = await keptApart();
  const service = await TestService.start({}, { extensions: [joined.extension] });
  try {
    const token = await service.token();
    const get = async (path: string) => (await service.ask('GET', path, token)).body;
    // The gate's own tenant is another one than the node's.
    expect(await get('/v1/fleet')).toEqual({ isMember: false });
    expect(await get('/v1/fleet/quarantines')).toEqual({ quarantines: [] });
    expect(await get('/v1/fleet/alerts')).toEqual({ alerts: [] });
    expect((await service.ask('GET', '/v1/fleet', await service.token('agent', ['decide']))).status).toBe(403);
    const metrics = (await service.ask('GET', '/metrics', token)).text;
    expect(metrics).toContain('capgate_fleet_agents_quarantined 1');
    expect(metrics).toContain('capgate_fleet_events_total{kind="quarantine"} 1');
    const asked = { name: 'eve', subject: 'person', scopes: ['read'], lifetimeMs: 1e6, tenant: TENANT } as const;
    const { token: own } = await service.gate.tokens.create(person, asked);
    const getOwn = async (path: string) => (await service.ask('GET', path, own)).body;
    expect(await getOwn('/v1/fleet')).toMatchObject({ isMember: true, name: EDGES[0], hubs: [HUB], isStale: false });
    expect(await getOwn('/v1/fleet/quarantines')).toMatchObject({ quarantines: [{ agent: AGENT, quarantine }] });
    expect(await getOwn('/v1/fleet/alerts')).toMatchObject({ alerts: [{ kind: 'quarantine', about: AGENT }] });
  } finally {
    await service.end();
  }
});

/** How many agents it watches. */
const agentsAt = ({ extension }: JoinedGate): number | undefined =>
  extension.metrics().find(({ name }) => name === 'capgate_fleet_agents_watched')?.samples[0]?.value;

test('goes on with what it has learned, and tells where that cannot be read', async () => {
  const file = `${world.folderOf(EDGES[0])}/learned.gz`;
  joined.extension.onDecision(madeOf('coder', { flags: 0, risk: 0, verdict: 0, scopes: 1, tool: 7 }), undefined);
  expect(agentsAt(joined)).toBe(1);
  await world.stopped(joined);
  expect(existsSync(file)).toBe(true);
  const again = () =>
    joinFleet(world.options(EDGES[0], systemClock, { carrier: new InProcessNet(systemClock).carrier(EDGES[0]) }));
  const sound = world.running(await again());
  expect(sound.status().alerts).toEqual([]);
  expect(agentsAt(sound)).toBe(1);
  await world.stopped(sound);
  writeFileSync(file, 'no such thing');
  const anew = world.running(await again());
  expect(anew.status().alerts).toMatchObject([
    { kind: 'refused', text: expect.stringContaining('learning begins anew') },
  ]);
  await world.stopped(anew);
  const after = world.running(await again());
  expect(after.status().alerts).toEqual([]);
});

test('does not wait for servers: where none is there, all that it kept holds', async () => {
  await keptApart();
  await world.stopped(joined);
  const faults: unknown[] = [];
  const clock = new SimulatedClock(Date.now());
  const options = world.options(EDGES[0], clock, {
    servers: ['tls://localhost:1'],
    onFault: (error) => faults.push(error),
  });
  const alone = await joinFleet(options);
  expect(alone.extension.refuses(TENANT, 'coder')).toMatchObject({ code: 'fleet.quarantined' });
  expect(faults).toMatchObject([{ code: 'UNREACHABLE' }]);
  for (let i = 0; i < 20 && alone.status().alerts.length < 2; i++) {
    clock.advance(WINDOW_MS);
    await later(20);
  }
  expect(alone.status()).toMatchObject({ isStale: true, partition: { kind: 'cut off', silent: 1 } });
  expect(
    alone
      .status()
      .alerts.map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['partition', 'stale']);
  await alone.stop();
});
