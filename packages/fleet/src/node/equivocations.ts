/** Where a node has signed two texts of one number: both are shown, so that nobody has to be believed. */
import type { Primitives } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { type Batch, openBatch } from '../evidence/batch.ts';
import type { EvidenceLedger } from '../evidence/ledger.ts';
import { equivocationOf } from '../trust/acts.ts';
import type { FleetEvent } from './events.ts';
import type { KeptBatches } from './kept-batches.ts';

export interface EquivocationParts {
  readonly ledger: EvidenceLedger;
  readonly primitives: Primitives;
}

/** Of a batch that was refused with EQUIVOCATION; undefined where the one before is gone, or is the same text. */
export async function equivocationIn(
  batch: Batch,
  taken: KeptBatches,
  { ledger, primitives }: EquivocationParts,
): Promise<FleetEvent | undefined> {
  const { node } = openBatch(batch.statement).header;
  const before = taken.of(ledger.tailOf(node).hash);
  const identity = ledger.nodeOf(node)?.identity;
  if (before === undefined || identity === undefined) return undefined;
  try {
    const { evidence } = await equivocationOf([before.statement, batch.statement], identity, primitives);
    return { kind: 'equivocation', node, evidence };
  } catch (error) {
    if (error instanceof FleetError) return undefined;
    throw error;
  }
}
