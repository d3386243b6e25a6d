/** A copy of a log's public files, as they stand under one checkpoint: what can be checked anywhere. */
import { type Disk, DiskError, folderOf, utf8, writeNew } from '@capgate/base';
import { CHAIN_BYTES_MAX, type Primitives } from '@capgate/keys';
import { parseCheckpoint } from './verify/checkpoint.ts';
import { noteOf } from './verify/log.ts';
import { type LogReader, missing } from './verify/reader.ts';
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
import { TreeReader } from './verify/reader.ts';

/** Copies to the folder `to`, which must not hold a log yet. Answers how many entries the copy has. */
export async function exportLog(reader: LogReader, disk: Disk, to: string, primitives: Primitives): Promise<number> {
  const note = await noteOf(reader);
  const { size } = parseCheckpoint(note);
  await disk.makeFolder(to);
  if ((await disk.list(to)).includes(CHECKPOINT_PATH)) {
    throw new DiskError('EXISTS', `expected ${to} to hold no log, met one; name another folder`);
  }
  const copy = new Copy(reader, disk, to);
  await copy.file(KEYS_PATH, CHAIN_BYTES_MAX);
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

  async file(path: string, maxBytes: number): Promise<void> {
    await this.#either(path, path, maxBytes);
  }

  async tiles(size: number): Promise<void> {
    for (let level = 0; TILE_WIDTH ** level <= size; level++) {
      for (let index = 0; tileWidth(level, index, size) > 0; index++) {
        const width = tileWidth(level, index, size);
        await this.#either(tilePath(level, index, width), tilePath(level, index, TILE_WIDTH), TILE_BYTES);
      }
    }
  }

  async bundles(size: number, first: number): Promise<void> {
    for (let index = first; index * TILE_WIDTH < size; index++) {
      const width = tileWidth(0, index, size);
      await this.#either(bundlePath(index, width), bundlePath(index, TILE_WIDTH), BUNDLE_BYTES_MAX);
    }
  }

  async sync(): Promise<void> {
    for (const folder of this.#folders) await this.#disk.syncFolder(folder);
  }

  /** A log that goes on while it is copied may have filled a tile since, and removed its partial form. */
  async #either(path: string, full: string, maxBytes: number): Promise<void> {
    const exact = await this.#reader.read(path, maxBytes);
    const bytes = exact ?? (await this.#reader.read(full, maxBytes));
    if (bytes === undefined) throw missing(path);
    const target = `${this.#to}/${exact === undefined ? full : path}`;
    const folder = folderOf(target);
    if (!this.#folders.has(folder)) await this.#disk.makeFolder(folder);
    this.#folders.add(folder);
    await writeNew(this.#disk, target, bytes);
  }
}
