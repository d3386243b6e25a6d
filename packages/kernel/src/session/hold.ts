/** A session under the programs of the highest tier that this kernel takes: what root can have above the backstop. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { BpfObject } from '../bpf/object.ts';
import { enforce } from '../enforcement.ts';
import { KernelError } from '../error.ts';
import type { Mask } from '../mask.ts';
import type { Place } from '../place.ts';
import { Session, sweep } from '../session.ts';
import type { BpfTierName } from '../tiers/tier.ts';
import { brokers } from './brokers.ts';
import { withMounts } from './mounts.ts';

export interface Held {
  readonly tier: BpfTierName;
  readonly session: Session;
}

/**
 * Throws `KernelError`: REFUSED where the kernel takes no programs of ours, not from this process, or where they do not
 * see the session: in a namespace of control groups levels count otherwise.
 */
export async function holdSession(objects: readonly BpfObject[], mask: Mask, places: readonly Place[]): Promise<Held> {
  const { enforcement } = enforce(objects);
  sweep(enforcement);
  enforcement.labels.labelPlaces([...withMounts(places), ...brokers(process.getuid?.() ?? 0)]);
  const name = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const session = Session.begin(enforcement, name, mask);
  await confirmSeen(session);
  return { tier: enforcement.tier, session };
}

/** Starts a program that does nothing in it, as whoever holds nothing would not notice. */
async function confirmSeen(session: Session): Promise<void> {
  const child = spawn('/bin/sh', ['-c', 'read -r _ && exec /bin/true'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const exited = once(child, 'exit');
  session.add(child.pid as number);
  child.stdin.end('\n');
  await exited;
  session.drain(() => undefined);
  if (session.tally().decided > 0n) return;
  await session.end();
  throw new KernelError('REFUSED', 'expected the programs to see the session, met that they see nothing of it');
}
