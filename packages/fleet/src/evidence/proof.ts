/** One leaf out of its batch: that it stands there, for whoever has the signed header alone. */
import { AuditError, leafHash, nodeHash, type Sha256, splitOf, verifyInclusion } from '@capgate/audit/verify';
import { fromHex } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { type Batch, openBatch, type OpenedBatch } from './batch.ts';

/** A leaf with what leads from it to the root. */
export interface ProvenLeaf {
  readonly statement: string;
  readonly index: number;
  readonly leaf: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** Throws `FleetError` VALUE for a place that the batch does not have. */
export function proveLeaf(
  { statement, leaves }: Batch,
  index: number,
  { sha256 }: Pick<Primitives, 'sha256'>,
): ProvenLeaf {
  const leaf = leaves[index];
  if (leaf === undefined) throw new FleetError('VALUE', `expected a leaf below ${leaves.length}, met ${index}`);
  const hashes = leaves.map((one) => leafHash(one, sha256));
  const path: Uint8Array[] = [];
  let [start, end] = [0, hashes.length];
  while (end - start > 1) {
    const split = start + splitOf(end - start);
    const isLeft = index < split;
    path.push(isLeft ? rangeOf(hashes, split, end, sha256) : rangeOf(hashes, start, split, sha256));
    [start, end] = isLeft ? [start, split] : [split, end];
  }
  return { statement, index, leaf, path: path.toReversed() };
}

function rangeOf(hashes: readonly Uint8Array[], start: number, end: number, sha256: Sha256): Uint8Array {
  if (end - start === 1) return hashes[start] as Uint8Array;
  const split = start + splitOf(end - start);
  return nodeHash(rangeOf(hashes, start, split, sha256), rangeOf(hashes, split, end, sha256), sha256);
}

/**
 * The header of the batch in which the leaf stands. Its signature is still to be checked. Throws `FleetError` PROOF where
 * it does not stand there, FORM.
 */
export function checkProven(
  { statement, index, leaf, path }: ProvenLeaf,
  { sha256 }: Pick<Primitives, 'sha256'>,
): OpenedBatch {
  const opened = openBatch(statement);
  const { header } = opened;
  const root = fromHex(header.root) as Uint8Array;
  try {
    verifyInclusion({ index, size: header.count, leaf: leafHash(leaf, sha256), proof: path, root }, sha256);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    throw new FleetError('PROOF', `expected a leaf of the batch of ${header.node}, met one that is not in it`);
  }
  return opened;
}
