/** What the kernel tells of an act: `struct event` in bpf/capgate.h; a test holds the two together. */
import type { Risk } from '@capgate/core';
import { KernelError } from './error.ts';
import { textOfIPv6 } from './ipv6.ts';
import { CONTROLS, type Control, REACHES, type Reach, SCOPES, type Scope } from './mask.ts';

interface Told {
  /** Nanoseconds since boot, suspended time included. */
  readonly timeNs: bigint;
  /** The identifier of the session's control group; 0 where it has none. */
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

export type Act =
  | {
      readonly act: 'exec';
      readonly path: string;
      /** Flags of the program's descriptor; 0 where none is known. */
      readonly flags: number;
      /** Why it was denied. */
      readonly reason: 'fine' | 'risk' | 'capability' | Control;
      /** It was stopped before its first instruction (`Mask.hold`), and waits for `HeldSession.release`. */
      readonly isHeld?: true;
    }
  /** Connecting to a path: to a socket that lies there. */
  | { readonly act: 'read' | 'write' | 'remove' | 'connect'; readonly path: string; readonly scope: Scope }
  | { readonly act: 'connect'; readonly address: string; readonly port: number; readonly reach: Reach }
  | { readonly act: 'control'; readonly control: Control };

const FIXED_BYTES = 64;
/** Of those that tell a long path; others have room for nothing more, an address or a short path. */
export const EVENT_BYTES_MAX = FIXED_BYTES + 512;
const EVENT_BYTES: ReadonlySet<number> = new Set([FIXED_BYTES, FIXED_BYTES + 16, FIXED_BYTES + 128, EVENT_BYTES_MAX]);
const DENIED = 1;
const HELD = 2;
const COMMAND_AT = 48;
const PATH_AT = FIXED_BYTES;
const AF_INET = 2;

/** Refuses what no program of ours writes: events come from memory that is shared with the kernel. */
export function decodeEvent(bytes: Buffer): KernelEvent {
  if (!EVENT_BYTES.has(bytes.length))
    throw new KernelError('VALUE', `expected an event of ${[...EVENT_BYTES].join(', ')} bytes, met ${bytes.length}`);
  return withAct(told(bytes), bytes);
}

function told(bytes: Buffer): Told {
  // Of a view, numbers of 64 bits come in a tenth of the time.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    timeNs: view.getBigUint64(0, true),
    session: view.getBigUint64(8, true),
    id: view.getBigUint64(16, true),
    pid: bytes.readUInt32LE(24),
    parentPid: bytes.readUInt32LE(28),
    uid: bytes.readUInt32LE(32),
    command: textOf(bytes, COMMAND_AT, PATH_AT),
    isDenied: ((bytes[41] as number) & DENIED) !== 0,
  };
}

const ACTS = ['exec', 'read', 'write', 'remove', 'connect', 'control'] as const;

/** What is told of every act comes first: the engine copies that in one piece. */
function withAct(base: Told, bytes: Buffer): KernelEvent {
  const act = named(ACTS, bytes[40], 'an act');
  const subject = bytes[42];
  if (act === 'exec') {
    const isHeld = ((bytes[41] as number) & HELD) !== 0;
    const flags = bytes.readUInt32LE(36);
    return { ...base, act, path: pathOf(bytes), flags, reason: reasonOf(bytes), ...(isHeld && { isHeld }) };
  }
  if (act === 'control') return { ...base, act, control: named(CONTROLS, subject, 'a control') };
  if (act === 'connect' && bytes.readUInt16LE(46) !== 0)
    return { ...base, act, ...addressOf(bytes), reach: named(REACHES, subject, 'a reach') };
  return { ...base, act, path: pathOf(bytes), scope: named(SCOPES, subject, 'a scope') };
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
  const length = Math.min(bytes.readUInt16LE(44), bytes.length - PATH_AT);
  const names = bytes.toString('utf8', PATH_AT, PATH_AT + length);
  let path = '';
  let from = 0;
  for (let end = names.indexOf('\0'); end !== -1; end = names.indexOf('\0', from)) {
    path = `/${names.slice(from, end)}${path}`;
    from = end + 1;
  }
  return path === '' ? '/' : path;
}

function addressOf(bytes: Buffer): { address: string; port: number } {
  const address = bytes.subarray(PATH_AT, PATH_AT + 16);
  if (address.length < 16) throw new KernelError('VALUE', `expected an address, met an event of ${bytes.length} bytes`);
  return {
    address: bytes.readUInt16LE(46) === AF_INET ? address.subarray(0, 4).join('.') : textOfIPv6(address),
    port: bytes.readUInt32LE(36) & 0xff_ff,
  };
}

/** Up to the first NUL. */
function textOf(bytes: Buffer, from: number, to: number): string {
  let end = from;
  while (end < to && bytes[end] !== 0) end++;
  return bytes.toString('utf8', from, end);
}

/** The risk that a descriptor's flags say; undefined where no descriptor was known. */
export function riskOfEvent(flags: number): Risk | undefined {
  return flags === 0 ? undefined : ((31 - Math.clz32(flags & 0x1f)) as Risk);
}
