/** Leaves out of their batch: that they stand there, for whoever has the signed header alone. */
import {
  AuditError,
  HASH_BYTES,
  leafHash,
  nodeHash,
  type Sha256,
  splitOf,
  verifyInclusion,
} from '@capgate/audit/verify';
import { fromHex } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { FleetError } from '../error.ts';
import { type Batch, LEAF_BYTES_MAX, openBatch, type OpenedBatch } from './batch.ts';

/** A leaf with what leads from it to the root. */
export interface ProvenLeaf {
  readonly statement: string;
  readonly index: number;
  readonly leaf: Uint8Array;
  readonly path: readonly Uint8Array[];
}

type Hasher = Pick<Primitives, 'sha256'>;

/** In the order of `indices`; the batch is hashed once for all. Throws `FleetError` VALUE for a place that it does not have. */
export function proveLeaves(
  { statement, leaves }: Batch,
  indices: readonly number[],
  { sha256 }: Hasher,
): readonly ProvenLeaf[] {
  if (indices.length === 0) return [];
  const ranges = new Ranges(leaves, sha256);
  return indices.map((index) => {
    const leaf = leaves[index];
    if (leaf === undefined) throw new FleetError('VALUE', `expected a leaf below ${leaves.length}, met ${index}`);
    return { statement, index, leaf, path: ranges.pathOf(index) };
  });
}

/** The hashes of a tree's parts, each worked out once. */
class Ranges {
  readonly #leaves: readonly Uint8Array[];
  readonly #sha256: Sha256;
  readonly #hashes = new Map<number, Uint8Array>();

  constructor(leaves: readonly Uint8Array[], sha256: Sha256) {
    this.#leaves = leaves;
    this.#sha256 = sha256;
  }

  /** From the leaf on (RFC 6962, section 2.1.1). */
  pathOf(index: number): readonly Uint8Array[] {
    const path: Uint8Array[] = [];
    let [start, end] = [0, this.#leaves.length];
    while (end - start > 1) {
      const split = start + splitOf(end - start);
      const isLeft = index < split;
      path.push(isLeft ? this.#of(split, end) : this.#of(start, split));
      [start, end] = isLeft ? [start, split] : [split, end];
    }
    return path.toReversed();
  }

  #of(start: number, end: number): Uint8Array {
    const key = start * (this.#leaves.length + 1) + end;
    const known = this.#hashes.get(key);
    if (known !== undefined) return known;
    const hash = this.#worked(start, end);
    this.#hashes.set(key, hash);
    return hash;
  }

  #worked(start: number, end: number): Uint8Array {
    if (end - start === 1) return leafHash(this.#leaves[start] as Uint8Array, this.#sha256);
    const split = start + splitOf(end - start);
    return nodeHash(this.#of(start, split), this.#of(split, end), this.#sha256);
  }
}

/**
 * The header of the batch in which the leaf stands. Its signature is still to be checked. Throws `FleetError` PROOF where
 * it does not stand there, FORM.
 */
export function checkProven({ statement, index, leaf, path }: ProvenLeaf, { sha256 }: Hasher): OpenedBatch {
  if (leaf.length > LEAF_BYTES_MAX || path.some(({ length }) => length !== HASH_BYTES))
    throw new FleetError('FORM', 'expected a leaf and hashes that lead from it, met other parts');
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
