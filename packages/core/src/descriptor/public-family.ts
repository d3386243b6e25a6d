/**
 * The protocol's public family form, version 3: read only. Its 8-bit hashes come from a salted
 * function and collide, and its costs are rounded, so descriptors can't be had back from it.
 */

import { type FamilyParent, FAMILY_PARENT_SIZE_BYTES, FamilyError, readParent, requireRisk } from './family.ts';

/** "TCP" and 3. */
const MAGIC = 0x54435003;

/** What the public form says of one subcommand. */
export interface PublicDelta {
  /** Names nothing reliably: salted anew at every run of the program that wrote it. */
  readonly hash: number;
  readonly risk: number;
  readonly specificFlags: number;
  /** Estimated execution time: 100·2^n milliseconds. */
  readonly executionMs: number;
  /** Estimated memory: 10·2^n megabytes. */
  readonly memoryMb: number;
  /** Bytes of the subcommand's name. */
  readonly subcommandLengthBytes: number;
  /** Bytes of the full command name; undefined in the form of six bytes. */
  readonly commandLengthBytes: number | undefined;
}

export interface PublicFamily {
  readonly parent: FamilyParent;
  readonly deltas: readonly PublicDelta[];
}

/**
 * Reads a parent and as many deltas as it counts, all of six bytes or all of seven: the length tells.
 * Throws `FamilyError`: LENGTH, MAGIC, PARENT_CRC or RISK.
 */
export function decodePublicFamily(bytes: Uint8Array): PublicFamily {
  const parent = readParent(bytes, MAGIC);
  const deltaSizeBytes = deltaSize(bytes.length - FAMILY_PARENT_SIZE_BYTES, parent.count);
  const deltas = Array.from({ length: parent.count }, (_, index) => {
    const start = FAMILY_PARENT_SIZE_BYTES + index * deltaSizeBytes;
    return readDelta(bytes.subarray(start, start + deltaSizeBytes), parent.riskFloor);
  });
  return { parent, deltas };
}

function deltaSize(bodyBytes: number, count: number): number {
  if (bodyBytes === count * 6) return 6;
  if (bodyBytes === count * 7) return 7;
  throw new FamilyError('LENGTH', `expected ${count} deltas of 6 or 7 bytes behind the parent, met ${bodyBytes} bytes`);
}

function readDelta(delta: Uint8Array, riskFloor: number): PublicDelta {
  const [hash = 0, riskDelta = 0, flagsLow = 0, flagsHigh = 0, performance = 0, length = 0, fullLength] = delta;
  requireRisk(riskFloor + riskDelta, 'risk of a subcommand');
  return {
    hash,
    risk: riskFloor + riskDelta,
    specificFlags: flagsLow | (flagsHigh << 8),
    executionMs: 100 * 2 ** (performance >>> 4),
    memoryMb: 10 * 2 ** (performance & 15),
    subcommandLengthBytes: length,
    commandLengthBytes: fullLength,
  };
}
