/**
 * What is promised before it is in the tree: batches of entries, one behind the other in a file.
 *
 *     magic "CGJ1" · first index (8 bytes) · count (4) · body length (4) · body · SHA-256 of all before (32)
 *
 * The body is a bundle's: each entry behind its length in two bytes. Numbers have the greater byte first. A batch is
 * synced before the next is written, so that a crash can tear the last one only.
 */
import { type DiskFile, equalBytes } from '@capgate/base';
import { AuditError } from '../verify/error.ts';
import type { Sha256 } from '../verify/merkle.ts';
import { entriesBytes, entriesIn, writeEntries } from '../verify/tile.ts';

const MAGIC = 0x43474a31;
/** What every batch begins with: the magic, and the first byte of a number below 2^53. */
const START = [0x43, 0x47, 0x4a, 0x31, 0] as const;
const HEADER_BYTES = 20;
const CHECKSUM_BYTES = 32;

/** The largest batch's body. */
const BATCH_BYTES_MAX = 16 << 20;

function encodeBatch(firstIndex: number, entries: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const bodyBytes = entriesBytes(entries);
  const bytes = new Uint8Array(HEADER_BYTES + bodyBytes + CHECKSUM_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setBigUint64(4, BigInt(firstIndex));
  view.setUint32(12, entries.length);
  view.setUint32(16, bodyBytes);
  const end = writeEntries(entries, bytes, HEADER_BYTES);
  bytes.set(sha256(bytes.subarray(0, end)), end);
  return bytes;
}

interface Batch {
  readonly firstIndex: number;
  readonly entries: readonly Uint8Array[];
  readonly sizeBytes: number;
}

export interface JournalContent {
  readonly batches: readonly Batch[];
  /** Bytes at the end that are no whole batch: what a crash left of the last one, which nobody was promised. */
  readonly tornBytes: number;
}

/** Throws `AuditError` DAMAGED where a whole batch stands behind a broken one, which no crash leaves behind. */
export function decodeJournal(bytes: Uint8Array, name: string, sha256: Sha256): JournalContent {
  const batches: Batch[] = [];
  let offset = 0;
  for (let batch = batchAt(bytes, offset, sha256); batch; batch = batchAt(bytes, offset, sha256)) {
    batches.push(batch);
    offset += batch.sizeBytes;
  }
  refuseLater(bytes, offset, name, sha256);
  return { batches, tornBytes: bytes.length - offset };
}

/**
 * Throws where a whole batch begins behind `offset`, or where so many seem to begin that to check them all would take more
 * hashing than the file has bytes: neither is left by a crash, as what an entry says cannot look like a batch. Entries are
 * JSON and hold no byte 0, with which every index begins.
 */
function refuseLater(bytes: Uint8Array, offset: number, name: string, sha256: Sha256): void {
  let hashedBytes = 0;
  const counting: Sha256 = (hashed) => {
    hashedBytes += hashed.length;
    return sha256(hashed);
  };
  for (let later = nextMagic(bytes, offset + 1); later !== -1; later = nextMagic(bytes, later + 1)) {
    if (batchAt(bytes, later, counting) === undefined && hashedBytes <= bytes.length) continue;
    throw new AuditError(
      'DAMAGED',
      `expected whole batches in ${name}, met a broken one at byte ${offset} before another at ${later}; restore the file from a copy`,
    );
  }
}

/** Where the magic and a possible index stand next; -1 where nowhere. */
function nextMagic(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(START[0], from); at !== -1; at = bytes.indexOf(START[0], at + 1)) {
    if (START.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

function batchAt(bytes: Uint8Array, offset: number, sha256: Sha256): Batch | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, bytes.length - offset);
  if (view.byteLength < HEADER_BYTES || view.getUint32(0) !== MAGIC) return undefined;
  const bodyBytes = view.getUint32(16);
  const end = HEADER_BYTES + bodyBytes;
  const sizeBytes = end + CHECKSUM_BYTES;
  if (bodyBytes > BATCH_BYTES_MAX || view.byteLength < sizeBytes) return undefined;
  const whole = bytes.subarray(offset, offset + sizeBytes);
  if (!equalBytes(sha256(whole.subarray(0, end)), whole.subarray(end))) return undefined;
  // A copy, as entries live on when the journal is read.
  const entries = entriesIn(whole.slice(HEADER_BYTES, end));
  return entries?.length === view.getUint32(12)
    ? { firstIndex: Number(view.getBigUint64(4)), entries, sizeBytes }
    : undefined;
}

/** A journal that is being written. */
export class Journal {
  readonly #file: DiskFile;
  readonly #sha256: Sha256;
  #sizeBytes = 0;

  constructor(file: DiskFile, sha256: Sha256) {
    this.#file = file;
    this.#sha256 = sha256;
  }

  /** Resolves once the batch is on the disk for good. */
  async append(firstIndex: number, entries: readonly Uint8Array[]): Promise<void> {
    const bytes = encodeBatch(firstIndex, entries, this.#sha256);
    await this.#file.write(bytes, this.#sizeBytes);
    await this.#file.sync();
    this.#sizeBytes += bytes.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** The name of the journal whose first entry has this index; names sort as indices do. */
export function journalName(firstIndex: number): string {
  return String(firstIndex).padStart(16, '0');
}

export const JOURNAL_NAME = /^\d{16}$/u;
