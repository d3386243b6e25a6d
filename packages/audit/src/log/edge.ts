/**
 * The growing edge of a tree: what was added since the last checkpoint, and the tiles and the bundle that are not full
 * yet.
 */
import { concatBytes } from '@capgate/base';
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
  #full: TreeFile[] = [];
  #sealedSize: number;

  private constructor(sha256: Sha256, parts: readonly TreeNode[]) {
    this.#sha256 = sha256;
    this.#tree = new GrowingTree(sha256, (node) => this.#tiles.add(node), parts);
    this.#sealedSize = this.#tree.size;
  }

  /** The edge of the tree that `reader` reads. Throws `AuditError` where a file of it is missing or malformed. */
  static async of(reader: TreeReader, sha256: Sha256): Promise<Edge> {
    const parts: TreeNode[] = [];
    for (const { height, index } of partsOf(reader.size)) {
      parts.push({ height, index, hash: await reader.node(height, index) });
    }
    const edge = new Edge(sha256, parts);
    for (let level = 0; TILE_WIDTH ** level <= reader.size; level++) {
      const index = lastTile(level, reader.size);
      if (tileWidth(level, index, reader.size) > 0) edge.#tiles.begin(level, await reader.tile(level, index));
    }
    if (reader.size % TILE_WIDTH > 0) edge.#bundle = await lastBundle(reader);
    return edge;
  }

  get size(): number {
    return this.#tree.size;
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
    this.#tree.add(leafHash(entry, this.#sha256));
    if (this.#bundle.length < TILE_WIDTH) return;
    const index = this.#tree.size / TILE_WIDTH - 1;
    this.#addFull(bundlePath(index, TILE_WIDTH), encodeBundle(this.#bundle));
    this.#bundle = [];
  }

  /** Everything added so far, to be sealed. Files that the last snapshot had already are not among its files. */
  snapshot(): Snapshot {
    const { size } = this.#tree;
    const files = [...this.#full, ...this.#partialFiles()];
    this.#full = [];
    this.#sealedSize = size;
    return { size, root: this.root(), files };
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

async function lastBundle(reader: TreeReader): Promise<Uint8Array[]> {
  const index = Math.floor(reader.size / TILE_WIDTH);
  const entries = await reader.bundle(index);
  if (entries === undefined) throw missing(bundlePath(index, reader.size % TILE_WIDTH));
  return entries;
}
