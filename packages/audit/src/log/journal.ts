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
  for (let later = offset + 1; later + HEADER_BYTES < bytes.length; later++) {
    if (batchAt(bytes, later, sha256) === undefined) continue;
    throw new AuditError(
      'DAMAGED',
      `expected whole batches in ${name}, met a broken one at byte ${offset} before a whole one at ${later}; restore the file from a copy`,
    );
  }
  return { batches, tornBytes: bytes.length - offset };
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
  return entries && { firstIndex: Number(view.getBigUint64(4)), entries, sizeBytes };
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
