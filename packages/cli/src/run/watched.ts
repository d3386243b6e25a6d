/** A command that runs held, from its start to its end, and who is told of it: the gate, and the person at the end. */
import { uptime } from 'node:os';
import { basename } from 'node:path';
import { visible } from '@capgate/base';
import { SocketClient } from '@capgate/client';
import type { ConfinedCommand, KernelEvent, Mask } from '@capgate/kernel';
import type { Io } from '../io.ts';
import { BoundCommands } from './commands.ts';
import { ended } from './ended.ts';
import { GateSessions } from './gate-session.ts';
import { type Held, Stopped } from './held.ts';
import type { Kernel } from './kernel.ts';
import { Monitor } from './monitor.ts';
import { toldEvent } from './told-event.ts';

export interface Watch {
  readonly kernel: Kernel;
  readonly mask: Mask;
  /** Undefined where no programs in the kernel hold it: then no command is bound, and no act is told of. */
  readonly held: Held | undefined;
  readonly workspace: string;
  /** Where the gate is asked. */
  readonly socket: string;
  readonly isVerbose: boolean;
}

/** Answers its status, as a shell has it. */
export async function watched(asked: ConfinedCommand, watch: Watch, io: Io): Promise<number> {
  const { kernel, held, mask } = watch;
  const commands = held === undefined ? undefined : new BoundCommands(kernel, held.session, mask);
  const monitor = monitorOf(watch, commands);
  const stopped = new Stopped();
  let take: (event: KernelEvent) => void = ignored;
  const reading = held?.session.read((event) => take(event));
  const beforeStart = async (pid: number): Promise<void> => {
    held?.session.add(pid);
    take = takerOf(watch, pid, stopped, monitor, commands);
    await monitor.begin({
      pid,
      tier: held?.tier ?? 'backstop',
      name: basename(asked.command),
      workspace: watch.workspace,
      mask,
    });
    await tellUnbound(monitor, watch, io);
  };
  try {
    return await ended(await kernel.startConfined({ ...asked, beforeStart }));
  } finally {
    held?.session.drain((event) => take(event));
    const { decided, denied, lost } = held?.session.tally() ?? { decided: 0n, denied: 0n, lost: 0n };
    const untold = await monitor.end({ decided: Number(decided), denied: Number(denied), lost: Number(lost) });
    if (held !== undefined && (await endedSession(kernel, held, io))) await reading;
    await stopped.tell(lost, untold, io);
  }
}

/** Nothing that is told before the command is there is its own. */
function ignored(): void {}

function monitorOf({ held, socket }: Watch, commands: BoundCommands | undefined): Monitor {
  const client = new SocketClient({ path: socket });
  return new Monitor({
    client,
    gate: new GateSessions(client),
    bind: (wanted) =>
      commands?.bind(wanted) ?? {
        binding: wanted.binding,
        error: 'expected a session in control groups, met one that Landlock and seccomp alone hold',
      },
    sweep: () => commands?.sweep(),
    unheard: () => Number(held?.session.tally().lost ?? 0n),
  });
}

/** What is done with an event. The gate is told of what was stopped alone: all else would be told thousands of times a second. */
function takerOf(
  { kernel }: Watch,
  pid: number,
  stopped: Stopped,
  monitor: Monitor,
  commands: BoundCommands | undefined,
): (event: KernelEvent) => void {
  const ancestry = new kernel.Ancestry(pid);
  return (event) => {
    if (!event.isDenied) return;
    stopped.add(event);
    const bootMs = Date.now() - uptime() * 1000;
    monitor.add(toldEvent(event, bootMs, ancestry.of(event), commands?.bindingOf(event.id)));
  };
}

async function tellUnbound(monitor: Monitor, { held, isVerbose }: Watch, io: Io): Promise<void> {
  const reason = held === undefined ? 'Landlock and seccomp hold the session as a whole' : monitor.unboundReason;
  if (isVerbose && reason !== undefined)
    await io.stderr.write(`capgate: commands are not held to their own verdicts: ${visible(reason)}\n`);
}

/** What still runs is held on, by programs that need nobody. */
async function endedSession(kernel: Kernel, { session }: Held, io: Io): Promise<boolean> {
  if (await session.end()) return true;
  await io.stderr.write(`capgate: processes ${kernel.membersOf(session.group).join(', ')} still run, and stay held\n`);
  return false;
}
