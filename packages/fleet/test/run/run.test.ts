/** Nodes as they run, all tiers, from what an agent does at one gate to its refusal at another one. */
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { toHex } from '@capgate/base';
import { codeOf, SimulatedClock } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fleet, openNode } from '../../src/adapters/enrolment/index.ts';
import {
  askRelease,
  askStatus,
  joinFleet,
  type JoinedGate,
  runNode,
  type RunningNode,
  serveControl,
  WINDOW_MS,
} from '../../src/adapters/run/index.ts';
import {
  type Alert,
  type Carrier,
  decodeBatch,
  decodeSummaries,
  FleetError,
  InProcessNet,
  type Message,
  QUARANTINE_KEY,
  SimulatedAgents,
  signQuarantine,
} from '../../src/index.ts';
import { nodePrimitives } from '@capgate/keys/node';
import { keyOf } from '../keys.ts';
import { COHORT, EDGES, HUB, madeOf, parts, REGION, RunWorld, TENANT } from './world.ts';

const AGENTS = 20;
/** Of simulated time. */
const STEP_MS = 500;
const BAR_MS = 5_000;
const BAD = `${COHORT}/3`;

let world: RunWorld;
let clock: SimulatedClock;
let net: InProcessNet;
let sent: { readonly inbox: string; readonly message: Message }[];
let alerts: { readonly node: string; readonly alert: Alert }[];

beforeEach(async () => {
  world = await RunWorld.make();
  clock = new SimulatedClock(Math.ceil(Date.now() / WINDOW_MS) * WINDOW_MS + 3_000);
  net = new InProcessNet(clock);
  sent = [];
  alerts = [];
  powers = new Map();
});
afterEach(async () => {
  await world.stop();
  if (world.faults.length > 0) throw world.faults[0];
});

/** Nodes whose machine has lost its power: by the objects that they were given. */
let powers: Map<string, { isOn: boolean }>;

function cut(node: string): void {
  const power = powers.get(node);
  if (power !== undefined) power.isOn = false;
}

/** Neither reaches the network nor the disk once the power is cut. */
function optionsOf(node: string) {
  const power = { isOn: true };
  powers.set(node, power);
  const whileOn = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get: (of, name) => {
        const value: unknown = Reflect.get(of, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]): unknown =>
          power.isOn ? (value.apply(of, given) as unknown) : new Promise<never>(() => {});
      },
    });
  const carrier = whileOn(net.carrier(node));
  const send = async (inbox: string, message: Message): Promise<void> => {
    await carrier.send(inbox, message);
    sent.push({ inbox, message });
  };
  const noting = new Proxy(carrier, { get: (of, name) => (name === 'send' ? send : Reflect.get(of, name)) });
  return world.options(node, clock, {
    carrier: noting,
    disk: whileOn(parts.disk),
    onAlert: (alert) => alerts.push({ node, alert }),
  });
}

const started = async (node: string): Promise<RunningNode> => world.running(await runNode(optionsOf(node)));
const joined = async (node: string): Promise<JoinedGate> => {
  const gate = await joinFleet({ ...optionsOf(node), names: 'everywhere' });
  const power = powers.get(node);
  world.running({ stop: () => (power?.isOn === true ? gate.stop() : Promise.resolve()) });
  return gate;
};

interface FleetOfTwo {
  hub: RunningNode;
  region: RunningNode;
  readonly gates: [JoinedGate, JoinedGate];
}

async function fleetOfTwo(): Promise<FleetOfTwo> {
  const hub = await started(HUB);
  const region = await started(REGION);
  const gates: [JoinedGate, JoinedGate] = [await joined(EDGES[0]), await joined(EDGES[1])];
  await net.carrier(HUB).put(['down', 'fleet', 'baseline', COHORT], await world.baseline());
  await settled();
  return { hub, region, gates };
}

/** What is under way comes to its end: signatures and files take real time. */
const settled = (): Promise<void> => later(15);

async function pass(durationMs: number): Promise<void> {
  for (let passed = 0; passed < durationMs; passed += STEP_MS) {
    clock.advance(STEP_MS);
    await settled();
  }
}

