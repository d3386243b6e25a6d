/**
 * What has been taken from nodes: which may speak for whom, and what comes next from each. Whoever is refused changes
 * nothing: a forged sender never harms the one that is named.
 */
import { KeyError, type Identity, type Primitives, signersOf } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { type Batch, type BatchHeader, hashOf, openBatch, type OpenedBatch, rootOf } from './batch.ts';
import { decodePoint, type Point } from './point.ts';

/** What is known of a node that may send. */
export interface EnrolledNode {
  readonly identity: Identity;
  /** Whose agents it may speak for. */
  readonly tenant: string;
}

export interface LedgerOptions {
  /** Evidence of windows that began longer ago is refused; 15 minutes where absent: what a node keeps while it is cut off. */
  readonly ageMaxMs?: number;
  /** How far a node's clock may be ahead; 5 seconds where absent. */
  readonly aheadMaxMs?: number;
}

export interface Admitted {
  readonly header: BatchHeader;
  readonly points: readonly Point[];
}

const AGE_MAX_MS = 900_000;
const AHEAD_MAX_MS = 5_000;
/** What the first batch of a node stands behind: no statement has this hash. */
export const NOTHING_BEFORE = '0'.repeat(64);

/** Of a batch: its number, and the hash of its statement. */
export interface Tail {
  readonly sequence: number;
  readonly hash: string;
}

export class EvidenceLedger {
  readonly #primitives: Primitives;
  readonly #ageMaxMs: number;
  readonly #aheadMaxMs: number;
  readonly #nodes = new Map<string, EnrolledNode>();
  readonly #tails = new Map<string, Tail>();

  constructor(primitives: Primitives, { ageMaxMs = AGE_MAX_MS, aheadMaxMs = AHEAD_MAX_MS }: LedgerOptions = {}) {
    this.#primitives = primitives;
    this.#ageMaxMs = ageMaxMs;
    this.#aheadMaxMs = aheadMaxMs;
  }

  /** From now on it may send; one of the same name takes its place, and goes on behind it. */
  enrol(node: EnrolledNode): void {
    this.#nodes.set(node.identity.name, node);
  }

  /** From now on it may not. */
  revoke(name: string): void {
    this.#nodes.delete(name);
  }

  /** What was taken last from a node: what it sends next comes behind that, also where it has forgotten. */
  tailOf(name: string): Tail {
    return this.#tails.get(name) ?? { sequence: 0, hash: NOTHING_BEFORE };
  }

  /**
   * Takes a batch, or nothing of it. Rejects with `FleetError` FORM; SOURCE for a node that nobody enrolled, or that speaks
   * for another tenant; SIGNATURE; CLOCK; REPLAY for what was taken before; ORDER for what does not follow on the last one
   * (it is to send again what comes behind `tailOf`); PROOF where its points are not those that were signed.
   */
  async admit(batch: Batch, nowMs: number): Promise<Admitted> {
    const opened = openedOf(batch);
    const { header } = opened;
    await this.#checkSource(opened);
    this.#checkClock(header, nowMs);
    this.#checkOrder(header);
    const points = this.#pointsOf(batch, header);
    const hash = hashOf(batch.statement, this.#primitives);
    this.#tails.set(header.node, { sequence: header.sequence, hash });
    return { header, points };
  }

  async #checkSource({ header: { node, tenant }, note }: OpenedBatch): Promise<void> {
    const known = this.#nodes.get(node);
    if (known === undefined) throw new FleetError('SOURCE', `expected a node that is enrolled, met ${node}`);
    if (!(await isSignedBy(note, known.identity, this.#primitives)))
      throw new FleetError('SIGNATURE', `expected the signature of ${node}, met none that is its own`);
    if (known.tenant !== tenant)
      throw new FleetError('SOURCE', `expected evidence of the tenant of ${node}, met that of another`);
  }

  #checkClock({ node, beganMs, windowMs }: BatchHeader, nowMs: number): void {
    const ageMs = nowMs - (beganMs + windowMs);
    if (ageMs >= -this.#aheadMaxMs && ageMs <= this.#ageMaxMs) return;
    const met = ageMs < 0 ? `one that ends in ${-ageMs} ms` : `one that ended ${ageMs} ms ago`;
    throw new FleetError('CLOCK', `expected a window of ${node} that has just ended, met ${met}; set its clock`);
  }

  #checkOrder({ node, sequence, previous }: BatchHeader): void {
    const last = this.tailOf(node);
    if (sequence <= last.sequence)
      throw new FleetError('REPLAY', `expected batch ${last.sequence + 1} of ${node}, met ${sequence} once more`);
    if (sequence === last.sequence + 1 && previous === last.hash) return;
    const met = sequence > last.sequence + 1 ? `batch ${sequence}` : 'one behind another batch';
    throw new FleetError('ORDER', `expected batch ${last.sequence + 1} of ${node}, met ${met}; send what is missing`);
  }

  #pointsOf({ points }: Batch, { node, count, root }: BatchHeader): readonly Point[] {
    const isSame = points.length === count && rootOf(points, this.#primitives) === root;
    if (!isSame) throw new FleetError('PROOF', `expected the ${count} points that ${node} has signed, met others`);
    const read = points.map(decodePoint);
    for (let i = 1; i < read.length; i++) {
      if ((read[i - 1] as Point).agent < (read[i] as Point).agent) continue;
      throw new FleetError('FORM', `expected each agent of ${node} once, by name, met others`);
    }
    return read;
  }
}

function openedOf({ statement }: Batch): OpenedBatch {
  try {
    return openBatch(statement);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new FleetError('FORM', 'expected a signed batch of evidence, met another text', { cause: error });
  }
}

/** Whether one of the lines that sign is this identity's own. */
export async function isSignedBy(
  note: OpenedBatch['note'],
  identity: Identity,
  primitives: Primitives,
): Promise<boolean> {
  try {
    return (await signersOf(note, [identity], primitives)).length === 1;
  } catch (error) {
    if (error instanceof KeyError && error.code === 'SIGNATURE') return false;
    throw error;
  }
}
