/** The descriptor of an action made of several invocations, as `spec/descriptor.md` defines it. */

import { RISK_MASK } from './capabilities.ts';
import { DescriptorError } from './error.ts';
import {
  DESCRIPTOR_SIZE_BYTES,
  descriptorCommandHash,
  descriptorCommandLengthBytes,
  descriptorExecutionMs,
  descriptorFlags,
  descriptorMemoryMb,
  descriptorOutputKb,
  packDescriptor,
} from './packed.ts';

/**
 * Packs into `target` at `targetOffset` the descriptor of the action whose `count` invocations have
 * their descriptors, all sound, end to end from `offset` of `source`.
 *
 * Risk is the maximum, capabilities the union; hash and length are those of the riskiest invocation,
 * the first on a tie; costs are saturating sums. Allocates nothing.
 * Throws `DescriptorError`: COUNT when there is no invocation, LENGTH when an array is too short.
 */
export function packCompound(
  source: Uint8Array,
  offset: number,
  count: number,
  target: Uint8Array,
  targetOffset: number,
): void {
  requireRoom(source, offset, count, target, targetOffset);
  let riskiest = offset;
  let highest = 0;
  let union = 0;
  let executionMs = 0;
  let memoryMb = 0;
  let outputKb = 0;
  const end = offset + count * DESCRIPTOR_SIZE_BYTES;
  for (let at = offset; at < end; at += DESCRIPTOR_SIZE_BYTES) {
    const flags = descriptorFlags(source, at);
    union |= flags;
    if ((flags & RISK_MASK) > highest) {
      highest = flags & RISK_MASK;
      riskiest = at;
    }
    executionMs += descriptorExecutionMs(source, at);
    memoryMb += descriptorMemoryMb(source, at);
    outputKb += descriptorOutputKb(source, at);
  }
  packDescriptor(
    target,
    targetOffset,
    descriptorCommandHash(source, riskiest),
    (union & ~RISK_MASK) | highest,
    executionMs,
    memoryMb,
    outputKb,
    descriptorCommandLengthBytes(source, riskiest),
  );
}

function requireRoom(
  source: Uint8Array,
  offset: number,
  count: number,
  target: Uint8Array,
  targetOffset: number,
): void {
  if (!(Number.isInteger(count) && count > 0)) {
    throw new DescriptorError('COUNT', `expected at least one invocation, met ${count}`);
  }
  requireRange('source', source, offset, count);
  requireRange('target', target, targetOffset, 1);
}

function requireRange(which: string, bytes: Uint8Array, offset: number, count: number): void {
  const end = offset + count * DESCRIPTOR_SIZE_BYTES;
  if (Number.isInteger(offset) && offset >= 0 && end <= bytes.length) return;
  throw new DescriptorError('LENGTH', `expected ${which} to hold bytes ${offset} to ${end}, met ${bytes.length} bytes`);
}
