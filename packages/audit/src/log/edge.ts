/**
 * The growing edge of a tree: what was added since the last checkpoint, and the tiles and the bundle that are not full
 * yet.
 */
import { concatBytes } from '@capgate/base';
import { leafHash, type Sha256 } from '../verify/merkle.ts';
import type { TreeReader } from '../verify/reader.ts';
import { bundlePath, encodeBundle, TILE_WIDTH, tilePath, tileWidth } from '../verify/tile.ts';
import { GrowingTree, partsOf, type TreeNode } from '../verify/tree.ts';
import { missing } from '../verify/reader.ts';

export interface TreeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Where the partial forms are that this one replaces; absent where it is itself partial. */
  readonly partialFolder?: string;
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
  /** By level. */
  readonly #tiles: Uint8Array[][] = [];
  #bundle: Uint8Array[] = [];
  #full: TreeFile[] = [];
  #sealedSize: number;

  private constructor(sha256: Sha256, parts: readonly TreeNode[]) {
    this.#sha256 = sha256;
    this.#tree = new GrowingTree(sha256, (node) => this.#fill(node), parts);
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
      const index = Math.floor(reader.size / TILE_WIDTH ** (level + 1));
      edge.#tiles[level] = tileWidth(level, index, reader.size) === 0 ? [] : [...(await reader.tile(level, index))];
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

  #fill({ height, index, hash }: TreeNode): void {
    if (height % 8 !== 0) return;
    const level = height / 8;
    const hashes = (this.#tiles[level] ??= []);
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    this.#addFull(tilePath(level, Math.floor(index / TILE_WIDTH), TILE_WIDTH), concatBytes(...hashes));
    this.#tiles[level] = [];
  }

  #addFull(path: string, bytes: Uint8Array): void {
    this.#full.push({ path, bytes, partialFolder: `${path}.p` });
  }

  /** A file that the last checkpoint rests on is never written again: a crash in between would break that checkpoint. */
  #partialFiles(): TreeFile[] {
    const { size } = this.#tree;
    const files = this.#tiles.flatMap((hashes, level) => {
      const index = Math.floor(size / TILE_WIDTH ** (level + 1));
      const isNew = hashes.length > 0 && tileWidth(level, index, this.#sealedSize) !== hashes.length;
      return isNew ? [{ path: tilePath(level, index, hashes.length), bytes: concatBytes(...hashes) }] : [];
    });
    if (this.#bundle.length === 0 || size === this.#sealedSize) return files;
    const path = bundlePath(Math.floor(size / TILE_WIDTH), this.#bundle.length);
    return [...files, { path, bytes: encodeBundle(this.#bundle) }];
  }
}

async function lastBundle(reader: TreeReader): Promise<Uint8Array[]> {
  const index = Math.floor(reader.size / TILE_WIDTH);
  const entries = await reader.bundle(index);
  if (entries === undefined) throw missing(bundlePath(index, reader.size % TILE_WIDTH));
  return entries;
}
