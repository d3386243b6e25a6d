/**
 * The parent of a family: 16 bytes about all subcommands of one tool, the same in the protocol's
 * public form and in Capgate's lossless one (`spec/family.md`).
 */

import { crc32 } from './crc32.ts';
import { readInt32, readUint16, writeUint16, writeUint32 } from './packed.ts';

export const FAMILY_PARENT_SIZE_BYTES = 16;

/** Common flags of a family. Capgate computes the first four; the others are the author's word. */
export const FamilyFlag = {
  ALL_REQUIRE_ROOT: 1 << 0,
  /** More than ten subcommands. */
  LARGE_FAMILY: 1 << 1,
  HAS_DESTRUCTIVE: 1 << 2,
  HAS_SAFE_OPS: 1 << 3,
  VERSION_CONTROL: 1 << 4,
  FILESYSTEM: 1 << 5,
  CONTAINER: 1 << 6,
  CLOUD_CLI: 1 << 7,
  DATABASE: 1 << 8,
  PACKAGE_MANAGER: 1 << 9,
} as const;

/** Meaning of a family's properties, as far as the public protocol gives one. */
export const FamilyProperty = { VERSION_CONTROL: 1, FILESYSTEM: 2, CONTAINER: 4 } as const;

export interface FamilyParent {
  /** First four bytes of the MD5 of the family's name, unsigned. */
  readonly familyHash: number;
  readonly commonFlags: number;
  /** Number of subcommands; in the lossless form 255 means that or more. */
  readonly count: number;
  /** The least risk among the subcommands. */
  readonly riskFloor: number;
  readonly properties: number;
}

/**
 * LENGTH: bytes are missing or left over. MAGIC. PARENT_CRC, BODY_CRC: damaged. RISK: above CRITICAL.
 * NAME: not well-formed, too long, or not of this family. COUNT: none or too many subcommands.
 * NOT_CANONICAL: not the one way to write this family. DUPLICATE, DESCRIPTOR, FIELD: nothing to encode.
 */
export type FamilyErrorCode =
  | 'LENGTH'
  | 'MAGIC'
  | 'PARENT_CRC'
  | 'BODY_CRC'
  | 'RISK'
  | 'NAME'
  | 'COUNT'
  | 'NOT_CANONICAL'
  | 'DUPLICATE'
  | 'DESCRIPTOR'
  | 'FIELD';

/** A family that can't be read, or can't be written. */
export class FamilyError extends Error {
  override readonly name = 'FamilyError';
  readonly code: FamilyErrorCode;

  constructor(code: FamilyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Writes a parent to the first 16 bytes of `bytes`. */
export function writeParent(bytes: Uint8Array, magic: number, parent: FamilyParent): void {
  writeUint32(bytes, 0, magic);
  writeUint32(bytes, 4, parent.familyHash);
  writeUint16(bytes, 8, parent.commonFlags);
  bytes[10] = parent.count;
  bytes[11] = parent.riskFloor;
  writeUint16(bytes, 12, parent.properties);
  writeUint16(bytes, 14, crc32(bytes, 0, 14));
}

/** Reads the parent at the start of `bytes`. Throws `FamilyError`: LENGTH, MAGIC, PARENT_CRC or RISK. */
export function readParent(bytes: Uint8Array, magic: number): FamilyParent {
  if (bytes.length < FAMILY_PARENT_SIZE_BYTES) {
    throw new FamilyError('LENGTH', `expected at least ${FAMILY_PARENT_SIZE_BYTES} bytes, met ${bytes.length}`);
  }
  const met = readInt32(bytes, 0);
  if (met !== (magic | 0)) {
    throw new FamilyError('MAGIC', `expected the magic ${magic.toString(16)}, met ${(met >>> 0).toString(16)}`);
  }
  if (readUint16(bytes, 14) !== (crc32(bytes, 0, 14) & 0xffff)) {
    throw new FamilyError('PARENT_CRC', 'expected the low 16 bits of the CRC-32 of bytes 0–13 at byte 14, met others');
  }
  const riskFloor = bytes[11] as number;
  requireRisk(riskFloor, 'risk floor');
  return {
    familyHash: readInt32(bytes, 4) >>> 0,
    commonFlags: readUint16(bytes, 8),
    count: bytes[10] as number,
    riskFloor,
    properties: readUint16(bytes, 12),
  };
}

/** Throws `FamilyError` RISK for a level above CRITICAL. */
export function requireRisk(risk: number, what: string): void {
  if (risk > 4) throw new FamilyError('RISK', `expected a ${what} from 0 (SAFE) to 4 (CRITICAL), met ${risk}`);
}
