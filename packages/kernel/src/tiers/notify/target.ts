/** The process that waits for an answer: its memory, its files, its sockets. Whoever reads checks after that it waits. */
import { readFileSync, readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { addressOf, memory, memoryOf } from '../../system/memory.ts';
import { errorName, trySystemCall } from '../../system/syscall.ts';
import { type Asker, askerIn } from '../asker.ts';

/** It cannot be looked at, or named what is not there: `errno` is what it is told. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  readonly errno: number;

  constructor(errno: number, what: string) {
    super(`${what}: ${errorName(errno)}`);
    this.errno = errno;
  }
}

/** By its thread. Who it is, is read once it is asked for: while it waits, it becomes no other. */
export class Target {
  readonly tid: number;
  #status: string | undefined;

  constructor(tid: number) {
    this.tid = tid;
  }

  /** Of the process. */
  get pid(): number {
    return Number(/^Tgid:\t(\d+)$/mu.exec(this.status)?.[1] ?? this.tid);
  }

  get asker(): Asker {
    return askerIn(this.status);
  }

  /** As proc(5) has it; empty where it is gone. */
  get status(): string {
    this.#status ??= statusOf(this.tid);
    return this.#status;
  }
}

export function statusOf(tid: number): string {
  try {
    return readFileSync(`/proc/${tid}/status`, 'utf8');
  } catch {
    return '';
  }
}

const PAGE_BYTES = 4096;

/** Up to `length` bytes, fewer where its memory ends. */
export function readMemory(tid: number, address: bigint, length: number): Buffer<ArrayBuffer> {
  if (length === 0) return memory(0);
  const into = memory(length);
  const [here, there] = [memory(16), memory(16)];
  here.writeBigUInt64LE(addressOf(into), 0);
  here.writeBigUInt64LE(BigInt(length), 8);
  there.writeBigUInt64LE(address, 0);
  there.writeBigUInt64LE(BigInt(length), 8);
  return into.subarray(
    0,
    done('reading memory', trySystemCall('process_vm_readv', tid, addressOf(here), 1, addressOf(there), 1, 0)),
  );
}

/** Up to its NUL, a character for each byte. Read page by page, as the next page may be no memory. */
export function readPath(tid: number, address: bigint): string {
  const pieces: Buffer[] = [];
  for (let from = address; from - address < PAGE_BYTES; ) {
    const piece = readMemory(tid, from, PAGE_BYTES - Number(from % BigInt(PAGE_BYTES)));
    const end = piece.indexOf(0);
    pieces.push(end === -1 ? piece : piece.subarray(0, end));
    if (end !== -1) return Buffer.concat(pieces).toString('latin1');
    from += BigInt(piece.length);
  }
  throw new TargetError(constants.errno.ENAMETOOLONG, 'reading a path');
}

/** Names a file without opening it. */
const O_PATH = 0o10_000_000;
const O_CLOEXEC = 0o2_000_000;
/** `RESOLVE_IN_ROOT`: by its root, not by this process's; links of proc(5) are none of paths, and not followed. */
const IN_ROOT = 0x10;
const AT_FDCWD = -100;
/** What names a process's own files: for whoever looks at it from here, it is another's. */
const OWN = /^\/(?:proc\/(?:self|thread-self)|dev)\/(?<what>exe|fd\/\d+)$/u;
const OF_PROCESS = /^\/proc\/\d+\/(?:exe|fd\/\d+)$/u;

/** A descriptor of the file that a path is for the target, without opening it; whoever asks releases it. */
export function openFor(target: Target, path: string): number {
  const own = OWN.exec(path)?.groups?.['what'];
  if (own !== undefined) return openHere(`/proc/${target.tid}/${own}`);
  if (OF_PROCESS.test(path)) return openHere(path);
  const root = openHere(`/proc/${target.tid}/root`);
  try {
    return openBelow(root, path.startsWith('/') ? path : join(folderOf(target, AT_FDCWD), path), IN_ROOT);
  } finally {
    release(root);
  }
}

/** The same for what lies in a folder that it has open; an empty path is the file that it has open. */
export function openAt(target: Target, folder: number, path: string): number {
  if (path === '') return openHere(`/proc/${target.tid}/fd/${folder}`);
  return openFor(target, path.startsWith('/') ? path : join(folderOf(target, folder), path));
}

function folderOf({ tid }: Target, folder: number): string {
  return readlinkSync(folder === AT_FDCWD ? `/proc/${tid}/cwd` : `/proc/${tid}/fd/${folder}`, 'latin1');
}

/** Where a file lies, for those who are told. */
export function placeOf(fd: number): string {
  return readlinkSync(`/proc/self/fd/${fd}`);
}

function openHere(path: string): number {
  return openBelow(AT_FDCWD, path, 0);
}

function openBelow(folder: number, path: string, resolve: number): number {
  const how = memory(24);
  how.writeBigUInt64LE(BigInt(O_PATH | O_CLOEXEC), 0);
  how.writeBigUInt64LE(BigInt(resolve), 16);
  const name = memoryOf(Buffer.from(`${path}\0`, 'latin1'));
  return done(`looking at a file`, trySystemCall('openat2', folder, addressOf(name), addressOf(how), how.length));
}

/** `PIDFD_THREAD`, from Linux 6.9 on: a thread may have files of its own. */
const OF_THREAD = 0o200;

/** A descriptor of the socket, or whatever it is, that the target has by that number; whoever asks releases it. */
export function duplicateOf(target: Target, fd: number): number {
  const ofThread = trySystemCall('pidfd_open', target.tid, OF_THREAD);
  const process = ofThread === -constants.errno.EINVAL ? trySystemCall('pidfd_open', target.pid, 0) : ofThread;
  done('looking at a process', process);
  try {
    return done('looking at a socket', trySystemCall('pidfd_getfd', process, fd, 0));
  } finally {
    release(process);
  }
}

/** By the system, as Node's own account of files knows nothing of these. */
export function release(fd: number): void {
  trySystemCall('close', fd);
}

function done(what: string, result: number): number {
  if (result < 0) throw new TargetError(-result, what);
  return result;
}
