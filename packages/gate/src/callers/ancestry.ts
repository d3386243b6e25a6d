/** Which processes led to a question: a hint for the person who answers it and no proof, as processes choose their names. */
import type { ProcessBody } from '@capgate/store';
import type { ProcessInfo, Processes } from './processes.ts';

/** With the process itself. */
export const ANCESTRY_MAX = 16;
/** In UTF-16 code units: 15 bytes as proc_pid_stat(5) spells them, or the beginning of a program's name. */
const NAME_LENGTH_MAX = 32;
/** What Node calls its main thread, whatever it runs. */
const NODE_THREAD = 'MainThread';

/**
 * The process, what started it, and so on, as far as they can be looked at now. Empty where it has ended, also where
 * another process has its number by now.
 */
export function ancestryOf(
  processes: Processes,
  { pid, startTicks }: Pick<ProcessInfo, 'pid' | 'startTicks'>,
): readonly ProcessBody[] {
  const chain: ProcessBody[] = [];
  let at = processes.info(pid);
  if (at?.startTicks !== startTicks) return chain;
  while (at !== undefined && chain.length < ANCESTRY_MAX) {
    chain.push({ command: nameOf(at), pid: at.pid });
    at = parentOf(processes, at);
  }
  return chain;
}

/** What has a parent's number and began after its child is another process: the parent has ended. */
function parentOf(processes: Processes, { parentPid, startTicks }: ProcessInfo): ProcessInfo | undefined {
  const found = parentPid > 0 ? processes.info(parentPid) : undefined;
  return found !== undefined && found.startTicks <= startTicks ? found : undefined;
}

/** Never an argument, which may be a secret. */
function nameOf({ names: [own = '', program = own] }: ProcessInfo): string {
  const name = own === NODE_THREAD ? program : own;
  return name.slice(0, NAME_LENGTH_MAX).toWellFormed();
}
