/** The pins of one server, in a file of the gate's own: of the scope *gate*, for its owner alone, whole at any moment. */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { PinError, type Pins, type PinStore, readPins } from '@capgate/agents/mcp';
import { type Disk, DiskError, fromUtf8, readWhole, replaceWhole, utf8 } from '@capgate/base';
import { NodeDisk } from '@capgate/base/node';
import type { Io } from '../io.ts';
import { stateFolder } from '../machine/places.ts';

const FILE_BYTES_MAX = 1 << 26;
/** Another process holds the lock for as long as it writes one file. */
const LOCKED_MS = 5_000;
const LOCKED_PAUSE_MS = 20;

export class PinFile implements PinStore {
  readonly #server: string;
  readonly #folder: string;
  readonly #path: string;
  readonly #disk: Disk = new NodeDisk();

  constructor(io: Io, server: string) {
    this.#server = server;
    this.#folder = `${stateFolder(io)}/mcp`;
    // A server may be called as no file may be.
    this.#path = `${this.#folder}/${createHash('sha256').update(server).digest('hex').slice(0, 32)}.json`;
  }

  /** Rejects with `DiskError`, and with `PinError` FORM where the file is not as it was written. */
  async read(): Promise<Pins | undefined> {
    const bytes = await readWhole(this.#disk, this.#path, FILE_BYTES_MAX);
    return bytes === undefined ? undefined : readPins(parsed(bytes), this.#server);
  }

  async change(change: (pins: Pins | undefined) => Pins): Promise<Pins> {
    await this.#disk.makeFolder(this.#folder);
    const lock = await this.#locked();
    try {
      const before = await this.read();
      const after = change(before);
      if (after !== before) await replaceWhole(this.#disk, this.#path, this.#bytesOf(after));
      return after;
    } finally {
      await lock.release();
    }
  }

  #bytesOf(pins: Pins): Uint8Array {
    const bytes = utf8(`${JSON.stringify(pins, undefined, 1)}\n`);
    if (bytes.length <= FILE_BYTES_MAX) return bytes;
    throw new PinError('FULL', `expected at most ${FILE_BYTES_MAX} bytes of pins, met ${bytes.length}`);
  }

  async #locked(): ReturnType<Disk['lock']> {
    for (const endMs = performance.now() + LOCKED_MS; ; await setTimeout(LOCKED_PAUSE_MS)) {
      try {
        return await this.#disk.lock(`${this.#path}.lock`);
      } catch (error) {
        const isHeld = error instanceof DiskError && error.code === 'LOCKED';
        if (!isHeld || performance.now() > endMs) throw error;
      }
    }
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? '');
  } catch {
    return undefined;
  }
}
