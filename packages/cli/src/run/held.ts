/** What root has above the backstop: the kernel's own programs, which also tell what they stopped. */
import { visible } from '@capgate/base';
import type { BpfTierName, HeldSession, KernelEvent, Mask, Place } from '@capgate/kernel';
import type { Io } from '../io.ts';
import type { Kernel } from './kernel.ts';
import { kernelPrograms } from './program.ts';

export interface Held {
  readonly tier: BpfTierName;
  readonly session: HeldSession;
}

/** Why it is not so is said in words. `uid`: as whom the session runs. */
export async function heldByPrograms(
  kernel: Kernel,
  mask: Mask,
  places: readonly Place[],
  uid: number,
): Promise<Held | string> {
  if (process.geteuid?.() !== 0) return 'root alone may load programs into the kernel';
  try {
    const { enforcement } = kernel.enforce(kernel.shippedObjects(kernelPrograms()));
    const session = await kernel.beginSession(kernel.holdingOf(enforcement), mask, places, uid);
    return { tier: enforcement.tier, session };
  } catch (error) {
    // Folders of the kernel's that cannot be written, as in containers, are no fault of the command's.
    if (error instanceof kernel.KernelError || isOfSystem(error)) return error.message;
    throw error;
  }
}

function isOfSystem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

const TIER_TEXTS: Readonly<Record<BpfTierName, string>> = {
  lsm: 'BPF programs at the hooks of security modules',
  trace: 'BPF programs that end what may not run and refuse connections',
};

export function tierText({ tier }: Held): string {
  return TIER_TEXTS[tier];
}

/** Of one that asks again and again, the first. */
const TOLD_MAX = 20;

/** Collects what was stopped, and says it at the end. */
export class Stopped {
  readonly #texts = new Map<string, number>();

  add(event: KernelEvent): void {
    const text = textOf(event);
    this.#texts.set(text, (this.#texts.get(text) ?? 0) + 1);
  }

  /** `lost`: acts that nobody could be told of. `untold`: those of which the gate has not been, that had the session. */
  async tell(lost: bigint, untold: number, io: Io): Promise<void> {
    const lines = [...this.#texts].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`));
    const more = lines.length > TOLD_MAX ? [`and ${lines.length - TOLD_MAX} others`] : [];
    const unheard = lost > 0n ? [`and ${lost} acts that nobody could be told of`] : [];
    const away = untold > 0 ? [`and the gate, which was away, was not told of ${untold} of them`] : [];
    const told = [...lines.slice(0, TOLD_MAX), ...more, ...unheard, ...away];
    if (told.length > 0)
      await io.stderr.write(`capgate: the kernel stopped\n${told.map((line) => `  ${line}\n`).join('')}`);
  }
}

/** Who did what: names that processes choose are made visible. */
function textOf(event: KernelEvent): string {
  return `${visible(event.command)} (process ${event.pid} of ${event.parentPid}): ${visible(actText(event))}`;
}

const ACT_TEXTS = { read: 'reading', write: 'writing', remove: 'removing', connect: 'connecting to' } as const;

function actText(event: KernelEvent): string {
  if (event.act === 'exec') return `running ${event.path}: ${event.reason}`;
  if (event.act === 'control') return event.control;
  return 'address' in event
    ? `connecting to ${event.address} port ${event.port} (${event.reach})`
    : `${ACT_TEXTS[event.act]} ${event.path} (${event.scope})`;
}
