/**
 * A regional aggregator: takes the evidence of local nodes, and says upward what it comes to of each of them. All of that
 * can be worked out anew from what the nodes have signed, and it opens whatever is drawn.
 */
import { BoundedMap } from '@capgate/base';
import type { Primitives, SigningKey } from '@capgate/keys';
import { FLEET_TENANT } from '../enrolment/node.ts';
import { FleetError, isFleetError } from '../error.ts';
import {
  type Batch,
  BATCH_LEAVES_MAX,
  type BatchHeader,
  hashOf,
  LEAF_BYTES_MAX,
  openBatch,
  sealBatch,
} from '../evidence/batch.ts';
import { type EvidenceLedger, NO_TAIL, type Tail } from '../evidence/ledger.ts';
import { decodePoints, type Point } from '../evidence/point.ts';
import { decodeBatch } from '../evidence/wire.ts';
import { cohortsOf } from '../summary/cohort-summary.ts';
import { encodeSummaries, encodeSummary, type NodeSummary } from '../summary/node-summary.ts';
import { mayTellOf } from './agent-name.ts';
import type { Message } from './carrier.ts';
import { catchUp } from './catching-up.ts';
import { equivocationIn } from './equivocations.ts';
import { type OnEvent, refusalOf } from './events.ts';
import { KeptBatches } from './kept-batches.ts';
import { signLearned } from './learned.ts';
import { type Learned, Learner } from './learner.ts';
import { KEEP_MS } from './local.ts';
import { decodeQuestion, encodeAnswer } from './questions.ts';

export interface RegionalParts {
  readonly key: SigningKey;
  readonly primitives: Primitives;
  readonly ledger: EvidenceLedger;
  readonly windowMs: number;
  /** Milliseconds since 1970 UTC. */
  readonly nowMs: () => number;
  /** The batches of a node from this number on; rejects with `FleetError` UNREACHABLE. */
  readonly batchesSince: (node: string, sequence: number) => Promise<readonly Batch[]>;
  readonly onEvent: OnEvent;
  /** Whether it takes the evidence of another aggregator's nodes once more. */
  readonly isWatched?: (aggregator: string) => boolean;
  /** Windows after which a cohort is known; half a day of them where absent. */
  readonly learnedWindows?: number;
  /** What it has sent before. */
  readonly tail?: Tail;
  /** Told of a summary before anybody can see it; where it rejects, it was not signed. */
  readonly onSealed?: (closed: Closed, tail: Tail) => Promise<void>;
}

/** How long what a node has to send again is waited for. */
const MISSING_MS_MAX = 30_000;

export interface Summed {
  readonly sequence: number;
  readonly batch: Batch;
}

export interface Closed extends Summed {
  /** What was learned since the last time: signed texts (`learned.ts`). */
  readonly learned: readonly string[];
}

export class RegionalNode {
  readonly #parts: RegionalParts;
  readonly #taken = new KeptBatches(KEEP_MS);
  readonly #summaries = new KeptBatches(KEEP_MS);
  /** In which summary each batch that was taken went up. */
  readonly #summaryOf = new Map<string, string>();
  readonly #learner: Learner;
  /** Since when what a node has to send again does not come. */
  readonly #missingSince = new BoundedMap<string, number>(10_000);
  #open: NodeSummary[] = [];
  #learned: Learned[] = [];
  #tail: Tail;

  constructor(parts: RegionalParts) {
    this.#parts = parts;
    this.#learner = new Learner(parts.learnedWindows);
    this.#tail = parts.tail ?? NO_TAIL;
  }

  get name(): string {
    return this.#parts.key.identity.name;
  }

  /** What it has signed last. */
  get tail(): Tail {
    return this.#tail;
  }

  /** How many batches wait for the next summary. */
  get waiting(): number {
    return this.#open.length;
  }

  /**
   * Takes a message, or tells why not: of whoever is refused nothing is kept, and nothing is held against who is named in
   * it. What is missing before a batch is asked for. Rejects with `FleetError` UNREACHABLE where that does not come: then
   * the message is to be handed over again.
   */
  async take({ from, body }: Message): Promise<void> {
    try {
      await this.#takeBatch(decodeBatch(body));
    } catch (error) {
      this.#parts.onEvent(refusalOf(from, error));
    }
  }

