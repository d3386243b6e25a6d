/**
 * A hub: takes summaries of aggregators and of other hubs, draws what is to be opened, works out the whole, and says its
 * word where an agent has changed.
 */
import { fromUtf8 } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { FLEET_TENANT } from '../enrolment/node.ts';
import { FleetError, isFleetError } from '../error.ts';
import { type Batch, BATCH_LEAVES_MAX, type BatchHeader, hashOf, openBatch, sealBatch } from '../evidence/batch.ts';
import { type Admitted, NO_TAIL, type Reading as Reads, type Tail } from '../evidence/ledger.ts';
import { decodeBatch, decodeProven } from '../evidence/wire.ts';
import type { Partition } from '../staleness/reachability.ts';
import type { Reading } from '../staleness/reading.ts';
import { thresholdUnder } from '../staleness/threshold.ts';
import { decodeSummaries, encodeSummaries, type NodeSummary } from '../summary/node-summary.ts';
import type { WholeCohort } from '../summary/whole.ts';
import type { Reputations } from '../trust/reputation.ts';
import { noneOf } from './asking.ts';
import { Baselines, type Issued } from './baselines.ts';
import type { Message } from './carrier.ts';
import { catchUp } from './catching-up.ts';
import { type DecisionParts, Decisions } from './decisions.ts';
import { equivocationIn } from './equivocations.ts';
import { type FleetEvent, refusalOf } from './events.ts';
import { type FindingParts, foundIn } from './findings.ts';
import { type InspectionParts, Inspections } from './inspections.ts';
import { KeptBatches } from './kept-batches.ts';
import { checkLearned } from './learned.ts';
import { KEEP_MS } from './local.ts';
import { decodeQuestion, encodeAnswer } from './questions.ts';
import type { Summed } from './regional.ts';
import { Said, type SaidParts } from './said.ts';
import { Standing } from './standing.ts';
import { checkSuspicion } from './suspicion-text.ts';
import { chosen, Watchers } from './watching.ts';

export interface HubParts extends FindingParts, InspectionParts, DecisionParts, Pick<SaidParts, 'draw'> {
  readonly primitives: Primitives;
  readonly windowMs: number;
  /** Hands down what is usual of a cohort. */
  readonly issue: (issued: Issued) => Promise<void>;
  /** Says who watches an aggregator. */
  readonly watch: (aggregator: string, text: string) => Promise<void>;
  /** How far nodes were relied on before; all are newcomers where absent. */
  readonly reputations?: Reputations;
  /** What it has sent before. */
  readonly tail?: Tail;
  /** Told of a summary before anybody can see it; where it rejects, it was not signed. */
  readonly onSealed?: (summed: Summed, tail: Tail) => Promise<void>;
}

