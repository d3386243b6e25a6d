/**
 * What a node has done, as far as whoever notes it has checked: out of what the node itself has signed, and never out of
 * what somebody else says about it. What anybody could make in its name is no act: a text with another's signature, a batch
 * that was sent again, leaves that do not come to the root that was signed.
 */
import type { Identity, Primitives } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { hashOf, openBatch, type OpenedBatch } from '../evidence/batch.ts';
import { isSignedBy } from '../evidence/ledger.ts';

/** `taken`: what it sent was admitted, behind what it sent before. `opened`: what was drawn of it came to what it signed. */
export const GOOD_ACTS = ['taken', 'opened'] as const;
/**
 * `broken-proof`: it signed what its inputs do not come to. `equivocation`: it signed two texts of one number.
 * `no-opening`: it is up, and did not show what it signed.
 */
export const BAD_ACTS = ['broken-proof', 'equivocation', 'no-opening'] as const;
export type GoodAct = (typeof GOOD_ACTS)[number];
export type BadAct = (typeof BAD_ACTS)[number];

export interface Act {
  readonly kind: GoodAct | BadAct;
  readonly node: string;
  /** SHA-256 in hexadecimal digits: of two acts with the same evidence, one counts. */
  readonly evidence: string;
  /** When the window ended that was signed, or when it was asked for: milliseconds since 1970 UTC. */
  readonly atMs: number;
}

/**
 * That a node has signed two texts of one kind and number. Lines of signatures are not what is signed: another line beneath
 * the same text, which anybody can add, makes no second text. Rejects with `FleetError` SIGNATURE where it has not signed
 * both, PROOF where they are one text or of two numbers, FORM, and `KeyError` FORM.
 */
export async function equivocationOf(
  statements: readonly [string, string],
  identity: Identity,
  primitives: Primitives,
): Promise<Act> {
  const [one, other] = [openBatch(statements[0]), openBatch(statements[1])];
  for (const opened of [one, other]) await checkSigned(opened, identity, primitives);
  const isSamePlace = kindOf(one) === kindOf(other) && one.header.sequence === other.header.sequence;
  if (!isSamePlace || one.note.text === other.note.text)
    throw new FleetError('PROOF', `expected two texts of one number by ${identity.name}, met other statements`);
  const place = `equivocation\n${kindOf(one)}\n${identity.name}\n${one.header.sequence}`;
  const atMs = Math.max(endMsOf(one), endMsOf(other));
  return { kind: 'equivocation', node: identity.name, evidence: hashOf(place, primitives), atMs };
}

async function checkSigned({ header, note }: OpenedBatch, identity: Identity, primitives: Primitives): Promise<void> {
  const isIts = header.node === identity.name && (await isSignedBy(note, identity, primitives));
  if (!isIts) throw new FleetError('SIGNATURE', `expected the signature of ${identity.name}, met none that is its own`);
}

/** The first line of what is signed: statements of different kinds have numbers of their own. */
function kindOf({ note }: OpenedBatch): string {
  return note.text.slice(0, note.text.indexOf('\n'));
}

function endMsOf({ header: { beganMs, windowMs } }: OpenedBatch): number {
  return beganMs + windowMs;
}
