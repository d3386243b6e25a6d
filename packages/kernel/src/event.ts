/** What the kernel tells of an act: `struct event` in bpf/capgate.h; a test holds the two together. */
import type { Risk } from '@capgate/core';
import { KernelError } from './error.ts';
import { CONTROLS, type Control, REACHES, type Reach, SCOPES, type Scope } from './mask.ts';

interface Told {
  /** Nanoseconds since boot, suspended time included. */
  readonly timeNs: bigint;
  /** The identifier of the session's control group. */
  readonly session: bigint;
  /** `Mask.id` of the mask that decided. */
  readonly id: bigint;
  readonly pid: number;
  readonly parentPid: number;
  readonly uid: number;
  /** What the process calls itself: up to 15 bytes, which it may choose. */
  readonly command: string;
  readonly isDenied: boolean;
}

export type KernelEvent = Told & Act;

type Act =
  | {
      readonly act: 'exec';
      readonly path: string;
      /** Flags of the program's descriptor; 0 where none is known. */
      readonly flags: number;
      /** Why it was denied. */
      readonly reason: 'fine' | 'risk' | 'capability' | Control;
    }
  /** Connecting to a path: to a socket that lies there. */
  | { readonly act: 'read' | 'write' | 'remove' | 'connect'; readonly path: string; readonly scope: Scope }
  | { readonly act: 'connect'; readonly address: string; readonly port: number; readonly reach: Reach }
  | { readonly act: 'control'; readonly control: Control };

export const EVENT_BYTES = 576;
const PATH_AT = 64;
const PATH_BYTES = 512;
const AF_INET = 2;

/** Refuses what no program of ours writes: events come from memory that is shared with the kernel. */
export function decodeEvent(bytes: Buffer): KernelEvent {
  if (bytes.length !== EVENT_BYTES)
    throw new KernelError('VALUE', `expected an event of ${EVENT_BYTES} bytes, met ${bytes.length}`);
  return { ...told(bytes), ...actOf(bytes) };
}

function told(bytes: Buffer): Told {
  return {
    timeNs: bytes.readBigUInt64LE(0),
    session: bytes.readBigUInt64LE(8),
    id: bytes.readBigUInt64LE(16),
    pid: bytes.readUInt32LE(24),
    parentPid: bytes.readUInt32LE(28),
    uid: bytes.readUInt32LE(32),
    command: textOf(bytes.subarray(48, 64)),
    isDenied: bytes[41] !== 0,
  };
}

const ACTS = ['exec', 'read', 'write', 'remove', 'connect', 'control'] as const;

function actOf(bytes: Buffer): Act {
  const act = named(ACTS, bytes[40], 'an act');
  const subject = bytes[42];
  if (act === 'exec') return { act, path: pathOf(bytes), flags: bytes.readUInt32LE(36), reason: reasonOf(bytes) };
  if (act === 'control') return { act, control: named(CONTROLS, subject, 'a control') };
  if (act === 'connect' && bytes.readUInt16LE(46) !== 0)
    return { act, ...addressOf(bytes), reach: named(REACHES, subject, 'a reach') };
  return { act, path: pathOf(bytes), scope: named(SCOPES, subject, 'a scope') };
}

const REASONS = ['fine', 'risk', 'capability', 'control'] as const;

function reasonOf(bytes: Buffer): 'fine' | 'risk' | 'capability' | Control {
  const reason = named(REASONS, bytes[42], 'a reason');
  return reason === 'control' ? named(CONTROLS, bytes[43], 'a control') : reason;
}

function named<Name>(names: readonly Name[], index: number | undefined, what: string): Name {
  const name = index === undefined ? undefined : names[index];
  if (name === undefined) throw new KernelError('VALUE', `expected ${what} of ${names.length}, met ${index}`);
  return name;
}

/** Names come from the innermost outwards. Relative to the root of its file system, which may be mounted anywhere. */
function pathOf(bytes: Buffer): string {
  const length = Math.min(bytes.readUInt16LE(44), PATH_BYTES);
  const names = bytes
    .toString('utf8', PATH_AT, PATH_AT + length)
    .split('\0')
    .slice(0, -1);
  return `/${names.toReversed().join('/')}`;
}

function addressOf(bytes: Buffer): { address: string; port: number } {
  const address = bytes.subarray(PATH_AT, PATH_AT + 16);
  return {
    address: bytes.readUInt16LE(46) === AF_INET ? address.subarray(0, 4).join('.') : textOfIPv6(address),
    port: bytes.readUInt32LE(36) & 0xff_ff,
  };
}

/** In the form that RFC 5952 asks for, as the platform's own parser of URLs writes it. */
function textOfIPv6(address: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => address.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

/** The risk that a descriptor's flags say; undefined where no descriptor was known. */
export function riskOfEvent(flags: number): Risk | undefined {
  return flags === 0 ? undefined : ((31 - Math.clz32(flags & 0x1f)) as Risk);
}
