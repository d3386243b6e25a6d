/**
 * The registry file: descriptors keyed by full command name (`spec/registry.md`).
 *
 * It is looked up where it lies, in a mapped file or any other bytes: names are sorted by their
 * UTF-8, and a look-up is a binary search that decodes and allocates nothing.
 */

import { crc32 } from './crc32.ts';
import { DESCRIPTOR_FAULTS } from './error.ts';
import { compareBytes, encodeName, NAME_MAX_BYTES, quoted } from './name.ts';
import { checkDescriptor, DESCRIPTOR_SIZE_BYTES, readInt32, readUint16, writeUint16, writeUint32 } from './packed.ts';
import { decodeUtf8, writeUtf8 } from './utf8.ts';

/** "TCPR". */
const MAGIC = 0x54435052;
const VERSION = 1;
const HEADER_SIZE_BYTES = 32;
const HEADER_CRC_AT = 28;
/** Bound on the number of entries. */
export const REGISTRY_COUNT_MAX: number = 2 ** 20;

/**
 * LENGTH, MAGIC, VERSION, HEADER_CRC, RESERVED, COUNT: the header is not one, or not of these bytes.
 * BODY_CRC: damaged. OFFSETS, NAME, ORDER, DESCRIPTOR: an entry is wrong. DUPLICATE: a name is given twice.
 */
export type RegistryErrorCode =
  | 'LENGTH'
  | 'MAGIC'
  | 'VERSION'
  | 'HEADER_CRC'
  | 'RESERVED'
  | 'COUNT'
  | 'BODY_CRC'
  | 'OFFSETS'
  | 'NAME'
  | 'ORDER'
  | 'DESCRIPTOR'
  | 'DUPLICATE';

/** A registry that can't be read, or entries that make none. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: RegistryErrorCode;

  constructor(code: RegistryErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface RegistryEntry {
  /** Full command name, 1 to 255 bytes of UTF-8: `git push`. */
  readonly name: string;
  /** 24 bytes. */
  readonly descriptor: Uint8Array;
}

/**
 * What whoever vouches for a registry signs (C2SP signed-note): which name the file is for, and its SHA-256 in hexadecimal
 * digits.
 */
export function registryText(name: string, sha256: string): string {
  return `capgate/registry/v1\n${name}\n${sha256}\n`;
}

/**
 * The bytes of a registry. Entries may come in any order.
 * Throws `RegistryError`: COUNT (over `REGISTRY_COUNT_MAX`), NAME, DESCRIPTOR or DUPLICATE.
 */
export function buildRegistry(entries: readonly RegistryEntry[]): Uint8Array {
  if (entries.length > REGISTRY_COUNT_MAX) {
    throw new RegistryError('COUNT', `expected at most ${REGISTRY_COUNT_MAX} entries, met ${entries.length}`);
  }
  const keyed = entries.map((entry) => ({ key: keyOf(entry), entry }));
  keyed.sort((left, right) => compareBytes(left.key, right.key));
  const namesBytes = keyed.reduce((total, { key }) => total + key.length, 0);
  const layout = layoutOf(keyed.length, namesBytes);
  const bytes = new Uint8Array(layout.endAt);
  let nameEnd = 0;
  for (const [index, { key, entry }] of keyed.entries()) {
    if (index > 0 && entry.name === keyed[index - 1]?.entry.name) {
      throw new RegistryError('DUPLICATE', `expected each name once, met ${quoted(entry.name)} again`);
    }
    bytes.set(entry.descriptor, descriptorOffset(index));
    bytes.set(key, layout.namesAt + nameEnd);
    nameEnd += key.length;
    writeUint32(bytes, layout.offsetsAt + 4 * (index + 1), nameEnd);
  }
  writeHeader(bytes, layout);
  return bytes;
}

function keyOf(entry: RegistryEntry): Uint8Array {
  const key = encodeName(entry.name);
  if (key === undefined) {
    throw new RegistryError('NAME', `expected 1 to 255 bytes of well-formed UTF-8, met ${quoted(entry.name)}`);
  }
  if (entry.descriptor.length !== DESCRIPTOR_SIZE_BYTES) {
    const met = `${entry.descriptor.length} bytes`;
    throw new RegistryError('DESCRIPTOR', `expected 24 bytes for ${quoted(entry.name)}, met ${met}`);
  }
  requireSound(entry.descriptor, 0, entry.name);
  return key;
}

