/** Reading a log's files, wherever they are: a folder, a web server, a browser's memory. */
import { BoundedMap } from '@capgate/base';
import { type Sha256, nodeHash, splitOf } from './merkle.ts';
import { AuditError } from './error.ts';
import {
  BUNDLE_BYTES_MAX,
  bundlePath,
  decodeBundle,
  decodeTile,
  TILE_BYTES,
  TILE_WIDTH,
  tilePath,
  tileWidth,
} from './tile.ts';

export interface LogReader {
  /** The file at `path` below the log; undefined where there is none. Refuses more than `maxBytes`. */
  read(path: string, maxBytes: number): Promise<Uint8Array | undefined>;
}

/** How many tiles a reader remembers: a proof needs two of each level. */
const TILES_MAX = 32;

/** The hashes and entries of the tree of one size, out of its tiles. */
export class TreeReader {
  readonly size: number;
  readonly #reader: LogReader;
  readonly #sha256: Sha256;
  readonly #tiles = new BoundedMap<string, Promise<Uint8Array[]>>(TILES_MAX);

  constructor(reader: LogReader, size: number, sha256: Sha256) {
    this.#reader = reader;
    this.size = size;
    this.#sha256 = sha256;
  }

  /** The tile's hashes. Throws `AuditError` MISSING, FORM. */
  async tile(level: number, index: number): Promise<Uint8Array[]> {
    const path = tilePath(level, index, tileWidth(level, index, this.size));
    const known = this.#tiles.get(path) ?? this.#read(path, level, index);
    this.#tiles.renew(path, known);
    try {
      return await known;
    } catch (error) {
      // It may be there next time: a log can go on while it is read.
      this.#tiles.delete(path);
      throw error;
    }
  }

  async #read(path: string, level: number, index: number): Promise<Uint8Array[]> {
    const width = tileWidth(level, index, this.size);
    const file = await partialOrFull(this.#reader, (ofWidth) => tilePath(level, index, ofWidth), width, TILE_BYTES);
    if (file === undefined) throw missing(path);
    return decodeTile(file.bytes, width);
  }

  /** The entries of a bundle; undefined where it is not there. Throws `AuditError` FORM. */
  async bundle(index: number): Promise<Uint8Array[] | undefined> {
    const width = tileWidth(0, index, this.size);
    const file = await partialOrFull(this.#reader, (ofWidth) => bundlePath(index, ofWidth), width, BUNDLE_BYTES_MAX);
    return file && decodeBundle(file.bytes, width).slice(0, width);
  }

  /** The hash of the complete part of 2^height entries. */
  async node(height: number, index: number): Promise<Uint8Array> {
    const level = Math.floor(height / 8);
    const count = 2 ** (height % 8);
    const first = index * count;
    const hashes = await this.tile(level, Math.floor(first / TILE_WIDTH));
    return this.#folded(hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + count));
  }

  /** The hash of the tree over the entries from `start` and before `end`: RFC 6962's MTH(D[start:end]). */
  async range(start: number, end: number): Promise<Uint8Array> {
    const count = end - start;
    const height = Math.log2(count);
    if (Number.isInteger(height)) return this.node(height, start / count);
    const split = start + splitOf(count);
    const [left, right] = await Promise.all([this.range(start, split), this.range(split, end)]);
    return nodeHash(left, right, this.#sha256);
  }

  #folded(hashes: Uint8Array[]): Uint8Array {
    let row = hashes;
    while (row.length > 1) {
      row = Array.from({ length: row.length / 2 }, (_, i) =>
        nodeHash(row[2 * i] as Uint8Array, row[2 * i + 1] as Uint8Array, this.#sha256),
      );
    }
    return row[0] as Uint8Array;
  }
}

/** The file of a tile or bundle; its full form where the partial one is gone, as it may be once there is a full one. */
export async function partialOrFull(
  reader: LogReader,
  pathOf: (width: number) => string,
  width: number,
  maxBytes: number,
): Promise<{ readonly path: string; readonly bytes: Uint8Array } | undefined> {
  for (const path of new Set([pathOf(width), pathOf(TILE_WIDTH)])) {
    const bytes = await reader.read(path, maxBytes);
    if (bytes !== undefined) return { path, bytes };
  }
  return undefined;
}

export function missing(path: string): AuditError {
  return new AuditError('MISSING', `expected the file ${path}, met none`);
}
