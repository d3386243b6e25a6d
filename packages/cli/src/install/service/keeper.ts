/** What keeps the gate running on this machine: the system's manager of services where it has one for each user. */
import { existsSync } from 'node:fs';
import type { OwnPlacement, Scope } from '@capgate/agents';
import type { Io } from '../../io.ts';
import { lookAt } from '../files.ts';
import type { Written } from '../journal.ts';
import type { Setup } from '../setup.ts';
import { detached } from './detached.ts';
import { launchd } from './launchd.ts';
import { systemd } from './systemd.ts';
import { systemGate } from './system-gate.ts';

export interface Keeper {
  /** What has it start by itself, and what that needs; none where nothing here does. */
  readonly placements: readonly OwnPlacement[];
  /** Whose these files are. */
  readonly scope: Scope;
  /** What a person is told of it once it runs. */
  readonly note: string;
  /** Where it says why it does not run. */
  readonly journal: string;
  /** Whether it is there and answers. */
  readonly isHere: () => boolean;
  /** Whether the gate runs that it keeps. */
  readonly isRunning: () => boolean;
  /** Has the gate start by itself from now on. Throws `CliError` FILE. */
  readonly enable: () => void;
  /** Starts the gate, anew where it runs already. Throws `CliError` FILE. */
  readonly start: () => Promise<void>;
  /** Ends the gate, and has it start no more. Throws `CliError` FILE. */
  readonly end: () => Promise<void>;
  /** Once the placements are gone. Throws `CliError` FILE. */
  readonly forget: () => void;
}

/** The best that is here. */
export function keeperFor(setup: Setup, io: Io): Keeper {
  return keepers(setup, io).find(({ isHere }) => isHere()) as Keeper;
}

/** Those by which the gate was installed, to be ended before that is undone. */
export function keepersOf(entries: readonly Written[], setup: Setup, io: Io): Keeper[] {
  const written = new Set(entries.map(({ target }) => target));
  const isWritten = ({ path }: OwnPlacement): boolean => existsSync(path) && written.has(lookAt(path).target);
  return keepers(setup, io).filter(({ placements, isRunning }) =>
    placements.length === 0 ? isRunning() : placements.some(isWritten),
  );
}

/** The last of a user's needs nothing of the machine. */
function keepers(setup: Setup, io: Io): Keeper[] {
  if (setup.isSystems) return [systemGate(setup, undefined, io)];
  return [systemd(setup, io), launchd(setup, io), detached(setup, io)];
}
