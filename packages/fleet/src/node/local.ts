/**
 * A local node: signs what it says of its agents, window after window, and keeps it for whoever has to ask again. It tells
 * its aggregator all of it, and every hub what it has found, so that no aggregator can keep a finding to itself.
 */
import type { Primitives, SigningKey } from '@capgate/keys';
import { type Batch, hashOf, sealBatch } from '../evidence/batch.ts';
import { NO_TAIL, type Tail } from '../evidence/ledger.ts';
import { encodePoint, type Finding, inOrder, type Point } from '../evidence/point.ts';
import { proveLeaves, type ProvenLeaf } from '../evidence/proof.ts';
import { KeptBatches } from './kept-batches.ts';
import { decodeQuestion, encodeAnswer } from './questions.ts';
import { signSuspicion } from './suspicion-text.ts';
import { type SuspicionOf, Watch } from './watch.ts';

export interface LocalParts {
  readonly tenant: string;
  readonly key: SigningKey;
  readonly primitives: Primitives;
  readonly agentsMax: number;
  readonly windowMs: number;
  /** Sums above are findings, in natural logarithms: see `findingThreshold`. */
  readonly threshold: number;
  /** What it has learned before a restart; of as many agents. */
  readonly watch?: Watch;
  /** What it has sent before. */
  readonly tail?: Tail;
  /** Told of a window before anybody can see it; where it rejects, the window was not signed. */
  readonly onSealed?: (closed: ClosedWindow, tail: Tail) => Promise<void>;
}

export interface ClosedWindow {
  readonly sequence: number;
  readonly batch: Batch;
  readonly points: readonly Point[];
  /** A leaf for each agent that has changed. */
  readonly found: readonly ProvenLeaf[];
  /** What has become of findings before, and the text that says so. */
  readonly ended: readonly (SuspicionOf & { readonly text: string })[];
}

/** How long what was signed, or taken, is kept for who asks: openings are asked for within a window or two. */
export const KEEP_MS = 60_000;

export class LocalNode {
  readonly watch: Watch;
  readonly #parts: LocalParts;
  readonly #kept = new KeptBatches(KEEP_MS);
  /** Findings of windows that were not signed, by agent. */
  readonly #unsaid = new Map<string, Finding>();
  #unsaidEnds: readonly SuspicionOf[] = [];
  #tail: Tail;

  constructor(parts: LocalParts) {
    this.#parts = parts;
    this.watch = parts.watch ?? new Watch(parts.agentsMax);
    this.#tail = parts.tail ?? NO_TAIL;
  }

  get name(): string {
    return this.#parts.key.identity.name;
  }

  /** What it has signed last. */
  get tail(): Tail {
    return this.#tail;
  }

  /** Ends the window that began at `beganMs`. `raise` is added to the threshold: what is asked for beside it. */
  async close(beganMs: number, raise = 0): Promise<ClosedWindow> {
    const { key, primitives, tenant, windowMs, threshold } = this.#parts;
    const points = inOrder(this.watch.close(beganMs, threshold + raise).map((point) => this.#withUnsaid(point)));
    const sequence = this.#tail.sequence + 1;
    const place = { tenant, sequence, previous: this.#tail.hash, beganMs, windowMs };
    const batch = await sealBatch('evidence', place, points.map(encodePoint), key, primitives);
    const tail = { sequence, hash: hashOf(batch.statement, primitives) };
    const places = points.flatMap(({ finding }, i) => (finding === undefined ? [] : [i]));
    this.#unsaidEnds = [...this.#unsaidEnds, ...this.watch.ended];
    const ended = await Promise.all(this.#unsaidEnds.map((one) => this.#signed(one, beganMs + windowMs)));
    const closed = { sequence, batch, points, found: proveLeaves(batch, places, primitives), ended };
    for (const { agent, finding } of points) if (finding !== undefined) this.#unsaid.set(agent, finding);
    await this.#parts.onSealed?.(closed, tail);
    this.#unsaid.clear();
    this.#unsaidEnds = [];
    this.#tail = tail;
    this.#kept.add(tail.hash, batch, sequence, beganMs + windowMs);
    return closed;
  }

  async #signed(one: SuspicionOf, atMs: number): Promise<SuspicionOf & { readonly text: string }> {
    const { tenant, key, primitives } = this.#parts;
    return { ...one, text: await signSuspicion({ tenant, atMs, ...one }, key, primitives) };
  }

  /** A change is found once: where the window in which that was could not be signed, the next one says so. */
  #withUnsaid(point: Point): Point {
    const finding = point.finding ?? this.#unsaid.get(point.agent);
    return finding === undefined ? point : { ...point, finding };
  }

  /** Answers what its aggregator asks. Throws `FleetError` FORM. */
  answer(bytes: Uint8Array): Uint8Array {
    const question = decodeQuestion(bytes);
    if (question.kind === 'since') return encodeAnswer(this.#kept.since(question.sequence));
    const batch = question.kind === 'batch' ? this.#kept.of(question.hash) : undefined;
    return encodeAnswer(batch === undefined ? [] : [batch]);
  }
}