/** Agents of the first gate, of which one was turned, do what they do in a window, and it passes. */
class Work {
  readonly agents = new SimulatedAgents(AGENTS, 0, 5);

  turn(): void {
    this.agents.turn(3, { attack: 'exfiltration', pace: 6 });
  }

  act({ extension }: JoinedGate): void {
    const window = Math.floor(clock.nowMs() / WINDOW_MS);
    for (let row = 0; row < AGENTS; row++)
      this.agents.act(row, window, (of, observed) => {
        if (extension.refuses(TENANT, `${COHORT}/${of}`) === undefined)
          extension.onDecision(madeOf(`${COHORT}/${of}`, observed), undefined);
      });
  }

  /** Each agent does one thing, so that something is said of all. */
  callRoll({ extension }: JoinedGate): void {
    for (let row = 0; row < AGENTS; row++)
      extension.onDecision(madeOf(`${COHORT}/${row}`, this.agents.one(row)), undefined);
  }

  async window(gate: JoinedGate): Promise<void> {
    this.act(gate);
    await pass(WINDOW_MS);
  }
}

const isFound = (): boolean => alerts.some(({ node, alert }) => node === EDGES[0] && alert.kind === 'finding');

/** Until the agent is refused at the other gate; answers how long after the window that found it, in simulated time. */
async function untilRefused({ gates: [one, other] }: FleetOfTwo, work: Work): Promise<number> {
  for (let i = 0; i < 20 && !isFound(); i++) {
    work.act(one);
    for (let passed = 0; passed < WINDOW_MS && !isFound(); passed += STEP_MS) await pass(STEP_MS);
  }
  const foundMs = clock.nowMs();
  const isRefused = (): boolean => other.extension.refuses(TENANT, BAD) !== undefined;
  while (!isRefused() && clock.nowMs() - foundMs <= BAR_MS) {
    clock.advance(STEP_MS);
    for (let i = 0; i < 20 && !isRefused(); i++) await settled();
  }
  return clock.nowMs() - foundMs;
}

const kindsAt = (node: string): string[] => alerts.filter((one) => one.node === node).map(({ alert }) => alert.kind);
const numbersOf = (inbox: string, from: string): string[] =>
  sent.filter((one) => one.inbox === inbox && one.message.from === from).map(({ message }) => message.id);

/** The numbers of the first gate's batches, as the aggregator's summaries name them. */
const summedUp = (): number[] =>
  sent
    .filter(({ inbox, message }) => inbox === HUB && message.from === REGION)
    .flatMap(({ message }) => decodeSummaries(decodeBatch(message.body).leaves))
    .flatMap(({ node, sequence }) => (node === EDGES[0] ? [sequence] : []));

describe('a fleet that runs', () => {
  test('refuses at every gate an agent that was turned at one, within five seconds, until it is released', async () => {
    const fleet = await fleetOfTwo();
    const { hub, gates } = fleet;
    const work = new Work();
    work.callRoll(gates[0]);
    await work.window(gates[0]);
    expect(gates[1].extension.refuses(TENANT, BAD)).toBeUndefined();
    work.turn();
    expect(await untilRefused(fleet, work)).toBeLessThanOrEqual(BAR_MS);
    for (const gate of gates) {
      expect(gate.extension.refuses(TENANT, BAD)).toMatchObject({ code: 'fleet.quarantined', rule: 'quarantine' });
      expect(gate.extension.refuses(TENANT, `${COHORT}/4`)).toBeUndefined();
      expect(gate.status().quarantines).toMatchObject([{ tenant: TENANT, agent: BAD, signers: [HUB] }]);
    }
    await pass(WINDOW_MS);
    const status = hub.status();
    expect(status).toMatchObject({ tier: 'hub', name: HUB, waiting: 0 });
    // Whether it counts as stale is drawn: a bound lies between 15 and 45 seconds.
    expect(status.wholeAgeMs).toBeLessThanOrEqual(3 * WINDOW_MS);
    expect(status.partition).toEqual({ kind: 'whole', peers: 1, silent: 0 });
    expect(status.nodes.map(({ name, isUp }) => [name, isUp])).toEqual(
      [...EDGES, HUB, REGION].map((name) => [name, true]),
    );
    expect(status.cohorts).toMatchObject([{ tenant: TENANT, cohort: COHORT, nodes: 1, agents: AGENTS }]);
    expect(await hub.release(TENANT, BAD, 'it was a drill')).toBe('released');
    await settled();
    for (const gate of gates) expect(gate.extension.refuses(TENANT, BAD)).toBeUndefined();
    expect(await codeOf(() => fleet.region.release(TENANT, BAD, 'again'))).toBe('VALUE');
    expect(new Set(alerts.map(({ alert }) => alert.kind))).toEqual(new Set(['finding', 'quarantine', 'release']));
  });
});

