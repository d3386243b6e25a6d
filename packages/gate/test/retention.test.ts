/** What is in force outlives the records that said so first. */
import { join } from 'node:path';
import { folderReader } from '@capgate/audit';
import { decodeRecord, firstBundle, TILE_WIDTH, TreeReader } from '@capgate/audit/verify';
import { type IndexedRecord, openStore, rebuild, type StartState, type Store } from '@capgate/store';
import { codeOf } from '@capgate/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  AGENT,
  newWorld,
  person,
  primitives,
  type Running,
  startGate,
  temporaryFolder,
  type World,
} from './harness.ts';

const RETENTION_MS = 60_000;
const ALICE = person('alice');
const REGISTRY = { tenant: 'default', name: 'tools', version: 1 } as const;

let world: World;
let running: Running;

beforeEach(async () => {
  world = await newWorld(7);
  running = await start();
  return () => running.end();
});

function start(): Promise<Running> {
  return startGate(world, { log: { retentionMs: RETENTION_MS } });
}

/** So many entries that those before them fill bundles, which are then older than they are kept. */
async function growOld(): Promise<void> {
  await decideOften();
  world.clock.advance(RETENTION_MS + 1);
  await decideOften();
}

async function decideOften(): Promise<void> {
  const request = { action: { kind: 'command', command: 'ls' }, cwd: '/work', session: 's', agent: 'coder' } as const;
  for (let n = 0; n < 2 * TILE_WIDTH; n++) running.gate.decide(request, AGENT);
  await running.recorder.seal();
}

async function makePolicies(): Promise<void> {
  const { policies } = running.gate;
  for (const [parent, mode] of ['strict', 'observe', 'balanced'].entries()) {
    await policies.change(ALICE, { parent, document: { security: { mode } }, reason: `number ${parent + 1}` });
  }
  await policies.activate(ALICE, { version: 1, reason: 'first' });
  await policies.activate(ALICE, { version: 2, reason: 'on trial' });
  await policies.activate(ALICE, { version: 1, reason: 'back' });
}

async function makeOthers(): Promise<{ readonly kept: string; readonly revoked: string }> {
  const { tokens, pauses } = running.gate;
  const asked = { name: 'ci', subject: 'agent', scopes: ['decide'], lifetimeMs: 365 * 86_400_000 } as const;
  const [kept, revoked] = [await tokens.create(ALICE, asked), await tokens.create(ALICE, asked)];
  await tokens.revoke(ALICE, revoked.tokenId);
  await pauses.start(ALICE, 10 * RETENTION_MS, 'a move');
  await running.recorder.recorded('tenant.created', { tenant: 'acme', name: 'Acme' });
  await running.recorder.recorded('registry.version', {
    ...REGISTRY,
    hash: 'ab'.repeat(32),
    signer: 'ada',
    bytes: 'AAEC',
  });
  await running.recorder.recorded('registry.activated', { ...REGISTRY, by: 'alice' });
  return { kept: kept.tokenId, revoked: revoked.tokenId };
}

/** Where the kept part of the log begins. */
async function firstKept(): Promise<number> {
  const size = await running.recorder.seal();
  return (await firstBundle(treeOf(size))) * TILE_WIDTH;
}

function treeOf(size: number): TreeReader {
  return new TreeReader(folderReader(world.disk, '/log'), size, primitives.sha256);
}

async function* keptRecords(): AsyncGenerator<IndexedRecord> {
  const size = await running.recorder.seal();
  const tree = treeOf(size);
  for (let bundle = await firstBundle(tree); bundle * TILE_WIDTH < size; bundle++) {
    for (const [at, entry] of ((await tree.bundle(bundle)) ?? []).entries()) {
      yield { index: bundle * TILE_WIDTH + at, ...decodeRecord(entry) };
    }
  }
}

/** A store that is made out of what the log still has. */
async function rebuilt(): Promise<Store> {
  const store = await openStore({ kind: 'sqlite', path: join(temporaryFolder(), 'store.db') });
  await rebuild(store, world.keyring.chain.name, keptRecords());
  return store;
}

/** What is in force, but for when it was recorded. */
async function inForce(store: Store): Promise<unknown> {
  const state: StartState = await store.startState(world.clock.nowMs());
  return JSON.parse(
    JSON.stringify(state, (name, value: unknown) =>
      /^(?:created|activated|started)At$/u.test(name) ? undefined : value,
    ),
  );
}

