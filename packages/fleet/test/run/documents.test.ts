/** What hubs issue, from their signatures to gates in which it is in force. */
import { setTimeout as later } from 'node:timers/promises';
import { buildRegistry } from '@capgate/core';
import { fingerprint, type SigningKey } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf, SimulatedClock } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  AGENT as CALLER,
  newWorld,
  person,
  type Running,
  startGate,
  type World as GateWorld,
} from '../../../gate/test/harness.ts';
import { openNode } from '../../src/adapters/enrolment/index.ts';
import {
  countersignDocument,
  type Issuance,
  issueDocument,
  joinFleet,
  type JoinedGate,
  runNode,
  type RunningNode,
  WINDOW_MS,
} from '../../src/adapters/run/index.ts';
import { openDocument } from '../../src/down/document.ts';
import { simulatedBaseline } from '../../src/simulation/world.ts';
import {
  baselineText,
  type Deciders,
  InProcessNet,
  joinedDocuments,
  type Quarantine,
  signDocument,
  signQuarantine,
  signRevocation,
} from '../../src/index.ts';
import { writeNodeFile } from '../../src/adapters/enrolment/node-file.ts';
import { keyOf } from '../keys.ts';
import { EDGES, HUB, parts, REGION, RunWorld, TENANT } from './world.ts';

let world: RunWorld;
let clock: SimulatedClock;
let net: InProcessNet;
let hub: RunningNode;
let joined: JoinedGate;
let running: Running;
let gateWorld: GateWorld;

beforeEach(async () => {
  world = await RunWorld.make();
  clock = new SimulatedClock(Math.ceil(Date.now() / WINDOW_MS) * WINDOW_MS + 3_000);
  net = new InProcessNet(clock);
  hub = world.running(await runNode(world.options(HUB, clock, { carrier: net.carrier(HUB) })));
  joined = await join();
  gateWorld = await newWorld();
  running = await startGate(gateWorld, { extensions: [joined.extension] });
  joined.extension.routes(running.gate);
});
afterEach(async () => {
  await running.end();
  await world.stop();
  if (world.faults.length > 0) throw world.faults[0];
});

const join = async (): Promise<JoinedGate> =>
  world.running(await joinFleet(world.options(EDGES[0], clock, { carrier: net.carrier(EDGES[0]) })));

/** Seconds go by until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let seconds = 0; !isSo(); seconds++) {
    if (seconds === 40) throw new Error('expected it within 40 seconds, met none of it');
    clock.advance(1_000);
    await later(15);
  }
}

/** So many go by. */
async function pass(count: number): Promise<void> {
  const endMs = clock.nowMs() + count * 1_000;
  while (clock.nowMs() < endMs) {
    clock.advance(1_000);
    await later(5);
  }
}

/** What the gate's node says to whoever scrapes it. */
function metric(label: string): number | undefined {
  const [, of, kind] = /^(\w+)="(.+)"$/u.exec(label) ?? [];
  const [events] = joined.extension.metrics();
  return events?.samples.find(({ labels }) => labels?.[of as string] === kind)?.value;
}

const signedBy = (node: string, issuance: Issuance) =>
  issueDocument(world.folderOf(node), { ...parts, clock }, issuance);
const issued = async (issuance: Issuance): Promise<void> => {
  await hub.publish((await signedBy(HUB, issuance)).text);
};

/** From their next start on, nodes go by two hubs, of which both have to sign. */
async function decideBy(second: SigningKey): Promise<Deciders> {
  const { file } = await openNode(world.folderOf(HUB), parts);
  const deciders: Deciders = { hubs: [...file.trusted.deciders.hubs, second.identity], threshold: 2 };
  for (const node of [HUB, EDGES[0]]) {
    const own = (await openNode(world.folderOf(node), parts)).file;
    await writeNodeFile(world.folderOf(node), { ...own, trusted: { ...own.trusted, deciders } }, parts);
  }
  return deciders;
}

/** Hub and gate start again. */
async function restarted(deciders: Deciders): Promise<void> {
  await world.stopped(hub);
  await world.stopped(joined);
  await running.end();
  hub = world.running(await runNode(world.options(HUB, clock, { carrier: net.carrier(HUB) })));
  joined = await join();
  running = await startGate(gateWorld, { extensions: [joined.extension] });
  joined.extension.routes(running.gate);
  expect(joined.status().threshold).toBe(deciders.threshold);
}

