/** What of this machine can hold a process to a mask without root, in words; never more than is there. */
import { landlockVersion } from './landlock.ts';
import { type Limit, limitsOf } from './limits.ts';
import type { Mask } from '../mask.ts';
import { canAsk } from '../tiers/notify/calls.ts';

export interface RootlessStatus {
  readonly tier: 'none' | 'backstop' | 'notify';
  /** One line for a person. */
  readonly summary: string;
  /** What of a mask is not held, or is refused beyond it. */
  readonly limits: readonly Limit[];
}

/** `mask` is what is asked for. Never throws. */
export function backstopStatus(mask: Mask): RootlessStatus {
  const reason = absence();
  if (reason !== undefined) return { tier: 'none', summary: `not enforced on this system: ${reason}`, limits: [] };
  const abi = landlockVersion();
  return {
    tier: 'backstop',
    summary: `Landlock (version ${abi}) and seccomp`,
    limits: limitsOf(mask, abi),
  };
}

/** The same with tier 4 over it, where this kernel can ask. */
export function rootlessStatus(mask: Mask): RootlessStatus {
  const backstop = backstopStatus(mask);
  if (backstop.tier === 'none' || !canAsk()) return backstop;
  return {
    tier: 'notify',
    summary: `a thread that answers for what is run and connected to, over ${backstop.summary}`,
    limits: limitsOf(mask, landlockVersion(), 'notify'),
  };
}

/** Why there is nothing, if so. */
function absence(): string | undefined {
  const { platform, arch } = process;
  if (platform !== 'linux') return `it is no Linux, but ${platform}`;
  if (arch !== 'x64' && arch !== 'arm64') return `nothing is built for ${arch}`;
  try {
    return landlockVersion() > 0 ? undefined : 'its kernel has no Landlock, or has it switched off';
  } catch (error) {
    return `the kernel cannot be called (${error instanceof Error ? error.message : String(error)})`;
  }
}
