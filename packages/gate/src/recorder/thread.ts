/**
 * The recorder whose log and store are in a thread of their own. A record is numbered here, goes over with all others of
 * the same turn, and is acknowledged with them.
 */
import { Worker } from 'node:worker_threads';
import { Ids } from '@capgate/audit';
import type { Clock, Random } from '@capgate/base';
import type { RotationPolicy } from '@capgate/keys';
import { GateError, type GateErrorCode } from '../error.ts';
import type { RecorderOptions } from './open.ts';
import {
  type AllBodies,
  type AnyKind,
  busy,
  checkFits,
  type LogStatus,
  type Recorded,
  type Recorder,
  textOf,
  unavailable,
} from './recorder.ts';

/** To the thread. */
export type ToThread =
  | { readonly type: 'records'; readonly message: number; readonly lines: string }
  | ({ readonly type: 'call'; readonly call: number } & ThreadCall);

/** What the thread is asked for, beside taking records. */
export type ThreadCall =
  | { readonly name: 'seal' | 'settled' | 'status' | 'enforceRetention' | 'close' }
  | { readonly name: 'keepFor'; readonly argument: number }
  | { readonly name: 'rotateKeys'; readonly argument: RotationPolicy };

/** What of an error crosses: the system would drop its class and its code. */
export interface CrossedError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
}

/** From the thread. */
export type FromThread =
  | { readonly type: 'open'; readonly lastMs: number }
  /** All records of a message but those at these places. Messages may overtake each other: one may be refused whole. */
  | { readonly type: 'done'; readonly message: number; readonly isOnDisk: boolean; readonly refused: readonly number[] }
  | { readonly type: 'working'; readonly isWorking: boolean }
  | { readonly type: 'failure'; readonly part: 'log' | 'store'; readonly error: CrossedError }
  | { readonly type: 'reply'; readonly call: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly call: number; readonly error: CrossedError };

/** Parts of a record's line; canonical text has no tabulator and no line break. */
export const FIELD_END = '\t';
export const LINE_END = '\n';
/** Whether a record is written later where it cannot be now. */
export const DEFERRABLE = 'd';
const NOT_DEFERRABLE = 'n';

export interface ThreadParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly options: RecorderOptions;
  /** The module of the thread: `worker.ts`, or what it was bundled to. */
  readonly worker: URL;
  /** Node's options for the thread; this process's where absent. */
  readonly execArgv?: readonly string[];
  readonly onFailure: (part: 'log' | 'store', error: unknown) => void;
}

/** Records that are on their way; beyond that, BUSY. */
const WAITING_COUNT_MAX = 65_536;
const WAITING_LENGTH_MAX = 64 << 20;

/** Enough for what a thread has under way; the default, several times that, only fills memory. */
const YOUNG_MB_MAX = 24;

/** How long, and how many, records are held back that nobody waits for. */
const HOLD_MS = 20;
const HELD_COUNT_MAX = 512;

class Waiting implements Recorded {
  readonly id: string;
  readonly at: number;
  #outcome: boolean | undefined;
  #asked: PromiseWithResolvers<void> | undefined;

  constructor(id: string, at: number) {
    this.id = id;
    this.at = at;
  }

  get promised(): Promise<void> {
    if (this.#asked === undefined) {
      this.#asked = Promise.withResolvers();
      // Who does not wait for it does not fall over it.
      this.#asked.promise.catch(() => {});
      this.#tell();
    }
    return this.#asked.promise;
  }

  settle(isOnDisk: boolean): void {
    this.#outcome = isOnDisk;
    this.#tell();
  }