function requireSound(bytes: Uint8Array, offset: number, name: string): void {
  const fault = DESCRIPTOR_FAULTS[checkDescriptor(bytes, offset) - 1];
  if (fault !== undefined) {
    throw new RegistryError('DESCRIPTOR', `expected a sound descriptor for ${quoted(name)}, met fault ${fault}`);
  }
}

/** Where the parts of a registry begin. Descriptors come first, so that they are aligned to 8 bytes. */
interface Layout {
  readonly count: number;
  readonly offsetsAt: number;
  readonly namesAt: number;
  readonly endAt: number;
}

function layoutOf(count: number, namesBytes: number): Layout {
  const offsetsAt = descriptorOffset(count);
  const namesAt = offsetsAt + 4 * (count + 1);
  return { count, offsetsAt, namesAt, endAt: namesAt + namesBytes };
}

function writeHeader(bytes: Uint8Array, layout: Layout): void {
  writeUint32(bytes, 0, MAGIC);
  writeUint16(bytes, 4, VERSION);
  writeUint16(bytes, 6, HEADER_SIZE_BYTES);
  writeUint32(bytes, 8, layout.count);
  writeUint32(bytes, 12, layout.endAt - layout.namesAt);
  writeUint32(bytes, 16, crc32(bytes, HEADER_SIZE_BYTES, bytes.length));
  writeUint32(bytes, HEADER_CRC_AT, crc32(bytes, 0, HEADER_CRC_AT));
}

function descriptorOffset(index: number): number {
  return HEADER_SIZE_BYTES + index * DESCRIPTOR_SIZE_BYTES;
}

/** A registry in the bytes where it lies; they must not change as long as it is used. */
export class Registry {
  readonly bytes: Uint8Array;
  /** Number of entries. */
  readonly count: number;
  readonly #layout: Layout;
  readonly #key: Uint8Array = new Uint8Array(NAME_MAX_BYTES);

  /** For `openRegistry`, which has checked what it hands over. */
  constructor(bytes: Uint8Array, layout: Layout) {
    this.bytes = bytes;
    this.count = layout.count;
    this.#layout = layout;
  }

