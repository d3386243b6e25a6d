/** What the commands of an installation have in common: its places, its lock, and asking the person. */
import { join } from 'node:path';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { dataFolder, stateFolder } from '../machine/places.ts';
import { told } from '../machine/told.ts';
import { machineFiles } from './files.ts';
import { Journal } from './journal.ts';

export interface Setup {
  /** Where versions are installed. */
  readonly data: string;
  /** Where the journal is. */
  readonly folder: string;
  readonly journal: Journal;
}

export function setupOf(io: Io): Setup {
  const folder = join(stateFolder(io), 'install');
  return { data: dataFolder(io), folder, journal: new Journal(folder, machineFiles) };
}

/** Runs a step that writes, while no other installation does. Throws `CliError` FILE where one does. */
export async function alone<Value>({ folder }: Setup, io: Io, step: () => Promise<Value>): Promise<Value> {
  const { disk } = machineOf(io);
  const lock = await told(async () => {
    await disk.makeFolder(folder);
    return disk.lock(join(folder, 'lock'));
  });
  try {
    return await step();
  } finally {
    await lock.release();
  }
}

/** Whether the person agrees; `--yes` says so beforehand. Throws `CliError` INPUT where nobody can be asked. */
export async function agreed(question: string, args: Arguments, io: Io): Promise<boolean> {
  if (args.has('yes')) return true;
  const answer = await io.askLine(`${question} [y/N] `);
  if (answer === undefined)
    throw new CliError('INPUT', 'expected a terminal to ask at, or --yes, met neither; nothing was done');
  return /^y(?:es)?$/iu.test(answer);
}