describe('a restart in the middle', () => {
  test('of each node loses nothing, takes nothing twice, and makes nobody say two things', async () => {
    const fleet = await fleetOfTwo();
    const work = new Work();
    const windows = 6;
    for (let i = 0; i < windows; i++) {
      work.act(fleet.gates[0]);
      await pass(WINDOW_MS / 2);
      // In the middle of a window, each behind another one.
      if (i === 1) {
        await fleet.gates[0].stop();
        fleet.gates[0] = await joined(EDGES[0]);
      }
      if (i === 2) {
        await world.stopped(fleet.region);
        fleet.region = await started(REGION);
      }
      if (i === 3) {
        await world.stopped(fleet.hub);
        fleet.hub = await started(HUB);
      }
      await pass(WINDOW_MS / 2);
    }
    const evidence = numbersOf(REGION, EDGES[0]);
    expect(evidence).toEqual(evidence.map((_, i) => `evidence-${i + 1}`));
    expect(evidence.length).toBeGreaterThanOrEqual(windows - 1);
    await pass(2 * WINDOW_MS);
    const summaries = numbersOf(HUB, REGION);
    expect(summaries).toEqual(summaries.map((_, i) => `summary-${i + 1}`));
    // All that the gate has signed went up, each once.
    expect(summedUp().slice(0, evidence.length)).toEqual(evidence.map((_, i) => i + 1));
    expect(new Set(summedUp()).size).toBe(summedUp().length);
    expect(alerts.map(({ node, alert }) => [node, alert.kind, alert.text])).toEqual([]);
  });

  test('of a hub forgets nobody’s reputation', async () => {
    const fleet = await fleetOfTwo();
    const work = new Work();
    for (let i = 0; i < 4; i++) {
      work.act(fleet.gates[0]);
      await pass(WINDOW_MS);
    }
    const scoreOf = (node: string) => fleet.hub.status().nodes.find(({ name }) => name === node)?.score;
    const before = scoreOf(REGION) as number;
    expect(before).toBeGreaterThan(0.5);
    await world.stopped(fleet.hub);
    fleet.hub = await started(HUB);
    expect(scoreOf(REGION)).toBeCloseTo(before, 3);
    await world.stopped(fleet.hub);
    writeFileSync(join(world.folderOf(HUB), 'reputations.json'), '[]]');
    fleet.hub = await started(HUB);
    expect(scoreOf(REGION)).toBe(0.5);
    expect(world.faults.splice(0)).toEqual([expect.objectContaining({ code: 'FORM' })]);
  });

  test('that comes as a crash, at any moment: what was sent is never signed anew', async () => {
    const fleet = await fleetOfTwo();
    const work = new Work();
    for (let i = 0; i < 6; i++) {
      work.act(fleet.gates[0]);
      // The window ends, and before that the power is cut: sooner or later in its signing, writing and sending.
      clock.advance(WINDOW_MS - (clock.nowMs() % WINDOW_MS));
      await later(i);
      cut(EDGES[0]);
      fleet.gates[0] = await joined(EDGES[0]);
      await pass(2_000);
    }
    await pass(2 * WINDOW_MS);
    const ids = [...new Set(numbersOf(REGION, EDGES[0]))];
    expect(ids).toEqual(ids.map((_, i) => `evidence-${i + 1}`));
    // Whatever was sent once more is the same.
    const bodies = sent.filter(({ message }) => message.from === EDGES[0] && message.kind === 'evidence');
    expect(new Set(bodies.map(({ message }) => toHex(message.body))).size).toBe(ids.length);
    expect(kindsAt(REGION)).toEqual([]);
    const up = summedUp();
    expect(up).toEqual(up.map((_, i) => i + 1));
    expect(up.length).toBeGreaterThan(0);
  });

  test('without what it has kept makes a node sign anew, which is seen', async () => {
    const fleet = await fleetOfTwo();
    const work = new Work();
    await work.window(fleet.gates[0]);
    await fleet.gates[0].stop();
    rmSync(join(world.folderOf(EDGES[0]), 'said.json'));
    fleet.gates[0] = await joined(EDGES[0]);
    // Past what a carrier takes for the same message.
    const forgotten = net.carrier(EDGES[0]);
    await work.window(fleet.gates[0]);
    const { message } = sent.findLast((one) => one.message.from === EDGES[0]) as (typeof sent)[number];
    await forgotten.send(REGION, { ...message, id: 'another' });
    await pass(STEP_MS);
    expect(kindsAt(REGION)).toContain('equivocation');
  });

  test('while nobody takes what a gate says: it waits on the disk, in its order', async () => {
    const fleet = await fleetOfTwo();
    const work = new Work();
    await work.window(fleet.gates[0]);
    net.cut(EDGES[0], REGION);
    for (let i = 0; i < 3; i++) await work.window(fleet.gates[0]);
    expect(fleet.gates[0].status().waiting).toBe(3);
    await fleet.gates[0].stop();
    fleet.gates[0] = await joined(EDGES[0]);
    expect(fleet.gates[0].status().waiting).toBe(3);
    net.heal(EDGES[0], REGION);
    await pass(WINDOW_MS);
    const evidence = numbersOf(REGION, EDGES[0]);
    expect(evidence).toEqual(['1', '2', '3', '4', '5'].map((n) => `evidence-${n}`));
    expect(fleet.gates[0].status().waiting).toBe(0);
    expect(kindsAt(REGION)).toEqual([]);
  });

  test('leaves who is in quarantine there, also at a gate that nobody reaches', async () => {
    const fleet = await fleetOfTwo();
    const work = new Work();
    work.turn();
    await untilRefused(fleet, work);
    await pass(2_000);
    await fleet.gates[1].stop();
    await world.stopped(fleet.hub);
    net = new InProcessNet(clock);
    fleet.gates[1] = await joined(EDGES[1]);
    expect(fleet.gates[1].extension.refuses(TENANT, BAD)).toMatchObject({ code: 'fleet.quarantined' });
    // Where texts lay is lost: the hub has them still, and publishes them again.
    const texts: string[] = [];
    await net.carrier(EDGES[1]).watch([QUARANTINE_KEY, TENANT], (_, text) => texts.push(text));
    await started(HUB);
    await pass(2_000);
    expect(texts.length).toBe(1);
  });
});

