/** Where no manager of services is: a process that goes on by itself until the machine, or the container, ends. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { visible } from '@capgate/base';
import { CliError } from '../../error.ts';
import type { Io } from '../../io.ts';
import { stateFolder } from '../../machine/places.ts';
import type { Setup } from '../setup.ts';
import type { Keeper } from './keeper.ts';
import { ownVariables } from './surroundings.ts';
import { until } from './until.ts';

/** A process for good, as a number comes again for another. */
interface Started {
  readonly pid: number;
  /** In ticks since the machine began. */
  readonly startTicks: string;
}

/** Above the time that a gate has to drain. */
const END_MS = 40_000;

export function detached({ data, folder }: Setup, io: Io): Keeper {
  const program = join(data, 'current/bin/capgate');
  const journal = join(stateFolder(io), 'service.log');
  const record = join(folder, 'service.json');
  const running = (): number | undefined => runningOf(record);
  const end = async (): Promise<void> => {
    const pid = running();
    if (pid === undefined) return;
    process.kill(pid, 'SIGTERM');
    if (await until(() => running() === undefined, END_MS)) return;
    throw new CliError('FILE', `expected the gate (process ${pid}) to end at SIGTERM, met it still there; end it`);
  };
  return {
    placements: [],
    scope: 'user',
    note: `It does not start by itself: no systemd or launchd for users is here. Have what starts this machine or container run, as this user: ${visible(program)} serve`,
    journal,
    isHere: () => true,
    isRunning: () => running() !== undefined,
    enable: () => {},
    start: async () => {
      await end();
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(record, JSON.stringify(await startedAlone(program, journal, io)), { mode: 0o600 });
    },
    end,
    forget: () => {},
  };
}

/** Of a session of its own, so that no terminal takes it along. Throws `CliError` FILE. */
async function startedAlone(program: string, journal: string, io: Io): Promise<Started> {
  const output = openSync(journal, 'a', 0o600);
  try {
    const options = { cwd: io.home, env: ownVariables(io), detached: true, stdio: ['ignore', output, output] } as const;
    const child = spawn(program, ['serve'], { ...options, stdio: [...options.stdio] });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', () => reject(new CliError('FILE', `expected ${visible(program)} to start, met an error`)));
    });
    child.unref();
    const pid = child.pid as number;
    return { pid, startTicks: startTicksOf(pid) ?? '' };
  } finally {
    closeSync(output);
  }
}

/** Undefined where it has ended, where another has its number, and where the system does not say. */
function runningOf(record: string): number | undefined {
  try {
    const { pid, startTicks } = JSON.parse(readFileSync(record, 'utf8')) as Started;
    return startTicks !== '' && startTicksOf(pid) === startTicks ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** proc_pid_stat(5); undefined where there is no such process, or no such file, or nobody took up its end yet. */
function startTicksOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
