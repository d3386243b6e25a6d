/**
 * Merkle trees as RFC 6962 §2.1 hashes them, and the checks of RFC 9162 §2.1.3.2 and §2.1.4.2, which are the same for
 * both. Sizes and indices are whole numbers up to 2^53.
 */
import { equalBytes } from '@capgate/base';
import { AuditError } from './error.ts';

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;
/** The longest proof: one hash for each level of the tallest tree. */
export const PROOF_LENGTH_MAX = 64;

const LEAF = 0;
const NODE = 1;

/** Room for what is hashed, used again and again: a hash is taken before anything else runs. */
const leafRoom = new Uint8Array(1 + 0xffff);
const nodeRoom = new Uint8Array(1 + 2 * HASH_BYTES);
leafRoom[0] = LEAF;
nodeRoom[0] = NODE;

/** The hash of an entry, which has at most 65,535 bytes. */
export function leafHash(entry: Uint8Array, sha256: Sha256): Uint8Array {
  leafRoom.set(entry, 1);
  return sha256(leafRoom.subarray(0, 1 + entry.length));
}

export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  nodeRoom.set(left, 1);
  nodeRoom.set(right, 1 + HASH_BYTES);
  return sha256(nodeRoom);
}

/** The root of the tree without entries. */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array());
}

/** The greatest power of two below `size`, which is 2 or more: where RFC 6962 splits a tree. */
export function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Checks that `leaf` is the entry `index` of the tree with this size and root. Throws `AuditError` PROOF. */
export function verifyInclusion({ index, size, leaf, proof, root }: Inclusion, sha256: Sha256): void {
  if (!isWithin(index, size - 1)) throw noProof('inclusion');
  let hash = leaf;
  const reachesRoot = climb(index, size - 1, proof, (sibling, isLeft) => {
    hash = isLeft ? nodeHash(sibling, hash, sha256) : nodeHash(hash, sibling, sha256);
  });
  if (!reachesRoot || !equalBytes(hash, root)) throw noProof('inclusion');
}

/**
 * Climbs from the node at `position` of a row that ends at `last`, past one sibling after the other, and tells of each
 * whether it is to the left. Whether the last step reaches the root.
 */
function climb(
  position: number,
  last: number,
  siblings: readonly Uint8Array[],
  step: (sibling: Uint8Array, isLeft: boolean) => void,
): boolean {
  let [at, end] = [position, last];
  for (const sibling of siblings) {
    if (end === 0) return false;
    const isLeft = isOdd(at) || at === end;
    step(sibling, isLeft);
    const rows = isLeft ? rowsWithoutRight(at) : 1;
    [at, end] = [Math.floor(at / 2 ** rows), Math.floor(end / 2 ** rows)];
  }
  return end === 0;
}

export interface Consistency {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** How many rows above the node are its like: the last node of a row, without a sibling, is the last of the next too. */
function rowsWithoutRight(position: number): number {
  let rows = 1;
  for (let at = position; at > 0 && !isOdd(at); at = half(at)) rows++;
  return rows;
}

/** Checks that the tree continues the old one: all its entries are there, in their places. Throws `AuditError` PROOF. */
export function verifyConsistency(claim: Consistency, sha256: Sha256): void {
  const { oldSize, oldRoot, size, root, proof } = claim;
  if (!isWithin(oldSize, size)) throw noProof('consistency');
  if (oldSize === size || oldSize === 0) {
    const expected = oldSize === size ? root : emptyRoot(sha256);
    if (proof.length > 0 || !equalBytes(oldRoot, expected)) throw noProof('consistency');
    return;
  }
  let [position, last] = [oldSize - 1, size - 1];
  while (isOdd(position)) [position, last] = [half(position), half(last)];
  // A power of two is itself a node of the greater tree; the proof leaves it out.
  const [first, ...rest] = position > 0 ? proof : [oldRoot, ...proof];
  if (first === undefined) throw noProof('consistency');
  let [oldHash, hash] = [first, first];
  const reachesRoot = climb(position, last, rest, (sibling, isLeft) => {
    if (isLeft) oldHash = nodeHash(sibling, oldHash, sha256);
    hash = isLeft ? nodeHash(sibling, hash, sha256) : nodeHash(hash, sibling, sha256);
  });
  if (!reachesRoot || !equalBytes(oldHash, oldRoot) || !equalBytes(hash, root)) throw noProof('consistency');
}

function isWithin(index: number, last: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(last) && index >= 0 && index <= last;
}

/** Bit operators would cut to 32 bits. */
function isOdd(n: number): boolean {
  return n % 2 === 1;
}

function half(n: number): number {
  return Math.floor(n / 2);
}

function noProof(kind: string): AuditError {
  return new AuditError('PROOF', `expected a proof of ${kind} that leads to the signed root, met one that does not`);
}
