/** Processes of this machine, as proc_pid_stat(5) has them. */
import { readFileSync } from 'node:fs';

export interface ProcessInfo {
  readonly parentPid: number;
  /** When it began, in ticks since the machine did: with the pid it names one process for good. */
  readonly startTicks: number;
  /** What it calls itself: up to 15 bytes, which it may choose. */
  readonly command: string;
}

/** Undefined where there is none by that number. */
export function processAt(pid: number): ProcessInfo | undefined {
  try {
    return processIn(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The name, in parentheses, may hold anything, parentheses too; the fields are those behind the last of them. */
export function processIn(stat: string): ProcessInfo {
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  return {
    parentPid: Number(fields[1]),
    startTicks: Number(fields[19]),
    command: stat.slice(stat.indexOf('(') + 1, end),
  };
}
