/** A copy of a log's public files, as they stand under one checkpoint: what can be checked anywhere. */
import { type Disk, DiskError, folderOf, utf8, writeNew } from '@capgate/base';
import { CHAIN_BYTES_MAX, type Primitives } from '@capgate/keys';
import { parseCheckpoint } from './verify/checkpoint.ts';
import { noteOf } from './verify/log.ts';
import { type LogReader, missing, partialOrFull, TreeReader } from './verify/reader.ts';
import {
  BUNDLE_BYTES_MAX,
  bundlePath,
  CHECKPOINT_PATH,
  KEYS_PATH,
  TILE_BYTES,
  TILE_WIDTH,
  tilePath,
  tileWidth,
} from './verify/tile.ts';
import { firstBundle } from './verify/find.ts';

/** Copies to the folder `to`, which must not hold a log yet. Answers how many entries the copy has. */
export async function exportLog(reader: LogReader, disk: Disk, to: string, primitives: Primitives): Promise<number> {
  const note = await noteOf(reader);
  const { size } = parseCheckpoint(note);
  await disk.makeFolder(to);
  if ((await disk.list(to)).includes(CHECKPOINT_PATH)) {
    throw new DiskError('EXISTS', `expected ${to} to hold no log, met one; name another folder`);
  }
  const copy = new Copy(reader, disk, to);
  await copy.keys();
  await copy.tiles(size);
  await copy.bundles(size, await firstBundle(new TreeReader(reader, size, primitives.sha256)));
  await copy.sync();
  // Last: what has no checkpoint is no log.
  await writeNew(disk, `${to}/${CHECKPOINT_PATH}`, utf8(note));
  await disk.syncFolder(to);
  return size;
}

class Copy {
  readonly #reader: LogReader;
  readonly #disk: Disk;
  readonly #to: string;
  readonly #folders = new Set<string>();

  constructor(reader: LogReader, disk: Disk, to: string) {
    this.#reader = reader;
    this.#disk = disk;
    this.#to = to;
  }

  async keys(): Promise<void> {
    await this.#copy(() => KEYS_PATH, TILE_WIDTH, CHAIN_BYTES_MAX);
  }

  async tiles(size: number): Promise<void> {
    for (let level = 0; TILE_WIDTH ** level <= size; level++) {
      for (let index = 0; tileWidth(level, index, size) > 0; index++) {
        await this.#copy((width) => tilePath(level, index, width), tileWidth(level, index, size), TILE_BYTES);
      }
    }
  }

  async bundles(size: number, first: number): Promise<void> {
    for (let index = first; index * TILE_WIDTH < size; index++) {
      await this.#copy((width) => bundlePath(index, width), tileWidth(0, index, size), BUNDLE_BYTES_MAX);
    }
  }

  async sync(): Promise<void> {
    for (const folder of this.#folders) await this.#disk.syncFolder(folder);
  }

  /** A log that goes on while it is copied may have filled a tile since, and removed its partial form. */
  async #copy(pathOf: (width: number) => string, width: number, maxBytes: number): Promise<void> {
    const file = await partialOrFull(this.#reader, pathOf, width, maxBytes);
    if (file === undefined) throw missing(pathOf(width));
    const target = `${this.#to}/${file.path}`;
    const folder = folderOf(target);
    if (!this.#folders.has(folder)) await this.#disk.makeFolder(folder);
    this.#folders.add(folder);
    await writeNew(this.#disk, target, file.bytes);
  }
}