  #tell(): void {
    if (this.#asked === undefined || this.#outcome === undefined) return;
    if (this.#outcome) this.#asked.resolve();
    else this.#asked.reject(unavailable());
  }
}

interface Message {
  readonly records: readonly Waiting[];
  readonly length: number;
}

export class ThreadRecorder implements Recorder {
  readonly #parts: ThreadParts;
  readonly #worker: Worker;
  readonly #ids: Ids;
  readonly #calls = new Map<number, PromiseWithResolvers<unknown>>();
  /** Sent and not acknowledged, in order, by their numbers. */
  readonly #sent = new Map<number, Message>();
  #messageCount = 0;
  #lines: string[] = [];
  #records: Waiting[] = [];
  #length = 0;
  #waitingCount = 0;
  #waitingLength = 0;
  #callCount = 0;
  #isFlushing = false;
  #cancelHold: (() => void) | undefined;
  #lastMs = 0;
  #isWorking = true;
  #isClosed = false;
  /** Records that nobody waits for and that found no room. */
  #lostCount = 0;

  private constructor(parts: ThreadParts, worker: Worker, lastMs: number) {
    this.#parts = parts;
    this.#worker = worker;
    this.#ids = new Ids(parts.random);
    this.#lastMs = lastMs;
    worker.on('message', (message: FromThread) => this.#take(message));
    worker.on('error', (error) => this.#died(error));
    worker.on('exit', () => this.#died(new Error('expected the thread of the log to go on, met its end')));
  }

  /** Resolves once the log is open and the store is up to it. Rejects with what keeps it from that. */
  static async open(parts: ThreadParts): Promise<ThreadRecorder> {
    const { execArgv } = parts;
    const how = execArgv === undefined ? {} : { execArgv: [...execArgv] };
    const worker = new Worker(parts.worker, {
      workerData: parts.options,
      name: 'log',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB_MAX },
      ...how,
    });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const onMessage = (message: FromThread): void => {
      if (message.type === 'open') resolve(message.lastMs);
      else if (message.type === 'refusal') reject(revived(message.error));
    };
    worker.on('message', onMessage);
    worker.once('error', reject);
    try {
      return new ThreadRecorder(parts, worker, await promise);
    } catch (error) {
      await worker.terminate();
      throw error;
    } finally {
      worker.off('message', onMessage);
      worker.off('error', reject);
    }
  }

  get isWorking(): boolean {
    return this.#isWorking && !this.#isClosed;
  }

  record<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): Recorded {
    return this.recordText(kind, textOf(body), false);
  }

  recordText(kind: AnyKind, bodyText: string, isDeferrable: boolean): Recorded {
    if (!this.isWorking) throw unavailable();
    if (this.#isFull()) throw busy();
    checkFits(kind, bodyText);
    return this.#send(kind, bodyText, isDeferrable);
  }

  async recorded<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): Promise<void> {
    await this.record(kind, body).promised;
  }

  /** The thread keeps it. Where too many are on their way to it, or it has ended, it is lost. */
  defer<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): void {
    if (this.#isClosed || this.#isFull()) this.#lostCount++;
    else this.#send(kind, textOf(body), true);
  }

  recordOrDefer<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): void {
    this.defer(kind, body);
  }

  seal(): Promise<number> {
    return this.#call({ name: 'seal' }) as Promise<number>;
  }

  async settled(): Promise<void> {
    await this.#call({ name: 'settled' });
  }

  status(): Promise<LogStatus> {
    return this.#call({ name: 'status' }) as Promise<LogStatus>;
  }

  async keepFor(retentionMs: number): Promise<void> {
    await this.#call({ name: 'keepFor', argument: retentionMs });
  }

  rotateKeys(rotation: RotationPolicy): Promise<readonly string[]> {
    return this.#call({ name: 'rotateKeys', argument: rotation }) as Promise<readonly string[]>;
  }

  async enforceRetention(): Promise<void> {
    await this.#call({ name: 'enforceRetention' });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const closing = this.#call({ name: 'close' });
    this.#isClosed = true;
    try {
      await closing;
    } finally {
      await this.#worker.terminate();
    }
  }

  #isFull(): boolean {
    return this.#waitingCount >= WAITING_COUNT_MAX || this.#waitingLength >= WAITING_LENGTH_MAX;
  }

