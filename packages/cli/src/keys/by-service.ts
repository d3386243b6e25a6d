/** Rotation while a service has the log open: the service does it. */
import { DiskError } from '@capgate/base';
import { ClientError, SocketClient } from '@capgate/client';
import { currentKey, type KeyChain, readChain, type RotationPolicy } from '@capgate/keys';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import { refusalOf, socketOf } from '../gate/ask.ts';
import type { Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { keysFolder, logFolder } from '../machine/places.ts';
import { localChain } from './local-chain.ts';

/** Whether another process has the log open now. */
export async function isLogOpen(args: Arguments, io: Io): Promise<boolean> {
  const { disk } = machineOf(io);
  const folder = logFolder(io, args.value('log'));
  if (!(await disk.list(folder)).includes('lock')) return false;
  try {
    const lock = await disk.lock(`${folder}/lock`);
    await lock.release();
    return false;
  } catch (error) {
    if (error instanceof DiskError && error.code === 'LOCKED') return true;
    throw error;
  }
}

/** Answers the chain after it. Throws `CliError`; INPUT where no gate answers that signs with this machine's keys. */
export async function rotateByService(args: Arguments, io: Io, rotation: RotationPolicy): Promise<KeyChain> {
  const machine = machineOf(io);
  const { fingerprint } = currentKey(await localChain(machine, keysFolder(io, args.value('keys'))));
  const path = socketOf(args, io);
  const client = new SocketClient({ path });
  try {
    const body = { current: fingerprint, ...rotation };
    const { statements } = await client.call('POST', '/v1/keys/rotation', { body });
    return await readChain(statements, machine.primitives);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (error.code !== 'CONNECT') throw refusalOf(error, path);
    throw new CliError(
      'INPUT',
      'LOCKED: expected the log closed, or a gate that has it open and answers; met neither. Name its --socket, or end that process',
    );
  } finally {
    client.close();
  }
}
