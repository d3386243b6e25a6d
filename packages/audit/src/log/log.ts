/**
 * The log of one writer: it takes records in, promises each once it is on the disk, and signs checkpoints over them.
 *
 * A record goes into a queue, with others into a batch, with its batch into the journal, and is promised then. In memory
 * it joins the edge of the tree. Every so often the edge is snapshot between two batches, a new journal begun, and while
 * that fills, the snapshot's tiles are written and a checkpoint signed; then the journals before it are of no more use.
 */
import {
  BoundedQueue,
  type CanonicalObject,
  canonicalText,
  type Clock,
  type Disk,
  fromUtf8,
  type Lock,
  type Random,
  readWhole,
  replaceWhole,
  Turns,
  utf8,
} from '@capgate/base';
import { CHAIN_BYTES_MAX, decodeChain, encodeChain, KeyError, type Keyring, type Primitives } from '@capgate/keys';
import type { Checkpoint } from '../verify/checkpoint.ts';
import { AuditError } from '../verify/error.ts';
import { KEY_KIND, RETENTION_KIND } from '../verify/log.ts';
import { TreeReader } from '../verify/reader.ts';
import { isKind, KIND_LENGTH_MAX, type LogRecord } from '../verify/record.ts';
import { ENTRY_BYTES_MAX, KEYS_PATH, TILE_WIDTH } from '../verify/tile.ts';
import { folderReader } from '../folder-reader.ts';
import type { Edge } from './edge.ts';
import { encodeEntry, entryWithoutSecrets } from './entry.ts';
import { Ids } from './ids.ts';
import { Journal, journalName } from './journal.ts';
import { Offer, type Offered, type Receipt } from './offer.ts';
import { checkOptions, DEFAULT_OPTIONS, type LogOptions, SEAL_RETRY_MS, UNSEALED_FACTOR } from './options.ts';
import { type Recovered, recover } from './recover.ts';
import { dropBundles, recordsIn, staleBundles } from './retention.ts';
import { seal, writeFresh } from './seal.ts';

export interface LogParts {
  /** An absolute path; made where it is absent. */
  readonly folder: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  readonly primitives: Primitives;
  /** Who signs. The log is named as its keys are. */
  readonly keyring: Keyring;
  readonly options?: Partial<LogOptions>;
  /** Told of every batch once it is on the disk, in order; the log's own records are among them. Must not throw. */
  readonly onCommitted?: (firstIndex: number, entries: readonly Uint8Array[]) => void;
  /**
   * Told what is about to be dropped, the oldest first; it is dropped once this resolves, and not where it rejects. What
   * must outlive it is appended meanwhile.
   */
  readonly beforeDrop?: (records: AsyncIterable<LogRecord>) => Promise<void>;
}

interface SealRequest {
  /** How many records must be in the log first, counted since it was opened. */
  readonly afterCount: number;
  readonly resolve: (checkpoint: Checkpoint) => void;
  readonly reject: (error: unknown) => void;
}

/** What the kinds of the log's own records begin with. */
const OWN_KINDS = 'log.';
/** The log's own record of a batch that a crash interrupted. */
export const REPAIR_KIND = 'log.repaired';
/** How many of the chain's statements the log has recorded. */
const RECORDED_NAME = 'keys-recorded';
const COUNT_BYTES_MAX = 32;

export class AuditLog {
  /** The time of the last record that the log had when it was opened; 0 where it was empty. */
  readonly openedAtMs: number;
  readonly #parts: LogParts;
  #options: LogOptions;
  readonly #lock: Lock;
  readonly #edge: Edge;
  readonly #ids: Ids;
  readonly #queue: BoundedQueue<Offer>;
  #journal: Journal;
  /** The names of all journals there are, the last of which is being written. */
  #journals: readonly string[];
  #checkpoint: Checkpoint | undefined;
  #checkpointAt: number | undefined;
  #lastMs: number;
  #offeredCount = 0;
  #committedCount = 0;
  #unsealedBytes = 0;
  #running: Promise<void> | undefined;
  #sealing: Promise<void> | undefined;
  /** Settles once no keys are being recorded any more. */
  readonly #recordings = new Turns();
  #sealRequests: SealRequest[] = [];
  #isSealTimeUp = false;
  #cancelSealTimer: (() => void) | undefined;
  /** Whether the keys failed to sign the last time. */
  #isSealOverdue = false;
  #failure: AuditError | undefined;

