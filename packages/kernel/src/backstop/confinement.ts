/** What the backstop makes of a mask: a Landlock domain, a filter, and what of the mask neither can hold. */
import { KernelError } from '../error.ts';
import type { Mask } from '../mask.ts';
import type { Place } from '../place.ts';
import type { TierName } from '../tiers/tier.ts';
import { droppedCapabilities } from './capabilities.ts';
import { type Closed, grantsOf, type Listing } from './grants.ts';
import type { Domain } from './landlock.ts';
import { fileRights, netRights, rightsFor, scopes } from './rights.ts';
import { filterOf, hasNetwork } from './seccomp.ts';
import { type Limit, limitsOf } from './limits.ts';

const NO_GRANTS = { grants: [], closed: { read: [], write: [] } } as const;

/** Plain data, so that it can go to the thread that enters it. */
export interface Confinement {
  readonly domain: Domain;
  /** The program of seccomp. */
  readonly filter: Uint8Array<ArrayBuffer>;
  /** Numbers of what root gives up. */
  readonly capabilities: readonly number[];
  /** What the mask asks and this does not hold. */
  readonly limits: readonly Limit[];
  readonly closed: Closed;
}

/**
 * `abi` is `landlockVersion()`, from 1 on. It never refuses what the mask permits, but for what `limits` and `closed`
 * name. `tier` is what holds above it, if something does. Of a mask that only observes neither files nor connections are
 * withheld. Throws `KernelError`: UNSUPPORTED on a processor that no filter is known for; VALUE for a mask that only observes where no
 * tier is above, since nobody would tell of anything.
 */
export function confinementOf(
  places: readonly Place[],
  mask: Mask,
  abi: number,
  listing: Listing,
  tier?: TierName,
): Confinement {
  if (mask.observe && tier === undefined)
    throw new KernelError('VALUE', 'expected a mask that is to be held, met one that only observes');
  // What Landlock refuses, the programs of tier 1 never see, and so cannot tell; they hold files without it.
  const isFiled = tier !== 'lsm' && !mask.observe;
  const { grants, closed } = isFiled ? grantsOf(places, mask, listing) : NO_GRANTS;
  return {
    domain: {
      files: isFiled ? fileRights(abi) : 0,
      net: netOf(mask, abi, tier),
      scopes: scopes(abi, mask.controls.has('signal') ? 'anywhere' : 'within'),
      rules: grants.map(({ path, acts }) => ({ path, rights: rightsFor(acts, abi) })),
    },
    filter: filterOf(mask),
    capabilities: droppedCapabilities(mask),
    limits: limitsOf(mask, abi, tier),
    closed,
  };
}

/** Under tier 4 another process connects, with an address that it judged; who asked must not be able to by itself. */
function netOf(mask: Mask, abi: number, tier: TierName | undefined): number {
  if (mask.observe) return 0;
  if (!hasNetwork(mask)) return netRights(abi, 'all');
  return tier === 'notify' ? netRights(abi, 'connecting') : 0;
}
