/**
 * The way into the log. While the log works, a record gets its identifier at once and is promised later. While it does
 * not (a full disk, a lost one), records wait here, bounded, and the log is tried again; then they follow, with how many
 * found no room.
 */
import { type AuditLog, type Offered, type Receipt } from '@capgate/audit';
import { AuditError } from '@capgate/audit/verify';
import { BoundedQueue, type CanonicalObject, type Clock } from '@capgate/base';
import type { RecordBodies, RecordKind } from '@capgate/store';
import { GateError } from '../error.ts';

/** What the gate itself has to tell beside what the store reads. */
export interface OwnBodies {
  /** Records that found no room while the log did not work; they are lost. */
  readonly 'gate.unlogged': { readonly deferred: number; readonly lost: number };
  /** Somebody removed the socket or put another in its place; it was put back. */
  readonly 'gate.socket-restored': { readonly instance: string };
  readonly 'approval.refused': { readonly approval: string; readonly by: string; readonly why: string };
}

export type AllBodies = RecordBodies & OwnBodies;
export type AnyKind = RecordKind | keyof OwnBodies;

export interface RecorderParts {
  readonly clock: Clock;
  /** Opens the log; called again after a failure. */
  readonly open: () => Promise<AuditLog>;
  /** Told of a failure, once each, without secrets. */
  readonly onFailure: (error: unknown) => void;
}

interface Deferred {
  readonly kind: AnyKind;
  readonly body: CanonicalObject;
}

const DEFERRED_COUNT_MAX = 16_384;
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 10_000;

export class Recorder {
  readonly #parts: RecorderParts;
  readonly #deferred = new BoundedQueue<Deferred>({ countMax: DEFERRED_COUNT_MAX, weightMax: DEFERRED_COUNT_MAX });
  #log: AuditLog | undefined;
  #lostCount = 0;
  #isClosed = false;
  #cancelRetry: (() => void) | undefined;
  #reopening: Promise<void> | undefined;

  private constructor(parts: RecorderParts, log: AuditLog) {
    this.#parts = parts;
    this.#log = log;
  }

  /** Throws what opening the log throws: a service does not begin without one. */
  static async begin(parts: RecorderParts): Promise<Recorder> {
    return new Recorder(parts, await parts.open());
  }

  /** The log, while it works. */
  get log(): AuditLog | undefined {
    return this.#log;
  }

  /**
   * Hands a record to the log. Throws `GateError` BUSY where too many wait for the disk, UNAVAILABLE while the log does
   * not work (see `defer`).
   */
  record<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): Offered {
    if (this.#log === undefined) throw unavailable();
    try {
      const offered = this.#log.offer(kind, asObject(body));
      // Who does not wait for the promise must not fall over it.
      offered.promised.catch((error: unknown) => this.#failed(error));
      return offered;
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  /** As `record`, and waits until it is on the disk. */
  async recorded<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): Promise<Receipt> {
    const { promised } = this.record(kind, body);
    try {
      return await promised;
    } catch {
      throw unavailable();
    }
  }

  /** Keeps a record until the log works again. */
  defer<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): void {
    if (!this.#deferred.offer({ kind, body: asObject(body) }, 1)) this.#lostCount++;
  }

  /** Writes a record now, or once the log works again: for what has happened either way. */
  recordOrDefer<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): void {
    try {
      this.record(kind, body);
    } catch {
      this.defer(kind, body);
    }
  }

  /** Writes what can be written, and lets the log go. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry?.();
    await this.#reopening;
    const log = this.#log;
    this.#log = undefined;
    await log?.close();
  }

  #refusal(error: unknown): unknown {
    if (!(error instanceof AuditError)) return error;
    if (error.code === 'BUSY') return new GateError('BUSY', 'expected room in the log, met too many records that wait');
    if (error.code !== 'CLOSED') return error;
    this.#failed(error);
    return unavailable();
  }

  #failed(error: unknown): void {
    if (this.#log === undefined || this.#isClosed) return;
    const broken = this.#log;
    this.#log = undefined;
    this.#parts.onFailure(error);
    this.#retryIn(RETRY_MS_MIN, broken);
  }

  #retryIn(delayMs: number, broken?: AuditLog): void {
    this.#cancelRetry = this.#parts.clock.schedule(delayMs, () => {
      this.#reopening = this.#reopen(Math.min(delayMs * 2, RETRY_MS_MAX), broken);
    });
  }

  async #reopen(nextDelayMs: number, broken: AuditLog | undefined): Promise<void> {
    // Closing lets the lock go, even where nothing can be written any more.
    await broken?.close().catch(() => {});
    try {
      const log = await this.#parts.open();
      this.#catchUp(log);
      this.#log = log;
    } catch {
      if (!this.#isClosed) this.#retryIn(nextDelayMs);
    }
  }

  #catchUp(log: AuditLog): void {
    const waiting = this.#deferred.take(DEFERRED_COUNT_MAX, DEFERRED_COUNT_MAX);
    log.offer('gate.unlogged', { deferred: waiting.length, lost: this.#lostCount }).promised.catch(() => {});
    for (const { kind, body } of waiting) log.offer(kind, body).promised.catch(() => {});
    this.#lostCount = 0;
  }
}

/** The bodies' types are closed, and so no objects of any keys to the compiler. */
function asObject(body: object): CanonicalObject {
  return body as CanonicalObject;
}

function unavailable(): GateError {
  return new GateError('UNAVAILABLE', 'expected a log that takes records, met one that does not work; see the service');
}
