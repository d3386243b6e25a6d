/**
 * A hub: takes summaries of aggregators and of other hubs, draws what is to be opened, works out the whole, and says its
 * word where an agent has changed.
 */
import { equalBytes, fromUtf8 } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { FLEET_TENANT } from '../enrolment/node.ts';
import { FleetError } from '../error.ts';
import { type Batch, type BatchHeader, hashOf, sealBatch } from '../evidence/batch.ts';
import { NOTHING_BEFORE, type Tail } from '../evidence/ledger.ts';
import { decodeBatch, decodeProven } from '../evidence/wire.ts';
import { subjectOf } from '../quarantine/certificate.ts';
import { decodeSummaries, encodeSummaries, encodeSummary, type NodeSummary } from '../summary/node-summary.ts';
import { type WholeCohort, wholeOf } from '../summary/whole.ts';
import type { Message } from './carrier.ts';
import { type FindingParts, foundIn, wordOn } from './findings.ts';
import { type InspectionParts, Inspections } from './inspections.ts';
import { KeptBatches } from './kept-batches.ts';
import { KEEP_MS } from './local.ts';
import { decodeQuestion, encodeAnswer } from './questions.ts';
import { type Decided, Words } from './words.ts';

export interface HubParts extends FindingParts, InspectionParts {
  readonly primitives: Primitives;
  readonly windowMs: number;
  readonly nowMs: () => number;
  /** Says its word to the other hubs. */
  readonly tellHubs: (subject: string, word: string) => Promise<void>;
  /** Hands a certificate down to every gate. */
  readonly publish: (decided: Decided) => Promise<void>;
  /** The aggregator that takes an aggregator's evidence once more, where there is one. */
  readonly watcherOf?: (aggregator: string) => string | undefined;
  /** What it has sent before. */
  readonly tail?: Tail;
}

/** What a node said longer ago is not part of the whole. */
const CURRENT_MS_MAX = 60_000;

interface Said {
  readonly by: string;
  readonly evidence: string;
  readonly leaf: NodeSummary;
  readonly atMs: number;
}

