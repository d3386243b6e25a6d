/** A carrier that hands everything over at once, or not at all: for simulations, in which nothing is under way when a window ends. */
import { FleetError } from '../error.ts';
import type { Carrier, Message } from '../node/carrier.ts';

export class DirectNet {
  readonly #takers = new Map<string, (message: Message) => Promise<void>>();
  readonly #replies = new Map<string, (question: Uint8Array) => Promise<Uint8Array>>();
  readonly #watchers: { prefix: readonly string[]; onText: (key: readonly string[], text: string) => void }[] = [];
  /** Nodes that nobody reaches. */
  readonly away = new Set<string>();
  /** Told of each message; what it answers is sent in its place. */
  onSend: (inbox: string, message: Message) => Message | Promise<Message> = (_, message) => message;
  onAnswer: (node: string, answer: Uint8Array) => Uint8Array = (_, answer) => answer;

  readonly carrier: Carrier = {
    send: async (inbox, message) => {
      const take = this.away.has(inbox) ? undefined : this.#takers.get(inbox);
      if (take === undefined) throw new FleetError('UNREACHABLE', `expected ${inbox}, met nobody`);
      await take(await this.onSend(inbox, message));
    },
    receive: (inbox, take) => {
      this.#takers.set(inbox, take);
      return Promise.resolve(() => Promise.resolve(void this.#takers.delete(inbox)));
    },
    ask: async (node, question) => {
      const reply = this.away.has(node) ? undefined : this.#replies.get(node);
      if (reply === undefined) throw new FleetError('UNREACHABLE', `expected ${node}, met nobody`);
      return this.onAnswer(node, await reply(question));
    },
    answer: (node, reply) => {
      this.#replies.set(node, reply);
      return Promise.resolve(() => Promise.resolve(void this.#replies.delete(node)));
    },
    put: (key, text) => {
      for (const { prefix, onText } of this.#watchers)
        if (prefix.every((part, i) => part === key[i])) onText(key, text);
      return Promise.resolve();
    },
    watch: (prefix, onText) => {
      this.#watchers.push({ prefix, onText });
      return Promise.resolve(() => Promise.resolve());
    },
    close: () => Promise.resolve(),
  };
}
