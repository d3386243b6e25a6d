/** Opens a recorder from plain data, which can cross to another thread. */
import { AuditLog, type LogOptions } from '@capgate/audit';
import { readWhole, replaceWhole } from '@capgate/base';
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import {
  CHAIN_BYTES_MAX,
  decodeChain,
  encodeChain,
  type KeyChain,
  Keyring,
  type KeyStore,
  type RotationPolicy,
} from '@capgate/keys';
import { FileKeyStore, nodePrimitives, Pkcs11KeyStore } from '@capgate/keys/node';
import { openStore, openStoreInWorker, type StoreOptions } from '@capgate/store';
import { GateError } from '../error.ts';
import { LocalRecorder, type LocalParts } from './local.ts';

/** Where the keys are that sign the log. */
export type KeySource =
  | { readonly kind: 'file'; readonly folder: string; readonly passphrase?: Uint8Array }
  | {
      readonly kind: 'pkcs11';
      readonly module: string;
      readonly token: string;
      readonly pin: Uint8Array;
      readonly folder: string;
    };

export interface RecorderOptions {
  readonly logFolder: string;
  readonly keys: KeySource;
  readonly store: StoreOptions;
  /** The module of the thread that the store is to run in; in this one where absent. */
  readonly storeThread?: string;
  readonly log?: Partial<LogOptions>;
}

/** Who records says BUSY before the log must. */
const QUEUE = { queueCountMax: 1 << 18, queueBytesMax: 256 << 20 };

const machine = { disk: new NodeDisk(), random: systemRandom, primitives: nodePrimitives };

export async function openRecorder(
  { logFolder, keys, store: storeOptions, storeThread, log: options = {} }: RecorderOptions,
  told: Pick<LocalParts, 'onFailure' | 'onWorking'>,
): Promise<LocalRecorder> {
  const keyStore = await openKeys(keys);
  const keyring = await openKeyring(keys, keyStore);
  const store = await (storeThread === undefined
    ? openStore(storeOptions)
    : openStoreInWorker(storeOptions, new URL(storeThread)));
  try {
    return await LocalRecorder.open({
      ...machine,
      ...told,
      clock: systemClock,
      keyring,
      store,
      logFolder,
      nextKey: ({ chain }, rotation) => nextKey(keys, keyStore, chain, rotation),
      open: (hooks, retentionMs) =>
        AuditLog.open({
          ...machine,
          clock: systemClock,
          folder: logFolder,
          keyring,
          options: { ...QUEUE, ...options, ...(retentionMs !== undefined && { retentionMs }) },
          ...hooks,
        }),
    });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The chain lies beside the keys as `capgate keys new` leaves it. Throws `KeyError`, `GateError` STATE for none. */
async function openKeyring(source: KeySource, store: KeyStore): Promise<Keyring> {
  const bytes = await readWhole(machine.disk, chainPath(source), CHAIN_BYTES_MAX);
  if (bytes === undefined) {
    throw new GateError('STATE', `expected a chain of keys in ${source.folder}, met none; capgate keys new begins one`);
  }
  return Keyring.from({ store, primitives: nodePrimitives }, decodeChain(bytes));
}

function chainPath({ folder }: KeySource): string {
  return `${folder}/chain.json`;
}

/** While no other process changes the keys. The key ring that signs learns of the new key once that is kept. */
async function nextKey(
  source: KeySource,
  store: KeyStore,
  { statements }: KeyChain,
  rotation: RotationPolicy,
): Promise<KeyChain> {
  const lock = await machine.disk.lock(`${source.folder}/lock`);
  const keyring = await Keyring.from({ store, primitives: nodePrimitives, rotation }, statements);
  try {
    await keyring.rotate(systemClock.nowMs());
    await replaceWhole(machine.disk, chainPath(source), encodeChain(keyring.chain.statements));
    return keyring.chain;
  } finally {
    keyring.close();
    await lock.release();
  }
}

async function openKeys(source: KeySource): Promise<KeyStore> {
  if (source.kind === 'file') {
    const { folder, passphrase } = source;
    // A copy: the store erases what it is given.
    const give = async (): Promise<Uint8Array | undefined> => passphrase && Uint8Array.from(passphrase);
    return new FileKeyStore(folder, { ...machine, passphrase: give });
  }
  const { module, token, pin } = source;
  return Pkcs11KeyStore.open({ ...machine, module, token, pin: async () => Uint8Array.from(pin) });
}