  /** What all that was taken since the last time comes to, for the window that began at `beganMs`. */
  async close(beganMs: number): Promise<Closed> {
    const { key, primitives, windowMs, nowMs } = this.#parts;
    const [open, learned] = [this.#open, this.#learned];
    this.#open = [];
    this.#learned = [];
    const sequence = this.#tail.sequence + 1;
    const place = { tenant: FLEET_TENANT, sequence, previous: this.#tail.hash, beganMs, windowMs };
    // What has no room waits for the next one.
    this.#open = open.splice(BATCH_LEAVES_MAX);
    const batch = await sealBatch('summary', place, encodeSummaries(open), key, primitives);
    const tail = { sequence, hash: hashOf(batch.statement, primitives) };
    const texts = await Promise.all(learned.map((one) => signLearned(one, nowMs(), key, primitives)));
    const closed = { sequence, batch, learned: texts };
    try {
      await this.#parts.onSealed?.(closed, tail);
    } catch (error) {
      this.#open = [...open, ...this.#open];
      this.#learned = [...learned, ...this.#learned];
      throw error;
    }
    this.#tail = tail;
    this.#summaries.add(tail.hash, batch, sequence, nowMs());
    this.#note(open, tail.hash);
    return closed;
  }

  /** In which summary each batch is, while that may be asked for. */
  #note(open: readonly NodeSummary[], hash: string): void {
    for (const summary of open) this.#summaryOf.set(summary.batch, hash);
    for (const [taken, within] of this.#summaryOf)
      if (this.#summaries.of(within) === undefined) this.#summaryOf.delete(taken);
  }

  /** Answers what hubs ask. Throws `FleetError` FORM. */
  answer(bytes: Uint8Array): Uint8Array {
    const question = decodeQuestion(bytes);
    if (question.kind === 'since') return encodeAnswer(this.#summaries.since(question.sequence));
    const { hash } = question;
    const batch =
      question.kind === 'batch'
        ? (this.#taken.of(hash) ?? this.#summaries.of(hash))
        : this.#summaries.of(this.#summaryOf.get(hash) ?? '');
    return encodeAnswer(batch === undefined ? [] : [batch]);
  }

  async #takeBatch(batch: Batch): Promise<void> {
    try {
      await this.#admit(batch);
    } catch (error) {
      if (isFleetError(error, 'EQUIVOCATION')) await this.#tellEquivocation(batch);
      if (!isFleetError(error, 'ORDER')) throw error;
      // Only what the node itself has signed comes this far.
      const admit = (missing: Batch): Promise<void> => this.#admit(missing);
      const batchesSince = (node: string, sequence: number) => this.#missing(node, sequence);
      await catchUp(openBatch(batch.statement).header, { ...this.#parts, admit, batchesSince });
      await this.#admit(batch);
    }
  }

  async #admit(batch: Batch): Promise<void> {
    const { ledger, nowMs, onEvent, primitives } = this.#parts;
    const through = this.name;
    const named = { through, batch: hashOf(batch.statement, primitives) };
    const read = (header: BatchHeader, leaves: readonly Uint8Array[]) => this.#read(header, leaves, named);
    const { header, hash, value } = await ledger.admit('evidence', batch, nowMs(), read);
    const { node, sequence } = header;
    this.#taken.add(hash, batch, sequence, nowMs());
    this.#open.push(value.summary);
    this.#learned.push(...this.#learner.take(header, value.points));
    onEvent({ kind: 'taken', node, evidence: hash });
  }

  /** Throws `FleetError` SOURCE for a node that sends to another aggregator, FORM for what no summary has room for. */
  #read(
    header: BatchHeader,
    leaves: readonly Uint8Array[],
    named: Pick<NodeSummary, 'through' | 'batch'>,
  ): { readonly points: readonly Point[]; readonly summary: NodeSummary } {
    const { ledger, isWatched } = this.#parts;
    const { node, sequence, tenant } = header;
    const parent = ledger.nodeOf(node)?.parent;
    if (parent !== this.name && (parent === undefined || isWatched?.(parent) !== true))
      throw new FleetError('SOURCE', `expected evidence of nodes below ${this.name}, met that of ${node}`);
    const points = pointsIn(header, leaves);
    const summary = { node, sequence, ...named, cohorts: cohortsOf(tenant, points) };
    if (encodeSummary(summary).length <= LEAF_BYTES_MAX) return { points, summary };
    throw new FleetError('FORM', `expected less of cohorts of ${node} than a summary has room for, met more`);
  }

  /** Nobody waits for long for what a node does not send: others would wait with it. */
  async #missing(node: string, sequence: number): Promise<readonly Batch[]> {
    const { batchesSince, nowMs } = this.#parts;
    try {
      const batches = await batchesSince(node, sequence);
      this.#missingSince.delete(node);
      return batches;
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      const sinceMs = this.#missingSince.get(node) ?? nowMs();
      this.#missingSince.set(node, sinceMs);
      if (error.code === 'UNREACHABLE' && nowMs() - sinceMs < MISSING_MS_MAX) throw error;
      return [];
    }
  }

  async #tellEquivocation(batch: Batch): Promise<void> {
    const event = await equivocationIn(batch, this.#taken, this.#parts);
    if (event !== undefined) this.#parts.onEvent(event);
  }
}

/** Throws `FleetError` FORM, and SOURCE for what is said of an agent of another gate. */
export function pointsIn({ node }: BatchHeader, leaves: readonly Uint8Array[]): readonly Point[] {
  const points = decodePoints(leaves);
  const foreign = points.find(({ agent }) => !mayTellOf(node, agent));
  if (foreign === undefined) return points;
  throw new FleetError('SOURCE', `expected evidence of agents of ${node}, met that of ${foreign.agent}`);
}
