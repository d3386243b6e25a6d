/** Giving a process that runs already, a shell before its command, the mask of that command: it and no other. */
import { type Group, groupAt, groupPathOf, moveInto } from '../cgroups.ts';
import { KernelError } from '../error.ts';
import type { Mask } from '../mask.ts';
import { processAt } from '../system/processes.ts';
import type { HeldSession } from '../tiers/tier.ts';

export interface Binding {
  /** Of the command's control group: letters, digits and hyphens; of no other in the session. */
  readonly name: string;
  readonly pid: number;
  /** When the process began: another by the same number has another. */
  readonly startTicks: number;
  readonly mask: Mask;
}

/**
 * Throws `KernelError` VALUE where the process is not that one, or none of the session's; then nothing has got the mask.
 * Control groups take processes by their numbers, so who it is is looked at before and after.
 */
export function bindCommand(session: HeldSession, { name, pid, startTicks, mask }: Binding): void {
  requireMember(session.group, pid);
  requireSame(pid, startTicks);
  try {
    session.addCommand(name, pid, mask);
  } catch (error) {
    // Moving comes last: it is where it was.
    session.endCommand(name);
    throw error;
  }
  if (isSame(pid, startTicks)) return;
  giveBack(session.group, pid);
  session.endCommand(name);
  requireSame(pid, startTicks);
}

/** Whether a process is in no command of the session: what it shows may be another's where it is. */
export function isUnbound(session: HeldSession, pid: number): boolean {
  return groupPathOf(pid) === session.group.path;
}

function requireMember({ path }: Group, pid: number): void {
  const own = groupPathOf(pid);
  if (own === path || own?.startsWith(`${path}/`) === true) return;
  throw new KernelError('VALUE', `expected a process of the session, met ${pid}, which is none; nothing was bound`);
}

function isSame(pid: number, startTicks: number): boolean {
  return processAt(pid)?.startTicks === startTicks;
}

function requireSame(pid: number, startTicks: number): void {
  if (isSame(pid, startTicks)) return;
  throw new KernelError('VALUE', `expected process ${pid} as it asked, met another or none; nothing was bound`);
}

/**
 * To where it was born, which is where its parent is: one that got the number a moment ago, from whoever. Where nobody is
 * left to ask, to the session, whose mask is what it would have without any command.
 */
function giveBack(session: Group, pid: number): void {
  const parent = processAt(pid)?.parentPid;
  const path = parent === undefined ? undefined : groupPathOf(parent);
  try {
    moveInto(path === undefined ? session : groupAt(path), pid);
  } catch {
    // It has ended, which is all that could be wanted of it.
  }
}
