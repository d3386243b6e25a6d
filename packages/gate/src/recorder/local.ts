/**
 * The recorder in the same thread as the log. While the log works, a record gets its identifier at once and is promised
 * later. While it does not (a full disk, a lost one), records wait here, bounded, and the log is tried again; then they
 * follow, with how many found no room.
 */
import type { AuditLog, LogParts as AuditLogParts, Offered } from '@capgate/audit';
import { AuditError, type AuditErrorCode, type LogRecord } from '@capgate/audit/verify';
import { BoundedQueue, canonicalText, type Clock, type Disk, DiskError } from '@capgate/base';
import { type KeyChain, KeyError, type Keyring, type Primitives, type RotationPolicy } from '@capgate/keys';
import type { Store } from '@capgate/store';
import { GateError } from '../error.ts';
import { type CarriedRecord, keysInForce, mayBeInForce } from './carry-over.ts';
import { Projector } from './projector.ts';
import {
  type AllBodies,
  type AnyKind,
  busy,
  checkFits,
  fits,
  type LogStatus,
  type Recorded,
  type Recorder,
  textOf,
  unavailable,
} from './recorder.ts';

/** What the log tells of: every batch once it is on the disk, and what it is about to drop. */
type LogHooks = Required<Pick<AuditLogParts, 'onCommitted' | 'beforeDrop'>>;

export interface LocalParts {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly primitives: Primitives;
  readonly keyring: Keyring;
  readonly store: Store;
  readonly logFolder: string;
  /** Opens the log; called again after a failure. `retentionMs`: see `keepFor`; undefined until that is called. */
  readonly open: (hooks: LogHooks, retentionMs: number | undefined) => Promise<AuditLog>;
  /** Makes the next key and keeps the chain for good; answers that. Throws `KeyError`, `DiskError`. */
  readonly nextKey: (keyring: Keyring, rotation: RotationPolicy) => Promise<KeyChain>;
  /** Told of a failure, once each, without secrets. */
  readonly onFailure: (part: 'log' | 'store', error: unknown) => void;
  /** Told whether the log works, when that changes. */
  readonly onWorking?: (isWorking: boolean) => void;
}

/** A record that is to be written, its body as canonical text. */
export interface Unwritten {
  readonly kind: AnyKind;
  readonly text: string;
  readonly made: Made;
}

/** A record that the log has taken in. */
interface Taken extends Unwritten {
  readonly offered: Offered;
  /** Whether it is written later where it may not be on the disk now. */
  readonly isDeferrable: boolean;
}

/** When a record was made, and its identifier, where its writer numbers records itself. */
export type Made = { readonly at: number; readonly id: string } | undefined;

const DEFERRED_COUNT_MAX = 16_384;
const DEFERRED_LENGTH_MAX = 32 << 20;
/** What an entry needs at most beside the text of its body, for whoever waits for room. */
const ENVELOPE_LENGTH = 256;
/** What these say changes nothing that is in force. */
const PASSING_KINDS: ReadonlySet<AnyKind> = new Set(['decision', 'session.started', 'session.ended']);
/** So often what is in force is looked at again, should it change meanwhile; then nothing is dropped for now. */
const CARRY_ATTEMPTS_MAX = 20;
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 10_000;

