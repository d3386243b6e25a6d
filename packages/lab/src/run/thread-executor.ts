/** Arms asked in worker threads of this process; the queue and the results are kept by this thread. */
import type { ObjectStore } from '../results/objects.ts';
import { artifactsOf, type RawAnswer } from '../results/artifacts.ts';
import type { Result } from '../results/result.ts';
import type { Facts } from './arm-facts.ts';
import { type Ending, type Executor, type Job, keyOf, occasionOf, type Watching } from './executor.ts';
import { failureText } from './failure.ts';
import type { Asked, Given } from './protocol.ts';
import type { Lease, WorkQueue } from './queue.ts';
import { type Beside, Seat, type ThreadStart } from './seat.ts';

export interface ThreadExecutorParts {
  readonly queue: WorkQueue;
  readonly objects: Pick<ObjectStore, 'put'>;
  readonly workerCount: number;
  readonly thread: ThreadStart;
}

/** So that no thread waits while results are kept. */
const CHUNKS_AHEAD = 2;
/** What a crash of the process may cost, at most. */
const KEEP_MS = 500;
/** Leases are moved on, and whether the experiment was cancelled is looked at, so often. */
const BEAT_MS = 2_000;
/** A chunk that was taken more often ends the run: something about it ends whole processes. */
const CHUNK_TRIES_MAX = 100;
const RETRIES = 2;

export class ThreadExecutor implements Executor {
  readonly isElsewhere = false;
  readonly #parts: ThreadExecutorParts;

  constructor(parts: ThreadExecutorParts) {
    this.#parts = parts;
  }

  execute(job: Job, watching: Watching): Promise<Ending> {
    return new Run(this.#parts, job, watching).execute();
  }
}

/** A chunk that is being worked on, and what of it is not kept yet. */
interface Held {
  readonly lease: Lease;
  readonly place: Place;
  left: number;
  results: Result[];
  raws: RawAnswer[];
  beatMs: number;
}

interface Place {
  readonly name: string;
  readonly seat: Seat;
  chunkCount: number;
}

class Run {
  readonly #parts: ThreadExecutorParts;
  readonly #job: Job;
  readonly #watching: Watching;
  readonly #places: readonly Place[];
  readonly #held = new Map<number, Held>();
  readonly #ending = Promise.withResolvers<Ending>();
  #hasEnded = false;
  #isDry = false;
  /** What is being written: one after the other. */
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: ThreadExecutorParts, job: Job, watching: Watching) {
    this.#parts = parts;
    this.#job = job;
    this.#watching = watching;
    this.#places = Array.from({ length: parts.workerCount }, (_, i) => this.#placeOf(`thread-${i + 1}`));
  }

  async execute(): Promise<Ending> {
    const { signal } = this.#watching;
    const onAbort = (): void => this.#end({ kind: 'stopped' });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    const timer = setInterval(() => this.#keepAll(), KEEP_MS);
    try {
      for (const place of this.#places) void this.#feed(place);
      return await this.#ending.promise;
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
      await Promise.all(this.#places.map(({ seat }) => seat.stop()));
      await this.#settle();
    }
  }

  #placeOf(name: string): Place {
    const { experiment, environment } = this.#job;
    const { timeoutMs, retries = RETRIES, memoryMb } = experiment.resources;
    const seat = new Seat({
      thread: this.#parts.thread,
      data: { arms: experiment.arms, environment, timeoutMs, retries },
      ...(memoryMb !== undefined && { memoryMb }),
      onReady: (facts) => this.#ready(facts),
      onGiven: (given, beside) => this.#given(name, given, beside),
      onUnready: (failure, tail) => this.#end({ kind: 'failed', why: failureText(failure, tail) }),
    });
    return { name, seat, chunkCount: 0 };
  }

  #end(ending: Ending): void {
    this.#hasEnded = true;
    this.#ending.resolve(ending);
  }

