/**
 * What has been taken from nodes: which may speak for whom, and what comes next from each. Whoever is refused changes
 * nothing: a forged sender never harms the one that is named.
 */
import { type Identity, isSameIdentity, KeyError, type Primitives, signersOf } from '@capgate/keys';
import { WINDOW_MS } from '../behaviour/features.ts';
import type { FleetNode, Tier } from '../enrolment/node.ts';
import { FleetError } from '../error.ts';
import { type Batch, type BatchHeader, type BatchKind, hashOf, openBatch, type OpenedBatch, rootOf } from './batch.ts';

/** What is known of a node that may send. */
export type EnrolledNode = Pick<FleetNode, 'identity' | 'tier' | 'tenant' | 'parent'>;

export interface LedgerOptions {
  /** Evidence of windows that ended longer ago is refused; 15 minutes where absent: what a node keeps while it is cut off. */
  readonly ageMaxMs?: number;
  /** How far a node's clock may be ahead; 5 seconds where absent. */
  readonly aheadMaxMs?: number;
  /** How long windows are; 10 seconds where absent. */
  readonly windowMs?: number;
}

export interface Admitted<Value> {
  readonly header: BatchHeader;
  /** Of the statement. */
  readonly hash: string;
  /** What its leaves say. */
  readonly value: Value;
}

/** What leaves say; throws `FleetError` where they say nothing. */
export type Reading<Value> = (header: BatchHeader, leaves: readonly Uint8Array[]) => Value;

const AGE_MAX_MS = 900_000;
const AHEAD_MAX_MS = 5_000;
/** What the first batch of a node stands behind: no statement has this hash. */
export const NOTHING_BEFORE = '0'.repeat(64);

/** Of a batch: its number, and the hash of its statement. */
export interface Tail {
  readonly sequence: number;
  readonly hash: string;
}

/** Of a node that has sent nothing. */
export const NO_TAIL: Tail = { sequence: 0, hash: NOTHING_BEFORE };

export class EvidenceLedger {
  readonly #primitives: Primitives;
  readonly #ageMaxMs: number;
  readonly #aheadMaxMs: number;
  readonly #nodes = new Map<string, EnrolledNode>();
  readonly #tails = new Map<string, Tail>();
  readonly #windowMs: number;
  /** When the last window of each node ended: of each there is one batch. */
  readonly #endsMs = new Map<string, number>();

  constructor(
    primitives: Primitives,
    { ageMaxMs = AGE_MAX_MS, aheadMaxMs = AHEAD_MAX_MS, windowMs = WINDOW_MS }: LedgerOptions = {},
  ) {
    this.#primitives = primitives;
    this.#windowMs = windowMs;
    this.#ageMaxMs = ageMaxMs;
    this.#aheadMaxMs = aheadMaxMs;
  }

  /** From now on it may send; another identity of the same name takes its place, and begins anew. */
  enrol(node: EnrolledNode): void {
    const { name } = node.identity;
    const known = this.#nodes.get(name);
    // Another identity begins anew: whoever had the name before may have signed any number.
    if (known !== undefined && !isSameIdentity(known.identity, node.identity)) this.#forget(name);
    this.#nodes.set(name, node);
  }

  /** From now on it may not. */
  revoke(name: string): void {
    this.#nodes.delete(name);
    this.#forget(name);
  }

