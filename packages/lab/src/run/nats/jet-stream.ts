/** The stream of an experiment's chunks on a NATS server: a work queue, each chunk in it at most once. */
import {
  AckPolicy,
  DiscardPolicy,
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { chunkSubjectOf } from './messages.ts';

/** Every worker pulls from the same consumer. */
export const CONSUMER = 'workers';
/** Chunks that workers have at a time, all together, and those that they wait for. */
const HELD_MAX = 10_000;
/** Codes of JetStream's errors, as its server lists them. */
const STREAM_NOT_FOUND = 10_059;
const SUBJECT_FULL = 10_077;
/** So many are on the way at a time. */
const PUBLISHED_AT_ONCE = 100;

export function streamOf(hash: string): string {
  return `capgate-lab-${hash}`;
}

export class ChunkStream {
  readonly #hash: string;
  readonly #ackWaitMs: number;
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;

  private constructor(hash: string, ackWaitMs: number, client: JetStreamClient, manager: JetStreamManager) {
    this.#hash = hash;
    this.#ackWaitMs = ackWaitMs;
    this.#client = client;
    this.#manager = manager;
  }

  /** A chunk whose worker is not heard of for `ackWaitMs` is another's. */
  static async open(connection: NatsConnection, hash: string, ackWaitMs: number): Promise<ChunkStream> {
    return new ChunkStream(hash, ackWaitMs, jetstream(connection), await jetstreamManager(connection));
  }

  /** Makes stream and consumer where they are absent; answers how many chunks are in it. */
  async ensure(): Promise<number> {
    const name = streamOf(this.#hash);
    const { state } =
      (await found(this.#manager.streams.info(name))) ?? (await this.#manager.streams.add(this.#form()));
    await this.#manager.consumers.add(name, {
      durable_name: CONSUMER,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.#ackWaitMs),
      max_deliver: -1,
      max_ack_pending: HELD_MAX,
      max_waiting: HELD_MAX,
    });
    return state.messages;
  }

  /** Puts chunks into the queue; those that are there stay as they are, also with whoever has them. */
  async publish(chunks: readonly number[]): Promise<void> {
    for (let start = 0; start < chunks.length; start += PUBLISHED_AT_ONCE) {
      const some = chunks.slice(start, start + PUBLISHED_AT_ONCE);
      await Promise.all(some.map((chunk) => this.#publishOne(chunk)));
    }
  }

  async delete(): Promise<void> {
    await found(this.#manager.streams.delete(streamOf(this.#hash)));
  }

  async #publishOne(chunk: number): Promise<void> {
    try {
      await this.#client.publish(chunkSubjectOf(this.#hash, chunk));
    } catch (error) {
      if (!isApiError(error, SUBJECT_FULL)) throw error;
    }
  }

  #form() {
    return {
      name: streamOf(this.#hash),
      subjects: [chunkSubjectOf(this.#hash, '*')],
      retention: RetentionPolicy.Workqueue,
      storage: StorageType.File,
      // A second message of a chunk is refused until the first is acknowledged.
      max_msgs_per_subject: 1,
      discard: DiscardPolicy.New,
      discard_new_per_subject: true,
      // All is in the subject.
      max_msg_size: 1_024,
    };
  }
}

/** Undefined where there is no such stream. */
export async function found<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isApiError(error, STREAM_NOT_FOUND)) return undefined;
    throw error;
  }
}

function isApiError(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code;
}