  #send(kind: AnyKind, bodyText: string, isDeferrable: boolean): Recorded {
    const at = Math.max(this.#lastMs, this.#parts.clock.nowMs());
    this.#lastMs = at;
    const record = new Waiting(this.#ids.next(at), at);
    this.#flushSoon(isDeferrable);
    const flag = isDeferrable ? DEFERRABLE : NOT_DEFERRABLE;
    this.#lines.push(flag + FIELD_END + at + FIELD_END + record.id + FIELD_END + kind + FIELD_END + bodyText);
    this.#records.push(record);
    this.#length += bodyText.length;
    this.#waitingCount++;
    this.#waitingLength += bodyText.length;
    return record;
  }

  /** What nobody waits for goes over with what comes within the next milliseconds: each crossing wakes a thread. */
  #flushSoon(isDeferrable: boolean): void {
    if (isDeferrable && this.#records.length < HELD_COUNT_MAX) {
      this.#cancelHold ??= this.#parts.clock.schedule(HOLD_MS, () => this.#flush());
    } else if (!this.#isFlushing) {
      this.#isFlushing = true;
      queueMicrotask(() => this.#flush());
    }
  }

  #flush(): void {
    this.#isFlushing = false;
    this.#cancelHold?.();
    this.#cancelHold = undefined;
    if (this.#records.length === 0) return;
    const message = ++this.#messageCount;
    this.#sent.set(message, { records: this.#records, length: this.#length });
    if (!this.#isClosed) this.#post({ type: 'records', message, lines: this.#lines.join(LINE_END) });
    this.#lines = [];
    this.#records = [];
    this.#length = 0;
  }

  #call(asked: ThreadCall): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(unavailable());
    // What was recorded before is before it.
    this.#flush();
    const call = ++this.#callCount;
    const reply = Promise.withResolvers<unknown>();
    this.#calls.set(call, reply);
    this.#post({ type: 'call', call, ...asked });
    return reply.promise;
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message, []);
  }

  #take(message: FromThread): void {
    switch (message.type) {
      case 'done':
        return this.#done(message.message, message.isOnDisk, message.refused);
      case 'working':
        this.#isWorking = message.isWorking;
        return;
      case 'failure':
        return this.#parts.onFailure(message.part, revived(message.error));
      case 'reply':
        this.#calls.get(message.call)?.resolve(message.value);
        this.#calls.delete(message.call);
        return;
      case 'refusal':
        this.#calls.get(message.call)?.reject(revived(message.error));
        this.#calls.delete(message.call);
        return;
      case 'open':
    }
  }

  #done(number: number, isOnDisk: boolean, refused: readonly number[]): void {
    const message = this.#sent.get(number);
    if (message === undefined) return;
    this.#sent.delete(number);
    this.#waitingCount -= message.records.length;
    this.#waitingLength -= message.length;
    for (const [place, record] of message.records.entries()) record.settle(isOnDisk && !refused.includes(place));
    if (this.#lostCount > 0 && !this.#isClosed && !this.#isFull()) this.#tellLost();
  }

  #tellLost(): void {
    const lost = this.#lostCount;
    this.#lostCount = 0;
    this.defer('gate.unlogged', { deferred: 0, lost });
  }

  /** Nothing can be promised any more; the service must end, and begin anew. */
  #died(error: unknown): void {
    const wasClosed = this.#isClosed;
    this.#isClosed = true;
    // What was held back for the next message goes the same way.
    this.#flush();
    for (const number of this.#sent.keys()) this.#done(number, false, []);
    for (const { reject } of this.#calls.values()) reject(unavailable());
    this.#calls.clear();
    if (!wasClosed) this.#parts.onFailure('log', error);
  }
}

/** An error again; the gate's own with their class, for callers to be told of. */
function revived({ name, code, message }: CrossedError): Error {
  if (name === 'GateError') return new GateError(code as GateErrorCode, message);
  return Object.assign(new Error(message), { name, ...(code !== undefined && { code }) });
}