export class HubNode {
  readonly #parts: HubParts;
  readonly #words: Words;
  readonly #inspections: Inspections;
  readonly #taken = new KeptBatches(KEEP_MS);
  readonly #summaries = new KeptBatches(KEEP_MS);
  /** In which aggregator's summary each batch came. */
  readonly #summaryOf = new Map<string, string>();
  /** Of each local node what was said last. */
  readonly #said = new Map<string, Said>();
  /** What its aggregators have said since its last summary. */
  #open: NodeSummary[] = [];
  #tail: Tail;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#words = new Words(parts.deciders, parts.primitives);
    this.#inspections = new Inspections(parts);
    this.#tail = parts.tail ?? { sequence: 0, hash: NOTHING_BEFORE };
  }

  get name(): string {
    return this.#parts.key.identity.name;
  }

  /** What it has signed last. */
  get tail(): Tail {
    return this.#tail;
  }

  /** Takes a message, or tells why not; nothing is held against who is named in it. */
  async take({ kind, from, body }: Message): Promise<void> {
    try {
      if (kind === 'summary') await this.#takeSummary(decodeBatch(body));
      else if (kind === 'finding') await this.#takeFinding(body);
      else if (kind === 'word') await this.#takeWord(fromUtf8(body) ?? '');
      else throw new FleetError('SOURCE', `expected ${kind} at an aggregator, met it at a hub`);
    } catch (error) {
      if (!(error instanceof FleetError) || error.code === 'UNREACHABLE') throw error;
      this.#parts.onEvent({ kind: 'refused', node: from, code: error.code, why: error.message });
    }
  }

  /** What its aggregators have said since the last time, for all hubs. */
  async close(beganMs: number): Promise<{ readonly sequence: number; readonly batch: Batch }> {
    const { key, primitives, windowMs, nowMs } = this.#parts;
    const open = this.#open;
    this.#open = [];
    const sequence = this.#tail.sequence + 1;
    const place = { tenant: FLEET_TENANT, sequence, previous: this.#tail.hash, beganMs, windowMs };
    const batch = await sealBatch('summary', place, encodeSummaries(open), key, primitives);
    this.#tail = { sequence, hash: hashOf(batch.statement, primitives) };
    this.#summaries.add(this.#tail.hash, batch, sequence, nowMs());
    return { sequence, batch };
  }

  /** Opens all that was drawn, and tells what comes of it. */
  inspect(): Promise<void> {
    return this.#inspections.inspect();
  }

  /** What all agents do, as far as nodes have said it lately. */
  whole(): readonly WholeCohort[] {
    const sinceMs = this.#parts.nowMs() - CURRENT_MS_MAX;
    return wholeOf([...this.#said.values()].flatMap(({ leaf, atMs }) => (atMs >= sinceMs ? [leaf] : [])));
  }

  /** Answers what other hubs ask. Throws `FleetError` FORM. */
  answer(bytes: Uint8Array): Uint8Array {
    const question = decodeQuestion(bytes);
    if (question.kind === 'since') return encodeAnswer(this.#summaries.since(question.sequence));
    const hash = question.kind === 'summary' ? (this.#summaryOf.get(question.hash) ?? '') : question.hash;
    const batch = this.#taken.of(hash) ?? this.#summaries.of(hash);
    return encodeAnswer(batch === undefined ? [] : [batch]);
  }

  async #takeSummary(batch: Batch): Promise<void> {
    const { ledger, nowMs, onEvent } = this.#parts;
    const read = (header: BatchHeader, leaves: readonly Uint8Array[]) => this.#read(header, leaves);
    const { header, hash, value } = await ledger.admit('summary', batch, nowMs(), read);
    const { node } = header;
    onEvent({ kind: 'taken', node, evidence: hash });
    if (ledger.nodeOf(node)?.tier === 'regional') this.#keep(hash, batch, header, value);
    for (const leaf of value) this.#note({ by: node, evidence: hash, leaf, atMs: nowMs() });
    this.#inspections.draw(node, hash, value);
  }

  /** What its aggregators have signed, other hubs may ask for. */
  #keep(hash: string, batch: Batch, { node, sequence }: BatchHeader, leaves: readonly NodeSummary[]): void {
    const { ledger, nowMs } = this.#parts;
    this.#taken.add(hash, batch, sequence, nowMs());
    for (const leaf of leaves) {
      if (ledger.nodeOf(leaf.node)?.parent !== node) continue;
      this.#summaryOf.set(leaf.batch, hash);
      this.#open.push(leaf);
    }
    for (const [taken, within] of this.#summaryOf)
      if (this.#taken.of(within) === undefined) this.#summaryOf.delete(taken);
  }

  /** Where two have summed up the same batch and do not say the same, both are opened. */
  #note(said: Said): void {
    const { leaf } = said;
    const known = this.#said.get(leaf.node);
    const isItsOwn = this.#parts.ledger.nodeOf(leaf.node)?.parent === leaf.through;
    if (known?.leaf.batch === leaf.batch && !isSame(known.leaf, leaf)) {
      this.#inspections.add(known);
      this.#inspections.add(said);
    }
    if (isItsOwn && (known === undefined || known.leaf.sequence <= leaf.sequence)) this.#said.set(leaf.node, said);
  }

  #read({ node }: BatchHeader, leaves: readonly Uint8Array[]): readonly NodeSummary[] {
    const summaries = decodeSummaries(leaves);
    const foreign = summaries.find((summary) => !this.#maySay(node, summary));
    if (foreign === undefined) return summaries;
    throw new FleetError('SOURCE', `expected of ${node} what nodes below it say, met that of ${foreign.node}`);
  }

  #maySay(by: string, { node, through, cohorts }: NodeSummary): boolean {
    const { ledger, watcherOf } = this.#parts;
    const local = ledger.nodeOf(node);
    if (local?.tier !== 'local' || local.parent === undefined) return false;
    const isThrough = through === local.parent || through === watcherOf?.(local.parent);
    const isBelow = by === through || by === ledger.nodeOf(through)?.parent;
    return isThrough && isBelow && cohorts.every(({ tenant }) => tenant === local.tenant);
  }

  async #takeFinding(body: Uint8Array): Promise<void> {
    const { nowMs, onEvent, tellHubs, primitives } = this.#parts;
    const found = await foundIn(decodeProven(body), nowMs(), this.#parts);
    const { tenant, agent, node, finding } = found;
    onEvent({ kind: 'finding', tenant, agent, node, finding });
    const word = await wordOn(found, this.#parts);
    await tellHubs(subjectOf(word, primitives), word);
    await this.#takeWord(word);
  }

  async #takeWord(word: string): Promise<void> {
    const decided = await this.#words.take(word);
    if (decided === undefined) return;
    await this.#parts.publish(decided);
    this.#parts.onEvent({ kind: 'quarantine', subject: decided.subject, value: decided.value });
  }
}

/** But for who says it. */
function isSame(one: NodeSummary, other: NodeSummary): boolean {
  return equalBytes(encodeSummary({ ...one, through: other.through }), encodeSummary(other));
}
