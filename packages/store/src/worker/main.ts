/** What runs in the worker: opens the store of `workerData`, and answers calls until it is closed. */
import { setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { StoreError } from '../error.ts';
import { openStore } from '../open.ts';
import type { StoreOptions } from '../database/options.ts';
import type { Store } from '../store.ts';
import { type Call, type Failure, OPENING, type Reply } from './protocol.ts';

const LOW_PRIORITY = 10;

async function serve(port: MessagePort, options: StoreOptions): Promise<void> {
  const reply = await replyOf(OPENING, async () => {
    const store = await openStore(options);
    port.on('message', (call: Call) => void answer(port, store, call));
  });
  port.postMessage(reply);
}

async function answer(port: MessagePort, store: Store, { call, method, parameters }: Call): Promise<void> {
  const ask = store[method] as (...values: readonly unknown[]) => Promise<unknown>;
  port.postMessage(await replyOf(call, () => ask(...parameters)));
  // Nothing keeps the worker then.
  if (method === 'close') port.close();
}

async function replyOf(call: number, ask: () => Promise<unknown>): Promise<Reply> {
  try {
    return { call, answer: await ask() };
  } catch (error) {
    return { call, failure: failureOf(error) };
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof StoreError) return { code: error.code, message: error.message };
  // Its message may hold anything.
  return {
    code: 'INTERNAL',
    message: `expected an answer of the store, met ${error instanceof Error ? error.name : 'a failure'}`,
  };
}

// The store may lag behind; what decides and what logs comes first. On Linux this is the priority of this thread alone.
if (parentPort !== null && process.platform === 'linux') setPriority(LOW_PRIORITY);
if (parentPort !== null) await serve(parentPort, workerData as StoreOptions);
