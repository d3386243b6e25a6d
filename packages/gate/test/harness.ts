/** Gates in memory: a disk, a clock and keys of a seed's making, and a real store in a temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog, folderReader, type LogOptions } from '@capgate/audit';
import { decodeRecord, type LogRecord, TILE_WIDTH, TreeReader } from '@capgate/audit/verify';
import { NodeDisk, nodeSmallFiles } from '@capgate/base/node';
import type { Action } from '@capgate/core';
import { Keyring, type KeyStore } from '@capgate/keys';
import { FileKeyStore, nodePrimitives } from '@capgate/keys/node';
import { openStore, type Store } from '@capgate/store';
import { SeededRandom, SimulatedClock, SimulatedDisk } from '@capgate/testing';
import { onTestFinished } from 'vitest';
import type { Ruling } from '../src/decisions/decider.ts';
import { type Caller, type DecideAnswer, type DecideRequest, Gate, type GateParts, SCOPES } from '../src/index.ts';
import { LocalRecorder } from '../src/recorder/local.ts';

export const primitives = nodePrimitives;
const LOG_FOLDER = '/log';

export interface World {
  readonly random: SeededRandom;
  readonly clock: SimulatedClock;
  readonly disk: SimulatedDisk;
  readonly keyring: Keyring;
  readonly keyStore: KeyStore;
  /** Where the store's file is. */
  readonly folder: string;
  /** What the recorder told of, as `part: message`. */
  readonly failures: string[];
}

/** A folder that is gone once the running test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-gate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function newWorld(seed = 1): Promise<World> {
  const random = new SeededRandom(seed);
  const clock = new SimulatedClock();
  const folder = temporaryFolder();
  // On a disk of their own, so that a log without a disk can still be signed.
  const keys = { disk: new NodeDisk(), random, primitives, passphrase: async () => undefined };
  await keys.disk.makeFolder(join(folder, 'keys'));
  const keyStore = new FileKeyStore(join(folder, 'keys'), keys);
  const keyring = await Keyring.create(
    { store: keyStore, primitives },
    { name: 'gate.example', algorithms: ['ed25519'], nowMs: clock.nowMs() },
  );
  return { random, clock, disk: new SimulatedDisk(random), keyring, keyStore, folder, failures: [] };
}

export function openWorldStore({ folder }: World): Promise<Store> {
  return openStore({ kind: 'sqlite', path: join(folder, 'store.db') });
}

export async function openLocal(world: World, store: Store, options: Partial<LogOptions> = {}): Promise<LocalRecorder> {
  const { disk, clock, random, keyring, keyStore, failures } = world;
  const log = { folder: LOG_FOLDER, disk, clock, random, primitives, keyring, options };
  return LocalRecorder.open({
    clock,
    disk,
    primitives,
    keyring,
    store,
    logFolder: LOG_FOLDER,
    open: (hooks) => AuditLog.open({ ...log, ...hooks }),
    nextKey: async ({ chain }, rotation) => {
      const next = await Keyring.from({ store: keyStore, primitives, rotation }, chain.statements);
      await next.rotate(clock.nowMs());
      return next.chain;
    },
    onFailure: (part, error) => failures.push(`${part}: ${error instanceof Error ? error.message : ''}`),
  });
}

export interface Running {
  readonly gate: Gate;
  readonly recorder: LocalRecorder;
  readonly store: Store;
  /** As a service that is told to end. */
  readonly end: () => Promise<void>;
}

/** A gate that takes up what the one before it in this world left. */
export async function startGate(
  world: World,
  parts: Partial<GateParts> & { readonly log?: Partial<LogOptions> } = {},
): Promise<Running> {
  const { log, ...others } = parts;
  const store = await openWorldStore(world);
  const recorder = await openLocal(world, store, log);
  const { clock, random, disk, failures } = world;
  const gate = await Gate.start({
    version: 'test',
    clock,
    random,
    disk,
    files: nodeSmallFiles,
    primitives,
    recorder,
    chain: world.keyring.chain,
    store,
    logFolder: LOG_FOLDER,
    backupFolder: '/backups',
    home: '/home/user',
    platform: 'linux',
    gatePaths: ['/run/capgate'],
    retentionMs: 1e12,
    pendingPerSession: 100,
    onFailure: (part, error) => failures.push(`${part}: ${String(error)}`),
    ...others,
  });
  const end = async (): Promise<void> => {
    await gate.stop('the test ends');
    await recorder.close();
  };
  return { gate, recorder, store, end };
}

/** All records of a log that is open or was closed. */
export async function recordsOf(world: World, recorder: { seal(): Promise<number> }): Promise<LogRecord[]> {
  const size = await recorder.seal();
  const tree = new TreeReader(folderReader(world.disk, LOG_FOLDER), size, primitives.sha256);
  const records: LogRecord[] = [];
  for (let bundle = 0; bundle * TILE_WIDTH < size; bundle++) {
    for (const entry of (await tree.bundle(bundle)) ?? []) records.push(decodeRecord(entry));
  }
  return records;
}

/** The bodies of all records of a kind. */
export async function bodiesOf(
  world: World,
  recorder: { seal(): Promise<number> },
  kind: string,
): Promise<LogRecord['body'][]> {
  return (await recordsOf(world, recorder)).filter((record) => record.kind === kind).map(({ body }) => body);
}

export const AGENT: Caller = {
  kind: 'agent',
  name: 'user',
  tenant: 'default',
  scopes: ['decide', 'read'],
  way: 'socket',
  pid: 4_000,
  uid: 1_000,
};

export function person(name: string, tenant = 'default'): Caller {
  return { kind: 'person', name, person: name, tenant, scopes: SCOPES, way: 'socket' };
}

/** What the gate rules on an action of the agent `coder`. */
export function rulingOn({ gate }: Running, action: Action, more: Partial<DecideRequest> = {}): Ruling {
  return gate.decide({ action, cwd: '/work', workspace: '/work', session: 's', agent: 'coder', ...more }, AGENT);
}

/** The answer to it, once that may leave. */
export async function answerOf(running: Running, action: Action, more?: Partial<DecideRequest>): Promise<DecideAnswer> {
  const { answer, before } = rulingOn(running, action, more);
  await before;
  return answer;
}

/** Puts a policy with this security in force. */
export async function putInForce({ gate: { policies } }: Running, security: object): Promise<void> {
  const { version } = policies.latest('default');
  const made = await policies.change(person('alice'), { parent: version, document: { security }, reason: 'test' });
  await policies.activate(person('alice'), { version: made.version, reason: 'test' });
}

/** Lets everything go on that waits for nothing outside. */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
