/** Opens log, store and doors, and runs until it is told to end. */
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import {
  checkConfig,
  ConfigSchema,
  FailureCounts,
  type KeySource,
  Service,
  settle,
  type Settled,
  ThreadRecorder,
} from '@capgate/gate';
import type { KeyChain } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { openStoreInWorker } from '@capgate/store';
import type { Places } from '@capgate/gate';
import manifest from '../../package.json' with { type: 'json' };
import { storeOptions } from './store-options.ts';
import { failureFields, newJournal } from './journal.ts';
import type { ConfigSource } from './settings.ts';

export interface Running {
  readonly socketPath: string;
  /** Undefined where no port is open. */
  readonly address: string | undefined;
  stop(reason: string): Promise<void>;
}

export interface RunParts {
  readonly settled: Settled;
  readonly chain: KeyChain;
  readonly keys: KeySource;
  readonly home: string;
  readonly platform: string;
  readonly threads: { readonly log: URL; readonly store: URL };
}

export { rebuildStore } from './rebuild.ts';

export const configSchema: object = ConfigSchema;

/** Throws `GateError` REQUEST where the file says what cannot be. */
export function settledConfig({ value, absolute, path }: ConfigSource, places: Places): Settled {
  const settled = settle(checkConfig(value), places, absolute);
  return path === undefined ? settled : { ...settled, configFile: path };
}

export async function runService({ settled, chain, keys, home, platform, threads }: RunParts): Promise<Running> {
  const journal = newJournal(settled.site);
  const failures = new FailureCounts();
  const onFailure = (part: 'log' | 'store', error: unknown): void => {
    failures.add(part);
    journal.error({ ...failureFields(error), 'event.dataset': part }, `the ${part} does not work; trying again`);
  };
  const machine = { clock: systemClock, random: systemRandom, primitives: nodePrimitives, disk: new NodeDisk() };
  const store = storeOptions(settled);
  if (store.kind === 'sqlite') await machine.disk.makeFolder(dirname(store.path));
  const recorder = await ThreadRecorder.open({
    ...machine,
    options: {
      logFolder: settled.logFolder,
      keys,
      store,
      storeThread: threads.store.href,
      log: { retentionMs: settled.retentionMs },
    },
    worker: threads.log,
    onFailure,
  });
  const queries = await openStoreInWorker(store, threads.store);
  const service = await Service.start({
    ...machine,
    version: manifest.version,
    recorder,
    chain,
    store: queries,
    config: settled,
    home,
    platform,
    nameOf,
    failures,
    onFailure,
    onFault: (error) => journal.error(failureFields(error), 'a fault of the gate'),
  });
  journal.info({ 'process.pid': process.pid }, 'the gate is open');
  const { http } = settled;
  return {
    socketPath: settled.socketPath,
    address: http && `${http.tls === undefined ? 'http' : 'https'}://${http.host}:${service.port ?? http.port}`,
    stop: async (reason) => {
      await service.stop(reason);
      await recorder.close();
      await queries.close();
      journal.info({ 'event.reason': reason }, 'the gate is closed');
    },
  };
}

/** People are named as the system names them; other users by their numbers. */
function nameOf(uid: number): string {
  return uid === process.getuid?.() ? userInfo().username : `uid-${uid}`;
}
