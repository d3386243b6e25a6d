/** What the commands of an installation have in common: its places, its lock, and asking the person. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Arguments } from '../arguments.ts';
import { CliError } from '../error.ts';
import type { Io } from '../io.ts';
import { machineOf } from '../machine/machine.ts';
import { configFile, dataFolder, keysFolder, logFolder, stateFolder, SYSTEM_GATE } from '../machine/places.ts';
import { told } from '../machine/told.ts';
import { machineFiles } from './files.ts';
import { Journal } from './journal.ts';

export interface Setup {
  /** Where versions are installed. */
  readonly data: string;
  /** Where the journal is. */
  readonly folder: string;
  readonly journal: Journal;
  /** Of a gate under a user of its own, to be read by all users; a user's own otherwise. */
  readonly isSystems: boolean;
  /** What stays where all that was installed is removed. */
  readonly kept: readonly string[];
}

export function setupOf(io: Io): Setup {
  const folder = join(stateFolder(io), 'install');
  const kept = [keysFolder(io, undefined), logFolder(io, undefined), stateFolder(io), dirname(configFile(io))];
  return { data: dataFolder(io), folder, journal: new Journal(folder, machineFiles), isSystems: false, kept };
}

/** The journal lies where the gate's user cannot write: what it says, root does. */
export function systemSetup(): Setup {
  const { data, state } = SYSTEM_GATE;
  const folder = join(data, 'install');
  return { data, folder, journal: new Journal(folder, machineFiles), isSystems: true, kept: [state] };
}

/** Runs a step that writes, while no other installation does. Throws `CliError` FILE where one does. */
export async function alone<Value>(setup: Setup, io: Io, step: () => Promise<Value>): Promise<Value> {
  const { data, folder, isSystems } = setup;
  const { disk } = machineOf(io);
  if (isSystems) mkdirSync(data, { recursive: true, mode: 0o755 });
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
