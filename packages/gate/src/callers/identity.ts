/** Which user is behind a process, whatever user it has become: two of one person's users are not two persons. */
import { ancestorsOf } from './personhood.ts';
import { type Processes, ROOT } from './processes.ts';

/**
 * The user id that logged in, where the system keeps it; else the first user at the terminal that is not root: `sudo` and
 * `su` leave whoever called them among the ancestors. Undefined where none of it can be looked at, and where root alone is
 * there: whoever began a terminal by `sudo` is behind it.
 */
export function userBehind(processes: Processes, pid: number): number | undefined {
  const login = processes.owner(pid)?.loginUid;
  if (login !== undefined) return login;
  const atTerminal = (ancestorsOf(processes, pid) ?? []).filter(({ hasTerminal }) => hasTerminal);
  const uids = atTerminal.flatMap((info) => processes.owner(info.pid)?.uid ?? []);
  return uids.findLast((uid) => uid !== ROOT);
}
