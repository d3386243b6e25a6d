/** Becoming another user, for good: the thread that calls, and what it starts. */
import { addressOf, memory } from '../system/memory.ts';
import { systemCall } from '../system/syscall.ts';

export interface Identity {
  readonly uid: number;
  readonly gid: number;
  /** All of them: of whoever was before none is left. */
  readonly groups: readonly number[];
}

/**
 * For root alone. By the kernel's calls, which are of one thread, where those of libc are of the whole process. Groups
 * first, as the user may change neither.
 */
export function become({ uid, gid, groups }: Identity): void {
  const list = memory(Math.max(4, groups.length * 4));
  for (const [index, group] of groups.entries()) list.writeUInt32LE(group, index * 4);
  systemCall('joining the groups of a user', 'setgroups', groups.length, addressOf(list));
  systemCall('becoming a user', 'setresgid', gid, gid, gid);
  systemCall('becoming a user', 'setresuid', uid, uid, uid);
}
