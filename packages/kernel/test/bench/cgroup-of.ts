import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Enforcement } from '@capgate/kernel';

/** The folder of the control group that a process is in: cgroups(7), /proc/[pid]/cgroup. */
export function cgroupOf({ sessions }: Enforcement, pid: number): string {
  const path = /^0::(.*)$/mu.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1];
  if (path === undefined) throw new Error(`expected process ${pid} in a control group of version 2`);
  return join(dirname(sessions.path), path);
}
