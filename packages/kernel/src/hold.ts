/** Whatever holds most on this machine. */
import type { BpfObject } from './bpf/object.ts';
import { enforce } from './enforcement.ts';
import { KernelError } from './error.ts';
import { holdingOf } from './session.ts';
import { FanotifyHolding } from './tiers/fanotify/holding.ts';
import type { Holding } from './tiers/tier.ts';

export interface Chosen {
  readonly holding: Holding;
  /** Why no tier that holds more does, in the order in which they were tried; empty where it is the first. */
  readonly refused: string;
}

/**
 * By the first of `objects` that the kernel takes, else by asking this process: then `onLost` is called where that ends
 * before its sessions do. Rejects with the last `KernelError` where nothing holds here.
 */
export async function hold(objects: readonly BpfObject[], onLost: (error: KernelError) => void): Promise<Chosen> {
  try {
    const { enforcement, refused } = enforce(objects);
    return {
      holding: holdingOf(enforcement),
      refused: refused.map(({ tier, reason }) => `${tier}: ${reason}`).join('; '),
    };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    return { holding: await FanotifyHolding.open(onLost), refused: error.message };
  }
}
