/** A session of tier 4, over the sockets of this machine that lead out of it. */
import type { Confined, ConfinedCommand } from '../backstop/start.ts';
import type { Mask } from '../mask.ts';
import type { NotifyHolding, NotifySession } from '../tiers/notify/holding.ts';
import { brokers } from './brokers.ts';

/** Rejects as `NotifyHolding.start` does. */
export function startAnswered(
  holding: NotifyHolding,
  mask: Mask,
  asked: ConfinedCommand,
): Promise<{ readonly session: NotifySession; readonly confined: Confined }> {
  holding.labels.labelPlaces(brokers(process.getuid?.() ?? 0));
  // Nothing gains rights in it, so what would run with another user's runs with its own.
  return holding.start({ ...mask, controls: new Set([...mask.controls, 'setuid-exec'] as const) }, asked);
}
