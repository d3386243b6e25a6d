/** What of this machine can hold a session, the most of it first, and how a command is started under it. */
import type {
  BpfTierName,
  Confined,
  ConfinedCommand,
  HeldSession,
  KernelEvent,
  Mask,
  Place,
  Tally,
  TierName,
  Tool,
} from '@capgate/kernel';
import type { Kernel } from './kernel.ts';
import { answeringThread, kernelPrograms } from './program.ts';

/** A command that runs, and what is known of it. */
export interface Started {
  readonly confined: Confined;
  readonly tally: () => Tally;
  /** Tells what happens until the session ends. */
  read(on: (event: KernelEvent) => void): Promise<void>;
  /** Once the command has ended; tells the last of it. */
  finish(on: (event: KernelEvent) => void): Promise<Finished>;
}

interface Finished {
  readonly tally: Tally;
  /** What is to be said of what still runs. */
  readonly left?: string;
}

export interface Holder {
  readonly tier: TierName | 'backstop';
  /** In words, for a person. */
  readonly summary: string;
  /** Of one that knows its processes by control groups: commands may have masks of their own there. */
  readonly session?: HeldSession;
  /** Rejects as `startConfined` does: then nothing has run, and the session is none. */
  start(asked: ConfinedCommand): Promise<Started>;
}

const NOTHING: Tally = { decided: 0n, denied: 0n, lost: 0n };

/** Landlock and seccomp, which tell nobody what they refuse. */
export function backstopHolder(kernel: Kernel, summary: string): Holder {
  return {
    tier: 'backstop',
    summary,
    start: async (asked) => ({
      confined: await kernel.startConfined(asked),
      tally: () => NOTHING,
      read: async () => {},
      finish: async () => ({ tally: NOTHING }),
    }),
  };
}

/** A thread of this process answers for what is run and connected to. */
export function answeringHolder(kernel: Kernel, mask: Mask, tools: readonly Tool[], summary: string): Holder {
  return {
    tier: 'notify',
    summary,
    start: async (asked) => {
      const holding = new kernel.NotifyHolding(answeringThread());
      holding.labels.registerTools(tools);
      const { session, confined } = await kernel.startAnswered(holding, mask, asked);
      return {
        confined,
        tally: () => session.tally(),
        read: (on) => session.read(on),
        finish: async () => {
          const isOver = await session.end();
          await session.close();
          const left = 'what it started still runs; it can start no program and connect nowhere now';
          return { tally: session.tally(), ...(!isOver && { left }) };
        },
      };
    },
  };
}

const TIER_TEXTS: Readonly<Record<BpfTierName, string>> = {
  lsm: 'BPF programs at the hooks of security modules',
  trace: 'BPF programs that end what may not run and refuse connections',
};

export interface Session {
  readonly mask: Mask;
  readonly places: readonly Place[];
  readonly tools: readonly Tool[];
  /** As whom it runs. */
  readonly uid: number;
}

/** Root has the kernel's own programs. Why it is not so is said in words. `over`: what lies under them. */
export async function programsHolder(
  kernel: Kernel,
  { mask, places, tools, uid }: Session,
  over: string,
): Promise<Holder | string> {
  if (process.geteuid?.() !== 0) return 'root alone may load programs into the kernel';
  try {
    const { enforcement } = kernel.enforce(kernel.shippedObjects(kernelPrograms()));
    const holding = kernel.holdingOf(enforcement);
    holding.labels.registerTools(tools);
    const session = await kernel.beginSession(holding, mask, places, uid);
    const { tier } = enforcement;
    const summary = `${TIER_TEXTS[tier]}, over ${over}`;
    return { tier, summary, session, start: (asked) => startedIn(kernel, session, asked) };
  } catch (error) {
    // Folders of the kernel's that cannot be written, as in containers, are no fault of the command's.
    if (error instanceof kernel.KernelError || isOfSystem(error)) return error.message;
    throw error;
  }
}

function isOfSystem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

async function startedIn(kernel: Kernel, session: HeldSession, asked: ConfinedCommand): Promise<Started> {
  const beforeStart = async (pid: number): Promise<void> => {
    session.add(pid);
    await asked.beforeStart?.(pid);
  };
  try {
    const confined = await kernel.startConfined({ ...asked, beforeStart });
    return {
      confined,
      tally: () => session.tally(),
      read: (on) => session.read(on),
      finish: (on) => finished(kernel, session, on),
    };
  } catch (error) {
    await session.end();
    throw error;
  }
}

/** What still runs is held on, by programs that need nobody. */
async function finished(kernel: Kernel, session: HeldSession, on: (event: KernelEvent) => void): Promise<Finished> {
  session.drain(on);
  const tally = session.tally();
  if (await session.end()) return { tally };
  return { tally, left: `processes ${kernel.membersOf(session.group).join(', ')} still run, and stay held` };
}
