/** Duplicates of sockets that another process has, and connecting them without waiting for it. */
import { constants } from 'node:os';
import { addressOf, memory } from '../../system/memory.ts';
import { trySystemCall } from '../../system/syscall.ts';
import { TargetError } from './target.ts';

const SOL_SOCKET = 1;
const SO_SNDTIMEO = 21;
const SO_DOMAIN = 39;
const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** The family of its addresses. Throws `TargetError` for what is no socket. */
export function domainOf(fd: number): number {
  return option(fd, SO_DOMAIN, 4).readInt32LE(0);
}

/** How long its owner would wait for a connection; infinite where nothing is said. */
export function patienceMs(fd: number): number {
  const time = option(fd, SO_SNDTIMEO, 16);
  const ms = Number(time.readBigInt64LE(0)) * 1000 + Number(time.readBigInt64LE(8)) / 1000;
  return ms === 0 ? Number.POSITIVE_INFINITY : ms;
}

/** Whether its owner waits until it is connected. */
export function isBlocking(fd: number): boolean {
  return (statusFlags(fd) & O_NONBLOCK) === 0;
}

/**
 * Connects as connect(2) does where nobody waits: 0, or an error, negated. Asked again while it connects and after, it
 * says how that went. What waits is said by flags that the duplicate shares with its owner, who has them back at once.
 */
export function connectNow(fd: number, address: Buffer<ArrayBuffer>): number {
  const flags = statusFlags(fd);
  const isWaiting = (flags & O_NONBLOCK) === 0;
  if (isWaiting) trySystemCall('fcntl', fd, F_SETFL, flags | O_NONBLOCK);
  try {
    return trySystemCall('connect', fd, address.length === 0 ? 0 : addressOf(address), address.length);
  } finally {
    if (isWaiting) trySystemCall('fcntl', fd, F_SETFL, flags);
  }
}

function statusFlags(fd: number): number {
  const flags = trySystemCall('fcntl', fd, F_GETFL);
  if (flags < 0) throw new TargetError(-flags, 'looking at a socket');
  return flags;
}

function option(fd: number, name: number, length: number): Buffer {
  const value = memory(length);
  const size = memory(4);
  size.writeUInt32LE(length, 0);
  const result = trySystemCall('getsockopt', fd, SOL_SOCKET, name, addressOf(value), addressOf(size));
  if (result < 0) throw new TargetError(-result, 'looking at a socket');
  return value;
}

/** It connects, and says later how it went. */
export function isConnecting(result: number): boolean {
  return result === -constants.errno.EINPROGRESS || result === -constants.errno.EALREADY;
}
