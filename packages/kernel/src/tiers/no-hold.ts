/** What tiers that are asked cannot do. */
import { KernelError } from '../error.ts';
import type { Mask } from '../mask.ts';
import type { TierName } from './tier.ts';

/** Asked before a program runs, a tier could stop who runs it, and not what runs. Throws `KernelError` UNSUPPORTED. */
export function requireNoHold({ hold }: Mask, tier: TierName): void {
  if (hold === true)
    throw new KernelError('UNSUPPORTED', `expected a tier of programs in the kernel to hold at start, met ${tier}`);
}