  /** Offset in `bytes` of the descriptor of the command `name`, or −1. Never throws, allocates nothing. */
  find(name: string): number {
    const length = writeUtf8(name, this.#key);
    let low = 0;
    let high = length > 0 ? this.count : 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.#compareKey(length, middle);
      if (order === 0) return descriptorOffset(middle);
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return -1;
  }

  /**
   * All entries in the order of their names; descriptors are views of `bytes`. Throws
   * `RegistryError` OFFSETS or NAME at an entry whose name can't be read, where the body is unchecked.
   */
  *entries(): Generator<RegistryEntry, void, undefined> {
    for (let index = 0; index < this.count; index++) {
      const offset = descriptorOffset(index);
      const descriptor = this.bytes.subarray(offset, offset + DESCRIPTOR_SIZE_BYTES);
      yield { name: nameOf(this.bytes, this.#layout, index), descriptor };
    }
  }

  /** Negative, 0 or positive as the key's first `length` bytes sort before, with or after a name, cut at the end. */
  #compareKey(length: number, index: number): number {
    const { endAt } = this.#layout;
    const start = Math.min(endAt, nameStart(this.bytes, this.#layout, index));
    const nameLength = Math.min(endAt, nameStart(this.bytes, this.#layout, index + 1)) - start;
    const shorter = Math.min(length, nameLength);
    for (let at = 0; at < shorter; at++) {
      const difference = (this.#key[at] as number) - (this.bytes[start + at] as number);
      if (difference !== 0) return difference;
    }
    return length - nameLength;
  }
}

/** Start of the name of the entry numbered `index`, and so the end of the name before: as the registry says. */
function nameStart(bytes: Uint8Array, layout: Layout, index: number): number {
  return layout.namesAt + (readInt32(bytes, layout.offsetsAt + 4 * index) >>> 0);
}

/** The bytes of a name. Throws `RegistryError` OFFSETS unless they are 1 to 255 within the registry. */
function nameBytes(bytes: Uint8Array, layout: Layout, index: number): Uint8Array {
  const start = nameStart(bytes, layout, index);
  const end = nameStart(bytes, layout, index + 1);
  if (start < end && end <= start + NAME_MAX_BYTES && end <= layout.endAt) return bytes.subarray(start, end);
  throw new RegistryError('OFFSETS', `expected 1 to 255 bytes for name ${index}, met ${start} to ${end}`);
}

function nameOf(bytes: Uint8Array, layout: Layout, index: number): string {
  const encoded = nameBytes(bytes, layout, index);
  const name = decodeUtf8(encoded, 0, encoded.length);
  if (name !== undefined) return name;
  throw new RegistryError('NAME', `expected well-formed UTF-8 for name ${index}, met other bytes`);
}

/**
 * Opens the registry that `bytes` are, from the first to the last.
 *
 * The header is always checked. The body is checked too, in time proportional to its size, unless
 * `body` is `trusted`: for a file whose signature or digest was verified when it was put in place.
 * Then a damaged body can make `find` miss or answer wrongly, but never read outside `bytes`; check
 * the descriptor found with `checkDescriptor`.
 *
 * Throws `RegistryError` for whatever is wrong.
 */
export function openRegistry(bytes: Uint8Array, options: { readonly body?: 'checked' | 'trusted' } = {}): Registry {
  const layout = readHeader(bytes);
  if (options.body !== 'trusted') checkBody(bytes, layout);
  return new Registry(bytes, layout);
}

function readHeader(bytes: Uint8Array): Layout {
  requireHeader(bytes.length >= HEADER_SIZE_BYTES, 'LENGTH', `at least ${HEADER_SIZE_BYTES} bytes`, bytes.length);
  requireHeader(readInt32(bytes, 0) === MAGIC, 'MAGIC', 'the magic 54435052', readInt32(bytes, 0));
  requireHeader(readUint16(bytes, 4) === VERSION, 'VERSION', `version ${VERSION}`, readUint16(bytes, 4));
  const crc = readInt32(bytes, HEADER_CRC_AT) >>> 0;
  requireHeader(crc === crc32(bytes, 0, HEADER_CRC_AT), 'HEADER_CRC', 'the CRC-32 of bytes 0–27 at byte 28', crc);
  const size = readUint16(bytes, 6);
  requireHeader(size === HEADER_SIZE_BYTES, 'RESERVED', `a header of ${HEADER_SIZE_BYTES} bytes`, size);
  const reserved = readInt32(bytes, 20) | readInt32(bytes, 24);
  requireHeader(reserved === 0, 'RESERVED', 'zeros at bytes 20–27', reserved);
  const count = readInt32(bytes, 8) >>> 0;
  requireHeader(count <= REGISTRY_COUNT_MAX, 'COUNT', `at most ${REGISTRY_COUNT_MAX} entries`, count);
  const layout = layoutOf(count, readInt32(bytes, 12) >>> 0);
  requireHeader(layout.endAt === bytes.length, 'LENGTH', `${layout.endAt} bytes`, bytes.length);
  return layout;
}

function requireHeader(holds: boolean, code: RegistryErrorCode, expected: string, met: number): void {
  if (!holds) throw new RegistryError(code, `expected ${expected}, met ${met}`);
}

function checkBody(bytes: Uint8Array, layout: Layout): void {
  const crc = readInt32(bytes, 16) >>> 0;
  if (crc !== crc32(bytes, HEADER_SIZE_BYTES, bytes.length)) {
    throw new RegistryError('BODY_CRC', 'expected the CRC-32 of the bytes behind the header at byte 16, met another');
  }
  checkNameBounds(bytes, layout);
  for (let index = 0; index < layout.count; index++) {
    const name = nameOf(bytes, layout, index);
    if (index > 0 && compareBytes(nameBytes(bytes, layout, index - 1), nameBytes(bytes, layout, index)) >= 0) {
      throw new RegistryError('ORDER', `expected names in rising order, met ${quoted(name)} out of it`);
    }
    requireSound(bytes, descriptorOffset(index), name);
  }
}

/** The first name begins where names begin, and the last ends where they end. */
function checkNameBounds(bytes: Uint8Array, layout: Layout): void {
  const first = readInt32(bytes, layout.offsetsAt);
  const last = readInt32(bytes, layout.offsetsAt + 4 * layout.count) >>> 0;
  if (first === 0 && last === layout.endAt - layout.namesAt) return;
  throw new RegistryError(
    'OFFSETS',
    `expected names from 0 to ${layout.endAt - layout.namesAt}, met ${first} to ${last}`,
  );
}
