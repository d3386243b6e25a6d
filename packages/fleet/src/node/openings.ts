/**
 * Whether what an aggregator has signed of a node comes to what the node has signed itself. Only what a carrier could not
 * have made counts against anybody: what comes back altered, or is another text, is no opening, and no lie.
 */
import { equalBytes } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { type Batch, hashOf, openBatch, rootOf } from '../evidence/batch.ts';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import { encodeSummary, type NodeSummary } from '../summary/node-summary.ts';
import { cohortsOf } from '../summary/cohort-summary.ts';
import { pointsIn } from './regional.ts';

/**
 * Works a summary's leaf out anew from the batch that it names. Rejects with `FleetError` PROOF where it comes to something
 * else, or where nobody has signed that batch: whoever signed the leaf has lied; UNREACHABLE where it is another batch, or
 * its node is enrolled no more.
 */
export async function checkOpening(
  leaf: NodeSummary,
  batch: Batch,
  ledger: EvidenceLedger,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<void> {
  const isIt = hashOf(batch.statement, primitives) === leaf.batch;
  if (!isIt || ledger.nodeOf(leaf.node) === undefined) throw notShown(leaf.node);
  const anew = await recomputed(leaf, batch, ledger, primitives);
  if (anew !== undefined && equalBytes(encodeSummary(anew), encodeSummary(leaf))) return;
  throw new FleetError('PROOF', `expected of ${leaf.node} what it has signed, met what it does not come to`);
}

/** Undefined where it comes to nothing that a node may say. */
async function recomputed(
  leaf: NodeSummary,
  batch: Batch,
  ledger: EvidenceLedger,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<NodeSummary | undefined> {
  try {
    const opened = openBatch(batch.statement);
    const { header } = opened;
    if (rootOf(batch.leaves, primitives) !== header.root) throw notShown(leaf.node);
    await ledger.checkSource(opened);
    const { node, sequence } = header;
    const cohorts = cohortsOf(header.tenant, pointsIn(header, batch.leaves));
    return { node, sequence, through: leaf.through, batch: leaf.batch, cohorts };
  } catch (error) {
    if (!(error instanceof FleetError) || error.code === 'UNREACHABLE') throw error;
    return undefined;
  }
}

/**
 * That a hub's leaf is one of a summary that the aggregator it names has signed: then whatever is wrong with it is the
 * aggregator's doing. Rejects with `FleetError` UNREACHABLE where that was not shown.
 */
export async function checkPassedOn(leaf: NodeSummary, summary: Batch, ledger: EvidenceLedger): Promise<void> {
  const encoded = encodeSummary(leaf);
  try {
    const { header } = await ledger.check('summary', summary);
    if (header.node === leaf.through && summary.leaves.some((one) => equalBytes(one, encoded))) return;
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
  }
  throw notShown(leaf.node);
}

function notShown(node: string): FleetError {
  return new FleetError('UNREACHABLE', `expected what was signed of ${node} to be shown, met something else`);
}
