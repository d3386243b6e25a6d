/** Processes that there are none of. */
import type { ProcessInfo, ProcessOwner, Processes } from '../src/callers/processes.ts';

export const INIT = 1;

export class FakeProcesses implements Processes {
  readonly table = new Map<number, ProcessInfo>();
  readonly owners = new Map<number, ProcessOwner>();

  /** So many processes were looked at in full. */
  lookCount = 0;

  info(pid: number): ProcessInfo | undefined {
    this.lookCount++;
    return this.table.get(pid);
  }

  startTicks(pid: number): number | undefined {
    return this.table.get(pid)?.startTicks;
  }

  owner(pid: number): ProcessOwner | undefined {
    return this.owners.get(pid);
  }

  /** Whose processes these are, and who logged in for them. */
  owned(uid: number, pids: readonly number[], loginUid?: number): this {
    for (const pid of pids) this.owners.set(pid, { uid, loginUid });
    return this;
  }

  /** Adds a process, by default one at a terminal whose shell leads its session. */
  add(info: Partial<ProcessInfo> & { readonly pid: number; readonly parentPid: number }): this {
    const parent = this.table.get(info.parentPid);
    const sessionLeader = info.sessionLeader ?? (parent?.hasTerminal ? parent.sessionLeader : info.pid);
    const common = { startTicks: info.pid * 10, hasTerminal: true, names: ['sh'], variables: ['PATH'] };
    this.table.set(info.pid, { ...common, ...info, sessionLeader });
    return this;
  }
}

/** init, a terminal's emulator, a shell, and a command of a person. */
export function desk(): FakeProcesses {
  return new FakeProcesses()
    .add({ pid: INIT, parentPid: 0, hasTerminal: false, names: ['systemd'] })
    .add({ pid: 10, parentPid: INIT, hasTerminal: false, names: ['terminal'] })
    .add({ pid: 20, parentPid: 10, names: ['bash', 'bash'] })
    .add({ pid: 30, parentPid: 20, names: ['node', 'capgate'] });
}
