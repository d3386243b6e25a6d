/** Texts that are kept under keys, at the hubs, and watched from everywhere. */
import { randomBytes } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import { AckPolicy, type Consumer, DeliverPolicy, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { fromUtf8 } from '@capgate/base';
import type { Stop } from '../../node/carrier.ts';
import { checkKey, checkText } from '../bounds.ts';
import { keyOfSubject, keySubject, prefixSubject } from './keys.ts';
import { type Link, unreachable } from './link.ts';
import { API_MS_MAX, ensureState, type Keeping } from './streams.ts';
import { HUB_DOMAIN, STATE_ROOT, STATE_STREAM } from './subjects.ts';

const PUT_MS_MAX = 3_000;
/** A consumer whose watcher is gone is forgotten. */
const INACTIVE_MS = 60_000;
const PULL_MS = 10_000;
/** Two without a word, and the server is asked whether the consumer is there. */
const HEARTBEAT_MS = 2_000;
const RETRY_MS = 500;
const BUFFERED_MAX = 64;
const HUB = { domain: HUB_DOMAIN, checkAPI: false, timeout: API_MS_MAX };

type OnText = (key: readonly string[], text: string) => void;

/** What this node keeps for others. */
export class State {
  readonly #link: Link;
  readonly #keeping: Keeping;
  #isThere = false;

  constructor(link: Link, keeping: Keeping) {
    this.#link = link;
    this.#keeping = keeping;
  }

  /** Rejects with `FleetError` UNREACHABLE where nothing says that the text is kept, and VALUE. */
  async put(key: readonly string[], text: string): Promise<void> {
    checkKey(key);
    checkText(text);
    const options = { expect: { streamName: STATE_STREAM }, timeout: PUT_MS_MAX };
    try {
      if (!this.#isThere) await this.#ensure();
      await jetstream(this.#link.connection).publish(keySubject(STATE_ROOT, key), text, options);
      this.#isThere = true;
    } catch (error) {
      this.#isThere = false;
      throw unreachable('the hubs to keep a text', error);
    }
  }

  async #ensure(): Promise<void> {
    await ensureState(await jetstreamManager(this.#link.connection, HUB), this.#keeping);
  }
}

/** Goes on whatever happens to servers; nothing that is kept is missed, and nothing is told twice in a row. */
export function watchTexts(link: Link, prefix: readonly string[], onText: OnText): Stop {
  checkKey(prefix);
  const stop = new AbortController();
  const done = watchOn(link, prefixSubject(STATE_ROOT, prefix), new Telling(onText), stop.signal);
  return async () => {
    stop.abort();
    await done;
  };
}

/** Which text of each key was told last. */
class Telling {
  readonly #onText: OnText;
  readonly #told = new Map<string, string>();

  constructor(onText: OnText) {
    this.#onText = onText;
  }

  tell({ subject, seq, time, headers, data }: JsMsg): void {
    const key = keyOfSubject(STATE_ROOT, subject);
    const which = `${seq} ${time.getTime()}`;
    // Tools of NATS can mark a key as deleted; here a text is replaced by another.
    const text = headers?.has('KV-Operation') === true ? undefined : fromUtf8(data);
    if (key === undefined || text === undefined || this.#told.get(subject) === which) return;
    this.#told.set(subject, which);
    this.#onText(key, text);
  }
}

async function watchOn(link: Link, subjects: string, telling: Telling, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !link.isClosed) {
    try {
      await tellAll(await consumerOf(link, subjects), telling, signal);
    } catch {
      // No server, no stream yet, or the consumer went with its server: all is asked for anew.
    }
    await later(RETRY_MS * (1 + Math.random()), undefined, { signal }).catch(() => {});
  }
}

async function consumerOf(link: Link, subjects: string): Promise<Consumer> {
  const manager = await jetstreamManager(link.connection, HUB);
  const info = await manager.consumers.add(STATE_STREAM, {
    // Whoever knows a consumer's name can take from it.
    name: randomBytes(16).toString('hex'),
    filter_subject: subjects,
    deliver_policy: DeliverPolicy.LastPerSubject,
    ack_policy: AckPolicy.None,
    max_deliver: 1,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(INACTIVE_MS),
  });
  return jetstream(link.connection, HUB).consumers.getConsumerFromInfo(info);
}

async function tellAll(consumer: Consumer, telling: Telling, signal: AbortSignal): Promise<void> {
  const messages = await consumer.consume({
    max_messages: BUFFERED_MAX,
    expires: PULL_MS,
    idle_heartbeat: HEARTBEAT_MS,
    abort_on_missing_resource: true,
  });
  const onAbort = (): void => messages.stop();
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    let expected = 1;
    for await (const message of messages) {
      if (message.info.deliverySequence !== expected++) break;
      telling.tell(message);
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    messages.stop();
    await consumer.delete().catch(() => {});
  }
}
