/** What a thread that answers tells of a session, and how often it did, to those who hold it. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { KernelEvent } from '../event.ts';
import { DRAIN_MS, IDLE_MS, type Tally } from './tier.ts';

/** Of one session, by `COUNT`, in memory that threads share. */
export type Counts = BigInt64Array<SharedArrayBuffer>;
const COUNT = { decided: 0, denied: 1, lost: 2, waiting: 3 } as const;

export function newCounts(): Counts {
  return new BigInt64Array(new SharedArrayBuffer(8 * Object.keys(COUNT).length));
}

/** Events of a session that nobody has read yet. */
const EVENTS_MAX = 4096;

/** In the thread. `told` is made only where there is room for it; undefined for what is counted alone. */
export function tell(counts: Counts, events: MessagePort, isDenied: boolean, told?: () => KernelEvent): void {
  Atomics.add(counts, COUNT.decided, 1n);
  if (told !== undefined && Atomics.load(counts, COUNT.waiting) >= BigInt(EVENTS_MAX))
    Atomics.add(counts, COUNT.lost, 1n);
  else if (told !== undefined) {
    Atomics.add(counts, COUNT.waiting, 1n);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    events.postMessage(told());
  }
  if (!isDenied) return;
  Atomics.add(counts, COUNT.denied, 1n);
  Atomics.notify(counts, COUNT.denied);
}

/** Outside of it. */
export class ToldEvents {
  readonly #counts: Counts;
  readonly #events: MessagePort;
  #isOpen = true;
  #reading: Promise<void> | undefined;

  constructor(counts: Counts, events: MessagePort) {
    this.#counts = counts;
    this.#events = events;
  }

  tally(): Tally {
    const [decided, denied, lost] = [COUNT.decided, COUNT.denied, COUNT.lost].map((at) =>
      Atomics.load(this.#counts, at),
    ) as [bigint, bigint, bigint];
    return { decided, denied, lost };
  }

  /** Reads until it is closed, and what is there by then; once. */
  read(on: (event: KernelEvent) => void): Promise<void> {
    this.#reading ??= this.#readAll(on);
    return this.#reading;
  }

  async #readAll(on: (event: KernelEvent) => void): Promise<void> {
    while (this.#isOpen) {
      const denied = Atomics.load(this.#counts, COUNT.denied);
      const count = this.drain(on);
      if (count > 0) await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
      else await this.#denialAfter(denied);
    }
    this.drain(on);
  }

  /** Or until the time is up. By a timer, as those who wait at shared memory alone keep no process there. */
  #denialAfter(denied: bigint): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, IDLE_MS);
      const woken = Atomics.waitAsync(this.#counts, COUNT.denied, denied, IDLE_MS).value;
      void Promise.resolve(woken)
        .finally(() => clearTimeout(timer))
        .then(() => resolve());
    });
  }

  /** What is there now; answers how many. */
  drain(on: (event: KernelEvent) => void): number {
    let count = 0;
    for (let next = receiveMessageOnPort(this.#events); next !== undefined; next = receiveMessageOnPort(this.#events)) {
      Atomics.sub(this.#counts, COUNT.waiting, 1n);
      on(next.message as KernelEvent);
      count++;
    }
    return count;
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#reading;
    this.#events.close();
  }
}
