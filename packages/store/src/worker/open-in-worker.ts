import { type Transferable, Worker } from 'node:worker_threads';
import { concatBytes } from '@capgate/base';
import { StoreError } from '../error.ts';
import type { StoreOptions } from '../database/options.ts';
import type { Store } from '../store.ts';
import { type Call, OPENING, type Reply, STORE_METHODS } from './protocol.ts';

/** The most calls that may wait for the worker; beyond, they are BUSY. */
const IN_FLIGHT_MAX = 10_000;
/** Enough for what a thread has under way; the default, several times that, only fills memory. */
const YOUNG_MB_MAX = 24;

/** How Node is to run the worker; as it runs this thread where absent. */
export interface WorkerStart {
  readonly execArgv?: readonly string[];
}

/**
 * A store in a thread of its own, so that SQLite, which keeps a thread until it has answered, keeps nobody else. The
 * worker's program is `@capgate/store/worker`; where that lies is the caller's to say, as bundles move it. Rejects as
 * `openStore` does. Should the worker die, calls in flight and all later ones are CLOSED: what `apply` was doing is then
 * applied whole or not at all, and `position` of a new store tells which.
 */
export async function openStoreInWorker(
  options: StoreOptions,
  workerUrl: URL,
  { execArgv }: WorkerStart = {},
): Promise<Store> {
  const worker = new Worker(workerUrl, {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB_MAX },
    ...(execArgv && { execArgv: [...execArgv] }),
  });
  const calls = new Calls(worker);
  await calls.opened;
  return storeOf(calls);
}

function storeOf(calls: Calls): Store {
  const methods = STORE_METHODS.map((method) => [
    method,
    (...parameters: readonly unknown[]) => calls.make(method, parameters),
  ]);
  return {
    ...(Object.fromEntries(methods) as Store),
    applyEncoded: (log, firstIndex, entries) => {
      const { views, buffer } = together(entries);
      return calls.make('applyEncoded', [log, firstIndex, views], [buffer]);
    },
    close: () => calls.close(),
  };
}

/** Copies of the entries in one buffer: sent as they are, each would bring all of the buffer that it lies in. */
function together(entries: readonly Uint8Array[]): { views: Uint8Array[]; buffer: ArrayBuffer } {
  const bytes = concatBytes(...entries);
  let offset = 0;
  const views = entries.map(({ length }) => bytes.subarray(offset, (offset += length)));
  return { views, buffer: bytes.buffer as ArrayBuffer };
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: StoreError): void;
}

/** The calls that wait for the worker. */
class Calls {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #lastCall = OPENING;
  #hasEnded = false;
  #closing: Promise<void> | undefined;
  /** Resolves once the store is open. */
  readonly opened: Promise<unknown>;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.opened = new Promise((resolve, reject) => this.#waiting.set(OPENING, { resolve, reject }));
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', () => this.#end());
    worker.on('messageerror', () => void worker.terminate());
    this.#exited = new Promise<unknown>((resolve) => worker.once('exit', resolve)).then(() => this.#end());
  }

  make<Answer>(
    method: keyof Store,
    parameters: readonly unknown[],
    transfer: readonly Transferable[] = [],
  ): Promise<Answer> {
    if (this.#hasEnded || this.#closing !== undefined) return Promise.reject(closed());
    return this.#send(method, parameters, transfer) as Promise<Answer>;
  }

  /** Lets those that wait be answered first, then waits until the worker is gone. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #finish(): Promise<void> {
    try {
      if (!this.#hasEnded) await this.#send('close', [], []);
    } finally {
      await this.#exited;
    }
  }

  #send(method: keyof Store, parameters: readonly unknown[], transfer: readonly Transferable[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.size >= IN_FLIGHT_MAX) {
        throw new StoreError('BUSY', `expected at most ${IN_FLIGHT_MAX} calls in flight, met more; wait for answers`);
      }
      const call: Call = { call: ++this.#lastCall, method, parameters };
      this.#post(call, transfer);
      this.#waiting.set(call.call, { resolve, reject });
    });
  }

  #post(call: Call, transfer: readonly Transferable[]): void {
    try {
      this.#worker.postMessage(call, transfer);
    } catch (error) {
      throw new StoreError('RECORD', 'expected data alone to send to the worker, met something else', { cause: error });
    }
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.call);
    this.#waiting.delete(reply.call);
    if ('failure' in reply) waiting?.reject(new StoreError(reply.failure.code, reply.failure.message));
    else waiting?.resolve(reply.answer);
  }

  #end(): void {
    this.#hasEnded = true;
    for (const waiting of this.#waiting.values()) waiting.reject(died());
    this.#waiting.clear();
  }
}

function closed(): StoreError {
  return new StoreError('CLOSED', 'expected an open store, met one that was closed or whose worker died');
}

function died(): StoreError {
  return new StoreError('CLOSED', 'expected an answer, but the worker died; open the store anew');
}
