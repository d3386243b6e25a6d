/** What came back from arms, as it was: bytes that are known by their SHA-256. */
import { createHash } from 'node:crypto';
import { type Disk, DiskError, openIfThere, readWhole, replaceWhole } from '@capgate/base';
import { LabError } from '../error.ts';

export interface ObjectStore {
  /** Keeps the bytes for good; answers their SHA-256 in hexadecimal. Rejects with `LabError` STORE. */
  put(bytes: Uint8Array): Promise<string>;
  /** Undefined where there are none of that hash. Rejects with `LabError` STORE, also where they were altered. */
  get(sha256: string): Promise<Uint8Array | undefined>;
}

/** The most that one object may have. */
export const OBJECT_BYTES_MAX = 256 << 20;

/** In a folder: `ab/cdef…` is the file whose SHA-256 begins with ab. */
export class FolderObjects implements ObjectStore {
  readonly #disk: Disk;
  readonly #folder: string;

  /** `folder` is absolute; made where it is absent. One process writes to it at a time. */
  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<string> {
    if (bytes.length > OBJECT_BYTES_MAX) {
      throw new LabError('STORE', `expected an artifact of at most ${OBJECT_BYTES_MAX} bytes, met ${bytes.length}`);
    }
    const sha256 = sha256Of(bytes);
    await told(() => this.#write(sha256, bytes));
    return sha256;
  }

  async get(sha256: string): Promise<Uint8Array | undefined> {
    const path = this.#pathOf(sha256);
    const bytes = await told(() => readWhole(this.#disk, path, OBJECT_BYTES_MAX));
    if (bytes === undefined || sha256Of(bytes) === sha256) return bytes;
    throw new LabError('STORE', `expected the artifact ${sha256} in ${path}, met other bytes; restore it from a copy`);
  }

  async #write(sha256: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(sha256);
    const file = await openIfThere(this.#disk, path);
    await file?.close();
    // A file under its own name is whole: it got that name once it was on the disk.
    if (file !== undefined) return;
    await this.#disk.makeFolder(path.slice(0, path.lastIndexOf('/')));
    await replaceWhole(this.#disk, path, bytes);
  }

  #pathOf(sha256: string): string {
    checkSha256(sha256);
    return `${this.#folder}/${sha256.slice(0, 2)}/${sha256.slice(2)}`;
  }
}

/** Throws `LabError` STORE: what is part of a path or of a request has to be what it says. */
export function checkSha256(text: string): void {
  if (/^[0-9a-f]{64}$/u.test(text)) return;
  throw new LabError('STORE', 'expected the SHA-256 of an artifact, met another text');
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function told<Value>(step: () => Promise<Value>): Promise<Value> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new LabError('STORE', error.message, { cause: error });
  }
}
