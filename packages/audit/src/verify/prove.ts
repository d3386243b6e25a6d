/** Proofs, made from a log's tiles: RFC 6962 §2.1.1 and §2.1.2. */
import { AuditError } from './error.ts';
import { splitOf } from './merkle.ts';
import type { TreeReader } from './reader.ts';

/** The hashes that lead from the entry `index` to the root. Throws `AuditError` NOT_FOUND. */
export async function proveInclusion(tree: TreeReader, index: number): Promise<Uint8Array[]> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= tree.size) {
    throw new AuditError('NOT_FOUND', `expected an entry below ${tree.size}, the log's size; met ${index}`);
  }
  const path: Promise<Uint8Array>[] = [];
  let [start, end] = [0, tree.size];
  while (end - start > 1) {
    const split = start + splitOf(end - start);
    const isLeft = index < split;
    path.push(isLeft ? tree.range(split, end) : tree.range(start, split));
    [start, end] = isLeft ? [start, split] : [split, end];
  }
  return Promise.all(path.toReversed());
}

/** The hashes that show the tree to continue the one of `oldSize`. Throws `AuditError` NOT_FOUND. */
export async function proveConsistency(tree: TreeReader, oldSize: number): Promise<Uint8Array[]> {
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > tree.size) {
    throw new AuditError('NOT_FOUND', `expected a size up to ${tree.size}, the log's; met ${oldSize}`);
  }
  if (oldSize === 0 || oldSize === tree.size) return [];
  const path: Promise<Uint8Array>[] = [];
  let [start, end] = [0, tree.size];
  while (end !== oldSize) {
    const split = start + splitOf(end - start);
    const isLeft = oldSize <= split;
    path.push(isLeft ? tree.range(split, end) : tree.range(start, split));
    [start, end] = isLeft ? [start, split] : [split, end];
  }
  // Where the old tree is itself a node of the new one, whoever checks has its hash.
  if (start > 0) path.push(tree.range(start, end));
  return Promise.all(path.toReversed());
}
