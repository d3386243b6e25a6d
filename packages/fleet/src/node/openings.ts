/** Whether what an aggregator has signed of a node comes to what the node has signed itself. */
import { equalBytes } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { type Batch, hashOf } from '../evidence/batch.ts';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import { encodeSummary, type NodeSummary } from '../summary/node-summary.ts';
import { cohortsIn } from './regional.ts';

/**
 * Works a summary's leaf out anew from the batch that it names. Rejects with `FleetError` PROOF where it comes to something
 * else, and as `EvidenceLedger.check` does for a batch that its node has not signed.
 */
export async function checkOpening(
  leaf: NodeSummary,
  batch: Batch,
  ledger: EvidenceLedger,
  primitives: Pick<Primitives, 'sha256'>,
): Promise<void> {
  const { header } = await ledger.check('evidence', batch);
  const { node, sequence } = header;
  const hash = hashOf(batch.statement, primitives);
  const anew = { node, sequence, through: leaf.through, batch: hash, cohorts: cohortsIn(header, batch.leaves) };
  if (equalBytes(encodeSummary(anew), encodeSummary(leaf))) return;
  throw new FleetError('PROOF', `expected of ${leaf.node} what it has signed, met what it does not come to`);
}

/** That a hub's leaf is one of the summary that the aggregator it names has signed. Rejects with `FleetError` alike. */
export async function checkPassedOn(leaf: NodeSummary, summary: Batch, ledger: EvidenceLedger): Promise<void> {
  const { header } = await ledger.check('summary', summary);
  const encoded = encodeSummary(leaf);
  if (header.node === leaf.through && summary.leaves.some((one) => equalBytes(one, encoded))) return;
  throw new FleetError('PROOF', `expected of ${leaf.node} what ${leaf.through} has signed, met something else`);
}
