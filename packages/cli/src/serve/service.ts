/** Opens log, store and doors, and runs until it is told to end. */
import { dirname } from 'node:path';
import type { Clock, Random } from '@capgate/base';
import { NodeDisk, nodeSmallFiles, systemClock, systemRandom } from '@capgate/base/node';
import {
  checkConfig,
  ConfigSchema,
  type Extension,
  FailureCounts,
  type KeySource,
  readPage,
  Service,
  settle,
  type Settled,
  ThreadRecorder,
} from '@capgate/gate';
import type { KeyChain } from '@capgate/keys';
import type { Passphrase } from '@capgate/keys/node';
import { nodePrimitives } from '@capgate/keys/node';
import { openStoreInWorker } from '@capgate/store';
import type { Places } from '@capgate/gate';
import type { Logger } from 'pino';
import manifest from '../../package.json' with { type: 'json' };
import type { Io } from '../io.ts';
import { watchConfig } from './config-watch.ts';
import { enforcementExtension } from './enforcement.ts';
import { joinedFleet } from './fleet.ts';
import type { InstalledHooks } from '../doctor/look.ts';
import { hooksOf } from './hooks.ts';
import { installedHooksExtension } from './installed-hooks.ts';
import { Kernel } from './kernel/kernel.ts';
import { Rewriting, type RewritingPlaces } from './rewriting.ts';
import { type ReloadCause, Reloading } from './reloading.ts';
import { storeOptions } from './store-options.ts';
import { failureFields, newJournal } from './journal.ts';
import type { ConfigSource } from './settings.ts';
import { Accounts } from './accounts.ts';

export interface Running {
  readonly socketPath: string;
  /** Undefined where no port is open. */
  readonly address: string | undefined;
  /** Reads the configuration anew; see `Reloading`. */
  reload(by: ReloadCause): Promise<void>;
  stop(reason: string): Promise<void>;
}

export interface RunParts {
  readonly source: ConfigSource;
  readonly places: Places;
  /** Reads the configuration anew. */
  readonly read: () => Promise<ConfigSource>;
  readonly chain: KeyChain;
  readonly keys: KeySource;
  readonly home: string;
  /** Where the fleet's alerts go, and the secret that signs them. */
  readonly env: Io['env'];
  readonly rewritingPlaces: RewritingPlaces;
  /** The words before a token, by which an agent's shell asks to be held to a decision. */
  readonly tokenProgram: () => readonly string[];
  /** What of the agents' hooks can be seen without starting any. */
  readonly installedHooks: () => Promise<InstalledHooks>;
  readonly platform: string;
  /** Of the key by which the gate speaks in its fleet. */
  readonly passphrase: Passphrase;
  /** Holds the page's files; none is shown where there are none. */
  readonly pageFolder: string;
  readonly threads: { readonly log: URL; readonly store: URL };
}

export { rebuildStore } from './rebuild.ts';

export const configSchema: object = ConfigSchema;

/** Throws `GateError` REQUEST where the file says what cannot be. */
export function settledConfig({ value, absolute, path }: ConfigSource, places: Places): Settled {
  const settled = settle(checkConfig(value), places, absolute);
  return path === undefined ? settled : { ...settled, configFile: path };
}

export async function runService(parts: RunParts): Promise<Running> {
  const { source, places, chain, keys, home, platform, threads } = parts;
  const settled = settledConfig(source, places);
  const journal = newJournal(settled.site, settled.journalLevel);
  const failures = new FailureCounts();
  const onFailure = (part: 'log' | 'store', error: unknown): void => {
    failures.add(part);
    journal.error({ ...failureFields(error), 'event.dataset': part }, `the ${part} does not work; trying again`);
  };
  const machine = { clock: systemClock, random: systemRandom, primitives: nodePrimitives, disk: new NodeDisk() };
  const fleet = settled.fleet && (await joinedFleet(settled.fleet, machine, parts, journal));
  const store = storeOptions(settled);
  if (store.kind === 'sqlite') await machine.disk.makeFolder(dirname(store.path));
  const { logFolder, retentionMs } = settled;
  const options = { logFolder, keys, store, storeThread: threads.store.href, log: { retentionMs } };
  const recorder = await ThreadRecorder.open({ ...machine, options, worker: threads.log, onFailure });
  const queries = await openStoreInWorker(store, threads.store);
  const page = readPage(parts.pageFolder);
  const service = await Service.start({
    ...machine,
    files: nodeSmallFiles,
    version: manifest.version,
    recorder,
    chain,
    store: queries,
    config: settled,
    configRead: source.read,
    home,
    platform,
    accounts: new Accounts(),
    extensions: [...extensionsOf(machine, parts), ...(fleet ? [fleet.extension] : [])],
    ...(page !== undefined && { page }),
    failures,
    onFailure,
    onFault: (error) => journal.error(failureFields(error), 'a fault of the gate'),
  });
  journal.info({ 'process.pid': process.pid }, 'the gate is open');
  const reloading = new Reloading({
    service,
    clock: systemClock,
    journal,
    path: source.path,
    read: parts.read,
    settled: (other) => settledConfig(other, places),
  });
  const stopWatching = watched(source, reloading, journal);
  const { http } = settled;
  return {
    socketPath: settled.socketPath,
    address: http && `${http.tls === undefined ? 'http' : 'https'}://${http.host}:${service.port ?? http.port}`,
    reload: (by) => reloading.reload(by),
    stop: async (reason) => {
      stopWatching();
      reloading.stop();
      await service.stop(reason);
      await fleet?.stop();
      await recorder.close();
      await queries.close();
      journal.info({ 'event.reason': reason }, 'the gate is closed');
    },
  };
}

/** What joins the gate: agents' hooks and where they are, sessions that the kernel holds, and what of it can hold any here. */
function extensionsOf(
  machine: { readonly clock: Clock; readonly random: Random },
  { rewritingPlaces, tokenProgram, installedHooks }: RunParts,
): readonly Extension[] {
  const rewriting = Rewriting.open({ ...machine, places: rewritingPlaces });
  const kernel = new Kernel({ ...machine, tokenProgram });
  const hooks = hooksOf({
    askingFor: (caller) => rewriting.for(caller),
    bindingFor: (caller) => kernel.bindingFor(caller),
  });
  return [hooks, kernel.extension, enforcementExtension(), installedHooksExtension(installedHooks)];
}

function watched({ path, read }: ConfigSource, reloading: Reloading, journal: Logger): () => void {
  if (path === undefined) return () => {};
  return watchConfig({
    path,
    digest: read.digest,
    onChange: () => void reloading.reload('a change of the file'),
    onEnd: (error) =>
      journal.warn(failureFields(error), 'changes of the configuration are not noticed any more; SIGHUP has it read'),
  });
}
