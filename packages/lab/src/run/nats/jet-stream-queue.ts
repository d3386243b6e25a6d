/** A worker's end of the queue: a NATS server says whose turn a chunk is, and the orchestrator keeps what comes of it. */
import { setTimeout as later } from 'node:timers/promises';
import { type Consumer, jetstream, type JsMsg } from '@nats-io/jetstream';
import { millis } from '@nats-io/transport-node';
import { fromUtf8 } from '@capgate/base';
import { LabError } from '../../error.ts';
import { sha256Of, type ObjectStore } from '../../results/objects.ts';
import type { Result } from '../../results/result.ts';
import type { Lease, Standing, WorkQueue } from '../queue.ts';
import { CONSUMER, streamOf } from './jet-stream.ts';
import type { Line } from './line.ts';
import { forbidden } from './link.ts';
import { chunkIn, RESULTS_A_MESSAGE, sentOf } from './messages.ts';

/** How long the server looks for a chunk before it is asked again, and told that nobody waits any more. */
const PULL_MS = 2_000;
const RETRY_MS = 250;
/** Of the time that the server waits to hear of a chunk. */
const BEATS_A_WAIT = 4;

export interface JetStreamQueueParts {
  readonly line: Line;
  /** This process, among all workers: letters, digits, dot, stroke and underscore. */
  readonly name: string;
  /** How many questions the experiment has. */
  readonly itemCount: number;
}

export class JetStreamQueue implements WorkQueue, Pick<ObjectStore, 'put'> {
  readonly #line: Line;
  readonly #name: string;
  readonly #itemCount: number;
  /** The messages of chunks that are worked on, by the numbers of these. */
  readonly #held = new Map<number, JsMsg>();
  #consumer: Promise<Consumer> | undefined;
  #beat: NodeJS.Timeout | undefined;

  constructor({ line, name, itemCount }: JetStreamQueueParts) {
    this.#line = line;
    this.#name = name;
    this.#itemCount = itemCount;
  }

  /** Waits for a chunk; undefined once the experiment is over, or the worker is to stop. */
  async take(experiment: string, worker: string): Promise<Lease | undefined> {
    const { signal } = this.#line;
    while (!signal.aborted) {
      const message = await this.#pull();
      if (message === undefined && (await this.#line.isOver())) return undefined;
      const lease = message && (await this.#leaseOf(message, experiment, worker));
      if (lease !== undefined) return lease;
    }
    return undefined;
  }

  /** Rejects with `LabError` RUN where the orchestrator refuses what is sent. */
  async record(lease: Lease, results: readonly Result[], isDone: boolean): Promise<Standing> {
    const { number: chunk, worker, attempts } = lease;
    const batches = batchesOf(results);
    let standing: Standing = 'held';
    for (const [i, batch] of batches.entries()) {
      const isLast = i === batches.length - 1;
      const request = { chunk, worker, attempts, results: batch.map(sentOf), isDone: isDone && isLast };
      // An experiment that is over has no use for what comes.
      standing = (await this.#line.ask('record', request))?.standing ?? 'cancelled';
      if (standing === 'cancelled') break;
    }
    if (isDone) this.#settle(chunk, standing === 'held');
    return standing;
  }

  async release({ number }: Lease): Promise<void> {
    this.#settle(number, false);
  }

  /** Sends what came back from arms to be kept; the result is its SHA-256. */
  async put(bytes: Uint8Array): Promise<string> {
    const text = fromUtf8(bytes);
    if (text === undefined) throw new LabError('RUN', 'expected an artifact in UTF-8, met other bytes');
    await this.#line.ask('artifact', { text });
    return sha256Of(bytes);
  }

  close(): void {
    clearInterval(this.#beat);
    for (const chunk of this.#held.keys()) this.#settle(chunk, false);
  }

  async #pull(): Promise<JsMsg | undefined> {
    try {
      this.#consumer ??= this.#open();
      return (await (await this.#consumer).next({ expires: PULL_MS })) ?? undefined;
    } catch (error) {
      const refusal = forbidden(error);
      if (refusal !== undefined) throw refusal;
      // The server is away, or the queue is: which of them, the orchestrator knows.
      this.#consumer = undefined;
      await later(RETRY_MS);
      return undefined;
    }
  }

  async #open(): Promise<Consumer> {
    const { link, hash } = this.#line;
    const consumer = await jetstream(link.connection).consumers.get(streamOf(hash), CONSUMER);
    const { config } = await consumer.info(true);
    clearInterval(this.#beat);
    this.#beat = setInterval(() => this.#tellWorking(), millis(config.ack_wait ?? 0) / BEATS_A_WAIT);
    return consumer;
  }

  #tellWorking(): void {
    if (!this.#line.link.isUp) return;
    for (const message of this.#held.values()) message.working();
  }

  /** Undefined where the message is of no chunk that is to be begun. */
  async #leaseOf(message: JsMsg, experiment: string, thread: string): Promise<Lease | undefined> {
    const number = chunkIn(experiment, message.subject);
    if (number === undefined) {
      message.ack();
      return undefined;
    }
    const isHeld = this.#held.has(number);
    // The server has given up the first message of a chunk that is worked on here: this one takes its place.
    this.#held.set(number, message);
    return isHeld ? undefined : this.#claim(number, experiment, `${this.#name}/${thread}`);
  }

  async #claim(number: number, experiment: string, worker: string): Promise<Lease | undefined> {
    const reply = await this.#line.ask('claim', { chunk: number, worker });
    const lease = reply?.lease;
    if (lease === undefined) {
      // It is done, and only the acknowledgement was lost; or nobody has ever heard of it; or all is over.
      this.#settle(number, reply !== undefined);
      return undefined;
    }
    if (lease.start + lease.count > this.#itemCount) {
      throw new LabError('RUN', `expected a chunk of ${this.#itemCount} questions, met one behind their end`);
    }
    return { ...lease, number, experiment, worker, stored: new Set(lease.stored) };
  }

  #settle(chunk: number, isDone: boolean): void {
    const message = this.#held.get(chunk);
    this.#held.delete(chunk);
    if (isDone) message?.ack();
    else message?.nak();
  }
}

/** At least one, as an empty one says that the worker is there. */
function batchesOf(results: readonly Result[]): readonly (readonly Result[])[] {
  const count = Math.max(Math.ceil(results.length / RESULTS_A_MESSAGE), 1);
  return Array.from({ length: count }, (_, i) => results.slice(i * RESULTS_A_MESSAGE, (i + 1) * RESULTS_A_MESSAGE));
}