export class HubNode {
  readonly #parts: HubParts;
  readonly decisions: Decisions;
  readonly watchers: Watchers;
  readonly #inspections: Inspections;
  readonly #standing: Standing;
  readonly #baselines: Baselines;
  readonly #taken = new KeptBatches(KEEP_MS);
  readonly #summaries = new KeptBatches(KEEP_MS);
  /** In which aggregator's summary each batch came. */
  readonly #summaryOf = new Map<string, string>();
  readonly #said: Said;
  /** What its aggregators have said since its last summary. */
  #open: NodeSummary[] = [];
  #tail: Tail;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.decisions = new Decisions({ ...parts, onEvent: (event) => this.#told(event) });
    this.watchers = new Watchers(parts.deciders, parts.primitives);
    this.#standing = new Standing(parts);
    this.#said = new Said({ ...parts, weightsOf: (nodes) => this.#standing.weightsOf(nodes) });
    this.#baselines = new Baselines(parts);
    this.#inspections = new Inspections({ ...parts, onEvent: (event) => this.#told(event) });
    this.#tail = parts.tail ?? NO_TAIL;
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
      else if (kind === 'suspicion') await this.#takeSuspicion(fromUtf8(body) ?? '');
      else if (kind === 'word') await this.decisions.takeWord(fromUtf8(body) ?? '');
      else if (kind === 'baseline') await this.#takeLearned(fromUtf8(body) ?? '');
      else throw new FleetError('SOURCE', `expected ${kind} at an aggregator, met it at a hub`);
    } catch (error) {
      this.#told(refusalOf(from, error));
    }
  }

  /** What its aggregators have said since the last time, for all hubs. */
  async close(beganMs: number): Promise<Summed> {
    const { key, primitives, windowMs, nowMs } = this.#parts;
    this.#standing.look();
    await this.#chooseWatchers();
    const open = this.#open;
    this.#open = [];
    const sequence = this.#tail.sequence + 1;
    const place = { tenant: FLEET_TENANT, sequence, previous: this.#tail.hash, beganMs, windowMs };
    // What has no room waits for the next one.
    this.#open = open.splice(BATCH_LEAVES_MAX);
    const batch = await sealBatch('summary', place, encodeSummaries(open), key, primitives);
    const tail = { sequence, hash: hashOf(batch.statement, primitives) };
    try {
      await this.#parts.onSealed?.({ sequence, batch }, tail);
    } catch (error) {
      this.#open = [...open, ...this.#open];
      throw error;
    }
    this.#tail = tail;
    this.#summaries.add(tail.hash, batch, sequence, nowMs());
    for (const [taken, within] of this.#summaryOf)
      if (this.#taken.of(within) === undefined) this.#summaryOf.delete(taken);
    return { sequence, batch };
  }

  /** Of the aggregators below that are not in good standing. */
  async #chooseWatchers(): Promise<void> {
    const { ledger, nowMs, watch, key, primitives } = this.#parts;
    const all = ledger.nodesOf('regional');
    const below = ledger.childrenOf(this.name, 'regional');
    const scores = this.scores();
    const choice = {
      key,
      primitives,
      watchers: this.watchers,
      scoreOf: (node: string) => scores.get(node) ?? 0,
      salt: this.#tail.hash,
    };
    for (const { aggregator, text } of await chosen(below, all, nowMs(), choice)) {
      try {
        await this.watchers.take(text, nowMs(), ledger);
        await watch(aggregator, text);
      } catch (error) {
        // Its summary must go out whatever others have said.
        this.#told(refusalOf(this.name, error));
      }
    }
  }

  /** Opens all that was drawn, and tells what comes of it. */
  inspect(): Promise<void> {
    return this.#inspections.inspect();
  }

  /** What all agents do, as far as nodes have said it lately; who is relied on more has more to say. */
  whole(): Reading<readonly WholeCohort[]> {
    return this.#said.whole();
  }

  /** How far nodes are relied on, from 0 to 1; of those that are enrolled here. */
  scores(): ReadonlyMap<string, number> {
    return this.#standing.scores();
  }

  /** Whether a node was heard of lately, also through others; this hub of itself is. */
  isUp(node: string): boolean {
    return node === this.name || (this.#standing.isUp(node) ?? this.#said.isSaid(node));
  }

  /** Who is heard. */
  partition(): Partition {
    return this.#standing.partition();
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
    try {
      await this.#admit(batch);
    } catch (error) {
      if (!isFleetError(error, 'ORDER')) throw error;
      // Only what the node itself has signed comes this far.
      await this.#catchUp(openBatch(batch.statement).header);
      await this.#admit(batch);
    }
  }

  /** What cannot be had is a gap: the whole is made of what comes from now on. */
  async #catchUp(header: BatchHeader): Promise<void> {
    const { ledger, ask } = this.#parts;
    const batchesSince = (node: string, sequence: number) => ask(node, { kind: 'since', sequence }).catch(noneOf);
    const admit = (missing: Batch): Promise<void> => this.#admit(missing);
    await catchUp(header, { ledger, batchesSince, admit, onEvent: (event) => this.#told(event) });
  }

  async #admit(batch: Batch): Promise<void> {
    const { ledger, nowMs } = this.#parts;
    const read = (header: BatchHeader, leaves: readonly Uint8Array[]) => this.#read(header, leaves);
    const { header, hash, value } = await this.#admitted(batch, read);
    const { node, sequence } = header;
    this.#told({ kind: 'taken', node, evidence: hash });
    this.#taken.add(hash, batch, sequence, nowMs());
    if (ledger.nodeOf(node)?.tier === 'regional') this.#keep(hash, node, value);
    for (const leaf of value)
      for (const drawn of this.#said.note({ by: node, evidence: hash, leaf, atMs: nowMs() }))
        this.#inspections.add(drawn);
    // What was said longer ago nobody has to have kept.
    const ageMs = nowMs() - (header.beganMs + header.windowMs);
    if (ageMs <= KEEP_MS / 2) this.#inspections.draw(node, hash, value);
  }

  async #admitted<Value>(batch: Batch, read: Reads<Value>): Promise<Admitted<Value>> {
    const { ledger, nowMs } = this.#parts;
    try {
      return await ledger.admit('summary', batch, nowMs(), read);
    } catch (error) {
      const isTwice = isFleetError(error, 'EQUIVOCATION');
      const event = isTwice ? await equivocationIn(batch, this.#taken, this.#parts) : undefined;
      if (event !== undefined) this.#told(event);
      throw error;
    }
  }

  #told(event: FleetEvent): void {
    this.#standing.take(event);
    this.#parts.onEvent(event);
  }

  /** What its aggregators have signed, other hubs may ask for. */
  #keep(hash: string, node: string, leaves: readonly NodeSummary[]): void {
    const { ledger } = this.#parts;
    for (const leaf of leaves) {
      if (ledger.nodeOf(leaf.node)?.parent !== node) continue;
      this.#summaryOf.set(leaf.batch, hash);
      this.#open.push(leaf);
    }
  }

  #read({ node }: BatchHeader, leaves: readonly Uint8Array[]): readonly NodeSummary[] {
    const summaries = decodeSummaries(leaves);
    const [foreign] = summaries.filter((summary) => !this.#maySay(node, summary));
    if (foreign === undefined) return summaries;
    const error = new FleetError('SOURCE', `expected of ${node} what nodes below it say, met that of ${foreign.node}`);
    this.#told(refusalOf(node, error));
    // The rest stands: nobody else is silenced by it.
    return summaries.filter((summary) => this.#maySay(node, summary));
  }

  #maySay(by: string, { node, through, cohorts }: NodeSummary): boolean {
    const { ledger } = this.#parts;
    const local = ledger.nodeOf(node);
    if (local?.tier !== 'local' || local.parent === undefined) return false;
    const isThrough = through === local.parent || this.watchers.mayWatch(through, local.parent);
    const isBelow = by === through || by === ledger.nodeOf(through)?.parent;
    return isThrough && isBelow && cohorts.every(({ tenant }) => tenant === local.tenant);
  }

  async #takeFinding(body: Uint8Array): Promise<void> {
    const { nowMs, threshold } = this.#parts;
    const asked = thresholdUnder(this.partition(), threshold);
    const found = await foundIn(decodeProven(body), nowMs(), { ...this.#parts, threshold: asked });
    const { tenant, agent, node, finding } = found;
    this.#told({ kind: 'finding', tenant, agent, node, finding });
    await this.decisions.found(found, this.#said.watched(tenant));
  }

  /** Of agents that a person is to decide on; of others it says nothing that is of use here. */
  async #takeSuspicion(text: string): Promise<void> {
    const { ledger, primitives } = this.#parts;
    const suspected = await checkSuspicion(text, ledger, primitives);
    const { tenant, agent, node, end } = suspected;
    if (this.decisions.suspected(suspected)) this.#told({ kind: 'suspicion', tenant, agent, node, end });
  }

  async #takeLearned(text: string): Promise<void> {
    const { ledger, primitives, issue } = this.#parts;
    const issued = await this.#baselines.take(await checkLearned(text, ledger, primitives));
    if (issued !== undefined) await issue(issued);
  }
}