describe('a hub whose servers were away', () => {
  test('publishes what it knows once more, as they may have lost it', async () => {
    const fleet = await fleetOfTwo();
    const work = new Work();
    work.turn();
    await untilRefused(fleet, work);
    await pass(2_000);
    await fleet.hub.stop();
    const put: string[] = [];
    let isAway = true;
    const options = optionsOf(HUB);
    const carrier = new Proxy(options.carrier as Carrier, {
      get: (of, name) => {
        if (name !== 'put') return Reflect.get(of, name) as unknown;
        return async ([kind]: readonly string[]): Promise<void> => {
          if (isAway) throw new FleetError('UNREACHABLE', 'expected a server, met none');
          put.push(kind as string);
        };
      },
    });
    world.running(await runNode({ ...options, carrier }));
    await pass(2_000);
    expect(put).toEqual([]);
    isAway = false;
    await pass(5_000);
    expect(put.filter((kind) => kind === 'quarantine')).toHaveLength(2);
    // All who are enrolled, at the least once.
    expect(put.filter((kind) => kind === 'roster').length).toBeGreaterThanOrEqual(4);
  });
});

describe('a node that is revoked while all run', () => {
  test('is taken nothing of any more, is told so, and is no node at any other', async () => {
    const { hub, region, gates } = await fleetOfTwo();
    const work = new Work();
    await work.window(gates[1]);
    const owner = await Fleet.open(world.folderOf(HUB), { ...parts, clock });
    await owner.revoke(EDGES[1], 'a lost laptop');
    owner.close();
    await pass(2 * WINDOW_MS);
    const others = [EDGES[0], HUB, REGION];
    expect(hub.status().nodes.map(({ name }) => name)).toEqual(others);
    expect(region.status().nodes.map(({ name }) => name)).toEqual([EDGES[0]]);
    expect(gates[0].status().nodes.map(({ name }) => name)).toEqual(others);
    expect(
      alerts.filter(({ node }) => node === REGION).map(({ alert }) => [alert.about, alert.text.split(':')[0]]),
    ).toEqual([[EDGES[1], 'SOURCE']]);
    expect(kindsAt(EDGES[1])).toEqual(['refused']);
    expect(kindsAt(EDGES[0])).toEqual([]);
  });
});

