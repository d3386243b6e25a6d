/** What was said last of each local node, and what all of it comes to. */
import { equalBytes } from '@capgate/base';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import { type Reading, readingOf } from '../staleness/reading.ts';
import { encodeSummary, type NodeSummary } from '../summary/node-summary.ts';
import { type WeightsOf, type WholeCohort, wholeOf } from '../summary/whole.ts';
import type { Drawn } from './inspections.ts';

export interface SaidParts {
  readonly ledger: EvidenceLedger;
  readonly nowMs: () => number;
  /** Numbers from 0 and below 1, evenly, for bounds of readings. */
  readonly draw: () => number;
  readonly weightsOf: WeightsOf;
}

/** A leaf of a summary, and when it came. */
export interface SaidLeaf extends Drawn {
  readonly atMs: number;
}

/** However many agents a node claims, it watches no more. */
const NODE_AGENTS_MAX = 2_000;
/** What a node said longer ago is not part of the whole. */
const CURRENT_MS_MAX = 60_000;

export class Said {
  readonly #parts: SaidParts;
  /** By local node. */
  readonly #leaves = new Map<string, SaidLeaf>();

  constructor(parts: SaidParts) {
    this.#parts = parts;
  }

  /** Notes a leaf; where two have summed up the same batch and do not say the same, answers both. */
  note(said: SaidLeaf): readonly SaidLeaf[] {
    const { leaf } = said;
    const known = this.#leaves.get(leaf.node);
    const isItsOwn = this.#parts.ledger.nodeOf(leaf.node)?.parent === leaf.through;
    if (isItsOwn && (known === undefined || known.leaf.sequence <= leaf.sequence)) this.#leaves.set(leaf.node, said);
    return known?.leaf.batch === leaf.batch && !isSame(known.leaf, leaf) ? [known, said] : [];
  }

  /** What all agents do, as far as nodes have said it lately; who is relied on more has more to say. */
  whole(): Reading<readonly WholeCohort[]> {
    const { draw, weightsOf } = this.#parts;
    const current = this.#known().filter((said) => this.#isCurrent(said));
    const takenMs = current.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
    const leaves = current.map(({ leaf }) => leaf);
    return readingOf('population', wholeOf(leaves, weightsOf), takenMs, draw);
  }

  /** How many agents of a tenant nodes have spoken of. */
  watched(tenant: string): number {
    const counts = this.#known().map(({ leaf: { cohorts } }) =>
      cohorts.reduce((sum, cohort) => sum + (cohort.tenant === tenant ? cohort.agents : 0), 0),
    );
    return counts.reduce((sum, count) => sum + Math.min(NODE_AGENTS_MAX, count), 0);
  }

  /** Whether something was said of a node lately. */
  isSaid(node: string): boolean {
    const said = this.#leaves.get(node);
    return said !== undefined && this.#isCurrent(said);
  }

  #isCurrent({ atMs }: SaidLeaf): boolean {
    return this.#parts.nowMs() - atMs <= CURRENT_MS_MAX;
  }

  /** Without those of nodes that are revoked. */
  #known(): readonly SaidLeaf[] {
    for (const node of this.#leaves.keys())
      if (this.#parts.ledger.nodeOf(node) === undefined) this.#leaves.delete(node);
    return [...this.#leaves.values()];
  }
}

/** But for who says it. */
function isSame(one: NodeSummary, other: NodeSummary): boolean {
  return equalBytes(encodeSummary({ ...one, through: other.through }), encodeSummary(other));
}
