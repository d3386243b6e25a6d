/** One point out of its batch: that it stands there, for whoever has the signed header alone. */
import { AuditError, leafHash, nodeHash, type Sha256, splitOf, verifyInclusion } from '@capgate/audit/verify';
import { fromHex } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { type Batch, type BatchHeader, openBatch } from './batch.ts';

/** A point with what leads from it to the root. */
export interface ProvenPoint {
  readonly statement: string;
  readonly index: number;
  readonly point: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** Throws `FleetError` VALUE for a place that the batch does not have. */
export function provePoint(
  { statement, points }: Batch,
  index: number,
  { sha256 }: Pick<Primitives, 'sha256'>,
): ProvenPoint {
  const point = points[index];
  if (point === undefined) throw new FleetError('VALUE', `expected a point below ${points.length}, met ${index}`);
  const leaves = points.map((one) => leafHash(one, sha256));
  const path: Uint8Array[] = [];
  let [start, end] = [0, leaves.length];
  while (end - start > 1) {
    const split = start + splitOf(end - start);
    const isLeft = index < split;
    path.push(isLeft ? rangeOf(leaves, split, end, sha256) : rangeOf(leaves, start, split, sha256));
    [start, end] = isLeft ? [start, split] : [split, end];
  }
  return { statement, index, point, path: path.toReversed() };
}

function rangeOf(leaves: readonly Uint8Array[], start: number, end: number, sha256: Sha256): Uint8Array {
  if (end - start === 1) return leaves[start] as Uint8Array;
  const split = start + splitOf(end - start);
  return nodeHash(rangeOf(leaves, start, split, sha256), rangeOf(leaves, split, end, sha256), sha256);
}

/**
 * The header of the batch in which the point stands. Its signature is still to be checked. Throws `FleetError` PROOF where
 * it does not stand there, FORM.
 */
export function checkProven(
  { statement, index, point, path }: ProvenPoint,
  { sha256 }: Pick<Primitives, 'sha256'>,
): BatchHeader {
  const { header } = openBatch(statement);
  const root = fromHex(header.root) as Uint8Array;
  try {
    verifyInclusion({ index, size: header.count, leaf: leafHash(point, sha256), proof: path, root }, sha256);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    throw new FleetError('PROOF', `expected a point of the batch of ${header.node}, met one that is not in it`);
  }
  return header;
}