  #fail(error: unknown): void {
    this.#hasEnded = true;
    this.#ending.reject(error);
  }

  async #ready(facts: Facts): Promise<boolean> {
    try {
      await this.#watching.onFacts(facts);
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  /** Takes chunks for a thread until it has enough, or none is left. */
  async #feed(place: Place): Promise<void> {
    try {
      while (!this.#hasEnded && !this.#isDry && place.chunkCount < CHUNKS_AHEAD) {
        place.chunkCount++;
        const lease = await this.#parts.queue.take(this.#job.hash, place.name);
        if (lease === undefined) this.#isDry = true;
        if (lease === undefined) place.chunkCount--;
        else if (this.#hasEnded) await this.#parts.queue.release(lease);
        else this.#work(place, lease);
      }
      const isTaking = this.#places.some(({ chunkCount }) => chunkCount > 0);
      if (this.#isDry && !isTaking && this.#held.size === 0) this.#end({ kind: 'done' });
    } catch (error) {
      this.#fail(error);
    }
  }

  #work(place: Place, lease: Lease): void {
    if (lease.attempts > CHUNK_TRIES_MAX) {
      const why = `expected chunk ${lease.number} to be done within ${CHUNK_TRIES_MAX} tries, met another; its tasks end the process`;
      return this.#end({ kind: 'failed', why });
    }
    const positions = Array.from({ length: lease.count }, (_, i) => lease.start + i);
    const items = positions.filter((position) => !lease.stored.has(position)).map((position) => this.#asked(position));
    const held: Held = { lease, place, left: items.length, results: [], raws: [], beatMs: performance.now() };
    this.#held.set(lease.number, held);
    if (items.length === 0) void this.#finish(held);
    else place.seat.ask(items);
  }

  #asked(position: number): Asked {
    const { stratum, task, arm } = this.#job.order.itemAt(position);
    const { command = '', cwd } = this.#job.tasks[stratum]?.tasks[task] ?? {};
    const occasion = occasionOf(this.#job, position);
    const question = { command, ...(cwd !== undefined && { cwd }), ...(occasion !== undefined && { occasion }) };
    return { position, arm, question, tries: 0 };
  }

  #given(worker: string, given: Given, { raw, tail }: Beside): void {
    const held = this.#holding(given.position);
    if (held === undefined) return;
    held.results.push(this.#resultOf(worker, given, tail));
    if (raw !== undefined) held.raws.push({ position: given.position, raw });
    held.left--;
    if (held.left === 0) void this.#finish(held);
  }

  #holding(position: number): Held | undefined {
    for (const held of this.#held.values()) {
      const { start, count } = held.lease;
      if (position >= start && position < start + count) return held;
    }
    return undefined;
  }

  #resultOf(worker: string, { failure, ...given }: Given, tail: string | undefined): Result {
    return {
      ...keyOf(this.#job, given.position),
      ...given,
      ...(failure !== undefined && { failure: failureText(failure, tail) }),
      worker,
    };
  }

  /** The chunk is done. */
  async #finish(held: Held): Promise<void> {
    await this.#keep(held, true);
    this.#held.delete(held.lease.number);
    held.place.chunkCount--;
    await this.#feed(held.place);
  }

  #keepAll(): void {
    const nowMs = performance.now();
    for (const held of this.#held.values()) {
      if (held.left > 0 && (held.results.length > 0 || nowMs - held.beatMs >= BEAT_MS)) void this.#keep(held, false);
    }
  }

  /** Writes what the chunk has come to, behind what is being written. */
  #keep(held: Held, isDone: boolean): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(held, isDone)).catch((error: unknown) => this.#fail(error));
    return this.#writing;
  }

  async #write(held: Held, isDone: boolean): Promise<void> {
    const { results, raws, lease } = held;
    held.results = [];
    held.raws = [];
    held.beatMs = performance.now();
    const standing = await this.#parts.queue.record(lease, await this.#withArtifacts(results, raws), isDone);
    const failed = results.filter(({ outcome }) => outcome === 'failed' || outcome === 'timeout').length;
    if (results.length > 0) this.#watching.onStep({ stored: results.length, failed });
    if (standing === 'cancelled') this.#end({ kind: 'cancelled' });
  }

  async #withArtifacts(results: readonly Result[], raws: readonly RawAnswer[]): Promise<readonly Result[]> {
    const places = new Map<number, string>();
    for (const { bytes, positions } of artifactsOf(raws)) {
      const sha256 = await this.#parts.objects.put(bytes);
      for (const position of positions) places.set(position, sha256);
    }
    return results.map((result) => {
      const artifact = places.get(result.position);
      return artifact === undefined ? result : { ...result, artifact };
    });
  }

  /** What was given meanwhile is kept, and what is left is anybody's again. */
  async #settle(): Promise<void> {
    for (const held of this.#held.values()) if (held.results.length > 0) void this.#keep(held, held.left === 0);
    await this.#writing;
    for (const { lease } of this.#held.values()) await this.#parts.queue.release(lease).catch(() => {});
  }
}
