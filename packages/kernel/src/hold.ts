/** Whatever holds most on this machine. */
import type { BpfObject } from './bpf/object.ts';
import { enforce } from './enforcement.ts';
import { KernelError } from './error.ts';
import { holdingOf } from './session.ts';
import { FanotifyHolding } from './tiers/fanotify/holding.ts';
import { NotifyHolding } from './tiers/notify/holding.ts';
import type { Holding } from './tiers/tier.ts';

export interface Chosen {
  readonly holding: Holding | NotifyHolding;
  /** Why no tier that holds more does, in the order in which they were tried; empty where it is the first. */
  readonly refused: string;
}

/**
 * By the first of `objects` that the kernel takes, else by asking this process: about programs wherever they are run, for
 * which `onLost` is called where that ends before its sessions do; without root, about the calls of what it starts.
 * Rejects with the last `KernelError` where nothing holds here.
 */
export async function hold(objects: readonly BpfObject[], onLost: (error: KernelError) => void): Promise<Chosen> {
  try {
    const { enforcement, refused } = enforce(objects);
    return {
      holding: holdingOf(enforcement),
      refused: refused.map(({ tier, reason }) => `${tier}: ${reason}`).join('; '),
    };
  } catch (error) {
    return await byAsking(onLost, refusalIn(error));
  }
}

async function byAsking(onLost: (error: KernelError) => void, refused: string): Promise<Chosen> {
  try {
    return { holding: await FanotifyHolding.open(onLost), refused };
  } catch (error) {
    return { holding: new NotifyHolding(), refused: `${refused}; fanotify: ${refusalIn(error)}` };
  }
}

/** Folders of the kernel's that cannot be written are one as well. Throws what is none. */
function refusalIn(error: unknown): string {
  if (error instanceof KernelError || (error instanceof Error && 'syscall' in error)) return error.message;
  throw error;
}
