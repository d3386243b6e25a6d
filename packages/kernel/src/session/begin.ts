/** A session over the places of this machine, once it is certain that the tier sees it. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { KernelError } from '../error.ts';
import type { Mask } from '../mask.ts';
import type { Place } from '../place.ts';
import type { HeldSession, Holding } from '../tiers/tier.ts';
import { brokers } from './brokers.ts';
import { withMounts } from './mounts.ts';

/**
 * `uid`: as whom the session runs. Rejects with `KernelError` REFUSED where the tier does not see the session: in a namespace of control groups levels
 * count otherwise.
 */
export async function beginSession(
  holding: Holding,
  mask: Mask,
  places: readonly Place[],
  uid: number,
): Promise<HeldSession> {
  holding.labels.labelPlaces([...withMounts(places), ...brokers(uid)]);
  const session = holding.begin(`${process.pid}-${randomBytes(4).toString('hex')}`, mask);
  await confirmSeen(session);
  return session;
}

/** Starts a program that does nothing in it, as whoever holds nothing would not notice. */
async function confirmSeen(session: HeldSession): Promise<void> {
  const child = spawn('/bin/sh', ['-c', 'read -r _ && exec /bin/true'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const exited = once(child, 'exit');
  session.add(child.pid as number);
  child.stdin.end('\n');
  await exited;
  session.drain(() => undefined);
  if (session.tally().decided > 0n) return;
  await session.end();
  throw new KernelError('REFUSED', 'expected the tier to see the session, met that it sees nothing of it');
}