  #forget(name: string): void {
    this.#tails.delete(name);
    this.#endsMs.delete(name);
  }

  nodeOf(name: string): EnrolledNode | undefined {
    return this.#nodes.get(name);
  }

  /** Names of the nodes of a tier. */
  nodesOf(tier: Tier): readonly string[] {
    return [...this.#nodes].flatMap(([name, node]) => (node.tier === tier ? [name] : []));
  }

  /** Those of a tier that send to this one. */
  childrenOf(parent: string, tier: Tier): readonly string[] {
    return this.nodesOf(tier).filter((name) => this.nodeOf(name)?.parent === parent);
  }

  /** What was taken last from a node: what it sends next comes behind that, also where it has forgotten. */
  tailOf(name: string): Tail {
    return this.#tails.get(name) ?? NO_TAIL;
  }

  /** Of all from whom something was taken. */
  tails(): ReadonlyMap<string, Tail> {
    return new Map(this.#tails);
  }

  /** Goes on behind this: for a node that has lost what came between, or a ledger that was kept. */
  continueFrom(name: string, tail: Tail): void {
    this.#tails.set(name, tail);
  }

  /**
   * Takes a batch, or nothing of it. Rejects with `FleetError` FORM for another kind, too; SOURCE for a node that nobody
   * enrolled, that is of another tier, or that speaks for another tenant; SIGNATURE; CLOCK, also for a second batch of one window; REPLAY for what was taken
   * before; EQUIVOCATION for another one of the last number; ORDER for what does not follow on the last one (it is to send
   * again what comes behind `tailOf`); PROOF where its leaves are not those that were signed; and with what `read` throws.
   */
  async admit<Value>(kind: BatchKind, batch: Batch, nowMs: number, read: Reading<Value>): Promise<Admitted<Value>> {
    const { header } = await this.check(kind, batch);
    const hash = hashOf(batch.statement, this.#primitives);
    this.checkClock(header, nowMs);
    this.#checkOrder(header, hash);
    this.#checkWindow(header);
    const value = read(header, batch.leaves);
    this.#tails.set(header.node, { sequence: header.sequence, hash });
    this.#endsMs.set(header.node, header.beganMs + header.windowMs);
    return { header, hash, value };
  }

  /** That an enrolled node has signed this, whenever that was and wherever it comes. Rejects as `admit` does for that. */
  async check(kind: BatchKind, batch: Batch): Promise<OpenedBatch> {
    const opened = openedOf(kind, batch);
    await this.checkSource(opened);
    const { node, count, root } = opened.header;
    const isSame = batch.leaves.length === count && rootOf(batch.leaves, this.#primitives) === root;
    if (!isSame) throw new FleetError('PROOF', `expected the ${count} leaves that ${node} has signed, met others`);
    return opened;
  }

  /** Of a header alone, whose leaves are somewhere else. */
  async checkSource({ kind, header: { node, tenant }, note }: OpenedBatch): Promise<void> {
    const known = this.#nodes.get(node);
    if (known === undefined) throw new FleetError('SOURCE', `expected a node that is enrolled, met ${node}`);
    if (!(await isSignedBy(note, known.identity, this.#primitives)))
      throw new FleetError('SIGNATURE', `expected the signature of ${node}, met none that is its own`);
    // Another line beneath the same text would make another hash of it.
    if (note.signatures.length !== known.identity.keys.length)
      throw new FleetError('FORM', `expected the signature of ${node} alone, met more lines`);
    if ((known.tier === 'local') !== (kind === 'evidence'))
      throw new FleetError('SOURCE', `expected ${kind} of a node of the tier for that, met that of ${node}`);
    if (known.tenant !== tenant)
      throw new FleetError('SOURCE', `expected evidence of the tenant of ${node}, met that of another`);
  }

  /** Rejects evidence of windows of too long ago, or of the future. Throws `FleetError` CLOCK. */
  checkClock({ node, beganMs, windowMs }: BatchHeader, nowMs: number): void {
    const ageMs = nowMs - (beganMs + windowMs);
    if (ageMs >= -this.#aheadMaxMs && ageMs <= this.#ageMaxMs) return;
    const met = ageMs < 0 ? `one that ends in ${-ageMs} ms` : `one that ended ${ageMs} ms ago`;
    throw new FleetError('CLOCK', `expected a window of ${node} that has just ended, met ${met}; set its clock`);
  }

  /** Whoever signs more than one batch a window could drown those who do not. */
  #checkWindow({ node, beganMs, windowMs }: BatchHeader): void {
    if (windowMs === this.#windowMs && beganMs >= (this.#endsMs.get(node) ?? 0)) return;
    const expected = `a window of ${this.#windowMs} ms behind the last one`;
    throw new FleetError('CLOCK', `expected of ${node} ${expected}, met another`);
  }

  #checkOrder({ node, sequence, previous }: BatchHeader, hash: string): void {
    const last = this.tailOf(node);
    if (sequence === last.sequence && hash !== last.hash)
      throw new FleetError('EQUIVOCATION', `expected one batch ${sequence} of ${node}, met another that it has signed`);
    if (sequence <= last.sequence)
      throw new FleetError('REPLAY', `expected batch ${last.sequence + 1} of ${node}, met ${sequence} once more`);
    if (sequence === last.sequence + 1 && previous === last.hash) return;
    const met = sequence > last.sequence + 1 ? `batch ${sequence}` : 'one behind another batch';
    throw new FleetError('ORDER', `expected batch ${last.sequence + 1} of ${node}, met ${met}; send what is missing`);
  }
}

function openedOf(kind: BatchKind, { statement }: Batch): OpenedBatch {
  const opened = openBatch(statement);
  if (opened.kind === kind) return opened;
  throw new FleetError('FORM', `expected a batch of ${kind}, met one of ${opened.kind}`);
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
