/**
 * The thread that answers. It waits for nobody but those who ask: what it decides by it was told before, and what takes
 * time, connections, goes on beside it. What cannot be decided does not happen.
 */
import { constants } from 'node:os';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Act, KernelEvent } from '../../event.ts';
import type { Mask, Scope } from '../../mask.ts';
import { sinceBoot } from '../../system/clock.ts';
import { POLL, poll } from '../../system/poll.ts';
import type { FileKey } from '../files.ts';
import { type Counts, tell } from '../told.ts';
import { AF_INET, AF_INET6, AF_UNIX, addressIn } from './address.ts';
import { type Answer, closeListener, isWaiting, type Notification, receive, respond, takeTurns } from './calls.ts';
import { judgedPrograms } from './exec.ts';
import { ASKED_CALLS, type AskedCall } from './filter.ts';
import {
  type AnswererStart,
  type Known,
  LINE,
  type Line,
  ROUND_MS,
  takeListener,
  type ToAnswerer,
} from './messages.ts';
import { destinations, isReachable, readAddress, withheldSocket } from './network.ts';
import { LOOK_MS, PendingConnections } from './pending.ts';
import { connectNow, domainOf, isBlocking, isConnecting } from './socket.ts';
import { duplicateOf, readPath, release, Target, TargetError } from './target.ts';

const { EPERM, EINTR } = constants.errno;

const CALLS = new Map<number, AskedCall>(
  Object.entries(ASKED_CALLS).map(([name, numbers]) => [
    numbers[process.arch as keyof typeof numbers],
    name as AskedCall,
  ]),
);

/** What is told of an act, before it is known whose. */
interface ToldAct {
  readonly act: Act;
  readonly isDenied: boolean;
}

class Answerer {
  readonly #listener: number;
  readonly #line: Line;
  readonly #counts: Counts;
  readonly #events: MessagePort;
  readonly #pending: PendingConnections;
  readonly #tools = new Map<FileKey, number>();
  readonly #places = new Map<FileKey, Scope>();
  /** Whoever asks has the answer first. */
  readonly #told: (readonly [isDenied: boolean, told?: () => KernelEvent])[] = [];
  #mask: Mask;

  constructor(listener: number, { line, mask, known, counts, events }: AnswererStart) {
    this.#listener = listener;
    this.#line = line;
    this.#mask = mask;
    this.#counts = counts;
    this.#events = events;
    this.#pending = new PendingConnections(listener);
    this.#learnKnown(known);
    takeTurns(listener);
  }