describe('retention', () => {
  test('leaves in force what is in force: a store out of the rest of the log says the same', async () => {
    await makePolicies();
    const { kept } = await makeOthers();
    await growOld();
    await running.recorder.enforceRetention();
    await running.recorder.settled();
    expect(await firstKept()).toBeGreaterThan(0);
    const anew = await rebuilt();
    expect(await inForce(anew)).toEqual(await inForce(running.store));
    const { policies, registries, tenants, tokens, pauses } = await anew.startState(world.clock.nowMs());
    expect(
      policies.map(({ version, document, reason, activationReason }) => [version, document, reason, activationReason]),
    ).toEqual([[1, { security: { mode: 'strict' } }, 'number 1', 'back']]);
    expect(registries.map(({ name, version, bytes }) => [name, version, [...bytes]])).toEqual([
      ['tools', 1, [0, 1, 2]],
    ]);
    expect(tenants.map(({ name }) => name)).toEqual(['Acme']);
    expect(tokens.map(({ tokenId }) => tokenId)).toEqual([kept]);
    expect(pauses.map(({ reason }) => reason)).toEqual(['a move']);
    await anew.close();
  });

  test('keeps the last version of a policy, so that its number is not given twice, and no other', async () => {
    await makePolicies();
    await growOld();
    await running.recorder.enforceRetention();
    const anew = await rebuilt();
    const { items } = await anew.policyVersions('default', { limit: 10 });
    expect(items.map(({ version }) => version)).toEqual([3, 1]);
    await anew.close();
  });

  test('brings nothing back: neither what was revoked, nor what another has replaced', async () => {
    await makePolicies();
    const { kept, revoked } = await makeOthers();
    await decideOften();
    world.clock.advance(RETENTION_MS + 1);
    // These records stay; what they end is older.
    await running.gate.tokens.revoke(ALICE, kept);
    await running.gate.policies.activate(ALICE, { version: 2, reason: 'on trial, again' });
    await running.gate.pauses.end(ALICE);
    await decideOften();
    await running.recorder.enforceRetention();
    await running.recorder.settled();
    const anew = await rebuilt();
    const { policies, tokens, pauses } = await anew.startState(world.clock.nowMs());
    expect([policies.map(({ version }) => version), tokens, pauses]).toEqual([[2], [], []]);
    expect(await inForce(anew)).toEqual(await inForce(running.store));
    expect([kept, revoked]).not.toContain(undefined);
    await anew.close();
  });

  test('does not overtake what changes meanwhile', async () => {
    await makePolicies();
    const { kept } = await makeOthers();
    await growOld();
    const { store, gate } = running;
    const startState = store.startState.bind(store);
    // Just after it was looked at what is in force, it is another.
    vi.spyOn(store, 'startState').mockImplementationOnce(async (nowMs) => {
      const state = await startState(nowMs);
      await gate.tokens.revoke(ALICE, kept);
      await gate.policies.activate(ALICE, { version: 3, reason: 'meanwhile' });
      return state;
    });
    await running.recorder.enforceRetention();
    expect(await firstKept()).toBeGreaterThan(0);
    await running.recorder.settled();
    const anew = await rebuilt();
    const { policies, tokens } = await anew.startState(world.clock.nowMs());
    expect([policies.map(({ version }) => version), tokens]).toEqual([[3], []]);
    await anew.close();
  });

  test('holds from one time to the next, and at a start, with the store lost', async () => {
    await makePolicies();
    const { kept } = await makeOthers();
    await growOld();
    await running.recorder.enforceRetention();
    const first = await firstKept();
    await growOld();
    await running.end();
    running = await start();
    expect(await firstKept()).toBeGreaterThan(first);
    await running.end();
    world = { ...world, folder: temporaryFolder() };
    running = await start();
    expect(running.gate.policies.rules('default').mode).toBe('strict');
    const { tokens } = await running.store.startState(world.clock.nowMs());
    expect(tokens.map(({ tokenId }) => tokenId)).toEqual([kept]);
  });

  test('drops nothing while the store cannot say what is in force', async () => {
    await makePolicies();
    await growOld();
    await running.store.close();
    expect(await codeOf(() => running.recorder.enforceRetention())).toBe('CLOSED');
    expect(await firstKept()).toBe(0);
  });
});
