/**
 * Descriptors in their packed form, 24 bytes big-endian (layout A of `spec/descriptor.md`), written
 * and read in place. Nothing here allocates: this is the hot path.
 *
 * Accessors trust that 24 bytes lie at `offset`; `checkDescriptor` is how to know that and the rest.
 */

import { RESERVED_MASK, RISK_MASK } from './capabilities.ts';
import { descriptorCrc } from './crc32.ts';

/** Bytes of a packed descriptor. */
export const DESCRIPTOR_SIZE_BYTES = 24;
/** Costs and the command length end here: more is written as this. */
export const UINT16_MAX = 0xffff;

/** "TCP" and 2. */
const MAGIC = 0x54435002;
const VERSION = 2;
/** Signed, as the arithmetic on it is. */
const RESERVED: number = RESERVED_MASK | 0;

/**
 * Writes a descriptor to `bytes` at `offset`.
 *
 * `commandHash` and `flags` count as 32 bits, signed or not. The other four are non-negative integers
 * and saturate at 65,535. Writes what it is given: flags that break the rules make a descriptor that
 * every reader refuses.
 */
export function packDescriptor(
  bytes: Uint8Array,
  offset: number,
  commandHash: number,
  flags: number,
  executionMs: number,
  memoryMb: number,
  outputKb: number,
  commandLengthBytes: number,
): void {
  const costs = (saturated(executionMs) << 16) | saturated(memoryMb);
  const sizes = (saturated(outputKb) << 16) | saturated(commandLengthBytes);
  writeUint32(bytes, offset, MAGIC);
  writeUint16(bytes, offset + 4, VERSION);
  writeUint32(bytes, offset + 6, commandHash);
  writeUint32(bytes, offset + 10, flags);
  writeUint32(bytes, offset + 14, costs);
  writeUint32(bytes, offset + 18, sizes);
  writeUint16(bytes, offset + 22, descriptorCrc(commandHash, flags, costs, sizes));
}

/** 0 when a sound descriptor lies at `offset`, else the 1-based place of its fault in `DESCRIPTOR_FAULTS`. */
export function checkDescriptor(bytes: Uint8Array, offset: number): number {
  if (!(offset >= 0 && offset + DESCRIPTOR_SIZE_BYTES <= bytes.length)) return 1;
  const magic = readInt32(bytes, offset);
  const version = readUint16(bytes, offset + 4);
  const flags = readInt32(bytes, offset + 10);
  const crc =
    readUint16(bytes, offset + 22) ^
    descriptorCrc(readInt32(bytes, offset + 6), flags, readInt32(bytes, offset + 14), readInt32(bytes, offset + 18));
  return unsoundBits(magic, version, flags, crc) === 0 ? 0 : faultOf(magic, version, flags, crc);
}

/**
 * 0 exactly when nothing is wrong with a descriptor, in arithmetic without a branch.
 * `crcDifference` is the CRC it bears XOR the CRC of its bytes.
 */
export function unsoundBits(magic: number, version: number, flags: number, crcDifference: number): number {
  const risk = flags & RISK_MASK;
  const none = (risk - 1) >>> 31;
  const several = risk & (risk - 1);
  return (magic ^ MAGIC) | (version ^ VERSION) | crcDifference | none | several | (flags & RESERVED);
}

/** Which fault comes first where there is one. */
function faultOf(magic: number, version: number, flags: number, crcDifference: number): number {
  if (magic !== MAGIC) return 2;
  if (version !== VERSION) return 3;
  if (crcDifference !== 0) return 4;
  const risk = flags & RISK_MASK;
  if (risk === 0) return 5;
  return (risk & (risk - 1)) !== 0 ? 6 : 7;
}

/** First four bytes of the MD5 of the command's name, unsigned. */
export function descriptorCommandHash(bytes: Uint8Array, offset: number): number {
  return readInt32(bytes, offset + 6) >>> 0;
}

/** The security flags, unsigned. */
export function descriptorFlags(bytes: Uint8Array, offset: number): number {
  return readInt32(bytes, offset + 10) >>> 0;
}

/** Estimated execution time in milliseconds; 0 is unknown, 65,535 is that or more. */
export function descriptorExecutionMs(bytes: Uint8Array, offset: number): number {
  return readUint16(bytes, offset + 14);
}

/** Estimated memory in megabytes; 0 is unknown, 65,535 is that or more. */
export function descriptorMemoryMb(bytes: Uint8Array, offset: number): number {
  return readUint16(bytes, offset + 16);
}

/** Estimated output in kilobytes; 0 is unknown, 65,535 is that or more. */
export function descriptorOutputKb(bytes: Uint8Array, offset: number): number {
  return readUint16(bytes, offset + 18);
}

/** Bytes of the command's name in UTF-8; 65,535 is that or more. */
export function descriptorCommandLengthBytes(bytes: Uint8Array, offset: number): number {
  return readUint16(bytes, offset + 20);
}

/** A big-endian unsigned 16-bit number; bytes beyond the end count as 0. */
export function readUint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
}

/** A big-endian signed 32-bit number; bytes beyond the end count as 0. */
export function readInt32(bytes: Uint8Array, offset: number): number {
  return (readUint16(bytes, offset) << 16) | readUint16(bytes, offset + 2);
}

/** Writes the low 16 bits of `value`, big-endian. */
export function writeUint16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
}

/** Writes the low 32 bits of `value`, big-endian. */
export function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  writeUint16(bytes, offset, value >>> 16);
  writeUint16(bytes, offset + 2, value);
}

function saturated(value: number): number {
  return value < UINT16_MAX ? value : UINT16_MAX;
}