  /** Until it is to end, or nothing is left that could ask. */
  answerAll(port: MessagePort): void {
    while (Atomics.load(this.#line, LINE.isEnding) === 0) {
      const awaited = [{ fd: this.#listener, events: POLL.IN }, ...this.#pending.awaited()];
      const [asked = 0, ...connected] = poll(awaited, this.#pending.isEmpty ? ROUND_MS : LOOK_MS);
      this.#pending.settle(connected);
      this.#learnAll(port);
      if ((asked & POLL.IN) !== 0) this.#answerNext();
      else if ((asked & POLL.HUP) !== 0) break;
    }
    this.#pending.close();
  }

  #learnAll(port: MessagePort): void {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      const message = next.message as ToAnswerer;
      if (message.kind === 'mask') this.#mask = message.mask;
      else this.#learnKnown(message);
    }
  }

  #learnKnown({ tools, places }: Known): void {
    for (const [key, flags] of tools) this.#tools.set(key, flags);
    for (const [key, scope] of places) this.#places.set(key, scope);
  }

  #answerNext(): void {
    const notification = receive(this.#listener);
    if (notification === undefined) return;
    const answer = this.#answerTo(notification);
    if (answer !== undefined) respond(this.#listener, notification, answer);
    for (const told of this.#told.splice(0)) tell(this.#counts, this.#events, ...told);
  }

  /** Undefined for what is answered later. */
  #answerTo(notification: Notification): Answer | undefined {
    const call = CALLS.get(notification.number);
    const target = new Target(notification.tid);
    try {
      if (call === 'execve' || call === 'execveat') return this.#exec(target, call, notification);
      if (call === 'connect') return this.#connect(target, notification);
      return call === undefined ? -EPERM : this.#send(target, call, notification);
    } catch (error) {
      const errno = error instanceof TargetError ? error.errno : EPERM;
      if (errno === EPERM) this.#tell(target, unreadable(call));
      return -errno;
    }
  }

  #exec(target: Target, call: 'execve' | 'execveat', notification: Notification): Answer {
    if (Atomics.load(this.#line, LINE.isBegun) === 0) return this.#ownExec(target, notification);
    const programs = judgedPrograms(target, call, notification, this.#mask, this.#tools);
    if (!isWaiting(this.#listener, notification)) return -EINTR;
    const isDenied = programs.some(({ reason }) => reason !== 'fine');
    for (const program of programs)
      this.#tell(target, { act: { act: 'exec', ...program }, isDenied: program.reason !== 'fine' });
    return this.#verdict(isDenied);
  }

  /** Of the shell that waits to become the command: it shows whether there is anything to read. */
  #ownExec({ tid }: Target, { args: [path = 0n] }: Notification): Answer {
    try {
      readPath(tid, path);
    } catch {
      Atomics.store(this.#line, LINE.isBlind, 1);
    }
    return 'go on';
  }

  /** Sockets of the internet are connected here, with the bytes that were judged. */
  #connect(target: Target, notification: Notification): Answer | undefined {
    const [number = 0n, at = 0n, length = 0n] = notification.args;
    const address = readAddress(target.tid, at, length);
    const fd = duplicateOf(target, Number(BigInt.asIntN(32, number)));
    let isKept = false;
    try {
      if (!isWaiting(this.#listener, notification)) return -EINTR;
      const domain = domainOf(fd);
      if (domain !== AF_INET && domain !== AF_INET6) return this.#connectLocally(target, domain, address);
      if (!this.#mayConnect(target, address)) return -EPERM;
      const result = connectNow(fd, address);
      if (!isConnecting(result) || !isBlocking(fd)) return result;
      isKept = true;
      return this.#pending.add(notification, fd, address);
    } finally {
      if (!isKept) release(fd);
    }
  }

  #mayConnect(target: Target, bytes: Buffer): boolean {
    const address = addressIn(bytes);
    if (address === undefined) return true;
    return this.#answerFor(target, [{ act: 'connect', ...address }], !isReachable(this.#mask, address)) === 'go on';
  }

  /** Whoever listens there asks the kernel who has connected, which must be the process itself. */
  #connectLocally(target: Target, domain: number, address: Buffer): Answer {
    const found = domain === AF_UNIX ? withheldSocket(target, address, this.#mask, this.#places) : undefined;
    return this.#answerFor(target, found === undefined ? [] : [{ act: 'connect', ...found }], found !== undefined);
  }

  /** Not done here, as messages carry descriptors and whose they are: so a thread may change what was read meanwhile. */
  #send(target: Target, call: 'sendto' | 'sendmsg' | 'sendmmsg', { args }: Notification): Answer {
    const named = destinations(target.tid, call, args);
    const withheld = named.filter((address) => !isReachable(this.#mask, address));
    const told = withheld.length > 0 ? withheld : named;
    return this.#answerFor(
      target,
      told.map((address) => ({ act: 'connect', ...address })),
      withheld.length > 0,
    );
  }

  #answerFor(target: Target, acts: readonly Act[], isDenied: boolean): Answer {
    if (isDenied || this.#mask.learn === true) for (const act of acts) this.#tell(target, { act, isDenied });
    else this.#told.push([false]);
    return this.#verdict(isDenied);
  }

  #verdict(isDenied: boolean): Answer {
    return isDenied && !this.#mask.observe ? -EPERM : 'go on';
  }

  #tell({ pid, asker }: Target, { act, isDenied }: ToldAct): void {
    const by = { timeNs: sinceBoot(), session: 0n, id: this.#mask.id, pid, ...asker };
    this.#told.push([isDenied, () => ({ ...by, isDenied, ...act })]);
  }
}

/** Of a process that lets nobody read what it asks. */
const UNREADABLE = '(unreadable)';

function unreadable(call: AskedCall | undefined): ToldAct {
  const isExec = call === 'execve' || call === 'execveat';
  return {
    isDenied: true,
    act: isExec
      ? { act: 'exec', path: UNREADABLE, flags: 0, reason: 'foreign-exec' }
      : { act: 'connect', path: UNREADABLE, scope: 'root' },
  };
}

function start(port: MessagePort, data: AnswererStart): void {
  Atomics.wait(data.line, LINE.listener, 0);
  const listener = Atomics.load(data.line, LINE.listener) - 1;
  try {
    // Below zero where it ended before it began.
    if (listener >= 0) new Answerer(listener, data).answerAll(port);
  } finally {
    const left = takeListener(data.line);
    if (left !== undefined) closeListener(left);
  }
  data.events.close();
  port.close();
}

if (parentPort !== null) start(parentPort, workerData as AnswererStart);
