/** Seccomp's notifications, seccomp_unotify(2): a call waits in the kernel until whoever has the listener answers it. */
import { constants } from 'node:os';
import { KernelError } from '../../error.ts';
import { addressOf, memory, memoryOf } from '../../system/memory.ts';
import { systemCall, systemError, trySystemCall } from '../../system/syscall.ts';

/** `SECCOMP_SET_MODE_FILTER`, `SECCOMP_GET_ACTION_AVAIL` and `SECCOMP_RET_USER_NOTIF` */
const SET_FILTER = 1;
const IS_AVAILABLE = 2;
const ASK = 0x7f_c0_00_00;
/** `SECCOMP_FILTER_FLAG_…`. Who waits for an answer that is on its way is interrupted by what ends it alone. */
const NEW_LISTENER = 0x8;
const WAIT_KILLABLE = 0x20;

/** `SECCOMP_IOCTL_NOTIF_…`: each has the bytes of what it takes in it. */
const RECEIVE = 0xc0_50_21_00;
const SEND = 0xc0_18_21_01;
const IS_VALID = 0x40_08_21_02;
const SET_FLAGS = 0x40_08_21_04;
/** Whoever asks and whoever answers take turns on one core: a hint, from Linux 6.6 on. */
const TAKE_TURNS = 1;
/** `SECCOMP_USER_NOTIF_FLAG_CONTINUE` */
const CONTINUE = 1;

const INSTRUCTION_BYTES = 8;
const NOTIFICATION_BYTES = 80;
const RESPONSE_BYTES = 24;
const ARGUMENTS_AT = 32;

/** What waits. */
export interface Notification {
  readonly id: bigint;
  /** Of the thread. */
  readonly tid: number;
  /** Of the call. */
  readonly number: number;
  readonly args: readonly bigint[];
}

/** `go on`: the kernel does it, with what lies in memory by then. A number: what the call gives, or an error, negated. */
export type Answer = 'go on' | number;

/** Whether this kernel asks at all. */
export function canAsk(): boolean {
  const action = memory(4);
  action.writeUInt32LE(ASK, 0);
  return trySystemCall('seccomp', IS_AVAILABLE, 0, addressOf(action)) === 0;
}

/**
 * Puts the calling thread, and what it starts from now on, under the filter; answers the descriptor of the listener. It
 * must have given up gaining rights. Throws `KernelError`: REFUSED within a session that is asked about already.
 */
export function installListener(filter: Uint8Array): number {
  const program = memoryOf(filter);
  const header = memory(16);
  header.writeUInt16LE(filter.length / INSTRUCTION_BYTES, 0);
  header.writeBigUInt64LE(addressOf(program), 8);
  const install = (flags: number): number => trySystemCall('seccomp', SET_FILTER, flags, addressOf(header));
  const listener = install(NEW_LISTENER | WAIT_KILLABLE);
  const found = listener === -constants.errno.EINVAL ? install(NEW_LISTENER) : listener;
  if (found === -constants.errno.EBUSY)
    throw new KernelError('REFUSED', 'expected calls that nobody is asked about yet, met those of another session');
  if (found < 0) throw systemError('asking about calls', 'seccomp', -found);
  return found;
}

/** Once, before the first question; kernels that know nothing of it are as fast as they are. */
export function takeTurns(listener: number): void {
  trySystemCall('ioctl', listener, SET_FLAGS, TAKE_TURNS);
}

/** `EINTR`, `ENOENT`: a signal came to one of both, or who asked was ended. */
const NOTHING_NOW = new Set<number>([constants.errno.EINTR, constants.errno.ENOENT]);

/** Waits for the next; undefined where there is none after all. */
export function receive(listener: number): Notification | undefined {
  const into = memory(NOTIFICATION_BYTES);
  const result = trySystemCall('ioctl', listener, RECEIVE, addressOf(into));
  if (NOTHING_NOW.has(-result)) return undefined;
  if (result < 0) throw systemError('reading what is asked', 'ioctl', -result);
  return notificationIn(into);
}

/** Throws `VALUE` for what is none. */
export function notificationIn(bytes: Buffer): Notification {
  if (bytes.length !== NOTIFICATION_BYTES)
    throw new KernelError('VALUE', `expected a question of ${NOTIFICATION_BYTES} bytes, met ${bytes.length}`);
  return {
    id: bytes.readBigUInt64LE(0),
    tid: bytes.readUInt32LE(8),
    number: bytes.readInt32LE(16),
    args: [0, 1, 2, 3, 4, 5].map((index) => bytes.readBigUInt64LE(ARGUMENTS_AT + 8 * index)),
  };
}

/** Nobody waits for it any more where it was ended or interrupted meanwhile: that is no error. */
export function respond(listener: number, { id }: Notification, answer: Answer): void {
  const response = memory(RESPONSE_BYTES);
  response.writeBigUInt64LE(id, 0);
  if (answer === 'go on') response.writeUInt32LE(CONTINUE, 20);
  else if (answer < 0) response.writeInt32LE(answer, 16);
  else response.writeBigInt64LE(BigInt(answer), 8);
  const result = trySystemCall('ioctl', listener, SEND, addressOf(response));
  if (result < 0 && result !== -constants.errno.ENOENT) throw systemError('answering', 'ioctl', -result);
}

/** Whether who asked still waits, so that its number was no other's while it was looked at. */
export function isWaiting(listener: number, { id }: Notification): boolean {
  const number = memory(8);
  number.writeBigUInt64LE(id, 0);
  return trySystemCall('ioctl', listener, IS_VALID, addressOf(number)) === 0;
}

/** What is still asked, and what comes, is answered by the kernel itself: as a call that there is none of. */
export function closeListener(listener: number): void {
  systemCall('ending to answer', 'close', listener);
}
