/** What is sent to a node, kept in a stream until it was taken. */
import { jetstream, type JetStreamClient, type JsMsg, jetstreamManager } from '@nats-io/jetstream';
import { setTimeout as later } from 'node:timers/promises';
import { BoundedMap } from '@capgate/base';
import {
  BODY_BYTES_MAX,
  isNodeName,
  type Message,
  MESSAGE_KINDS,
  type MessageKind,
  type Stop,
} from '../../node/carrier.ts';
import { backOffMs, checkMessage, isMessageId, TAKE_MS_MAX } from '../bounds.ts';
import { type Link, unreachable } from './link.ts';
import { ACK_WAIT_MS, API_MS_MAX, ensureInbox, type Keeping } from './streams.ts';
import { INBOX_CONSUMER, inboxStream, upSubject } from './subjects.ts';

/** Until it is asked no more whether a message is kept: what a server had on the way when it was killed, nobody answers. */
const SEND_MS_MAX = 3_000;
/** The slowest line that will do. */
const BYTES_PER_MS = 1_000;
const PULL_MS = 10_000;
/** A server that was killed has forgotten the ids of what is gone by then. */
const TAKEN_IDS_MAX = 20_000;

export interface InboxPlace {
  /** Of JetStream, where the stream lies. */
  readonly domain: string;
  readonly keeping: Keeping;
  /** The nodes whose messages it takes; `NatsCarrier.admit` names others. */
  readonly senders: readonly string[];
}

type Take = (message: Message) => Promise<void>;

/** Rejects with `FleetError` UNREACHABLE where the inbox does not say that it has the message, and VALUE. */
export async function sendTo(link: Link, inbox: string, message: Message): Promise<void> {
  checkMessage(inbox, message);
  const { from, kind, id, body } = message;
  try {
    await jetstream(link.connection).publish(upSubject(inbox, from, kind), body, {
      msgID: `${from}.${kind}.${id}`,
      expect: { streamName: inboxStream(inbox) },
      timeout: SEND_MS_MAX + Math.ceil(body.length / BYTES_PER_MS),
    });
  } catch (error) {
    throw unreachable(`the inbox of ${inbox} to keep a message`, error);
  }
}

export class Inbox {
  readonly #link: Link;
  readonly #name: string;
  #place: InboxPlace;
  readonly #taken = new BoundedMap<string, true>(TAKEN_IDS_MAX);

  constructor(link: Link, name: string, place: InboxPlace) {
    this.#link = link;
    this.#name = name;
    this.#place = place;
  }

  /** From now on it takes messages of these. Rejects with `FleetError` UNREACHABLE where the stream cannot be changed. */
  async admit(senders: readonly string[]): Promise<void> {
    this.#place = { ...this.#place, senders };
    await this.#make();
  }

  /** Rejects with `FleetError` UNREACHABLE where the stream cannot be made. */
  async receive(take: Take): Promise<Stop> {
    await this.#make();
    const stop = new AbortController();
    const done = this.#run(take, stop.signal);
    return async () => {
      stop.abort();
      await done;
    };
  }

  async #make(): Promise<void> {
    try {
      await this.#ensure();
    } catch (error) {
      throw unreachable(`JetStream's domain ${this.#place.domain} to keep what is sent to ${this.#name}`, error);
    }
  }

  async #ensure(): Promise<void> {
    const { domain, keeping, senders } = this.#place;
    const manager = await jetstreamManager(this.#link.connection, { domain, checkAPI: false, timeout: API_MS_MAX });
    await ensureInbox(manager, this.#name, senders, keeping);
  }

  async #run(take: Take, signal: AbortSignal): Promise<void> {
    const client = jetstream(this.#link.anyway, { domain: this.#place.domain, timeout: API_MS_MAX });
    for (let failed = 0; !signal.aborted && !this.#link.isClosed; ) {
      try {
        await this.#takeNext(client, take, signal);
        failed = 0;
      } catch {
        // A server that is away, or came back without what it had.
        await later(backOffMs(failed++), undefined, { signal }).catch(() => {});
        await this.#ensure().catch(() => {});
      }
    }
  }

  async #takeNext(client: JetStreamClient, take: Take, signal: AbortSignal): Promise<void> {
    const consumer = await client.consumers.get(inboxStream(this.#name), INBOX_CONSUMER);
    while (!signal.aborted) {
      const pulled = await consumer.fetch({ max_messages: 1, expires: PULL_MS, idle_heartbeat: 1_000 });
      const onAbort = (): void => pulled.stop();
      signal.addEventListener('abort', onAbort);
      try {
        for await (const message of pulled) await this.#hand(message, take, signal);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    }
  }

  async #hand(kept: JsMsg, take: Take, signal: AbortSignal): Promise<void> {
    const message = readMessage(kept);
    // Whoever sent it may send nothing, or it was sent past `send`.
    if (message === undefined) return kept.term();
    if (signal.aborted) return kept.nak();
    const key = `${message.from}.${message.kind}.${message.id}`;
    if (this.#taken.has(key)) return kept.ack();
    const stillHere = setInterval(() => kept.working(), ACK_WAIT_MS / 3);
    try {
      await within(TAKE_MS_MAX, take(message));
      this.#taken.set(key, true);
      kept.ack();
    } catch {
      kept.nak(backOffMs(kept.info.deliveryCount - 1));
    } finally {
      clearInterval(stillHere);
    }
  }
}

/** Undefined for what no carrier sends. */
function readMessage({ subject, data, headers }: JsMsg): Message | undefined {
  const [, , , from, kind] = subject.split('.');
  const [of, ofKind, id] = headers?.get('Nats-Msg-Id').split('.') ?? [];
  if (of !== from || ofKind !== kind || !isNodeName(from) || !isMessageId(id) || !isKind(kind)) return undefined;
  return data.length <= BODY_BYTES_MAX ? { kind, from, id, body: data } : undefined;
}

function isKind(kind: string | undefined): kind is MessageKind {
  return MESSAGE_KINDS.includes(kind as MessageKind);
}

async function within(timeMs: number, taking: Promise<void>): Promise<void> {
  const over = new AbortController();
  const late = later(timeMs, undefined, { signal: over.signal }).then(() => {
    throw new Error('it was not taken in time');
  });
  try {
    await Promise.race([taking, late]);
  } finally {
    over.abort();
    late.catch(() => {});
  }
}
