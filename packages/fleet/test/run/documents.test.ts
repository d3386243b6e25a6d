/** What hubs issue, from their signatures to gates in which it is in force. */
import { setTimeout as later } from 'node:timers/promises';
import { buildRegistry } from '@capgate/core';
import { fingerprint } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf, SimulatedClock } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AGENT as CALLER, newWorld, person, type Running, startGate } from '../../../gate/test/harness.ts';
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
import { type Deciders, InProcessNet, type Quarantine, signQuarantine, signRevocation } from '../../src/index.ts';
import { writeNodeFile } from '../../src/adapters/enrolment/node-file.ts';
import { keyOf } from '../keys.ts';
import { EDGES, HUB, parts, REGION, RunWorld, TENANT } from './world.ts';

let world: RunWorld;
let clock: SimulatedClock;
let net: InProcessNet;
let hub: RunningNode;
let joined: JoinedGate;
let running: Running;

beforeEach(async () => {
  world = await RunWorld.make();
  clock = new SimulatedClock(Math.ceil(Date.now() / WINDOW_MS) * WINDOW_MS + 3_000);
  net = new InProcessNet(clock);
  hub = world.running(await runNode(world.options(HUB, clock, { carrier: net.carrier(HUB) })));
  joined = await join();
  running = await startGate(await newWorld(), { extensions: [joined.extension] });
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

const signedBy = (node: string, issuance: Issuance) =>
  issueDocument(world.folderOf(node), { ...parts, clock }, issuance);
const issued = async (issuance: Issuance): Promise<void> => {
  await hub.publish((await signedBy(HUB, issuance)).text);
};

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

  test('that fails its own examples is in force nowhere, which is told once; the one before stays', async () => {
    await issued(policyOf('ls'));
    await until(() => verdictOn('ls') === 'deny');
    clock.advance(1);
    const rule = { id: 'x', verdict: 'deny', when: { tool: 'cat' }, examples: { match: ['ls'] } };
    await issued({ kind: 'policy', tenant: TENANT, value: { version: 1, rules: [rule] } });
    await until(() => alerts().some((text) => text.includes('fails its own examples')));
    for (let i = 0; i < 5; i++) await until(() => true);
    expect(joined.status().alerts.filter(({ kind }) => kind === 'refused')).toMatchObject([{ count: 1 }]);
    expect(verdictOn('ls')).toBe('deny');
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

  test('that is none is told, and taken nowhere', async () => {
    await issued({ kind: 'registry', tenant: TENANT, name: 'tools', bytes: Uint8Array.of(1, 2, 3) });
    await until(() => alerts().some((text) => text.includes('expected a sound registry')));
    await expect(running.gate.registries.active(TENANT, 'tools')).resolves.toBeUndefined();
  });
});

describe('who may issue', () => {
  test('are the hubs that decide alone', async () => {
    expect(await codeOf(() => signedBy(REGION, policyOf('ls')))).toBe('SOURCE');
    expect(await codeOf(() => signedBy(EDGES[0], policyOf('ls')))).toBe('SOURCE');
    expect(await codeOf(() => hub.publish('no document'))).toBe('FORM');
  });

  test('have to be as many as decide: each signs what the one before has signed', async () => {
    const { file } = await openNode(world.folderOf(HUB), parts);
    const second = keyOf('hub-2', 2);
    const deciders: Deciders = { hubs: [...file.trusted.deciders.hubs, second.identity], threshold: 2 };
    await writeNodeFile(world.folderOf(HUB), { ...file, trusted: { ...file.trusted, deciders } }, parts);
    const { text, signers, missing } = await signedBy(HUB, policyOf('ls'));
    expect({ signers, missing }).toEqual({ signers: [HUB], missing: 1 });
    const again = await countersignDocument(world.folderOf(HUB), parts, text);
    expect({ signers: again.signers, missing: again.missing }).toEqual({ signers: [HUB], missing: 1 });
    expect(await codeOf(() => countersignDocument(world.folderOf(HUB), parts, text.replace('"ls"', '"rm"')))).toBe(
      'PROOF',
    );
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
