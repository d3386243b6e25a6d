/** What a node has to send and has not got rid of yet: in order, for each inbox by itself, up to a bound. */
import { isFleetError } from '../error.ts';
import type { Carrier, Message } from './carrier.ts';

/** A quarter of an hour of windows: whoever takes evidence refuses what is older. */
const WAITING_MAX = 100;

/** A message, and to whom. */
export interface Addressed {
  readonly inbox: string;
  readonly message: Message;
}

export class Outbox {
  readonly #carrier: Pick<Carrier, 'send'>;
  readonly #lanes = new Map<string, Lane>();

  /** `unsent`: what waited in another one, before a restart. */
  constructor(carrier: Pick<Carrier, 'send'>, unsent: readonly Addressed[] = []) {
    this.#carrier = carrier;
    for (const { inbox, message } of unsent) this.add(inbox, message);
  }

  /** How many messages nobody has taken yet. */
  get waiting(): number {
    return [...this.#lanes.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** How many of them are for one. */
  waitingFor(inbox: string): number {
    return this.#lanes.get(inbox)?.waiting ?? 0;
  }

  /** What waits: of each inbox in its order. */
  unsent(): readonly Addressed[] {
    return [...this.#lanes].flatMap(([inbox, lane]) => lane.messages.map((message) => ({ inbox, message })));
  }

  /** Beyond the bound the oldest is dropped: nobody would take it any more. */
  add(inbox: string, message: Message): void {
    const lane = this.#lanes.get(inbox) ?? new Lane((one) => this.#carrier.send(inbox, one));
    this.#lanes.set(inbox, lane);
    lane.add(message);
  }

  /** Nothing goes to this one any more. */
  forget(inbox: string): void {
    this.#lanes.delete(inbox);
  }

  /** Sends what there is; resolves whether all of it was taken. What was not is sent the next time. */
  async flush(): Promise<boolean> {
    const taken = await Promise.all([...this.#lanes.values()].map((lane) => lane.flush()));
    return taken.every(Boolean);
  }
}

/** To one inbox: one message after the other. */
class Lane {
  readonly #deliver: (message: Message) => Promise<void>;
  readonly messages: Message[] = [];
  #sending: Promise<boolean> | undefined;

  constructor(deliver: (message: Message) => Promise<void>) {
    this.#deliver = deliver;
  }

  get waiting(): number {
    return this.messages.length;
  }

  add(message: Message): void {
    this.messages.push(message);
    if (this.messages.length > WAITING_MAX) this.messages.shift();
  }

  /** What is added meanwhile goes along. */
  flush(): Promise<boolean> {
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #send(): Promise<boolean> {
    for (let first = this.messages[0]; first !== undefined; first = this.messages[0]) {
      if (!(await this.#isTaken(first))) return false;
      // It may have been dropped meanwhile.
      if (this.messages[0] === first) this.messages.shift();
    }
    return true;
  }

  async #isTaken(message: Message): Promise<boolean> {
    try {
      await this.#deliver(message);
      return true;
    } catch (error) {
      if (isFleetError(error, 'UNREACHABLE')) return false;
      // What can never be sent must not keep back what follows.
      if (isFleetError(error, 'VALUE')) return true;
      throw error;
    }
  }
}