const denying = (tool: string): object => ({
  version: 1,
  rules: [{ id: `no-${tool}`, verdict: 'deny', when: { tool } }],
});
const policyOf = (tool: string): Issuance => ({ kind: 'policy', tenant: TENANT, value: denying(tool) });

function verdictOn(command: string): string {
  const request = { action: { kind: 'command', command }, cwd: '/work', session: 's', agent: 'coder' } as const;
  return running.gate.decide(request, { ...CALLER, tenant: TENANT }).answer.verdict;
}
const kept = (): readonly string[] => joined.status().documents.map(({ kind }) => kind);
const alerts = (): readonly string[] => joined.status().alerts.map(({ text }) => text);

describe("the organisation's policy", () => {
  test('is in force at the gates of the tenant, by a version that says whose it is', async () => {
    expect(verdictOn('ls')).toBe('allow');
    await issued(policyOf('ls'));
    await until(() => verdictOn('ls') === 'deny');
    const versions = await running.store.policyVersions(TENANT, { limit: 10 });
    expect(versions.items).toMatchObject([{ version: 1, author: 'fleet' }]);
    clock.advance(1);
    await issued(policyOf('cat'));
    await until(() => verdictOn('cat x') === 'deny');
    expect(verdictOn('ls')).toBe('allow');
  });

  test('cannot be taken out of force by persons at the gate, whose own rules stand beside it', async () => {
    await issued(policyOf('ls'));
    await until(() => verdictOn('ls') === 'deny');
    const { policies } = running.gate;
    const alice = person('alice', TENANT);
    const change = async (document: object): Promise<number> => {
      const parent = policies.latest(TENANT).version;
      return (await policies.change(alice, { parent, document, reason: 'test' })).version;
    };
    const activated = (version: number) => policies.activate(alice, { version, reason: 'test' });
    const without = await change({ security: { user: denying('cat') } });
    expect(await codeOf(() => activated(without))).toBe('STATE');
    await activated(await change({ security: { organisation: denying('ls'), user: denying('cat') } }));
    expect([verdictOn('ls'), verdictOn('cat x'), verdictOn('echo x')]).toEqual(['deny', 'deny', 'allow']);
  });

  test('comes back into force where two persons have overridden it', async () => {
    await issued(policyOf('ls'));
    await until(() => verdictOn('ls') === 'deny');
    const { policies } = running.gate;
    const [alice, bob] = [person('alice', TENANT), person('bob', TENANT)];
    const { version } = await policies.change(alice, { parent: 1, document: {}, reason: 'test' });
    const override = (by: typeof alice) => policies.activate(by, { version, reason: 'test', override: true });
    expect(await codeOf(() => override(alice))).toBe('STATE');
    await override(bob);
    expect(verdictOn('ls')).toBe('allow');
    await until(() => verdictOn('ls') === 'deny');
  });

  test('that fails its own examples is in force nowhere, which is told once; the one before stays, and persons’ rules go on', async () => {
    await issued(policyOf('ls'));
    await until(() => verdictOn('ls') === 'deny');
    clock.advance(1);
    const rule = { id: 'x', verdict: 'deny', when: { tool: 'cat' }, examples: { match: ['ls'] } };
    await issued({ kind: 'policy', tenant: TENANT, value: { version: 1, rules: [rule] } });
    await until(() => alerts().some((text) => text.includes('fails its own examples')));
    // Beyond the minute in which the same is told once, whoever says it.
    await pass(90);
    expect(metric('kind="not-in-force"')).toBe(1);
    expect(verdictOn('ls')).toBe('deny');
    const { policies } = running.gate;
    const alice = person('alice', TENANT);
    const document = { security: { organisation: denying('ls'), user: denying('echo') } };
    const parent = policies.latest(TENANT).version;
    const { version } = await policies.change(alice, { parent, document, reason: 'test' });
    await policies.activate(alice, { version, reason: 'test' });
    expect([verdictOn('ls'), verdictOn('echo x')]).toEqual(['deny', 'deny']);
  });

  test('has room beside what persons have, who cannot fill it', async () => {
    const { policies } = running.gate;
    const alice = person('alice', TENANT);
    const filled = { statistics: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`k${i}`, 'x'.repeat(900)])) };
    const { version } = await policies.change(alice, { parent: 0, document: filled, reason: 'test' });
    expect(await codeOf(() => policies.activate(alice, { version, reason: 'test' }))).toBe('STATE');
    const rules = Array.from({ length: 100 }, (_, i) => {
      return { id: `no-${i}`, verdict: 'deny', reason: 'x'.repeat(200), when: { tool: i === 0 ? 'ls' : `tool-${i}` } };
    });
    await issued({ kind: 'policy', tenant: TENANT, value: { version: 1, rules } });
    await until(() => verdictOn('ls') === 'deny');
  });

  test('outlasts a restart of the gate, and of the hub, which hands it to gates that come later', async () => {
    await issued(policyOf('ls'));
    await until(() => kept().includes('policy'));
    await world.stopped(hub);
    await world.stopped(joined);
    // A server that has lost all.
    net = new InProcessNet(clock);
    hub = world.running(await runNode(world.options(HUB, clock, { carrier: net.carrier(HUB) })));
    expect(hub.status().documents).toMatchObject([{ kind: 'policy', tenant: TENANT, signers: [HUB] }]);
    const other = await joinFleet(world.options(EDGES[1], clock, { carrier: net.carrier(EDGES[1]) }));
    world.running(other);
    await until(() => other.status().documents.length === 1);
  });
});