describe('whoever can put texts', () => {
  test('changes nothing by those that nobody signed who may', async () => {
    const { gates, hub } = await fleetOfTwo();
    const nowMs = clock.nowMs();
    const value = {
      tenant: TENANT,
      agent: BAD,
      fromMs: nowMs,
      untilMs: nowMs + 1e6,
      why: 'x',
      batch: 'b'.repeat(64),
      index: 0,
    };
    const forged = await signQuarantine(value, keyOf(HUB, 9), nodePrimitives);
    const rogue = net.carrier('rogue');
    const texts = [forged, 'garbage', '', '\u0000'.repeat(1_000), '{"a":1}', 'capgate fleet-quarantine v1\n\n'];
    for (const [i, text] of texts.entries())
      for (const kind of ['quarantine', 'down', 'roster'])
        for (const whose of [TENANT, 'fleet']) await rogue.put([kind, whose, `x${i}`], text);
    await pass(WINDOW_MS);
    for (const gate of gates) {
      expect(gate.extension.refuses(TENANT, BAD)).toBeUndefined();
      expect(gate.status().quarantines).toEqual([]);
      expect(gate.status().documents.map(({ kind, version }) => [kind, version])).toEqual([['baseline', 1]]);
      expect(gate.status().nodes.map(({ name }) => name)).toEqual([...EDGES, HUB, REGION]);
    }
    expect(hub.status().nodes.map(({ name }) => name)).toEqual([...EDGES, HUB, REGION]);
    expect(hub.status().quarantines).toEqual([]);
    // It is told, and those who run it see it.
    expect(kindsAt(EDGES[0])).toContain('refused');
    // A control: the same text by the hub's own key is taken.
    const { key } = await openNode(world.folderOf(HUB), parts);
    await rogue.put(['quarantine', TENANT, 'y'], await signQuarantine(value, key, nodePrimitives));
    await settled();
    expect(gates[0].extension.refuses(TENANT, BAD)).toBeDefined();
  });
});

describe('the control socket', () => {
  test('is this user’s alone, says how the node is, and releases', async () => {
    const fleet = await fleetOfTwo();
    const work = new Work();
    work.turn();
    await untilRefused(fleet, work);
    const path = join(world.folder, 'hub.sock');
    const control = await serveControl(fleet.hub, path);
    try {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(await askStatus(path)).toMatchObject({ name: HUB, quarantines: [{ agent: BAD }] });
      expect(await codeOf(() => askRelease(path, { tenant: TENANT, agent: `${COHORT}/9`, why: 'x' }))).toBe('VALUE');
      expect(await codeOf(() => askRelease(path, { tenant: TENANT, agent: BAD, why: 'two\nlines' }))).toBe('FORM');
      expect(await askRelease(path, { tenant: TENANT, agent: BAD, why: 'it was a drill' })).toBe('released');
      expect(await codeOf(() => serveControl(fleet.hub, path))).toBe('VALUE');
    } finally {
      await control.close();
    }
    expect(existsSync(path)).toBe(false);
    expect(await codeOf(() => askStatus(path))).toBe('UNREACHABLE');
  });
});
