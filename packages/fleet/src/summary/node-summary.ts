/** What is said up the tiers of one local node in one window: the leaf of a summary, in the one canonical encoding. */
import { type Canonical, encodeCanonical } from '@capgate/base';
import { FleetError } from '../error.ts';
import { isHash } from '../evidence/batch.ts';
import { isNodeName } from '../node/carrier.ts';
import { canonicalIn, objectIn } from '../text.ts';
import { COHORTS_MAX, CohortSummary } from './cohort-summary.ts';

export interface NodeSummary {
  readonly node: string;
  /** Of the node's own batch. */
  readonly sequence: number;
  /** The aggregator that took its evidence. */
  readonly through: string;
  /** The SHA-256 of the node's own statement, in hexadecimal digits: what this was worked out from. */
  readonly batch: string;
  readonly cohorts: readonly CohortSummary[];
}

/** In the order of their nodes, and of their batches. */
export function encodeSummaries(summaries: readonly NodeSummary[]): readonly Uint8Array[] {
  return summaries.toSorted((a, b) => (isBefore(a, b) ? -1 : 1)).map(encodeSummary);
}

export function encodeSummary({ node, sequence, through, batch, cohorts }: NodeSummary): Uint8Array {
  return encodeCanonical({ node, sequence, through, batch, cohorts: cohorts.map((cohort) => cohort.toValue()) });
}

/** Throws `FleetError` FORM for what `encodeSummaries` gives no leaves. */
export function decodeSummaries(leaves: readonly Uint8Array[]): readonly NodeSummary[] {
  const summaries = leaves.map(decodeSummary);
  for (let i = 1; i < summaries.length; i++) {
    if (isBefore(summaries[i - 1] as NodeSummary, summaries[i] as NodeSummary)) continue;
    throw noSummary('another order of batches, or one of them twice');
  }
  return summaries;
}

/** Throws `FleetError` FORM. */
function decodeSummary(bytes: Uint8Array): NodeSummary {
  const value = canonicalIn(bytes);
  if (value === undefined) throw noSummary('bytes that are not canonical');
  const fields = objectIn(value);
  if (fields === undefined) throw noSummary('no object');
  const { node, sequence, through, batch, cohorts, ...others } = fields;
  const isPlaced = isNodeName(node) && Number.isSafeInteger(sequence) && isNodeName(through) && isHash(batch);
  if (!isPlaced || Object.keys(others).length > 0 || !Array.isArray(cohorts) || cohorts.length > COHORTS_MAX)
    throw noSummary('fields of another form');
  return {
    node,
    sequence: sequence as number,
    through,
    batch,
    cohorts: (cohorts as readonly Canonical[]).map((cohort) => CohortSummary.of(cohort)),
  };
}

function isBefore(a: NodeSummary, b: NodeSummary): boolean {
  return a.node === b.node ? a.sequence < b.sequence : a.node < b.node;
}

function noSummary(met: string): FleetError {
  return new FleetError('FORM', `expected what is said of one node in one window, met ${met}`);
}