describe('a registry', () => {
  test('is the active one of its name, by the note of a hub', async () => {
    await issued({ kind: 'registry', tenant: null, name: 'tools', bytes: buildRegistry([]) });
    await until(() => kept().includes('registry'));
    for (let i = 0; (await running.gate.registries.active(TENANT, 'tools')) === undefined && i < 20; i++) {
      clock.advance(1_000);
      await later(15);
    }
    await expect(running.gate.registries.active(TENANT, 'tools')).resolves.toMatchObject({ count: 0 });
    expect(alerts()).toEqual([]);
  });

  test('that is none is signed by no hub', async () => {
    const none: Issuance = { kind: 'registry', tenant: TENANT, name: 'tools', bytes: Uint8Array.of(1, 2, 3) };
    expect(await codeOf(() => signedBy(HUB, none))).toBe('VALUE');
    const large: Issuance = { ...none, bytes: new Uint8Array(41 * 1024) };
    expect(await codeOf(() => signedBy(HUB, large))).toBe('FORM');
  });
});

describe('who may issue', () => {
  test('are the hubs that decide alone', async () => {
    expect(await codeOf(() => signedBy(REGION, policyOf('ls')))).toBe('SOURCE');
    expect(await codeOf(() => signedBy(EDGES[0], policyOf('ls')))).toBe('SOURCE');
    expect(await codeOf(() => hub.publish('no document'))).toBe('FORM');
  });

  test('have to be as many as decide: each signs what the one before has signed, and gates take it then', async () => {
    const second = keyOf('hub-2', 2);
    const deciders = await decideBy(second);
    const { text, signers, missing } = await signedBy(HUB, policyOf('ls'));
    expect({ signers, missing }).toEqual({ signers: [HUB], missing: 1 });
    const again = await countersignDocument(world.folderOf(HUB), { ...parts, clock }, text);
    expect({ signers: again.signers, missing: again.missing }).toEqual({ signers: [HUB], missing: 1 });
    const altered = text.replace('"ls"', '"rm"');
    expect(await codeOf(() => countersignDocument(world.folderOf(HUB), { ...parts, clock }, altered))).toBe('PROOF');
    await restarted(deciders);
    expect(await codeOf(() => hub.publish(text))).toBe('CERTIFICATE');
    const { issue, document } = openDocument(text);
    const other = await signDocument(issue, document, second, nodePrimitives);
    await hub.publish(joinedDocuments([text, other]));
    await until(() => verdictOn('ls') === 'deny');
    expect(joined.status()).toMatchObject({ hubs: [HUB, 'hub-2'], threshold: 2 });
  });

  test('may be others by and by: what gates had before holds over a restart', async () => {
    await issued(policyOf('ls'));
    await until(() => kept().includes('policy'));
    await restarted(await decideBy(keyOf('hub-2', 2)));
    expect(kept()).toEqual(['policy']);
    expect(hub.status().documents).toMatchObject([{ kind: 'policy' }]);
    expect(alerts()).toEqual([]);
  });

  test('put theirs again where an older one lies in its place, and leave what no server takes', async () => {
    const key = ['down', TENANT, 'policy'];
    const first = (await signedBy(HUB, policyOf('ls'))).text;
    clock.advance(1);
    const second = (await signedBy(HUB, policyOf('cat'))).text;
    await hub.publish(first);
    await hub.publish(second);
    const name = 'n'.repeat(200);
    const value = JSON.parse(baselineText(simulatedBaseline(0, 60, 200, 1))) as object;
    const long = await signedBy(HUB, { kind: 'baseline', tenant: 't'.repeat(200), name, value });
    expect(await codeOf(() => hub.publish(long.text))).toBe('VALUE');
    let last = '';
    const carrier = net.carrier('other');
    await carrier.watch(key, (_, text) => (last = text));
    await carrier.put(key, first);
    await until(() => last === second);
    await restarted((await openNode(world.folderOf(HUB), parts)).file.trusted.deciders);
    expect(hub.status().documents.map(({ kind }) => kind)).toEqual(['policy', 'baseline']);
    await carrier.put(key, first);
    await until(() => last === second);
  });

  test('sign nothing of the future, in whose place nothing could come', async () => {
    const ahead = { ...parts, clock: new SimulatedClock(clock.nowMs() + 3_600_000) };
    const { text } = await issueDocument(world.folderOf(HUB), ahead, policyOf('ls'));
    expect(await codeOf(() => hub.publish(text))).toBe('CLOCK');
    expect(await codeOf(() => countersignDocument(world.folderOf(HUB), { ...parts, clock }, text))).toBe('CLOCK');
    const known = clock.nowMs() + 60_000;
    const { issue } = await issueDocument(world.folderOf(HUB), { ...parts, clock }, policyOf('ls'), known);
    expect(issue.version).toBe(known + 1);
  });

  test.each<[string, Issuance, string]>([
    ['no policy', { kind: 'policy', tenant: null, value: { version: 9 } }, 'VALUE'],
    ['nothing', { kind: 'policy', tenant: null, value: undefined }, 'FORM'],
    ['no list of indicators', { kind: 'indicators', tenant: null, expiresMs: 1e15, value: {} }, 'FORM'],
    ['indicators for ever', { kind: 'indicators', tenant: null, value: [] }, 'VALUE'],
    ['no baseline', { kind: 'baseline', tenant: null, name: 'coder', value: { levels: 'a' } }, 'FORM'],
  ])('sign %s as no document', async (_, issuance, code) => {
    expect(await codeOf(() => signedBy(HUB, issuance))).toBe(code);
  });

  test('is a hub no more that was revoked: what it signs from then on counts nowhere, what gates have holds', async () => {
    await issued(policyOf('ls'));
    const { key } = await openNode(world.folderOf(HUB), parts);
    const fromMs = clock.nowMs();
    const value: Quarantine = {
      tenant: TENANT,
      agent: `coder@${EDGES[0]}`,
      fromMs,
      untilMs: fromMs + 1e9,
      why: 'a drill',
      batch: 'b'.repeat(64),
      index: 3,
    };
    const certificate = await signQuarantine(value, key, nodePrimitives);
    const carrier = net.carrier('other');
    await carrier.put(['quarantine', TENANT, 'x'], certificate);
    await until(() => joined.status().quarantines.length === 1 && kept().includes('policy'));
    const identity = fingerprint(key.identity, nodePrimitives);
    const revocation = await signRevocation({ node: HUB, identity, fromMs, why: 'it was lost' }, key, nodePrimitives);
    await carrier.put(['roster', 'fleet', 'x'], revocation);
    await until(() => joined.status().hubs.length === 0);
    const other = { ...value, agent: `other@${EDGES[0]}` };
    await carrier.put(['quarantine', TENANT, 'y'], await signQuarantine(other, key, nodePrimitives));
    await until(() => alerts().some((text) => text.startsWith('CERTIFICATE')));
    await world.stopped(joined);
    joined = await join();
    expect(joined.status().quarantines.map(({ agent }) => agent)).toEqual([value.agent]);
    expect(kept()).toEqual(['policy']);
  });
});
