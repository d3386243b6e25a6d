/** fanotify(7): the kernel asks, and a process that may not run waits until it is answered. */
import { constants } from 'node:os';
import { KernelError } from '../../error.ts';
import { addressOf, memory, memoryOf } from '../../system/memory.ts';
import { POLL, poll } from '../../system/poll.ts';
import { systemCall, systemError, trySystemCall } from '../../system/syscall.ts';

/** `FAN_CLASS_CONTENT`, which may answer, with `FAN_CLOEXEC` and `FAN_NONBLOCK`. */
const CLASS = 0x4 | 0x1 | 0x2;
/**
 * `FAN_UNLIMITED_QUEUE`: what a full queue has no room for, the kernel would let pass. Who waits in it is blocked, so it
 * is no longer than there are threads.
 */
const UNLIMITED_QUEUE = 0x10;
/** `O_RDONLY | O_LARGEFILE | O_CLOEXEC`, for the descriptors that come with questions. */
const EVENT_FLAGS = 0o2_100_000;
const ADD = 0x1;
/** A whole file system, by whatever mount: of a mount alone, `mount --bind` and another namespace would lead past it. */
const OF_FILE_SYSTEM = 0x100;
const OPEN_EXEC_PERM = 0x4_00_00;
const AT_FDCWD = -100;
const O_CLOEXEC = 0o2_000_000;

/** `struct fanotify_event_metadata` */
const EVENT_BYTES = 24;
const VERSION = 3;
const ALLOW = 1;
const DENY = 2;

/** Throws `REFUSED` where this process may not, `UNSUPPORTED` or `SYSTEM` where the kernel has none. */
export function openNotifications(): number {
  return systemCall('listening to programs', 'fanotify_init', CLASS | UNLIMITED_QUEUE, EVENT_FLAGS);
}

/** Whoever runs a file of the file system that `path` lies in waits for an answer from now on. */
export function markFileSystem(fd: number, path: string): void {
  const name = memoryOf(path);
  const flags = ADD | OF_FILE_SYSTEM;
  systemCall(`asking about ${path}`, 'fanotify_mark', fd, flags, OPEN_EXEC_PERM, AT_FDCWD, addressOf(name));
}

/** What is asked: a file, and who would run it. */
export interface Question {
  /** Of the file itself; whoever takes the question closes it. */
  readonly fd: number;
  /** 0 where it is of another namespace. */
  readonly pid: number;
}

/** Room for the questions of one read. */
const READ_BYTES = 64 * EVENT_BYTES;

/** Waits; false where there was nothing to read in time. */
export function waitForQuestions(fd: number, timeoutMs: number): boolean {
  return poll([{ fd, events: POLL.IN }], timeoutMs)[0] !== 0;
}

const NOTHING_NOW = new Set<number>([constants.errno.EAGAIN, constants.errno.EINTR]);
/** The kernel has answered these itself, with a no: it found no descriptor to hand out, or could not open the file. */
const REFUSED_BY_KERNEL = new Set<number>(
  ['EMFILE', 'ENFILE', 'ENOMEM', 'ENXIO', 'ETXTBSY', 'EACCES', 'EPERM'].map(
    (name) => (constants.errno as Record<string, number>)[name] as number,
  ),
);

/** Undefined where there are none any more, since somebody has ended the listening. */
export function readQuestions(fd: number): readonly Question[] | undefined {
  const into = memory(READ_BYTES);
  const length = trySystemCall('read', fd, addressOf(into), into.length);
  if (length === 0) return undefined;
  if (length > 0) return questionsIn(into.subarray(0, length));
  if (NOTHING_NOW.has(-length) || REFUSED_BY_KERNEL.has(-length)) return [];
  throw systemError('reading questions', 'read', -length);
}

/** Throws `VALUE` for what is none. */
export function questionsIn(bytes: Buffer): readonly Question[] {
  const questions: Question[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.length - at;
    const length = rest < EVENT_BYTES ? 0 : bytes.readUInt32LE(at);
    if (length < EVENT_BYTES || length > rest || bytes[at + 4] !== VERSION)
      throw new KernelError('VALUE', `expected a question of version ${VERSION}, met ${length} of ${rest} bytes`);
    const fd = bytes.readInt32LE(at + 16);
    if (fd >= 0) questions.push({ fd, pid: bytes.readInt32LE(at + 20) });
    at += length;
  }
  return questions;
}

/** Nobody waits for it any more where it was killed meanwhile: that is no error. */
export function answer(listener: number, { fd }: Question, isDenied: boolean): void {
  const response = memory(8);
  response.writeInt32LE(fd, 0);
  response.writeUInt32LE(isDenied ? DENY : ALLOW, 4);
  const written = trySystemCall('write', listener, addressOf(response), response.length);
  if (written < 0 && written !== -constants.errno.ENOENT) throw systemError('answering', 'write', -written);
}

/** By the system, as the thread's own account of its files knows nothing of those that the kernel hands out. */
export function release({ fd }: Question): void {
  trySystemCall('close', fd);
}

/**
 * Puts `other` in the place of the listener, at once: what waits for an answer runs on. Its number stays taken, so a
 * thread that comes back late answers into nothing.
 */
export function endListening(listener: number, other: number): void {
  systemCall('ending to listen', 'dup3', other, listener, O_CLOEXEC);
}
