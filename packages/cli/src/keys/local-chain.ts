/** The chain of this machine's keys: the file `chain.json` beside them. */
import { type Disk, quoted, readWhole, replaceWhole, writeNew } from '@capgate/base';
import { CHAIN_BYTES_MAX, decodeChain, encodeChain, type KeyChain, readChain } from '@capgate/keys';
import { CliError } from '../error.ts';
import type { Machine } from '../machine/machine.ts';

function pathIn(folder: string): string {
  return `${folder}/chain.json`;
}

/** The chain, checked; undefined where there is none. Throws `DiskError`, `KeyError`. */
export async function findChain({ disk, primitives }: Machine, folder: string): Promise<KeyChain | undefined> {
  const bytes = await readWhole(disk, pathIn(folder), CHAIN_BYTES_MAX);
  return bytes === undefined ? undefined : readChain(decodeChain(bytes), primitives);
}

/** As `findChain`, but throws `CliError` FILE where there is none. */
export async function localChain(machine: Machine, folder: string): Promise<KeyChain> {
  const chain = await findChain(machine, folder);
  if (chain !== undefined) return chain;
  throw new CliError('FILE', `expected a chain of keys in ${quoted(folder)}, met none; capgate keys new begins one`);
}

/** Runs a step while no other process changes the keys. Throws `DiskError` LOCKED where one does. */
export async function whileLocked<Value>(
  { disk }: Machine,
  folder: string,
  step: () => Promise<Value>,
): Promise<Value> {
  const lock = await disk.lock(`${folder}/lock`);
  try {
    return await step();
  } finally {
    await lock.release();
  }
}

/** Writes the first state of a chain. Throws `DiskError` EXISTS where there is one. */
export async function writeFirstChain(disk: Disk, folder: string, { statements }: KeyChain): Promise<void> {
  await disk.makeFolder(folder);
  await writeNew(disk, pathIn(folder), encodeChain(statements));
  await disk.syncFolder(folder);
}

/** Puts a later state in its place: after a crash the old or the new is there. */
export async function replaceChain(disk: Disk, folder: string, { statements }: KeyChain): Promise<void> {
  await replaceWhole(disk, pathIn(folder), encodeChain(statements));
}
