/**
 * Connections that their owners wait for. The thread waits for none of them: each is looked at when the kernel says that
 * something happened to it, and answered then.
 */
import { constants } from 'node:os';
import { type Awaited, POLL } from '../../system/poll.ts';
import { type Answer, isWaiting, type Notification, respond } from './calls.ts';
import { connectNow, isConnecting, patienceMs } from './socket.ts';
import { release, statusOf } from './target.ts';

/** Of one session at once; one more is told that there is no room. */
const PENDING_MAX = 256;
/** How often those who wait are looked at for signals, and for whether they wait at all. */
export const LOOK_MS = 50;
/** As the kernel says it to itself: the call begins again, or ends with EINTR, as the signal's handler asks for. */
const RESTART = -512;

interface Pending {
  readonly notification: Notification;
  /** A duplicate of the socket. */
  readonly fd: number;
  readonly address: Buffer<ArrayBuffer>;
  /** Milliseconds of `performance.now()`. */
  readonly until: number;
}

export class PendingConnections {
  readonly #listener: number;
  #pending: readonly Pending[] = [];

  constructor(listener: number) {
    this.#listener = listener;
  }

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  /** Takes the duplicate, and closes it in the end; undefined where its owner is answered later. */
  add(notification: Notification, fd: number, address: Buffer<ArrayBuffer>): Answer | undefined {
    if (this.#pending.length >= PENDING_MAX) {
      release(fd);
      return -constants.errno.EAGAIN;
    }
    const until = performance.now() + patienceMs(fd);
    this.#pending = [...this.#pending, { notification, fd, address, until }];
    return undefined;
  }

  /** What is to be waited for, in the order in which `settle` is told what happened. */
  awaited(): readonly Awaited[] {
    return this.#pending.map(({ fd }) => ({ fd, events: POLL.OUT }));
  }

  settle(happened: readonly number[]): void {
    const now = performance.now();
    this.#pending = this.#pending.filter((pending, index) => {
      const answer = happened[index] === 0 ? this.#meanwhile(pending, now) : outcome(pending);
      if (answer === undefined) return true;
      if (answer !== 'gone') respond(this.#listener, pending.notification, answer);
      release(pending.fd);
      return false;
    });
  }

  close(): void {
    for (const { fd } of this.#pending) release(fd);
    this.#pending = [];
  }

  /** While nothing happened to the connection. */
  #meanwhile({ notification, until }: Pending, now: number): Answer | 'gone' | undefined {
    if (!isWaiting(this.#listener, notification)) return 'gone';
    if (now >= until) return -constants.errno.EINPROGRESS;
    return signalIn(statusOf(notification.tid)) ? RESTART : undefined;
  }
}

function outcome({ fd, address }: Pending): Answer | undefined {
  const result = connectNow(fd, address);
  return isConnecting(result) ? undefined : result;
}

/**
 * One that the thread does not ignore or hold back, by its status in proc(5): it waits to be interrupted, where the
 * kernel lets nothing interrupt it.
 */
export function signalIn(status: string): boolean {
  const set = (name: string): bigint =>
    BigInt(`0x${new RegExp(`^${name}:\\t([0-9a-f]+)$`, 'mu').exec(status)?.[1] ?? 0}`);
  return ((set('SigPnd') | set('ShdPnd')) & ~set('SigBlk') & ~set('SigIgn')) !== 0n;
}