  private constructor(parts: LogParts, options: LogOptions, lock: Lock, recovered: Recovered, journal: Journal) {
    this.#parts = parts;
    this.#options = options;
    this.#lock = lock;
    this.#edge = recovered.edge;
    this.#checkpoint = recovered.checkpoint;
    const name = journalName(recovered.edge.size);
    this.#journals = [...recovered.journals.filter((other) => other !== name), name];
    this.#lastMs = recovered.lastMs;
    this.openedAtMs = recovered.lastMs;
    this.#journal = journal;
    this.#ids = new Ids(parts.random);
    this.#queue = new BoundedQueue({ countMax: options.queueCountMax, weightMax: options.queueBytesMax });
  }

  /**
   * Opens the log in a folder, or begins one; repairs what a crash left and records that it did. Throws `AuditError`
   * DAMAGED for what no crash leaves, PERMISSIONS for a folder that others may write to, `DiskError` LOCKED while another process has the log open.
   */
  static async open(parts: LogParts): Promise<AuditLog> {
    const { disk, folder, keyring, primitives } = parts;
    const options = checkOptions({ ...DEFAULT_OPTIONS, ...parts.options });
    await disk.makeFolder(`${folder}/journal`);
    await checkPermissions(disk, folder);
    const lock = await disk.lock(`${folder}/lock`);
    try {
      const recovered = await recover(disk, folder, keyring.chain, primitives);
      const journal = await newJournal(parts, recovered.edge.size);
      const log = new AuditLog(parts, options, lock, recovered, journal);
      return await log.#settle(recovered);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** How many entries are in the log. */
  get size(): number {
    return this.#edge.size;
  }

  /** The time of the last record; 0 in an empty log. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** The last checkpoint; undefined until there is one. */
  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /** When it was signed; undefined where the log has signed none since it was opened. */
  get checkpointAt(): number | undefined {
    return this.#checkpointAt;
  }

  /**
   * Adds a record; resolves once it is on the disk for good. Secrets are taken out of `body` first. Rejects with
   * `AuditError` BUSY where too many wait (see `whenRoom`), SIZE, ENTRY for a kind that is none, CLOSED; with
   * `CanonicalError` for a body that cannot be encoded. While no key signs, records are taken in until too many wait for a
   * checkpoint; then they wait, and are BUSY once the queue is full. After a failure of the disk everything is CLOSED: what
   * is on it is known only once the log is opened anew.
   */
  append(kind: string, body: CanonicalObject): Promise<Receipt> {
    try {
      return this.offer(kind, body).promised;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * Adds a record as `append` does, and tells its identifier at once. Throws what is known at once to be wrong. The
   * promise is made where it is asked for.
   */
  offer(kind: string, body: CanonicalObject): Offered {
    return this.offerText(kind, canonicalText(body));
  }

  /**
   * As `offer`, for a body that is canonical text already. `made` is when its writer made it and what it named it, where
   * the writer numbers its records itself, in order.
   */
  offerText(kind: string, bodyText: string, made?: { readonly at: number; readonly id: string }): Offered {
    if (kind.startsWith(OWN_KINDS)) {
      throw new AuditError(
        'ENTRY',
        `expected a kind other than the log's own, met ${kind}; choose one that does not begin with ${OWN_KINDS}`,
      );
    }
    const { at, id } = this.#begun(kind, made);
    return this.#queued(new Offer(entryWithoutSecrets(kind, at, id, bodyText), id, at));
  }

  /** A record of the log's own, once there is room. Nothing is taken out: what was signed elsewhere must stay as it was. */
  async #record(kind: string, body: CanonicalObject): Promise<Receipt> {
    for (;;) {
      await this.#queue.whenRoom(ENTRY_BYTES_MAX);
      const { at, id } = this.#begun(kind, undefined);
      try {
        return await this.#queued(new Offer(encodeEntry(kind, at, id, body, []), id, at)).promised;
      } catch (error) {
        // Another was faster.
        if (!(error instanceof AuditError && error.code === 'BUSY')) throw error;
      }
    }
  }

  /** When a record is made, and its identifier. Times never go back. */
  #begun(kind: string, made: { readonly at: number; readonly id: string } | undefined): { at: number; id: string } {
    if (this.#failure !== undefined) throw this.#failure;
    if (!isKind(kind))
      throw new AuditError('ENTRY', `expected a kind of words and dots, of at most ${KIND_LENGTH_MAX} characters`);
    const at = Math.max(this.#lastMs, made?.at ?? this.#parts.clock.nowMs());
    return { at, id: made?.id ?? this.#ids.next(at) };
  }

  #queued(offer: Offer): Offer {
    if (!this.#queue.offer(offer, offer.entry.length)) throw busy(this.#queue.count);
    this.#lastMs = offer.at;
    this.#offeredCount++;
    this.#kick();
    return offer;
  }

  /** Resolves once a record of about `sizeBytes` may find room in the queue. */
  whenRoom(sizeBytes: number): Promise<void> {
    return this.#queue.whenRoom(sizeBytes);
  }

  /**
   * Signs a checkpoint over everything that was appended before; resolves once it is on the disk. Rejects with `KeyError`
   * where the keys do not sign, as when a token is unplugged: the log stays open, and tries again when the next checkpoint
   * is due; with `AuditError` CLOSED.
   */
  async seal(): Promise<Checkpoint> {
    if (this.#failure !== undefined) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<Checkpoint>();
    this.#sealRequests.push({ afterCount: this.#offeredCount, resolve, reject });
    this.#kick();
    return promise;
  }

  /**
   * Records what happened to the keys since; the next checkpoint is signed by those that sign now. To be called after a
   * rotation. Rejects with `AuditError` KEYS where the chain does not continue the one that the log knows.
   */
  recordKeys(): Promise<void> {
    // One after the other, as each begins with what the one before has recorded.
    return this.#recordings.take(() => this.#recordNewKeys());
  }

  async #recordNewKeys(): Promise<void> {
    const { disk, folder, keyring } = this.#parts;
    const { statements } = keyring.chain;
    const known = await knownStatements(disk, folder);
    checkContinues(known, statements);
    const recorded = await recordedCount(disk, folder, statements.length);
    if (known.length < statements.length) {
      await replaceWhole(disk, `${folder}/${KEYS_PATH}`, encodeChain(statements));
    }
    if (recorded === statements.length) return;
    // Should a crash come in between, they are recorded twice, which says nothing else than once.
    for (const statement of statements.slice(recorded)) await this.#record(KEY_KIND, { statement });
    await replaceWhole(disk, `${folder}/${RECORDED_NAME}`, utf8(String(statements.length)));
  }

  /** How long entries are kept from now on. Throws a `RangeError` for a time that is none. */
  keepFor(retentionMs: number): void {
    this.#options = checkOptions({ ...this.#options, retentionMs });
  }

  /**
   * Drops the bundles whose entries are all older than the log keeps them, having recorded that it does. The tree stays
   * as it is. Answers how many entries are gone. Nothing else does: who keeps a log open calls it once a
   * day, and by `openedAtMs` at first, as a clock that jumped while the log was closed must not empty it.
   */
  async enforceRetention(nowMs = this.#parts.clock.nowMs()): Promise<number> {
    const { disk, folder, primitives } = this.#parts;
    const { size } = this.#checkpoint ?? (await this.seal());
    const tree = new TreeReader(folderReader(disk, folder), size, primitives.sha256);
    const stale = await staleBundles(tree, nowMs - this.#options.retentionMs);
    if (stale.first === stale.end) return 0;
    await this.#parts.beforeDrop?.(recordsIn(tree, stale));
    await this.#record(RETENTION_KIND, { before: stale.end * TILE_WIDTH });
    await this.seal();
    await dropBundles(disk, folder, stale);
    return (stale.end - stale.first) * TILE_WIDTH;
  }

  /**
   * Seals, and lets the log go. What is appended afterwards is CLOSED. Rejects, with the log let go, where it cannot be
   * sealed: what was promised is in the journal, and is sealed once the log is opened again.
   */
  async close(): Promise<void> {
    try {
      if (this.#failure === undefined) await this.seal();
    } finally {
      try {
        await this.#end();
      } finally {
        await this.#lock.release();
      }
    }
  }

  /** Records what there is to say about the time since the log was last open. Where that fails, nothing goes on. */
  async #settle({ tornBytes, edge }: Recovered): Promise<this> {
    try {
      if (tornBytes > 0) await this.#record(REPAIR_KIND, { tornBytes, from: edge.size });
      await this.recordKeys();
      if (this.#edge.unsealedCount > 0) await this.seal();
      return this;
    } catch (error) {
      await this.#end();
      throw error;
    }
  }

  /** Takes nothing in any more, and waits for what is under way. */
  async #end(): Promise<void> {
    this.#fail(new AuditError('CLOSED', 'expected an open log, met one that was closed'));
    await this.#running;
    await this.#sealing;
    await this.#journal.close();
  }

  #kick(): void {
    if (this.#failure === undefined) this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      // Whoever wants to append more in the same turn can.
      await Promise.resolve();
      await this.#gather();
      while (this.#failure === undefined && (this.#queue.count > 0 || this.#isSealDue())) {
        if (this.#isSealDue()) await this.#beginSeal();
        if (this.#isFarAhead()) await this.#sealing;
        if (!this.#isFarAhead()) await this.#commit();
        else if (!this.#isSealDue()) break;
      }
    } catch (error) {
      this.#fail(diskFailed(error));
    } finally {
      this.#running = undefined;
    }
  }

  /** Lets a batch fill for as long as the options say. */
  async #gather(): Promise<void> {
    const { batchDelayMs, batchCountMax } = this.#options;
    if (batchDelayMs === 0 || this.#queue.count >= batchCountMax) return;
    await new Promise<void>((resolve) => this.#parts.clock.schedule(batchDelayMs, resolve));
  }

  async #commit(): Promise<void> {
    const { batchCountMax, batchBytesMax, sealDelayMs } = this.#options;
    const batch = this.#queue.take(batchCountMax, batchBytesMax);
    if (batch.length === 0) return;
    const firstIndex = this.#edge.size;
    await this.#written(batch);
    for (const offer of batch) {
      offer.settle(this.#edge.size);
      this.#edge.add(offer.entry);
      this.#unsealedBytes += offer.entry.length;
    }
    this.#committedCount += batch.length;
    this.#parts.onCommitted?.(
      firstIndex,
      batch.map(({ entry }) => entry),
    );
    this.#sealIn(sealDelayMs);
  }

  /** Whether so much waits for a checkpoint that nothing more is to be written before there is one. */
  #isFarAhead(): boolean {
    const { sealBytesMax, sealCountMax } = this.#options;
    return (
      this.#edge.unsealedCount > sealCountMax * UNSEALED_FACTOR || this.#unsealedBytes > sealBytesMax * UNSEALED_FACTOR
    );
  }

  async #written(batch: readonly Offer[]): Promise<void> {
    try {
      await this.#journal.append(
        this.#edge.size,
        batch.map(({ entry }) => entry),
      );
    } catch (error) {
      const failure = diskFailed(error);
      for (const offer of batch) offer.fail(failure);
      throw failure;
    }
  }

  /** Seals after this long, or when it was to be sealed before. */
  #sealIn(delayMs: number): void {
    this.#cancelSealTimer ??= this.#parts.clock.schedule(delayMs, () => {
      this.#isSealTimeUp = true;
      this.#kick();
    });
  }

  #isSealDue(): boolean {
    if (this.#sealing !== undefined || this.#failure !== undefined) return false;
    const { sealCountMax, sealBytesMax } = this.#options;
    const isFull = this.#edge.unsealedCount >= sealCountMax || this.#unsealedBytes >= sealBytesMax;
    return (
      (isFull && !this.#isSealOverdue) ||
      this.#isSealTimeUp ||
      this.#sealRequests.some((request) => this.#isReady(request))
    );
  }

  #isReady({ afterCount }: SealRequest): boolean {
    return this.#committedCount >= afterCount;
  }

  /** Between two batches: what is promised from here on is in the new journal. */
  async #beginSeal(): Promise<void> {
    const requests = this.#sealRequests.filter((request) => this.#isReady(request));
    this.#sealRequests = this.#sealRequests.filter((request) => !requests.includes(request));
    this.#cancelSealTimer?.();
    this.#cancelSealTimer = undefined;
    this.#isSealTimeUp = false;
    try {
      // After a failure the journal goes on, as each attempt would make another.
      if (!this.#isSealOverdue) await this.#turnJournal();
      this.#sealing = this.#sealEdge().then(
        (checkpoint) => this.#sealed(checkpoint, requests),
        (error: unknown) => this.#sealFailed(error, requests),
      );
    } catch (error) {
      for (const { reject } of requests) reject(diskFailed(error));
      throw error;
    }
  }

  /** Begins a new journal, unless nothing is in the current one yet. */
  async #turnJournal(): Promise<void> {
    const name = journalName(this.#edge.size);
    if (this.#journals.at(-1) === name) return;
    const next = await newJournal(this.#parts, this.#edge.size);
    this.#journals = [...this.#journals, name];
    await this.#journal.close();
    this.#journal = next;
  }

  async #sealEdge(): Promise<Checkpoint> {
    const { disk, folder, keyring, clock } = this.#parts;
    const snapshot = this.#edge.snapshot();
    const unsealedBytes = this.#unsealedBytes;
    const fullJournals = this.#journals.slice(0, -1);
    const keys = await keyring.signers(clock.nowMs());
    const checkpoint = await seal(this.#parts, keyring.chain.name, snapshot, keys);
    for (const name of fullJournals) await disk.remove(`${folder}/journal/${name}`);
    this.#journals = this.#journals.slice(fullJournals.length);
    this.#edge.sealed(snapshot);
    this.#unsealedBytes -= unsealedBytes;
    return checkpoint;
  }

  #sealed(checkpoint: Checkpoint, requests: readonly SealRequest[]): void {
    this.#checkpoint = checkpoint;
    this.#checkpointAt = this.#parts.clock.nowMs();
    this.#sealing = undefined;
    this.#isSealOverdue = false;
    for (const { resolve } of requests) resolve(checkpoint);
    if (this.#queue.count > 0 || this.#isSealDue()) this.#kick();
  }

  #sealFailed(error: unknown, requests: readonly SealRequest[]): void {
    this.#sealing = undefined;
    if (error instanceof KeyError) return this.#signingFailed(error, requests);
    const failure = diskFailed(error);
    for (const { reject } of requests) reject(failure);
    this.#fail(failure);
  }

  /** A token may be back soon. Nothing that was promised depends on it; who waits for a checkpoint is told so. */
  #signingFailed(error: KeyError, requests: readonly SealRequest[]): void {
    this.#isSealOverdue = true;
    // Those who ask for more than is written may wait for room that only a checkpoint makes.
    for (const { reject } of [...requests, ...this.#sealRequests.splice(0)]) reject(error);
    // What was opened may be of no use any more.
    this.#parts.keyring.close();
    // What was written meanwhile would have it tried sooner.
    this.#cancelSealTimer?.();
    this.#cancelSealTimer = undefined;
    if (this.#failure === undefined) this.#sealIn(Math.max(this.#options.sealDelayMs, SEAL_RETRY_MS));
  }

  /** From here on nothing is taken in: what waits is told so, once. */
  #fail(failure: AuditError): void {
    this.#failure ??= failure;
    this.#cancelSealTimer?.();
    const waiting = this.#queue.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    for (const offer of waiting) offer.fail(this.#failure);
    for (const { reject } of this.#sealRequests.splice(0)) reject(this.#failure);
  }
}

/** What others could put there would be signed with the rest. */
async function checkPermissions(disk: Disk, folder: string): Promise<void> {
  for (const path of [folder, `${folder}/journal`, `${folder}/tile`]) {
    if (!(await disk.othersMayWrite(path))) continue;
    throw new AuditError(
      'PERMISSIONS',
      `expected ${path} to be its user's alone, met a folder that others may write to; chmod 700 and chown it to the user who writes the log`,
    );
  }
}

async function newJournal({ disk, folder, primitives }: LogParts, firstIndex: number): Promise<Journal> {
  const path = `${folder}/journal/${journalName(firstIndex)}`;
  // One of this name holds no whole batch: else the index would be greater.
  await writeFresh(disk, path, new Uint8Array());
  await disk.syncFolder(`${folder}/journal`);
  return new Journal(await disk.open(path, 'write'), primitives.sha256);
}

/** Throws `AuditError` DAMAGED for more than the chain has: statements would go unrecorded. */
async function recordedCount(disk: Disk, folder: string, countMax: number): Promise<number> {
  const bytes = await readWhole(disk, `${folder}/${RECORDED_NAME}`, COUNT_BYTES_MAX);
  if (bytes === undefined) return 0;
  const text = fromUtf8(bytes) ?? '';
  if (/^\d+$/u.test(text) && Number(text) <= countMax) return Number(text);
  throw new AuditError(
    'DAMAGED',
    `expected a number up to ${countMax} in ${RECORDED_NAME}, met something else; remove the file, and all are recorded again`,
  );
}

async function knownStatements(disk: Disk, folder: string): Promise<string[]> {
  const bytes = await readWhole(disk, `${folder}/${KEYS_PATH}`, CHAIN_BYTES_MAX);
  return bytes === undefined ? [] : decodeChain(bytes);
}

/** A chain out of an older backup would make the log's own statements, and its checkpoint, those of a stranger. */
function checkContinues(known: readonly string[], statements: readonly string[]): void {
  if (known.every((statement, i) => statement === statements[i])) return;
  throw new AuditError(
    'KEYS',
    `expected the ${known.length} statements about keys that the log knows, met a chain that does not continue them; restore it from the log's ${KEYS_PATH}`,
  );
}

function busy(count: number): AuditError {
  return new AuditError(
    'BUSY',
    `expected room in the queue, met ${count} records that wait for the disk; try again when there is`,
  );
}

function diskFailed(error: unknown): AuditError {
  if (error instanceof AuditError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AuditError('CLOSED', `expected to write the log, met: ${reason}; open it anew once that is mended`, {
    cause: error,
  });
}