export class LocalRecorder implements Recorder {
  readonly #parts: LocalParts;
  readonly #projector: Projector;
  readonly #deferred = new BoundedQueue<Unwritten>({ countMax: DEFERRED_COUNT_MAX, weightMax: DEFERRED_LENGTH_MAX });
  /** The first of those deferred, while the log has no room for it. */
  #nextDeferred: Unwritten | undefined;
  #writingDeferred: Promise<void> | undefined;
  #log: AuditLog | undefined;
  /** One that failed, and is to be closed before it is opened again. */
  #broken: AuditLog | undefined;
  #lostCount = 0;
  #retentionMs: number | undefined;
  /** How many records may have changed what is in force. */
  #changeCount = 0;
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
      // By the time of the last entry: a clock that jumps while the log is closed must not empty it.
      await recorder.#log.enforceRetention(Math.min(recorder.#log.openedAtMs, parts.clock.nowMs()));
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
  offer(kind: AnyKind, text: string, made: Made, isDeferrable = false): Recorded {
    const taken = this.#taken({ kind, text, made }, isDeferrable);
    const { id, at } = taken.offered;
    return { id, at, promised: this.#watched([taken]) };
  }

  /**
   * Hands over what another thread recorded. What is deferrable and not taken is kept for later. Answers the places of
   * those that were not taken, and a promise for all others.
   */
  offerAll(records: readonly (Unwritten & { readonly isDeferrable: boolean })[]): {
    readonly refused: readonly number[];
    readonly promised: Promise<unknown>;
  } {
    const refused: number[] = [];
    const taken: Taken[] = [];
    for (const [place, record] of records.entries()) {
      try {
        taken.push(this.#taken(record, record.isDeferrable));
      } catch {
        refused.push(place);
        if (record.isDeferrable) this.deferText(record.kind, record.text, record.made);
      }
    }
    return { refused, promised: this.#watched(taken) };
  }

  #taken(record: Unwritten, isDeferrable: boolean): Taken {
    if (this.#log === undefined) throw unavailable();
    checkFits(record.kind, record.text);
    try {
      return this.#handed(this.#log, record, isDeferrable);
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  #handed(log: AuditLog, { kind, text, made }: Unwritten, isDeferrable: boolean): Taken {
    if (!PASSING_KINDS.has(kind)) this.#changeCount++;
    return { kind, text, made, isDeferrable, offered: log.offerText(kind, text, made) };
  }

  async recorded<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): Promise<void> {
    await this.record(kind, body).promised;
  }

  defer<Kind extends AnyKind>(kind: Kind, body: AllBodies[Kind]): void {
    this.deferText(kind, textOf(body));
  }

  /** What no entry can hold is lost like what finds no room here, and counted. */
  deferText(kind: AnyKind, text: string, made?: Made): void {
    const isKept = fits(text) && this.#deferred.offer({ kind, text, made }, text.length);
    if (!isKept) this.#lostCount++;
    this.#writeDeferred();
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

  async keepFor(retentionMs: number): Promise<void> {
    this.#retentionMs = retentionMs;
    this.#log?.keepFor(retentionMs);
  }

  /** The chain is kept before anything is signed by it: what the log has and the chain has not would count as forged. */
  async rotateKeys(rotation: RotationPolicy): Promise<readonly string[]> {
    if (this.#log === undefined) throw unavailable();
    const { keyring, nextKey } = this.#parts;
    try {
      keyring.follow(await nextKey(keyring, rotation));
    } catch (error) {
      throw refusedRotation(error);
    }
    // The key is there from here on: a log that fails now records it when it is opened again.
    await this.#log.recordKeys().catch((error: unknown) => this.#parts.onFailure('log', error));
    return keyring.chain.statements;
  }

  async enforceRetention(): Promise<void> {
    await this.#log?.enforceRetention();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelRetry?.();
    await this.#reopening;
    // What was deferred has a last chance.
    if (this.#log === undefined) await this.#reopen(RETRY_MS_MAX);
    await this.#writingDeferred;
    const log = this.#log;
    // What is on the disk by then is told to the projector, which ends after it.
    await log?.close().catch((error: unknown) => this.#parts.onFailure('log', error));
    await this.#projector.close();
    this.#log = undefined;
    await this.#parts.store.close();
  }

  #opened(): Promise<AuditLog> {
    const hooks: LogHooks = {
      onCommitted: (firstIndex, entries) => this.#projector.committed(firstIndex, entries),
      beforeDrop: (records) => this.#carryOver(records),
    };
    return this.#parts.open(hooks, this.#retentionMs);
  }

  /** Records anew what is in force and would be dropped. Nothing that changes it comes in between. */
  async #carryOver(records: AsyncIterable<LogRecord>): Promise<void> {
    const dropped = await mayBeInForce(records);
    for (let attempt = 0; dropped.size > 0 && attempt < CARRY_ATTEMPTS_MAX; attempt++) {
      const changeCount = this.#changeCount;
      const keys = await this.#keysInForce();
      if (changeCount !== this.#changeCount || this.#log === undefined) continue;
      const carried = [...dropped].filter(([key]) => keys.has(key)).map(([, record]) => record);
      if (carried.length === 0) return;
      await Promise.all(this.#recordAnew(carried));
      return;
    }
    if (dropped.size > 0) throw new GateError('BUSY', 'expected what is in force to rest for a moment, met changes');
  }

  /** Once the store has all that was recorded until now. */
  async #keysInForce(): Promise<Set<string>> {
    const { store, clock } = this.#parts;
    await this.seal();
    await this.#projector.settled();
    const state = await store.startState(clock.nowMs());
    const pages = await Promise.all(state.policies.map(({ tenant }) => store.policyVersions(tenant, { limit: 1 })));
    return keysInForce(
      state,
      pages.flatMap(({ items }) => items),
    );
  }

  /** All in one turn: what comes later counts more. Throws where there is no room for all of them. */
  #recordAnew(records: readonly CarriedRecord[]): Promise<unknown>[] {
    const promised = records.map(({ kind, body }) => this.offer(kind, canonicalText(body), undefined).promised);
    return [...promised, this.record('gate.carried-over', { records: records.length }).promised];
  }

  /**
   * A promise for records that were taken together: the log takes them in order, so that all are on the disk once the last
   * is. It fails as the gate's do; who does not wait for it does not fall over it.
   */
  #watched(taken: readonly Taken[]): Promise<unknown> {
    const log = this.#log;
    const promised = Promise.resolve(taken.at(-1)?.offered.promised).catch((error: unknown) => {
      if (log !== undefined) this.#failed(log, error);
      for (const record of taken) if (record.isDeferrable) this.#deferIfFailed(record);
      throw unavailable();
    });
    promised.catch(() => {});
    return promised;
  }

  #deferIfFailed({ kind, text, offered: { id, at, promised } }: Taken): void {
    promised.catch(() => this.deferText(kind, text, { id, at }));
  }

  #refusal(error: unknown): unknown {
    if (!(error instanceof AuditError)) return error;
    if (error.code === 'BUSY') return busy();
    // Marks in the place of secrets may be longer than those.
    if (error.code === 'SIZE') return new GateError('REQUEST', error.message);
    if (error.code !== 'CLOSED') return error;
    if (this.#log !== undefined) this.#failed(this.#log, error);
    return unavailable();
  }

  /** A record of an earlier log may be told late: that says nothing of the one that is open now. */
  #failed(log: AuditLog, error: unknown): void {
    if (this.#log !== log || this.#isClosed) return;
    this.#broken = log;
    this.#log = undefined;
    this.#parts.onFailure('log', error);
    this.#parts.onWorking?.(false);
    this.#retryIn(RETRY_MS_MIN);
  }

  #retryIn(delayMs: number): void {
    this.#cancelRetry = this.#parts.clock.schedule(delayMs, () => {
      this.#reopening = this.#reopen(Math.min(delayMs * 2, RETRY_MS_MAX));
    });
  }

