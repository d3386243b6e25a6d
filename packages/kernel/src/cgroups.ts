/** Control groups (cgroup v2) of sessions and of commands in them: what holds a process and all that come of it. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KernelError } from './error.ts';
import { mountPoints } from './system/mounts.ts';

export interface Group {
  readonly path: string;
  /** What programs in the kernel call it: cgroup(7)'s identifier, which is the number of the folder's inode. */
  readonly id: bigint;
}

/** The folder of all sessions, below the mount of version 2. */
export interface SessionsFolder extends Group {
  /** How deep the groups of sessions lie below the root of the hierarchy, as far as this process sees it. */
  readonly level: number;
}

/** Makes it where there is none. */
export function sessionsFolder(name: string): SessionsFolder {
  const mount = cgroupMount(readFileSync('/proc/self/mountinfo', 'utf8'));
  if (mount === undefined)
    throw new KernelError('UNSUPPORTED', 'expected a mount of cgroup v2 that shows its root, met none');
  const path = join(mount, name);
  mkdirSync(path, { recursive: true });
  return { ...groupAt(path), level: 2 };
}

/** Where the root of the hierarchy is mounted. */
export function cgroupMount(mountInfo: string): string | undefined {
  return mountPoints(mountInfo).find(({ type, root }) => type === 'cgroup2' && root === '/')?.path;
}

export function makeGroup(parent: Group, name: string): Group {
  const path = join(parent.path, name);
  mkdirSync(path);
  return groupAt(path);
}

export function groupAt(path: string): Group {
  return { path, id: statSync(path, { bigint: true }).ino };
}

/** The folder of the control group that a process is in; undefined where there is no such process. */
export function groupPathOf(pid: number): string | undefined {
  const mount = cgroupMount(readFileSync('/proc/self/mountinfo', 'utf8'));
  try {
    const path = /^0::(.*)$/mu.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1];
    return mount === undefined || path === undefined ? undefined : join(mount, path);
  } catch {
    return undefined;
  }
}

/** Moves a process, with all its threads; what it starts from then on is there as well. */
export function moveInto(group: Group, pid: number): void {
  writeFileSync(join(group.path, 'cgroup.procs'), `${pid}`);
}

export function membersOf(group: Group): number[] {
  return readFileSync(join(group.path, 'cgroup.procs'), 'utf8').trim().split('\n').filter(Boolean).map(Number);
}

/** Ends every process in it and below, at once. */
export function killAll(group: Group): void {
  writeFileSync(join(group.path, 'cgroup.kill'), '1');
}

/** False where processes are still in it: the system answers EBUSY. */
export function removeGroup(group: Group): boolean {
  try {
    rmdirSync(group.path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return true;
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return false;
    throw error;
  }
}

/** Those that lie in it; not those in them. */
export function groupsBelow(group: Group): readonly Group[] {
  const below = readdirSync(group.path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return below.map(({ name }) => groupAt(join(group.path, name)));
}

/** The same for it and all below it. */
export function removeTree(group: Group): boolean {
  return groupsBelow(group).every(removeTree) && removeGroup(group);
}
