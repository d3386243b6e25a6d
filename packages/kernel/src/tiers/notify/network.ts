/** Where calls lead that name an address: what is judged is what was read once, and for connections what is used. */
import type { Mask, Scope } from '../../mask.ts';
import { mayReach } from '../../reach.ts';
import { fstatSync } from 'node:fs';
import { type FileKey, keyOf } from '../files.ts';
import { type Address, ADDRESS_BYTES_MAX, destinationIn, socketPathIn } from './address.ts';
import { type AskedCall } from './filter.ts';
import { openFor, readMemory, release, type Target, TargetError } from './target.ts';

/** The bytes of an address; more than the kernel would take are none. */
export function readAddress(tid: number, at: bigint, length: bigint): Buffer<ArrayBuffer> {
  return readMemory(tid, at, Math.min(Number(BigInt.asUintN(32, length)), ADDRESS_BYTES_MAX + 1));
}

/** `struct msghdr`, with the address and its length first; `struct mmsghdr` has a number after it. */
const MESSAGE_BYTES = 56;
const MESSAGES_BYTES = 64;
/** `UIO_MAXIOV`: of more, the kernel sends no more. */
const MESSAGES_MAX = 1024;

/** The addresses to which a call would send; none for what its socket is connected to. */
export function destinations(
  tid: number,
  call: Exclude<AskedCall, 'connect' | 'execve' | 'execveat'>,
  args: readonly bigint[],
): readonly Address[] {
  const [, second = 0n, third = 0n, , fifth = 0n, sixth = 0n] = args;
  if (call === 'sendto') return found(readAddress(tid, fifth, sixth));
  if (call === 'sendmsg') return destinationOf(tid, readMemory(tid, second, MESSAGE_BYTES));
  const count = Math.min(Number(BigInt.asUintN(32, third)), MESSAGES_MAX);
  const messages = readMemory(tid, second, count * MESSAGES_BYTES);
  return Array.from({ length: Math.floor(messages.length / MESSAGES_BYTES) }, (_, index) =>
    destinationOf(tid, messages.subarray(index * MESSAGES_BYTES)),
  ).flat();
}

function destinationOf(tid: number, message: Buffer): readonly Address[] {
  if (message.length < MESSAGE_BYTES) return [];
  const at = message.readBigUInt64LE(0);
  return at === 0n ? [] : found(readAddress(tid, at, BigInt(message.readUInt32LE(8))));
}

function found(bytes: Buffer): readonly Address[] {
  const address = destinationIn(bytes);
  return address === undefined ? [] : [address];
}

export function isReachable(mask: Mask, { reach, port }: Address): boolean {
  return mayReach(mask, reach, port);
}

/** The socket at a path that has a label, where connecting to it is not for the mask: whoever listens acts outside. */
export function withheldSocket(
  target: Target,
  address: Buffer,
  mask: Mask,
  places: ReadonlyMap<FileKey, Scope>,
): { readonly path: string; readonly scope: Scope } | undefined {
  const path = socketPathIn(address);
  const scope = path === undefined ? undefined : scopeAt(target, path, places);
  if (path === undefined || scope === undefined || scope === 'gate' || mask.write.has(scope)) return undefined;
  return { path, scope };
}

/** None where there is no such socket: then the kernel says so. */
function scopeAt(target: Target, path: string, places: ReadonlyMap<FileKey, Scope>): Scope | undefined {
  try {
    const file = openFor(target, path);
    try {
      return places.get(keyOf(fstatSync(file, { bigint: true })));
    } finally {
      release(file);
    }
  } catch (error) {
    if (error instanceof TargetError) return undefined;
    throw error;
  }
}
