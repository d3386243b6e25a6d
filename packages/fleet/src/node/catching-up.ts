/** Batches of a node that did not come: they are asked for, and what is gone for good is told. */
import { FleetError } from '../error.ts';
import { type Batch, type BatchHeader, openBatch } from '../evidence/batch.ts';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import type { OnEvent } from './events.ts';

export interface CatchUpParts {
  readonly ledger: EvidenceLedger;
  /** The batches of a node from this number on; rejects with `FleetError` UNREACHABLE. */
  readonly batchesSince: (node: string, sequence: number) => Promise<readonly Batch[]>;
  readonly admit: (batch: Batch) => Promise<unknown>;
  readonly onEvent: OnEvent;
}

/**
 * Takes what lies between the last batch and this one; what the node no longer has, or never should have sent, is a gap.
 * Rejects as `batchesSince` does.
 */
export async function catchUp({ node, sequence, previous }: BatchHeader, parts: CatchUpParts): Promise<void> {
  const { ledger, batchesSince, onEvent } = parts;
  for (const missing of await batchesSince(node, ledger.tailOf(node).sequence + 1)) {
    const { header } = openBatch(missing.statement);
    const isNext = header.node === node && header.sequence === ledger.tailOf(node).sequence + 1;
    if (!isNext || header.sequence >= sequence || !(await isAdmitted(missing, parts))) break;
  }
  const from = ledger.tailOf(node).sequence + 1;
  if (from === sequence) return;
  onEvent({ kind: 'gap', node, from, to: sequence - 1 });
  ledger.continueFrom(node, { sequence: sequence - 1, hash: previous });
}

async function isAdmitted(batch: Batch, { admit }: CatchUpParts): Promise<boolean> {
  try {
    await admit(batch);
    return true;
  } catch (error) {
    if (error instanceof FleetError) return false;
    throw error;
  }
}
