/**
 * Which leaves of summaries are drawn, and what comes of opening them. They are drawn once the summary is signed, so that
 * nobody knows before what will be looked at.
 */
import type { Primitives } from '@capgate/keys';
import type { Random } from '@capgate/base';
import { FleetError } from '../error.ts';
import type { Batch } from '../evidence/batch.ts';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import type { NodeSummary } from '../summary/node-summary.ts';
import type { OnEvent } from './events.ts';
import { checkOpening, checkPassedOn } from './openings.ts';
import type { Question } from './questions.ts';

export interface InspectionParts {
  readonly ledger: EvidenceLedger;
  readonly primitives: Pick<Primitives, 'sha256'>;
  /** Nobody may foresee what it gives: what is drawn follows from it. */
  readonly random: Random;
  /** Rejects with `FleetError` UNREACHABLE. */
  readonly ask: (node: string, question: Question) => Promise<readonly Batch[]>;
  readonly onEvent: OnEvent;
}

export interface Drawn {
  /** Who signed the summary. */
  readonly by: string;
  /** The hash of its statement. */
  readonly evidence: string;
  readonly leaf: NodeSummary;
}

/** More do not wait: the oldest go. */
const WAITING_MAX = 10_000;

export class Inspections {
  readonly #parts: InspectionParts;
  #drawn: Drawn[] = [];

  constructor(parts: InspectionParts) {
    this.#parts = parts;
  }

  /** One of a summary's leaves: who lies about one in n is found out by each window with a chance of 1 in n. */
  draw(by: string, evidence: string, leaves: readonly NodeSummary[]): void {
    if (leaves.length === 0) return;
    this.add({ by, evidence, leaf: leaves[this.#below(leaves.length)] as NodeSummary });
  }

  add(drawn: Drawn): void {
    if (this.#drawn.push(drawn) > WAITING_MAX) this.#drawn.shift();
  }

  /** Opens all that was drawn, and tells what comes of it. */
  async inspect(): Promise<void> {
    const drawn = this.#drawn;
    this.#drawn = [];
    await Promise.all(drawn.map((one) => this.#inspected(one)));
  }

  async #inspected({ by, evidence, leaf }: Drawn): Promise<void> {
    const { onEvent } = this.#parts;
    let node = by;
    try {
      if (by !== leaf.through) await this.#checkPassedOn(by, leaf);
      // From here on it is the aggregator's own word.
      node = leaf.through;
      await this.#checkOpening(leaf);
      onEvent({ kind: 'opened', node: by, evidence, of: leaf.node, batch: leaf.batch });
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      if (error.code === 'PROOF') onEvent({ kind: 'broken-proof', node, evidence, why: error.message });
      else onEvent({ kind: 'no-opening', node, evidence });
    }
  }

  async #checkPassedOn(by: string, leaf: NodeSummary): Promise<void> {
    await checkPassedOn(leaf, await this.#asked(by, { kind: 'summary', hash: leaf.batch }), this.#parts.ledger);
  }

  async #checkOpening(leaf: NodeSummary): Promise<void> {
    const { ledger, primitives } = this.#parts;
    const batch = await this.#asked(leaf.through, { kind: 'batch', hash: leaf.batch });
    await checkOpening(leaf, batch, ledger, primitives);
  }

  async #asked(node: string, question: Question): Promise<Batch> {
    const [batch] = await this.#parts.ask(node, question);
    if (batch !== undefined) return batch;
    throw new FleetError('UNREACHABLE', `expected of ${node} what it has signed for, met nothing`);
  }

  /** A whole number from 0 and below `end`, none likelier than the others by more than 1 in 2^16. */
  #below(end: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#parts.random.bytes(4);
    return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) % end;
  }
}
