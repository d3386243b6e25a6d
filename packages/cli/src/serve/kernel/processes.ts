/** Processes of this machine, as far as what the kernel holds depends on them. */
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { type Lineage, lineageOf } from '@capgate/gate';

export interface Processes {
  /** Undefined where there is no such process. */
  lineage(pid: number): Lineage | undefined;
  /** The path of its control group, as this process sees the hierarchy; undefined as above. */
  group(pid: number): string | undefined;
  /** Its working folder; undefined also where it may not be looked at: other users' takes CAP_SYS_PTRACE. */
  folder(pid: number): string | undefined;
}

/** proc(5), cgroups(7): in version 2 there is one hierarchy, whose line begins with a 0. */
export const linuxProcesses: Processes = {
  lineage: lineageOf,
  group: (pid) => unlessGone(() => /^0::(.*)$/mu.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1]),
  folder: (pid) => unlessGone(() => readlinkSync(`/proc/${pid}/cwd`)),
};

/** With links resolved as far as this process may look; as it is named where it may not. */
export function realFolder(path: string): string {
  return unlessGone(() => realpathSync(path)) ?? path;
}

/** Whether it is the process that it was. */
export function isThere(processes: Processes, { pid, startTicks }: Pick<Lineage, 'pid' | 'startTicks'>): boolean {
  return processes.lineage(pid)?.startTicks === startTicks;
}

function unlessGone<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
