/** Changing the chain of keys, in an order that a crash or another process cannot spoil. */
import { AuditLog } from '@capgate/audit';
import { type KeyChain, Keyring, type RotationPolicy } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import type { Io } from '../io.ts';
import { type Machine, machineOf } from '../machine/machine.ts';
import { keysFolder, logFolder } from '../machine/places.ts';
import { localChain, replaceChain, whileLocked } from './local-chain.ts';
import { knownPassphrase } from './secrets.ts';
import { openVault } from './vault.ts';

export interface ChainChange {
  /** Absent: the usual one. */
  readonly rotation?: RotationPolicy;
  readonly make: (keyring: Keyring, nowMs: number) => Promise<void>;
}

interface Change {
  readonly machine: Machine;
  readonly keyring: Keyring;
  readonly keys: string;
  readonly log: string;
  readonly settle: () => void;
}

/**
 * Makes the change and answers the chain after it. Throws `DiskError` LOCKED, before anything has changed, where another
 * process has the keys or the log open.
 */
export async function changeChain(args: Arguments, io: Io, change: ChainChange): Promise<KeyChain> {
  const machine = machineOf(io);
  const [keys, log] = [keysFolder(io, args.value('keys')), logFolder(io, args.value('log'))];
  await localChain(machine, keys);
  return whileLocked(machine, keys, async () => {
    // Read again, as another process may have changed it before the lock was had.
    const { statements } = await localChain(machine, keys);
    const passphrase = await knownPassphrase(args, io);
    const vault = await openVault(args, io, machine, keys, passphrase);
    try {
      const { rotation } = change;
      const parts = { store: vault.store, primitives: machine.primitives, ...(rotation && { rotation }) };
      const keyring = await Keyring.from(parts, statements);
      return await recorded({ machine, keyring, keys, log, settle: () => passphrase.settle() }, change);
    } finally {
      vault.close();
    }
  });
}

/** The file of the chain comes before the log: what the log has and the chain has not would count as forged. */
async function recorded({ machine, keyring, keys, log, settle }: Change, { make }: ChainChange): Promise<KeyChain> {
  const nowMs = machine.clock.nowMs();
  await keyring.signers(nowMs);
  // Whoever was asked for no passphrase by now has keys without one, and so will the next key be.
  settle();
  const open = await AuditLog.open({ ...machine, folder: log, keyring });
  try {
    await make(keyring, nowMs);
    await replaceChain(machine.disk, keys, keyring.chain);
    await open.recordKeys();
  } finally {
    await open.close();
    keyring.close();
  }
  return keyring.chain;
}
