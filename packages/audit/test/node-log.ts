/** Logs and keys on the real disk, as a service has them. */
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import type { Keyring } from '@capgate/keys';
import { FileKeyStore, nodePrimitives } from '@capgate/keys/node';
import { AuditLog, type LogOptions } from '../src/index.ts';

export const disk = new NodeDisk();

const machine = { disk, random: systemRandom, primitives: nodePrimitives };

/** Keys without a passphrase. */
export function keyStoreIn(folder: string): FileKeyStore {
  return new FileKeyStore(folder, { ...machine, passphrase: async () => undefined });
}

export function openNodeLog(folder: string, keyring: Keyring, options: Partial<LogOptions> = {}): Promise<AuditLog> {
  return AuditLog.open({ ...machine, folder, clock: systemClock, keyring, options });
}