  async #reopen(nextDelayMs: number): Promise<void> {
    // Closing lets the lock go, even where nothing can be written any more.
    await this.#broken?.close().catch(() => {});
    this.#broken = undefined;
    try {
      this.#log = await this.#opened();
    } catch {
      if (!this.#isClosed) this.#retryIn(nextDelayMs);
      return;
    }
    this.#parts.onWorking?.(true);
    this.#tellUnlogged(this.#log);
    this.#writeDeferred();
    this.#projector.resume();
  }

  /** What was deferred follows, and then what comes now, as far as there is room at once. */
  #writeDeferred(): void {
    if (this.#log === undefined || this.#handOver(this.#log)) return;
    this.#writingDeferred ??= this.#writeRest().finally(() => {
      this.#writingDeferred = undefined;
    });
  }

  async #writeRest(): Promise<void> {
    for (let log = this.#log; log !== undefined && !this.#handOver(log); log = this.#log) {
      await log.whenRoom((this.#nextDeferred?.text.length ?? 0) + ENVELOPE_LENGTH);
    }
  }

  /** Hands over in order what was deferred; answers whether nothing is left that the log may have room for later. */
  #handOver(log: AuditLog): boolean {
    for (;;) {
      this.#nextDeferred ??= this.#deferred.take(1, DEFERRED_LENGTH_MAX)[0];
      if (this.#nextDeferred === undefined) return this.#lostCount === 0 || this.#tellUnlogged(log);
      try {
        void this.#watched([this.#handed(log, this.#nextDeferred, true)]);
      } catch (error) {
        if (isCode(error, 'BUSY')) return false;
        if (isCode(error, 'CLOSED')) {
          // It waits on for the next log.
          this.#failed(log, error);
          return true;
        }
        this.#lostCount++;
      }
      this.#nextDeferred = undefined;
    }
  }

  /** How many records follow that were made while the log did not work, and how many are lost. */
  #tellUnlogged(log: AuditLog): boolean {
    const lost = this.#lostCount;
    const deferred = this.#deferred.count + (this.#nextDeferred === undefined ? 0 : 1);
    try {
      const { promised } = log.offer('gate.unlogged', { deferred, lost });
      this.#lostCount = 0;
      promised.catch((error: unknown) => {
        this.#lostCount += lost;
        this.#failed(log, error);
      });
      return true;
    } catch (error) {
      return !isCode(error, 'BUSY');
    }
  }
}

function refusedRotation(error: unknown): unknown {
  if (error instanceof AuditError && error.code === 'CLOSED') return unavailable();
  return error instanceof KeyError || error instanceof DiskError ? new GateError('STATE', error.message) : error;
}

function isCode(error: unknown, code: AuditErrorCode): boolean {
  return error instanceof AuditError && error.code === code;
}
