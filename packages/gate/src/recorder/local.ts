/**
 * The recorder in the same thread as the log. While the log works, a record gets its identifier at once and is promised
 * later. While it does not (a full disk, a lost one), records wait here, bounded, and the log is tried again; then they
 * follow, with how many found no room.
 */
import type { AuditLog, Offered } from '@capgate/audit';
import { AuditError } from '@capgate/audit/verify';
import { BoundedQueue, type CanonicalObject, canonicalText, type Clock, type Disk } from '@capgate/base';
import type { Keyring, Primitives } from '@capgate/keys';
import type { Store } from '@capgate/store';
import { Projector } from './projector.ts';
import {
  type AllBodies,
  type AnyKind,
  busy,
  checkFits,
  type LogStatus,
  type Recorded,
  type Recorder,
  unavailable,
} from './recorder.ts';

/** Told of every batch once it is on the disk. */
type OnCommitted = (firstIndex: number, entries: readonly Uint8Array[]) => void;

export interface LocalParts {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly primitives: Primitives;
  readonly keyring: Keyring;
  readonly store: Store;
  readonly logFolder: string;
  /** Opens the log; called again after a failure. */
  readonly open: (onCommitted: OnCommitted) => Promise<AuditLog>;
  /** Told of a failure, once each, without secrets. */
  readonly onFailure: (part: 'log' | 'store', error: unknown) => void;
  /** Told whether the log works, when that changes. */
  readonly onWorking?: (isWorking: boolean) => void;
}

interface Deferred {
  readonly kind: AnyKind;
  readonly text: string;
}

/** When a record was made, and its identifier, where its writer numbers records itself. */
export type Made = { readonly at: number; readonly id: string } | undefined;

const DEFERRED_COUNT_MAX = 16_384;
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 10_000;

export class LocalRecorder implements Recorder {
  readonly #parts: LocalParts;
  readonly #projector: Projector;
  readonly #deferred = new BoundedQueue<Deferred>({ countMax: DEFERRED_COUNT_MAX, weightMax: DEFERRED_COUNT_MAX });
  #log: AuditLog | undefined;
  #lostCount = 0;
  #isClosed = false;
  #cancelRetry: (() => void) | undefined;
  #reopening: Promise<void> | undefined;

  private constructor(parts: LocalParts) {
    this.#parts = parts;
    const { store, disk, clock, primitives, keyring, logFolder } = parts;
    this.#projector = new Projector({
      store,
      origin: keyring.chain.name,
      folder: logFolder,
      disk,
      clock,
      primitives,
      log: () => this.#log,
      onFailure: (error) => parts.onFailure('store', error),
    });
  }

  /**
   * Opens the log and brings the store up to it. Throws what either throws: a service that does not know what is in force
   * answers nobody.
   */
  static async open(parts: LocalParts): Promise<LocalRecorder> {
    const recorder = new LocalRecorder(parts);
    recorder.#log = await recorder.#opened();
    try {
      await recorder.#projector.settled();
      return recorder;
    } catch (error) {
      await recorder.close();
      throw error;
    }
  }

  get isWorking(): boolean {
    return this.#log !== undefined;
  }

  /** The time of the log's last record. */
  get lastMs(): number {
    return this.#log?.lastMs ?? 0;
  }

  record<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): Recorded {
    return this.offer(kind, textOf(body), undefined);
  }

  recordText(kind: AnyKind, bodyText: string, isDeferrable: boolean): Recorded {
    return this.offer(kind, bodyText, undefined, isDeferrable);
  }

  /** Throws as `record` does. What is deferrable and was on its way when the log failed is written later. */
  offer(kind: AnyKind, bodyText: string, made: Made, isDeferrable = false): Recorded {
    if (this.#log === undefined) throw unavailable();
    checkFits(kind, bodyText);
    try {
      const offered = this.#log.offerText(kind, bodyText, made);
      const promised = this.#watched(offered, kind, bodyText, isDeferrable);
      return { id: offered.id, at: offered.at, promised };
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  async recorded<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): Promise<void> {
    await this.record(kind, body).promised;
  }

  defer<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): void {
    this.deferText(kind, textOf(body));
  }

  deferText(kind: AnyKind, text: string): void {
    if (!this.#deferred.offer({ kind, text }, 1)) this.#lostCount++;
  }

  recordOrDefer<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): void {
    try {
      this.recordText(kind, textOf(body), true);
    } catch {
      this.defer(kind, body);
    }
  }

  async seal(): Promise<number> {
    if (this.#log === undefined) throw unavailable();
    return (await this.#log.seal()).size;
  }

  settled(): Promise<void> {
    return this.#projector.settled();
  }

  async status(): Promise<LogStatus> {
    const { checkpoint, size = 0, checkpointAt } = this.#log ?? {};
    const { lagCount } = this.#projector;
    return {
      size,
      ...(checkpoint !== undefined && {
        checkpoint: { size: checkpoint.size, ...(checkpointAt !== undefined && { at: checkpointAt }) },
      }),
      ...(lagCount !== undefined && { storeLag: lagCount }),
    };
  }

  async enforceRetention(): Promise<void> {
    await this.#log?.enforceRetention();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry?.();
    await this.#reopening;
    const log = this.#log;
    // What is on the disk by then is told to the projector, which ends after it.
    await log?.close().catch((error: unknown) => this.#parts.onFailure('log', error));
    await this.#projector.close();
    this.#log = undefined;
    await this.#parts.store.close();
  }

  #opened(): Promise<AuditLog> {
    return this.#parts.open((firstIndex, entries) => this.#projector.committed(firstIndex, entries));
  }

  /** A promise that fails as the gate's do; who does not wait for it does not fall over it. */
  #watched(offered: Offered, kind: AnyKind, text: string, isDeferrable: boolean): Promise<unknown> {
    const promised = offered.promised.catch((error: unknown) => {
      this.#failed(error);
      if (isDeferrable) this.deferText(kind, text);
      throw unavailable();
    });
    promised.catch(() => {});
    return promised;
  }

  #refusal(error: unknown): unknown {
    if (!(error instanceof AuditError)) return error;
    if (error.code === 'BUSY') return busy();
    if (error.code !== 'CLOSED') return error;
    this.#failed(error);
    return unavailable();
  }

  #failed(error: unknown): void {
    if (this.#log === undefined || this.#isClosed) return;
    const broken = this.#log;
    this.#log = undefined;
    this.#parts.onFailure('log', error);
    this.#parts.onWorking?.(false);
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
      const log = await this.#opened();
      this.#catchUp(log);
      this.#log = log;
      this.#parts.onWorking?.(true);
    } catch {
      if (!this.#isClosed) this.#retryIn(nextDelayMs);
    }
  }

  #catchUp(log: AuditLog): void {
    const waiting = this.#deferred.take(DEFERRED_COUNT_MAX, DEFERRED_COUNT_MAX);
    log.offer('gate.unlogged', { deferred: waiting.length, lost: this.#lostCount });
    for (const { kind, text } of waiting) log.offerText(kind, text);
    this.#lostCount = 0;
  }
}

/** The bodies' types are closed, and so no objects of any keys to the compiler. */
function textOf(body: object): string {
  return canonicalText(body as CanonicalObject);
}
