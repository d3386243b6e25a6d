/**
 * What is left without a parent becomes this process's child, and not that of the first process: Yama, ptrace(2), lets a
 * process look into its descendants alone. Whoever adopts buries.
 */
import { readFileSync } from 'node:fs';
import { addressOf, memory } from '../../system/memory.ts';
import { systemCall, trySystemCall } from '../../system/syscall.ts';

/** `PR_SET_CHILD_SUBREAPER` */
const ADOPT = 36;
/** `P_ALL`, `P_PID`, `WNOHANG | WEXITED`, and `WNOWAIT`, which leaves it as it is. */
const ALL = 0;
const ONE = 1;
const ENDED_NOW = 0x1 | 0x4;
const LEAVE = 0x1_00_00_00;
/** `struct siginfo`, with the number of the process after three others and a gap. */
const INFO_BYTES = 128;
const PID_AT = 16;
/** At a time; what has ended waits for it, and harms nobody. */
const BURIED_MAX = 256;
export const BURY_MS = 250;

/** For the whole process, and for good. */
export function adoptOrphans(): void {
  systemCall('adopting orphans', 'prctl', ADOPT, 1, 0, 0, 0);
}

/** Those of sessions that have ended. `started`: the processes that Node started there, and waits for itself. */
export function buryOrphans(started: ReadonlySet<number>): void {
  for (let left = BURIED_MAX; left > 0; left--) {
    const pid = endedChild();
    if (pid === 0 || started.has(pid) || !isOfSession(pid)) return;
    trySystemCall('waitid', ONE, pid, 0, ENDED_NOW, 0);
  }
}

/** One of them; 0 where there is none. The same until it is waited for. */
function endedChild(): number {
  const info = memory(INFO_BYTES);
  const result = trySystemCall('waitid', ALL, 0, addressOf(info), ENDED_NOW | LEAVE, 0);
  return result < 0 ? 0 : info.readInt32LE(PID_AT);
}

/** Nothing else that this process starts is under a filter: it could not have a session otherwise. */
function isOfSession(pid: number): boolean {
  try {
    return /^Seccomp:\t2$/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
