/**
 * What the processes of a session, or of one command in it, may do: a few sets of bits that a program in the kernel
 * compares without reading anything. The layout is `struct mask` in bpf/capgate.h; a test holds the two together.
 */
import type { Risk } from '@capgate/core';
import { KernelError } from './error.ts';

/** Kinds of places, in the words of the core's scopes. What lies below a place is of its kind unless it says otherwise. */
export const SCOPES = ['root', 'workspace', 'temporary', 'home', 'credentials', 'system', 'device', 'gate'] as const;
export type Scope = (typeof SCOPES)[number];

/** Where a connection leads, by its address alone. */
export const REACHES = ['local', 'loopback', 'resolver', 'private', 'public', 'metadata'] as const;
export type Reach = (typeof REACHES)[number];

/**
 * What is no matter of places. `foreign-exec`: programs that no descriptor is known of. `memory-exec`: programs that
 * lie in no folder: memfd, deleted files. `setuid-exec`: programs that run with another user's rights. `trace`: reading
 * or steering processes outside the session. `signal`: ending them. `mount`, `module`, `bpf`, `leave`: changing mounts,
 * loading kernel modules, the kernel's own programs, leaving the session's control group.
 */
export const CONTROLS = [
  'foreign-exec',
  'memory-exec',
  'setuid-exec',
  'trace',
  'signal',
  'mount',
  'module',
  'bpf',
  'leave',
] as const;
export type Control = (typeof CONTROLS)[number];

export interface Mask {
  /** The highest risk that the descriptor of a program may have. */
  readonly riskMax: Risk;
  /** Flags of descriptors (`Capability` of the core) that no program that runs may have. */
  readonly forbidden: number;
  readonly read: ReadonlySet<Scope>;
  readonly write: ReadonlySet<Scope>;
  /** Deleting, and renaming away or over. */
  readonly remove: ReadonlySet<Scope>;
  readonly connect: ReadonlySet<Reach>;
  readonly controls: ReadonlySet<Control>;
  /** Nothing is stopped, and what would have been is told. */
  readonly observe: boolean;
  /**
   * Of a session: a program that who is bound to no command of it starts is stopped before its first instruction, and its
   * event says so, until `HeldSession.release`. Without a word: no.
   */
  readonly hold?: boolean;
  /** What is allowed is told as well, also of files and connections, where the tier sees them. Without a word: no. */
  readonly learn?: boolean;
  /** Stands in every event: whose it is. Up to 2^64 - 1. */
  readonly id: bigint;
}

export const MASK_BYTES = 24;
const OBSERVE = 1;
const HOLD = 2;
const LEARN = 4;

export function encodeMask(mask: Mask): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(new ArrayBuffer(MASK_BYTES));
  bytes.writeBigUInt64LE(mask.id, 0);
  bytes.writeUInt32LE(mask.forbidden >>> 0, 8);
  bytes.writeUInt16LE(bitsOf(CONTROLS, mask.controls), 12);
  bytes.writeUInt8(mask.riskMax, 14);
  bytes.writeUInt8(flagsOf(mask), 15);
  bytes.writeUInt16LE(bitsOf(SCOPES, mask.read), 16);
  bytes.writeUInt16LE(bitsOf(SCOPES, mask.write), 18);
  bytes.writeUInt16LE(bitsOf(SCOPES, mask.remove), 20);
  bytes.writeUInt16LE(bitsOf(REACHES, mask.connect), 22);
  return bytes;
}

export function decodeMask(bytes: Uint8Array): Mask {
  const { buffer, byteOffset, length } = bytes;
  if (length !== MASK_BYTES) throw new KernelError('VALUE', `expected a mask of ${MASK_BYTES} bytes, met ${length}`);
  const view = new DataView(buffer, byteOffset, length);
  const flags = view.getUint8(15);
  const riskMax = view.getUint8(14);
  if (riskMax > 4) throw new KernelError('VALUE', `expected a risk from 0 to 4, met ${riskMax}`);
  return {
    id: view.getBigUint64(0, true),
    forbidden: view.getUint32(8, true),
    riskMax: riskMax as Risk,
    read: membersOf(SCOPES, view.getUint16(16, true)),
    write: membersOf(SCOPES, view.getUint16(18, true)),
    remove: membersOf(SCOPES, view.getUint16(20, true)),
    connect: membersOf(REACHES, view.getUint16(22, true)),
    controls: membersOf(CONTROLS, view.getUint16(12, true)),
    observe: (flags & OBSERVE) !== 0,
    hold: (flags & HOLD) !== 0,
    learn: (flags & LEARN) !== 0,
  };
}

/** Of two masks, what both permit: a command in a session may never do more than the session. */
export function narrowed(outer: Mask, inner: Mask): Mask {
  return {
    id: inner.id,
    riskMax: Math.min(outer.riskMax, inner.riskMax) as Risk,
    forbidden: (outer.forbidden | inner.forbidden) >>> 0,
    read: shared(outer.read, inner.read),
    write: shared(outer.write, inner.write),
    remove: shared(outer.remove, inner.remove),
    connect: shared(outer.connect, inner.connect),
    controls: shared(outer.controls, inner.controls),
    observe: outer.observe && inner.observe,
    hold: outer.hold === true && inner.hold === true,
    // It permits nothing.
    learn: outer.learn === true || inner.learn === true,
  };
}

function shared<Name>(one: ReadonlySet<Name>, other: ReadonlySet<Name>): ReadonlySet<Name> {
  return new Set([...one].filter((name) => other.has(name)));
}

function flagsOf({ observe, hold, learn }: Mask): number {
  return (observe ? OBSERVE : 0) | (hold === true ? HOLD : 0) | (learn === true ? LEARN : 0);
}

function bitsOf<Name>(names: readonly Name[], set: ReadonlySet<Name>): number {
  return names.reduce((bits, name, index) => (set.has(name) ? bits | (1 << index) : bits), 0);
}

function membersOf<Name>(names: readonly Name[], bits: number): ReadonlySet<Name> {
  return new Set(names.filter((_, index) => (bits & (1 << index)) !== 0));
}
