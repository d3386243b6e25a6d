/**
 * Carries what is in the log into the store, off the way of decisions. What the store has missed, because it was away or
 * because a run ended before it was told, is read from the log's files.
 */
import { type AuditLog, folderReader } from '@capgate/audit';
import { TILE_WIDTH, TreeReader } from '@capgate/audit/verify';
import type { Clock, Disk } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import type { Store } from '@capgate/store';
import { unavailable } from './recorder.ts';

export interface ProjectorParts {
  readonly store: Store;
  /** Names the log in the store. */
  readonly origin: string;
  readonly folder: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly primitives: Primitives;
  /** The log, while it works. */
  readonly log: () => AuditLog | undefined;
  readonly onFailure: (error: unknown) => void;
}

interface Batch {
  readonly firstIndex: number;
  readonly entries: readonly Uint8Array[];
}

/** What waits for the store in memory; beyond that it is read from the log once the store takes records again. */
const WAITING_BYTES_MAX = 32 << 20;
/** What the store is given at once: it pays for each transaction. */
const APPLIED_ENTRIES_MAX = 8_192;
const READ_BYTES_MAX = 4 << 20;
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 10_000;

export class Projector {
  readonly #parts: ProjectorParts;
  #waiting: Batch[] = [];
  #waitingBytes = 0;
  /** Whether some of what waited is no longer here, and must be read from the log. */
  #hasForgotten = false;
  /** Whether records are missing that only the log has, which does not work. */
  #isBlocked = false;
  /** The last step under way: the next one comes after it. */
  #stepping: Promise<unknown> = Promise.resolve();
  /** The index of the next record that the store wants; undefined until it was asked. */
  #next: number | undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(parts: ProjectorParts) {
    this.#parts = parts;
  }

  /** How many records the store is behind what it was told; undefined where that is not known. */
  get lagCount(): number | undefined {
    const size = this.#parts.log()?.size;
    return this.#next === undefined || size === undefined ? undefined : Math.max(0, size - this.#next);
  }

  /** To be told of every batch of the log, in order. */
  committed(firstIndex: number, entries: readonly Uint8Array[]): void {
    this.#waiting.push({ firstIndex, entries });
    this.#waitingBytes += bytesOf(entries);
    if (this.#waitingBytes > WAITING_BYTES_MAX) this.#forgetWaiting();
    this.#kick();
  }

  /** To be called when the log works again. */
  resume(): void {
    this.#isBlocked = false;
    this.#kick();
  }

  /**
   * Resolves once the store has everything that is in the log now. Rejects where it does not take it, and with UNAVAILABLE
   * where only a log has it that does not work.
   */
  async settled(): Promise<void> {
    await this.#inTurn();
    if (this.#isBlocked) throw unavailable();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake?.();
    await this.#running;
    await this.#inTurn().catch((error: unknown) => this.#parts.onFailure(error));
  }

  #kick(): void {
    if (!this.#isClosed && !this.#isBlocked) this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    let delayMs = RETRY_MS_MIN;
    // What comes in the same turn goes along.
    await Promise.resolve();
    while (this.#hasMore() && !this.#isClosed) {
      try {
        await this.#inTurn();
        delayMs = RETRY_MS_MIN;
      } catch (error) {
        this.#parts.onFailure(error);
        await this.#sleep(delayMs);
        delayMs = Math.min(delayMs * 2, RETRY_MS_MAX);
      }
    }
    this.#running = undefined;
  }

  #hasMore(): boolean {
    return !this.#isBlocked && (this.#waiting.length > 0 || this.#hasForgotten);
  }

  /** One step after the other, whoever asks for them. */
  #inTurn(): Promise<void> {
    const step = this.#stepping.then(() => this.#step());
    this.#stepping = step.catch(() => {
      this.#next = undefined;
    });
    return step;
  }

  async #step(): Promise<void> {
    const { log } = this.#parts;
    do {
      const next = (this.#next = await this.#position());
      // Later records would leave a gap while there is no log to read those before them from.
      this.#isBlocked = this.#isBehind(next) && log() === undefined;
      if (this.#isBlocked) return;
      this.#hasForgotten = false;
      if (this.#isBehind(next)) await this.#catchUp(next);
      await this.#applyWaiting();
    } while (this.#hasForgotten);
  }

  /** Applies what waits here, until some of it is forgotten, which is to be read from the log first. */
  async #applyWaiting(): Promise<void> {
    const { store, origin } = this.#parts;
    while (this.#waiting.length > 0 && !this.#hasForgotten) {
      const batch = this.#takeBatch();
      try {
        await store.applyEncoded(origin, batch.firstIndex, batch.entries);
      } catch (error) {
        this.#putBack(batch);
        throw error;
      }
      this.#next = Math.max(this.#next ?? 0, batch.firstIndex + batch.entries.length);
    }
  }

  /** What failed comes first again, unless what followed it was forgotten: then all of that is read from the log. */
  #putBack(batch: Batch): void {
    if (this.#hasForgotten) return;
    this.#waiting.unshift(batch);
    this.#waitingBytes += bytesOf(batch.entries);
  }

  /** The next record that the store wants. One that has more than the log has them from another. */
  async #position(): Promise<number> {
    const { store, origin, log } = this.#parts;
    const next = this.#next ?? ((await store.position(origin)) ?? -1) + 1;
    if (next <= (log()?.size ?? next)) return next;
    await store.clear(origin);
    return 0;
  }

  /** Several batches at once, up to a bound: the store pays for each transaction. */
  #takeBatch(): Batch {
    const taken: Batch[] = [];
    let [count, end] = [0, 0];
    while (this.#waiting.length > 0 && count < APPLIED_ENTRIES_MAX) {
      if (taken.length > 0 && this.#waiting[0]?.firstIndex !== end) break;
      const batch = this.#waiting.shift() as Batch;
      end = batch.firstIndex + batch.entries.length;
      taken.push(batch);
      count += batch.entries.length;
      this.#waitingBytes -= bytesOf(batch.entries);
    }
    return { firstIndex: taken[0]?.firstIndex ?? 0, entries: taken.flatMap(({ entries }) => entries) };
  }

  #isBehind(next: number): boolean {
    const first = this.#waiting[0]?.firstIndex;
    const size = this.#parts.log()?.size ?? 0;
    return next < (first ?? size);
  }

  async #catchUp(next: number): Promise<void> {
    const { store, origin, folder, disk, primitives, log } = this.#parts;
    const checkpoint = await log()?.seal();
    if (checkpoint === undefined) return;
    const tree = new TreeReader(folderReader(disk, folder), checkpoint.size, primitives.sha256);
    let from = next;
    while (from < checkpoint.size) {
      const { entries, end } = await entriesFrom(tree, from);
      // Retention has dropped what comes next: the store goes on behind.
      if (entries.length === 0) await store.clear(origin, end);
      else await store.applyEncoded(origin, from, entries);
      from = end;
      this.#next = from;
    }
  }

  #forgetWaiting(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#hasForgotten = true;
  }

  async #sleep(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#parts.clock.schedule(delayMs, resolve);
    });
  }
}

/** The entries from one on, up to a bound; where the log no longer has the first of them, none, and where it goes on. */
async function entriesFrom(tree: TreeReader, from: number): Promise<{ entries: Uint8Array[]; end: number }> {
  const entries: Uint8Array[] = [];
  let [end, sizeBytes] = [from, 0];
  while (end < tree.size && entries.length < APPLIED_ENTRIES_MAX && sizeBytes < READ_BYTES_MAX) {
    const index = Math.floor(end / TILE_WIDTH);
    const bundle = await tree.bundle(index);
    const bundleEnd = Math.min(tree.size, (index + 1) * TILE_WIDTH);
    if (bundle === undefined) return entries.length > 0 ? { entries, end } : { entries, end: bundleEnd };
    entries.push(...bundle.slice(end % TILE_WIDTH));
    sizeBytes += bytesOf(bundle);
    end = bundleEnd;
  }
  return { entries, end };
}

function bytesOf(entries: readonly Uint8Array[]): number {
  return entries.reduce((sum, { length }) => sum + length, 0);
}
