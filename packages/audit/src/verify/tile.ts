/**
 * Where a log's files are and what is in them: https://c2sp.org/tlog-tiles. A tile holds up to 256 hashes, of nodes
 * whose height is a multiple of 8; a bundle holds the entries below a tile of level 0.
 */
import { AuditError } from './error.ts';
import { HASH_BYTES } from './merkle.ts';

export const TILE_WIDTH = 256;
/** The longest entry, as its length is written in two bytes. */
export const ENTRY_BYTES_MAX = 0xffff;
const LENGTH_BYTES = 2;
export const BUNDLE_BYTES_MAX = TILE_WIDTH * (LENGTH_BYTES + ENTRY_BYTES_MAX);
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

export const CHECKPOINT_PATH = 'checkpoint';
/** The chain of the keys that sign the checkpoints. Not part of the layout; verifiers of others pass it over. */
export const KEYS_PATH = 'keys.json';

/** The path of a tile of `width` hashes. */
export function tilePath(level: number, index: number, width: number): string {
  return `tile/${level}/${indexPath(index)}${partialSuffix(width)}`;
}

/** The path of the bundle of `width` entries, the first of which is 256 times `index`. */
export function bundlePath(index: number, width: number): string {
  return `tile/entries/${indexPath(index)}${partialSuffix(width)}`;
}

/** Three digits an element, an x before all but the last: 1234067 is `x001/x234/067`. */
function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  return (padded.match(/\d{3}/gu) ?? []).map((part, i, all) => (i < all.length - 1 ? `x${part}` : part)).join('/');
}

function partialSuffix(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}

/** How many hashes the tile has in the tree of this size; 0 where it is not there. */
export function tileWidth(level: number, index: number, size: number): number {
  const nodes = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, nodes - index * TILE_WIDTH));
}

/** The hashes of a tile, `width` of them. Throws `AuditError` FORM where it has fewer, or a part of one. */
export function decodeTile(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length < width * HASH_BYTES || bytes.length % HASH_BYTES !== 0) {
    throw new AuditError('FORM', `expected a tile of ${width} hashes, met ${bytes.length} bytes`);
  }
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

/** Each entry behind its length in two bytes, the greater first. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entriesBytes(entries));
  writeEntries(entries, bytes, 0);
  return bytes;
}

/** How many bytes entries have as a bundle. */
export function entriesBytes(entries: readonly Uint8Array[]): number {
  return entries.reduce((sizeBytes, entry) => sizeBytes + LENGTH_BYTES + entry.length, 0);
}

/** Writes entries as a bundle has them, and answers where they end. */
export function writeEntries(entries: readonly Uint8Array[], bytes: Uint8Array, start: number): number {
  let offset = start;
  for (const entry of entries) {
    bytes[offset] = entry.length >> 8;
    bytes[offset + 1] = entry.length & 0xff;
    bytes.set(entry, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + entry.length;
  }
  return offset;
}

/** The entries of a bundle, `width` of them. Throws `AuditError` FORM where it holds fewer or more than it says. */
export function decodeBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries = entriesIn(bytes);
  if (entries === undefined || entries.length < width || entries.length > TILE_WIDTH) throw noBundle(width);
  return entries;
}

/** The entries that `bytes` consist of, as views of them; undefined where they consist of something else. */
export function entriesIn(bytes: Uint8Array): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const start = offset + LENGTH_BYTES;
    const end = start + (((bytes[offset] as number) << 8) | (bytes[offset + 1] ?? 0));
    if (end > bytes.length) return undefined;
    entries.push(bytes.subarray(start, end));
    offset = end;
  }
  return entries;
}

function noBundle(width: number): AuditError {
  return new AuditError('FORM', `expected a bundle of ${width} entries, each behind its length; met something else`);
}
