/** A log to read: this machine's, or a bundle. What is in it may be anybody's. */
import { folderReader } from '@capgate/audit';
import { type Checkpoint, type LogReader, noteOf, parseCheckpoint, TreeReader } from '@capgate/audit/verify';
import { CliError } from '../error.ts';
import type { Machine } from '../machine/machine.ts';
import { quoted } from '@capgate/base';

export interface OpenLog {
  readonly machine: Machine;
  readonly folder: string;
  readonly reader: LogReader;
}

/** Throws `CliError` FILE where nothing of a log is in the folder. */
export async function openFolder(machine: Machine, folder: string): Promise<OpenLog> {
  if ((await machine.disk.list(folder)).length > 0) {
    return { machine, folder, reader: folderReader(machine.disk, folder) };
  }
  throw new CliError(
    'FILE',
    `expected a log in ${quoted(folder)}, met none; name its folder, or begin one by capgate keys new`,
  );
}

/** The last checkpoint, unchecked. */
export async function lastCheckpoint({ reader }: OpenLog): Promise<Checkpoint> {
  return parseCheckpoint(await noteOf(reader));
}

export function treeOf({ reader, machine }: OpenLog, { size }: Checkpoint): TreeReader {
  return new TreeReader(reader, size, machine.primitives.sha256);
}
