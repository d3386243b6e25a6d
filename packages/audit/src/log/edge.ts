/**
 * The growing edge of a tree: what was added since the last checkpoint, and the tiles and the bundle that are not full
 * yet.
 */
import { concatBytes, equalBytes } from '@capgate/base';
import { AuditError } from '../verify/error.ts';
import { FillingTiles, lastTile } from '../verify/filling-tiles.ts';
import { leafHash, type Sha256 } from '../verify/merkle.ts';
import { missing, type TreeReader } from '../verify/reader.ts';
import { bundlePath, encodeBundle, TILE_WIDTH, tilePath, tileWidth } from '../verify/tile.ts';
import { GrowingTree, partsOf, type TreeNode } from '../verify/tree.ts';

export interface TreeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Whether it replaces the partial forms that there may be, or is one. */
  readonly isFull: boolean;
}

/** What a checkpoint signs, and the files that must be on the disk before it. */
export interface Snapshot {
  readonly size: number;
  readonly root: Uint8Array;
  readonly files: readonly TreeFile[];
}

export class Edge {
  readonly #sha256: Sha256;
  readonly #tree: GrowingTree;
  readonly #tiles = new FillingTiles(({ level, index, hashes }) =>
    this.#addFull(tilePath(level, index, TILE_WIDTH), concatBytes(...hashes)),
  );
  #bundle: Uint8Array[] = [];
  #lastEntry: Uint8Array | undefined;
  #full: TreeFile[] = [];
  #sealedSize: number;

  private constructor(sha256: Sha256, parts: readonly TreeNode[]) {
    this.#sha256 = sha256;
    this.#tree = new GrowingTree(sha256, (node) => this.#tiles.add(node), parts);
    this.#sealedSize = this.#tree.size;
  }

  /**
   * The edge of the tree that `reader` reads, whose root is `signedRoot`; absent for the empty tree of a log without a
   * checkpoint. Throws `AuditError` DAMAGED for another root, or a last bundle whose hashes its tile does not have;
   * MISSING and FORM.
   */
  static async of(reader: TreeReader, signedRoot: Uint8Array | undefined, sha256: Sha256): Promise<Edge> {
    const parts: TreeNode[] = [];
    for (const { height, index } of partsOf(reader.size)) {
      parts.push({ height, index, hash: await reader.node(height, index) });
    }
    const edge = new Edge(sha256, parts);
    if (signedRoot !== undefined && !equalBytes(edge.root(), signedRoot)) throw otherTree();
    for (let level = 0; TILE_WIDTH ** level <= reader.size; level++) {
      const index = lastTile(level, reader.size);
      if (tileWidth(level, index, reader.size) > 0) edge.#tiles.begin(level, await reader.tile(level, index));
    }
    if (reader.size > 0) edge.#begin(await lastBundle(reader, sha256));
    return edge;
  }

  /** Goes on with the last bundle. */
  #begin(entries: readonly Uint8Array[]): void {
    this.#lastEntry = entries.at(-1);
    if (entries.length < TILE_WIDTH) this.#bundle = [...entries];
  }

  get size(): number {
    return this.#tree.size;
  }

  /** Undefined in an empty log. */
  get lastEntry(): Uint8Array | undefined {
    return this.#lastEntry;
  }

  /** How many entries no checkpoint covers yet. */
  get unsealedCount(): number {
    return this.#tree.size - this.#sealedSize;
  }

  root(): Uint8Array {
    return this.#tree.root();
  }

  add(entry: Uint8Array): void {
    this.#bundle.push(entry);
    this.#lastEntry = entry;
    this.#tree.add(leafHash(entry, this.#sha256));
    if (this.#bundle.length < TILE_WIDTH) return;
    const index = this.#tree.size / TILE_WIDTH - 1;
    this.#addFull(bundlePath(index, TILE_WIDTH), encodeBundle(this.#bundle));
    this.#bundle = [];
  }

  /** Everything added so far, to be sealed. Files that the last checkpoint rests on are not among its files. */
  snapshot(): Snapshot {
    return { size: this.#tree.size, root: this.root(), files: [...this.#full, ...this.#partialFiles()] };
  }

  /** A checkpoint over the snapshot is on the disk. Until then its files count as not written. */
  sealed({ size, files }: Snapshot): void {
    this.#full = this.#full.slice(files.filter(({ isFull }) => isFull).length);
    this.#sealedSize = size;
  }

  #addFull(path: string, bytes: Uint8Array): void {
    this.#full.push({ path, bytes, isFull: true });
  }

  /** A file that the last checkpoint rests on is never written again: a crash in between would break that checkpoint. */
  #partialFiles(): TreeFile[] {
    const { size } = this.#tree;
    const files = this.#tiles.partial(size).flatMap(({ level, index, hashes }) => {
      const isNew = tileWidth(level, index, this.#sealedSize) !== hashes.length;
      const path = tilePath(level, index, hashes.length);
      return isNew ? [{ path, bytes: concatBytes(...hashes), isFull: false }] : [];
    });
    if (this.#bundle.length === 0 || size === this.#sealedSize) return files;
    const path = bundlePath(Math.floor(size / TILE_WIDTH), this.#bundle.length);
    return [...files, { path, bytes: encodeBundle(this.#bundle), isFull: false }];
  }
}

/** The last bundle, full or not, once its entries are those of its tile: what is sealed next goes on from both. */
async function lastBundle(reader: TreeReader, sha256: Sha256): Promise<Uint8Array[]> {
  const index = Math.floor((reader.size - 1) / TILE_WIDTH);
  const path = bundlePath(index, tileWidth(0, index, reader.size));
  const entries = await reader.bundle(index);
  if (entries === undefined) throw missing(path);
  const hashes = await reader.tile(0, index);
  const other = entries.findIndex((entry, i) => !equalBytes(leafHash(entry, sha256), hashes[i] as Uint8Array));
  if (other < 0) return entries;
  throw new AuditError(
    'DAMAGED',
    `expected the entries of the tree in ${path}, met another at ${other}; restore the file from a copy`,
  );
}

function otherTree(): AuditError {
  return new AuditError(
    'DAMAGED',
    'expected the tiles that the checkpoint signs, met others; run capgate audit verify',
  );
}
