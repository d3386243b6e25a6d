/** Messages of the fleet over NATS servers with JetStream. */
import { FleetError } from '../../error.ts';
import type { Carrier, Message, Stop } from '../../node/carrier.ts';
import { checkName } from '../bounds.ts';
import { Inbox, type InboxPlace, sendTo } from './inbox.ts';
import { Link, type LinkOptions } from './link.ts';
import { answerTo, askNode } from './questions.ts';
import { State, watchTexts } from './state.ts';
import type { Keeping } from './streams.ts';

export interface NatsCarrierOptions extends LinkOptions {
  /** Where what is sent to this node is kept; absent where it receives nothing. */
  readonly inbox?: InboxPlace;
  /** How hubs keep what is put; the first that puts says it. One copy of 1 GiB by default. */
  readonly state?: Keeping;
  /** For an answer; 10,000 by default. */
  readonly askMs?: number;
}

const STATE: Keeping = { replicas: 1, bytesMax: 1024 ** 3 };
const ASK_MS = 10_000;

export class NatsCarrier implements Carrier {
  readonly #options: NatsCarrierOptions;
  readonly #link: Link;
  readonly #inbox: Inbox | undefined;
  readonly #state: State;
  readonly #stops = new Set<Stop>();

  private constructor(options: NatsCarrierOptions, link: Link) {
    this.#options = options;
    this.#link = link;
    this.#inbox = options.inbox && new Inbox(link, options.node.name, options.inbox);
    this.#state = new State(link, options.state ?? STATE);
  }

  /** Rejects with `FleetError` VALUE for a name that is none, and UNREACHABLE where no server takes the node. */
  static async open(options: NatsCarrierOptions): Promise<NatsCarrier> {
    [options.node.name, ...(options.inbox?.senders ?? [])].forEach(checkName);
    return new NatsCarrier(options, await Link.open(options));
  }

  async send(inbox: string, message: Message): Promise<void> {
    this.#own(message.from);
    await sendTo(this.#link, inbox, message);
  }

  async receive(inbox: string, take: (message: Message) => Promise<void>): Promise<Stop> {
    this.#own(inbox);
    return this.#until(await this.#inboxHere().receive(take));
  }

  /** From now on this node's inbox takes messages of these nodes, and of no others. Rejects as `receive` does. */
  async admit(senders: readonly string[]): Promise<void> {
    senders.forEach(checkName);
    await this.#inboxHere().admit(senders);
  }

  ask(node: string, question: Uint8Array): Promise<Uint8Array> {
    return askNode(this.#link, node, question, this.#options.askMs ?? ASK_MS);
  }

  async answer(node: string, reply: (question: Uint8Array) => Promise<Uint8Array>): Promise<Stop> {
    this.#own(node);
    return this.#until(await answerTo(this.#link, node, reply));
  }

  put(key: readonly string[], text: string): Promise<void> {
    return this.#state.put(key, text);
  }

  async watch(prefix: readonly string[], onText: (key: readonly string[], text: string) => void): Promise<Stop> {
    return this.#until(watchTexts(this.#link, prefix, onText));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#stops].map((stop) => stop()));
    await this.#link.close();
  }

  #inboxHere(): Inbox {
    if (this.#inbox !== undefined) return this.#inbox;
    throw new FleetError('VALUE', 'expected a node with an inbox, met one without');
  }

  /** Servers permit a node nothing else. */
  #own(name: string): void {
    if (name === this.#options.node.name) return;
    throw new FleetError('VALUE', `expected the node ${this.#options.node.name} to speak for itself, met another name`);
  }

  #until(stop: Stop): Stop {
    const once: Stop = async () => {
      this.#stops.delete(once);
      await stop();
    };
    this.#stops.add(once);
    return once;
  }
}
