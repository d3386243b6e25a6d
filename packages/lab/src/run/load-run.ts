/**
 * Arms under load, in threads of this process: block by block, each the tasks of one replicate put to one arm at the
 * times that the plan says, whether the arm is done with those before or not. One that is late is asked as soon as a
 * thread is free, and its time counts from when it was due.
 */
import { once } from 'node:events';
import { setTimeout as later } from 'node:timers/promises';
import type { RawAnswer } from '../results/artifacts.ts';
import type { Result } from '../results/result.ts';
import { arrivalsOf } from '../experiment/arrivals.ts';
import type { Facts } from './arm-facts.ts';
import { askedAt, resultOf, seatFor, withArtifacts } from './asked.ts';
import { sharedNowNs } from './due.ts';
import type { Ending, Job, Watching } from './executor.ts';
import { failureText } from './failure.ts';
import type { Given } from './protocol.ts';
import type { Lease } from './queue.ts';
import type { Beside, Seat } from './seat.ts';
import type { ThreadExecutorParts } from './thread-executor.ts';

/** A thread gets its question so long before it is due, and waits for the moment itself. */
const LEAD_MS = 20;
const NS_PER_MS = 1e6;
/** The lease of a block is moved on, and whether the experiment was cancelled is looked at, so often. */
const BEAT_MS = 2_000;
/** A block that was taken more often ends the run: something about it ends whole processes. */
const BLOCK_TRIES_MAX = 100;
const WORKER = 'load';

interface Place {
  readonly name: string;
  readonly seat: Seat;
}

/** What has come of a block by now. */
interface Block {
  readonly results: Result[];
  readonly raws: RawAnswer[];
}

export class LoadRun {
  readonly #parts: ThreadExecutorParts;
  readonly #job: Job;
  readonly #watching: Watching;
  readonly #places: readonly Place[];
  readonly #ending = Promise.withResolvers<Ending>();
  readonly #ended = new AbortController();
  readonly #ready = Promise.withResolvers<void>();
  #readyCount = 0;
  /** Threads that can be given a question, once for each that they can be given. */
  #free: Place[] = [];
  #block: Block = { results: [], raws: [] };
  #wake = (): void => {};

  constructor(parts: ThreadExecutorParts, job: Job, watching: Watching) {
    this.#parts = parts;
    this.#job = job;
    this.#watching = watching;
    this.#places = Array.from({ length: parts.workerCount }, (_, i) => this.#placeOf(`thread-${i + 1}`));
    this.#ended.signal.addEventListener('abort', () => this.#wake());
  }

  async execute(): Promise<Ending> {
    const { signal } = this.#watching;
    const onAbort = (): void => this.#end({ kind: 'stopped' });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    const working = this.#work();
    try {
      return await this.#ending.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#ended.abort();
      await Promise.all(this.#places.map(({ seat }) => seat.stop()));
      await working;
    }
  }

  #placeOf(name: string): Place {
    const seat = seatFor(this.#parts.thread, this.#job, {
      onReady: (facts) => this.#met(facts),
      onGiven: (given, beside) => this.#given(place, given, beside),
      onUnready: (failure, tail) => this.#end({ kind: 'failed', why: failureText(failure, tail) }),
    });
    const place = { name, seat };
    return place;
  }

  #end(ending: Ending): void {
    this.#ended.abort();
    this.#ending.resolve(ending);
  }

  #fail(error: unknown): void {
    this.#ended.abort();
    this.#ending.reject(error);
  }

  /** A thread that takes the place of one that died is ready once more, and counts once. */
  async #met(facts: Facts): Promise<boolean> {
    try {
      await this.#watching.onFacts(facts);
      this.#readyCount++;
      if (this.#readyCount === this.#places.length) this.#ready.resolve();
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  async #work(): Promise<void> {
    if (this.#hasEnded) return;
    const ended = once(this.#ended.signal, 'abort');
    try {
      // Nobody is asked before all arms are open: the start of a program is no answer's time.
      for (const { seat } of this.#places) seat.open();
      await Promise.race([this.#ready.promise, ended]);
      while (!this.#hasEnded) {
        const lease = await this.#parts.queue.take(this.#job.hash, WORKER);
        if (lease === undefined) this.#end({ kind: 'done' });
        else await this.#measure(lease);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  get #hasEnded(): boolean {
    return this.#ended.signal.aborted;
  }

  /** What is kept of a block is all of it: where it was broken off, nobody waited any more who would have. */
  async #measure(lease: Lease): Promise<void> {
    if (lease.attempts > BLOCK_TRIES_MAX) {
      const why = `expected block ${lease.number} to be done within ${BLOCK_TRIES_MAX} tries, met another; its tasks end the process`;
      return this.#end({ kind: 'failed', why });
    }
    const beating = this.#beat(lease);
    await this.#ask(lease);
    await beating();
    if (this.#hasEnded) return this.#parts.queue.release(lease);
    const { results, raws } = this.#block;
    // Blocks that were broken off before this one are tries as well: who breaks off slow ones is seen.
    const tried = results.map((result) => ({ ...result, attempts: result.attempts + lease.attempts - 1 }));
    const kept = await withArtifacts(this.#parts.objects, tried, raws);
    const standing = await this.#parts.queue.record(lease, kept, true);
    const failed = kept.filter(({ outcome }) => outcome === 'failed' || outcome === 'timeout').length;
    this.#watching.onStep({ stored: kept.length, failed });
    if (standing === 'cancelled') this.#end({ kind: 'cancelled' });
  }

  /** Until what it answers is called. */
  #beat(lease: Lease): () => Promise<void> {
    let beating = Promise.resolve();
    const beat = async (): Promise<void> => {
      const standing = await this.#parts.queue.record(lease, [], false);
      if (standing === 'cancelled') this.#end({ kind: 'cancelled' });
    };
    const timer = setInterval(() => {
      beating = beating.then(beat).catch((error: unknown) => this.#fail(error));
    }, BEAT_MS);
    return () => {
      clearInterval(timer);
      return beating;
    };
  }

  /** Asks all of a block, and waits until the last has its answer, or the run has ended. */
  async #ask({ start, count }: Lease): Promise<void> {
    const { experiment, order } = this.#job;
    const { replicate } = order.itemAt(start);
    const { load = { ratePerSecond: 1 }, seed } = experiment;
    const arrivals = arrivalsOf(load, { seed, replicate, count });
    this.#block = { results: [], raws: [] };
    // A single thread has the next one at hand: nobody else could take it sooner.
    this.#free = this.#places.length === 1 ? [...this.#places, ...this.#places] : [...this.#places];
    const startNs = sharedNowNs() + LEAD_MS * NS_PER_MS;
    for (let i = 0; i < count && !this.#hasEnded; i++) {
      const dueNs = startNs + (arrivals[i] as number);
      await this.#until(() => this.#free.length > 0);
      const leadMs = (dueNs - sharedNowNs()) / NS_PER_MS - LEAD_MS;
      if (leadMs > 0) await later(leadMs, undefined, { signal: this.#ended.signal }).catch(() => {});
      // A place that was given up would open its arms once more.
      const asked = { ...askedAt(this.#job, start + i), dueNs };
      if (!this.#hasEnded) this.#free.shift()?.seat.ask([asked]);
    }
    await this.#until(() => this.#block.results.length === count);
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.#hasEnded) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #given(place: Place, given: Given, { raw, tail }: Beside): void {
    this.#block.results.push(resultOf(this.#job, place.name, given, tail));
    if (raw !== undefined) this.#block.raws.push({ position: given.position, raw });
    this.#free.push(place);
    this.#wake();
  }
}
