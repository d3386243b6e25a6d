/**
 * Verdicts for many packed descriptors at once: security flags against a policy's two masks.
 *
 * Descriptors lie end to end, 24 bytes each. The loops have no branch that depends on the data, so
 * the time a descriptor takes does not hang on how predictable the verdicts are.
 */

import { descriptorCrc } from './crc32.ts';
import { DescriptorError } from './error.ts';
import { DESCRIPTOR_SIZE_BYTES, unsoundBits } from './packed.ts';

const FLAGS_AT = 10;
/** All bits but the highest, which is reserved: masked with it, no flags make a negative number. */
const POSITIVE = 0x7fffffff;

/** A verdict as one byte; the greater is the stricter. */
export const VerdictByte = { ALLOW: 0, ASK: 1, DENY: 2 } as const;

/** A descriptor with a flag in `deny` is denied, else one with a flag in `ask` is asked, else allowed. */
export interface FlagMasks {
  readonly deny: number;
  readonly ask: number;
}

/** How many descriptors met each verdict. */
export interface VerdictCounts {
  readonly allow: number;
  readonly ask: number;
  readonly deny: number;
}

/**
 * Writes the verdict byte of each of `count` descriptors to `verdicts`, trusting them to be sound:
 * for what this process packed, or checked before. Throws `DescriptorError` LENGTH for short arrays.
 */
export function evaluatePacked(bytes: Uint8Array, count: number, masks: FlagMasks, verdicts: Uint8Array): void {
  const view = viewOf(bytes, count, verdicts.length);
  const deny = masks.deny & POSITIVE;
  const stop = (masks.deny | masks.ask) & POSITIVE;
  for (let index = 0, flagsAt = FLAGS_AT; index < count; index++, flagsAt += DESCRIPTOR_SIZE_BYTES) {
    const flags = view.getInt32(flagsAt);
    verdicts[index] = isPositive(flags & deny) + isPositive(flags & stop);
  }
}

/**
 * As `evaluatePacked`, but checks every descriptor first and denies those that are not sound.
 * Returns how many were not.
 */
export function evaluatePackedChecked(
  bytes: Uint8Array,
  count: number,
  masks: FlagMasks,
  verdicts: Uint8Array,
): number {
  const view = viewOf(bytes, count, verdicts.length);
  const deny = masks.deny & POSITIVE;
  const stop = (masks.deny | masks.ask) & POSITIVE;
  let unsoundCount = 0;
  for (let index = 0, at = 0; index < count; index++, at += DESCRIPTOR_SIZE_BYTES) {
    const flags = view.getInt32(at + FLAGS_AT);
    const crc = descriptorCrc(view.getInt32(at + 6), flags, view.getInt32(at + 14), view.getInt32(at + 18));
    const fault = unsoundBits(view.getInt32(at), view.getUint16(at + 4), flags, crc ^ view.getUint16(at + 22));
    const unsound = (fault | (0 - fault)) >>> 31;
    verdicts[index] = (isPositive(flags & deny) | unsound) + (isPositive(flags & stop) | unsound);
    unsoundCount += unsound;
  }
  return unsoundCount;
}

/** Counts the verdicts of `count` descriptors, trusting them to be sound, without writing them down. */
export function countPacked(bytes: Uint8Array, count: number, masks: FlagMasks): VerdictCounts {
  const view = viewOf(bytes, count, count);
  const deny = masks.deny & POSITIVE;
  const stop = (masks.deny | masks.ask) & POSITIVE;
  let denied = 0;
  let stopped = 0;
  for (let index = 0, flagsAt = FLAGS_AT; index < count; index++, flagsAt += DESCRIPTOR_SIZE_BYTES) {
    const flags = view.getInt32(flagsAt);
    denied += isPositive(flags & deny);
    stopped += isPositive(flags & stop);
  }
  return { allow: count - stopped, ask: stopped - denied, deny: denied };
}

function viewOf(bytes: Uint8Array, count: number, room: number): DataView {
  const held = Math.floor(bytes.length / DESCRIPTOR_SIZE_BYTES);
  if (!(Number.isInteger(count) && count >= 0 && count <= held && count <= room)) {
    const met = `${count}, ${held} descriptors and room for ${room} verdicts`;
    throw new DescriptorError('LENGTH', `expected a count that both arrays hold, met ${met}`);
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** 1 for a positive 32-bit number, 0 for 0: the sign bit of its negative. */
function isPositive(bits: number): number {
  return (0 - bits) >>> 31;
}
