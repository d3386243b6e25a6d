/** A gate on the real disk, with its log and its store in threads of their own, as a service has it. */
import { mkdirSync } from 'node:fs';
import { systemClock, systemRandom } from '@capgate/base/node';
import { openStoreInWorker } from '@capgate/store';
import { Gate, ThreadRecorder } from '../../src/index.ts';
import { chainIn, machine, optionsIn, prepare, WORKER } from '../kill/node-gate.ts';

const STORE_THREAD = new URL(import.meta.resolve('@capgate/store/worker'));

export async function openGate(folder: string): Promise<Gate> {
  mkdirSync(folder, { recursive: true });
  await prepare(folder);
  // As a service seals: by the defaults.
  const { log: _, ...options } = optionsIn(folder);
  const recorder = await ThreadRecorder.open({
    clock: systemClock,
    random: systemRandom,
    options: { ...options, storeThread: STORE_THREAD.href },
    worker: WORKER,
    onFailure,
  });
  return Gate.start({
    ...machine,
    version: 'bench',
    clock: systemClock,
    recorder,
    chain: await chainIn(folder),
    store: await openStoreInWorker(options.store, STORE_THREAD),
    logFolder: options.logFolder,
    backupFolder: `${folder}/backups`,
    home: '/home/user',
    platform: 'linux',
    gatePaths: [],
    retentionMs: 1e12,
    pendingPerSession: 100,
    onFailure,
  });
}

function onFailure(part: string, error: unknown): void {
  console.error(part, error);
}
