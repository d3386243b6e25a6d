/** The tiles that a growing tree fills, level by level. */
import { TILE_WIDTH } from './tile.ts';
import type { TreeNode } from './tree.ts';

export interface FilledTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
}

export class FillingTiles {
  readonly #onFull: (tile: FilledTile) => void;
  /** By level, the hashes of the tile that is not full yet. */
  readonly #levels: Uint8Array[][] = [];

  constructor(onFull: (tile: FilledTile) => void) {
    this.#onFull = onFull;
  }

  /** Goes on with a level whose last tile has these hashes already. */
  begin(level: number, hashes: readonly Uint8Array[]): void {
    this.#levels[level] = [...hashes];
  }

  /** Takes a complete part of the tree in, where tiles have its height. */
  add({ height, index, hash }: TreeNode): void {
    if (height % 8 !== 0) return;
    const level = height / 8;
    const hashes = (this.#levels[level] ??= []);
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    this.#levels[level] = [];
    this.#onFull({ level, index: Math.floor(index / TILE_WIDTH), hashes });
  }

  /** The tiles that are not full in a tree of `size`, the lowest first; none that is empty. */
  partial(size: number): FilledTile[] {
    return this.#levels.flatMap((hashes, level) =>
      hashes.length === 0 ? [] : [{ level, index: lastTile(level, size), hashes }],
    );
  }
}

/** The index of the tile of a level that a tree of `size` fills next. */
export function lastTile(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** (level + 1));
}
