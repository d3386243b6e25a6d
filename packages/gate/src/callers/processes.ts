/** Processes of this machine, as far as who calls depends on them. */
import { readFileSync } from 'node:fs';
import { environmentAt } from './environment.ts';

export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  /** When it began, in ticks since the machine did: with the pid it names one process for good. */
  readonly startTicks: number;
  /** Leads its session: what a terminal started, as a shell is. */
  readonly sessionLeader: number;
  /** Whether a terminal controls it. */
  readonly hasTerminal: boolean;
  /** Base names of what runs and of the first words that it was called with: `node`, `claude`, …; see `ARGUMENTS_MAX`. */
  readonly names: readonly string[];
  /** Names of its environment's variables at its start; undefined where they may not be looked at. */
  readonly variables: readonly string[] | undefined;
}

export interface ProcessOwner {
  /** The real user id. */
  readonly uid: number;
  /** The user id that was logged in with, which `su` and `sudo` keep; undefined where the system does not say. */
  readonly loginUid: number | undefined;
}

export interface Processes {
  /** Undefined where there is no such process, or where it may not be looked at. */
  info(pid: number): ProcessInfo | undefined;
  /** As `info` has it, for a fraction of what that costs. */
  startTicks(pid: number): number | undefined;
  /** As `info`. */
  owner(pid: number): ProcessOwner | undefined;
}

/** The user id of root: also a login at a console is its process, above its user's shell. */
export const ROOT = 0;

/** So many words of a command line are looked at, the program's name among them. */
export const ARGUMENTS_MAX = 64;

/** proc(5). */
export const linuxProcesses: Processes = {
  info(pid) {
    try {
      const { name, fields } = statOf(pid);
      return {
        pid,
        parentPid: Number(fields[1]),
        startTicks: startTicksIn(fields),
        sessionLeader: Number(fields[3]),
        hasTerminal: fields[4] !== '0',
        names: [name, ...zeroTerminated(pid, 'cmdline').slice(0, ARGUMENTS_MAX).map(baseName)],
        variables: variablesOf(pid, fields),
      };
    } catch {
      return undefined;
    }
  },
  startTicks(pid) {
    try {
      return startTicksIn(statOf(pid).fields);
    } catch {
      return undefined;
    }
  },
  owner(pid) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1');
      return { uid: Number(/^Uid:\t(\d+)/mu.exec(status)?.[1]), loginUid: loginUidOf(pid) };
    } catch {
      return undefined;
    }
  },
};

/** What a process has that nobody logged in for: -1, unsigned. */
const NO_LOGIN = 0xffff_ffff;

/** Kernels without auditing have no such file. */
function loginUidOf(pid: number): number | undefined {
  try {
    const uid = Number(readFileSync(`/proc/${pid}/loginuid`, 'latin1'));
    return uid === NO_LOGIN ? undefined : uid;
  } catch {
    return undefined;
  }
}

/** A process and what started it. */
export interface Lineage extends Pick<ProcessInfo, 'pid' | 'parentPid' | 'startTicks'> {}

/** For a fraction of what `Processes.info` costs; undefined where there is none such that runs. */
export function lineageOf(pid: number): Lineage | undefined {
  try {
    const { fields } = statOf(pid);
    // It has ended, and nobody has asked how.
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { pid, parentPid: Number(fields[1]), startTicks: startTicksIn(fields) };
  } catch {
    return undefined;
  }
}

/** The number of this process and, where the system tells it, that of its group. */
export function ownProcesses(): number[] {
  try {
    return [process.pid, Number(statOf('self').fields[2])];
  } catch {
    return [process.pid];
  }
}

/** proc_pid_stat(5): the name, in parentheses, may hold anything, parentheses too; the fields are those from the state on. */
function statOf(process: number | 'self'): { readonly name: string; readonly fields: readonly string[] } {
  const stat = readFileSync(`/proc/${process}/stat`, 'utf8');
  const end = stat.lastIndexOf(')');
  return { name: stat.slice(stat.indexOf('(') + 1, end), fields: stat.slice(end + 2).split(' ') };
}

function startTicksIn(fields: readonly string[]): number {
  return Number(fields[19]);
}

/** Those of other users, and of what handles passwords, are shown to nobody without CAP_SYS_PTRACE. */
function variablesOf(pid: number, fields: readonly string[]): string[] | undefined {
  return environmentOf(pid, fields)?.map((entry) => entry.split('=', 1)[0] ?? '');
}

function environmentOf(pid: number, fields: readonly string[]): string[] | undefined {
  try {
    return zeroTerminated(pid, 'environ');
  } catch {
    const text = environmentAt(pid, BigInt(fields[47] ?? 0), BigInt(fields[48] ?? 0));
    return text === undefined ? undefined : parted(text);
  }
}

function zeroTerminated(pid: number, file: string): string[] {
  return parted(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
}

function parted(text: string): string[] {
  return text.split('\0').filter(Boolean);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
