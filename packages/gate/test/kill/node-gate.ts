/** Gates on the real disk, as a service has them: keys, log, store and socket below one folder. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderReader } from '@capgate/audit';
import { decodeRecord, type LogRecord, noteOf, parseCheckpoint, TILE_WIDTH, TreeReader } from '@capgate/audit/verify';
import { NodeDisk, nodeSmallFiles, systemClock, systemRandom } from '@capgate/base/node';
import { decodeChain, encodeChain, type KeyChain, Keyring, readChain } from '@capgate/keys';
import { FileKeyStore, nodePrimitives } from '@capgate/keys/node';
import { openStore, type Store } from '@capgate/store';
import { Gate, type Recorder, type RecorderOptions, ThreadRecorder } from '../../src/index.ts';

export const machine = { disk: new NodeDisk(), random: systemRandom, primitives: nodePrimitives };

/** The module of the recorder's thread. */
export const WORKER = new URL('../../src/recorder/worker.ts', import.meta.url);

export function socketIn(folder: string): string {
  return join(folder, 'run/gate.sock');
}

function keyringParts(folder: string) {
  const store = new FileKeyStore(join(folder, 'keys'), { ...machine, passphrase: async () => undefined });
  return { store, primitives: nodePrimitives };
}

/** Makes the keys that a gate in this folder signs with; answers the fingerprint to verify by. */
export async function prepare(folder: string): Promise<string> {
  mkdirSync(join(folder, 'keys'), { recursive: true, mode: 0o700 });
  const first = { name: 'gate.example', algorithms: ['ed25519'], nowMs: Date.now() } as const;
  const { chain } = await Keyring.create(keyringParts(folder), first);
  writeFileSync(join(folder, 'keys/chain.json'), encodeChain(chain.statements));
  return chain.keys[0]?.fingerprint ?? '';
}

export function chainIn(folder: string): Promise<KeyChain> {
  return readChain(decodeChain(readFileSync(join(folder, 'keys/chain.json'))), nodePrimitives);
}

export function optionsIn(folder: string): RecorderOptions {
  return {
    logFolder: join(folder, 'log'),
    keys: { kind: 'file', folder: join(folder, 'keys') },
    store: { kind: 'sqlite', path: join(folder, 'store.db') },
    log: { sealDelayMs: 50 },
  };
}

export async function openThread(folder: string, onFailure: (part: string, error: unknown) => void) {
  return ThreadRecorder.open({
    clock: systemClock,
    random: systemRandom,
    options: optionsIn(folder),
    worker: WORKER,
    onFailure,
  });
}

type OnFailure = (part: string, error: unknown) => void;

export async function startNodeGate(folder: string, onFailure: OnFailure): Promise<Gate> {
  const recorder = await openThread(folder, onFailure);
  return startGate(folder, recorder, await openStore(optionsIn(folder).store), onFailure);
}

export async function startGate(folder: string, recorder: Recorder, store: Store, onFailure: OnFailure): Promise<Gate> {
  return Gate.start({
    ...machine,
    files: nodeSmallFiles,
    version: 'test',
    clock: systemClock,
    recorder,
    chain: await chainIn(folder),
    store,
    logFolder: join(folder, 'log'),
    backupFolder: join(folder, 'backups'),
    home: '/home/user',
    platform: 'linux',
    gatePaths: [],
    retentionMs: 1e12,
    pendingPerSession: 100,
    onFailure,
  });
}

/** What the log in this folder has below its last checkpoint. */
export async function recordsIn(folder: string): Promise<LogRecord[]> {
  const reader = folderReader(machine.disk, optionsIn(folder).logFolder);
  const { size } = parseCheckpoint(await noteOf(reader));
  const tree = new TreeReader(reader, size, machine.primitives.sha256);
  const records: LogRecord[] = [];
  for (let bundle = 0; bundle * TILE_WIDTH < size; bundle++) {
    for (const entry of (await tree.bundle(bundle)) ?? []) records.push(decodeRecord(entry));
  }
  return records;
}
