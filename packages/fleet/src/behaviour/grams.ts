/** What an action is in short, and which place a run of three such has. */
import { Capability } from '@capgate/core';
import { GRAM_PLACES } from './features.ts';

/** From the most telling on: an action is the first of these that it has a capability of, and the last where it has none. */
const KINDS: readonly number[] = [
  Capability.CREDENTIAL_ACCESS | Capability.DATA_EXFILTRATION | Capability.GATE_TAMPERING,
  Capability.DESTRUCTIVE | Capability.IRREVERSIBLE,
  Capability.PRIVILEGE_ESCALATION | Capability.SYSTEM_MODIFICATION | Capability.PERSISTENCE,
  Capability.NETWORK_ACCESS | Capability.REMOTE_MUTATION,
  Capability.CODE_EXECUTION | Capability.UNKNOWN_TOOL | Capability.DYNAMIC,
  Capability.FILE_MODIFICATION,
];

/** How many kinds there are. */
export const KIND_COUNT = KINDS.length + 1;

/** The kind of an action, by the flags of its descriptor: from 0 to `KIND_COUNT - 1`, which is to look and no more. */
export function kindOf(flags: number): number {
  for (let kind = 0; kind < KINDS.length; kind++) if ((flags & (KINDS[kind] as number)) !== 0) return kind;
  return KINDS.length;
}

/** Multiplicative hashing, D. E. Knuth, The Art of Computer Programming 3, section 6.4: the golden ratio of 32 bits. */
const GOLDEN = 0x9e3779b1;

/** The place of three kinds in a row, from 0 to `GRAM_PLACES - 1`. */
export function gramPlace(first: number, second: number, third: number): number {
  const gram = (first * KIND_COUNT + second) * KIND_COUNT + third;
  return Math.imul(gram + 1, GOLDEN) >>> (32 - Math.log2(GRAM_PLACES));
}
