/**
 * Messages of a fleet in one process: for machines that have one, for simulations and tests. What is kept lives as long as
 * the process. Links between nodes can be cut; what is put or sent meanwhile is refused, or comes when they are healed.
 */
import { BoundedMap, type Cancel, type Clock } from '@capgate/base';
import { FleetError } from '../error.ts';
import type { Carrier, Message, Stop } from '../node/carrier.ts';
import { backOffMs, checkBody, checkKey, checkMessage, checkName, checkText, TAKE_MS_MAX } from './bounds.ts';

/** Of each inbox. */
export interface InboxBounds {
  readonly countMax: number;
  readonly bytesMax: number;
}

const BOUNDS: InboxBounds = { countMax: 100_000, bytesMax: 1024 ** 3 };
const IDS_MAX = 100_000;
const TEXTS_MAX = 1_000_000;
const ASK_MS_MAX = 10_000;

type Take = (message: Message) => Promise<void>;
type Reply = (question: Uint8Array) => Promise<Uint8Array>;
type OnText = (key: readonly string[], text: string) => void;

export class InProcessNet {
  readonly #clock: Clock;
  readonly #bounds: InboxBounds;
  readonly #inboxes = new Map<string, Inbox>();
  readonly #replies = new Map<string, Reply>();
  readonly #texts = new Map<string, Kept>();
  readonly #watchers = new Set<Watcher>();
  readonly #cuts = new Set<string>();

  constructor(clock: Clock, bounds: InboxBounds = BOUNDS) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  /** The carrier of one node. Throws `FleetError` VALUE for a name that is none. */
  carrier(node: string): Carrier {
    checkName(node);
    return new InProcessCarrier(this, node);
  }

  /** From now on, neither of the two nodes reaches the other. */
  cut(one: string, other: string): void {
    this.#cuts.add(linkOf(one, other));
  }

  heal(one: string, other: string): void {
    this.#cuts.delete(linkOf(one, other));
    for (const watcher of this.#watchers) this.#tell(watcher);
  }

  send(inbox: string, message: Message): void {
    checkMessage(inbox, message);
    this.#reach(message.from, inbox);
    this.#inboxOf(inbox).put(message);
  }

  receive(inbox: string, take: Take): Stop {
    return this.#inboxOf(inbox).open(take);
  }

  async ask(from: string, node: string, question: Uint8Array): Promise<Uint8Array> {
    checkName(node);
    checkBody(question);
    this.#reach(from, node);
    const reply = this.#replies.get(node);
    if (reply === undefined) throw new FleetError('UNREACHABLE', `expected ${node} to answer, met nobody there`);
    try {
      const body = await within(this.#clock, ASK_MS_MAX, reply(question.slice()));
      checkBody(body);
      this.#reach(from, node);
      return body.slice();
    } catch (error) {
      throw new FleetError('UNREACHABLE', `expected an answer of ${node}, met none in time, or a refusal`, {
        cause: error,
      });
    }
  }

  answer(node: string, reply: Reply): Stop {
    this.#replies.set(node, reply);
    return async () => {
      if (this.#replies.get(node) === reply) this.#replies.delete(node);
    };
  }

  put(by: string, key: readonly string[], text: string): void {
    checkKey(key);
    checkText(text);
    const name = JSON.stringify(key);
    const version = (this.#texts.get(name)?.version ?? 0) + 1;
    if (version === 1 && this.#texts.size >= TEXTS_MAX) {
      throw new FleetError('UNREACHABLE', `expected at most ${TEXTS_MAX} texts to keep, met one more`);
    }
    this.#texts.set(name, { key: [...key], text, by, version });
    for (const watcher of this.#watchers) if (isBelow(key, watcher.prefix)) this.#tell(watcher, name);
  }

  watch(node: string, prefix: readonly string[], onText: OnText): Stop {
    checkKey(prefix);
    const watcher: Watcher = { node, prefix: [...prefix], onText, told: new Map() };
    this.#watchers.add(watcher);
    this.#tell(watcher);
    return async () => {
      this.#watchers.delete(watcher);
    };
  }

  /** Of all texts, or one: what the watcher does not know yet, and can be reached by. Not before this call has ended. */
  #tell(watcher: Watcher, only?: string): void {
    queueMicrotask(() => {
      const named = only === undefined ? this.#texts.keys() : [only];
      for (const name of named) {
        const { key, text, by, version } = this.#texts.get(name) as Kept;
        if (!this.#watchers.has(watcher) || !isBelow(key, watcher.prefix)) continue;
        if (watcher.told.get(name) === version || this.#isCut(by, watcher.node)) continue;
        watcher.told.set(name, version);
        watcher.onText(key, text);
      }
    });
  }

  #inboxOf(name: string): Inbox {
    const there = this.#inboxes.get(name);
    if (there !== undefined) return there;
    const inbox = new Inbox(this.#clock, this.#bounds);
    this.#inboxes.set(name, inbox);
    return inbox;
  }

  #reach(from: string, to: string): void {
    if (this.#isCut(from, to)) throw new FleetError('UNREACHABLE', `expected a way from ${from} to ${to}, met none`);
  }

  #isCut(one: string, other: string): boolean {
    return this.#cuts.has(linkOf(one, other));
  }
}

interface Kept {
  readonly key: readonly string[];
  readonly text: string;
  /** Who put it. */
  readonly by: string;
  readonly version: number;
}

interface Watcher {
  readonly node: string;
  readonly prefix: readonly string[];
  readonly onText: OnText;
  /** Versions, by name. */
  readonly told: Map<string, number>;
}

/** Messages that were not taken yet, and who takes them: one after the other, the last who came. */
class Inbox {
  readonly #clock: Clock;
  readonly #bounds: InboxBounds;
  readonly #ids = new BoundedMap<string, true>(IDS_MAX);
  readonly #waiting: Message[] = [];
  readonly #takers: Take[] = [];
  #bytes = 0;
  #taking: Promise<void> | undefined;
  #failed = 0;
  #cancelRetry: Cancel | undefined;

  constructor(clock: Clock, bounds: InboxBounds) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  put({ kind, from, id, body }: Message): void {
    const key = `${from} ${kind} ${id}`;
    if (this.#ids.has(key)) return;
    const { countMax, bytesMax } = this.#bounds;
    if (this.#waiting.length >= countMax || this.#bytes + body.length > bytesMax) {
      throw new FleetError('UNREACHABLE', 'expected room in the inbox, met a full one; try again later');
    }
    this.#ids.set(key, true);
    this.#waiting.push({ kind, from, id, body: body.slice() });
    this.#bytes += body.length;
    this.#go();
  }

  open(take: Take): Stop {
    this.#takers.push(take);
    this.#retryNow();
    return async () => {
      this.#takers.splice(this.#takers.indexOf(take), 1);
      await this.#taking;
    };
  }

  #go(): void {
    if (this.#taking !== undefined || this.#cancelRetry !== undefined) return;
    if (this.#waiting.length === 0 || this.#takers.length === 0) return;
    this.#taking = this.#takeAll();
  }

  async #takeAll(): Promise<void> {
    // Whoever sends is through first.
    await Promise.resolve();
    try {
      await this.#takeEach();
    } catch {
      this.#retryLater();
    }
    this.#taking = undefined;
    // What came when the last one was just taken.
    this.#go();
  }

  async #takeEach(): Promise<void> {
    for (let take = this.#takers.at(-1); take !== undefined; take = this.#takers.at(-1)) {
      const [message] = this.#waiting;
      if (message === undefined) return;
      await within(this.#clock, TAKE_MS_MAX, take(message));
      this.#failed = 0;
      this.#waiting.shift();
      this.#bytes -= message.body.length;
    }
  }

  #retryLater(): void {
    this.#cancelRetry = this.#clock.schedule(backOffMs(this.#failed++), () => this.#retryNow());
  }

  #retryNow(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#go();
  }
}

class InProcessCarrier implements Carrier {
  readonly #net: InProcessNet;
  readonly #node: string;
  readonly #stops = new Set<Stop>();

  constructor(net: InProcessNet, node: string) {
    this.#net = net;
    this.#node = node;
  }

  async send(inbox: string, message: Message): Promise<void> {
    this.#own(message.from);
    this.#net.send(inbox, message);
  }

  async receive(inbox: string, take: Take): Promise<Stop> {
    this.#own(inbox);
    return this.#until(this.#net.receive(inbox, take));
  }

  ask(node: string, question: Uint8Array): Promise<Uint8Array> {
    return this.#net.ask(this.#node, node, question);
  }

  async answer(node: string, reply: Reply): Promise<Stop> {
    this.#own(node);
    return this.#until(this.#net.answer(node, reply));
  }

  async put(key: readonly string[], text: string): Promise<void> {
    this.#net.put(this.#node, key, text);
  }

  async watch(prefix: readonly string[], onText: OnText): Promise<Stop> {
    return this.#until(this.#net.watch(this.#node, prefix, onText));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#stops].map((stop) => stop()));
  }

  #own(name: string): void {
    if (name === this.#node) return;
    throw new FleetError('VALUE', `expected the node ${this.#node} to speak for itself, met another name`);
  }

  #until(stop: Stop): Stop {
    const once: Stop = async () => {
      if (this.#stops.delete(once)) await stop();
    };
    this.#stops.add(once);
    return once;
  }
}

function linkOf(one: string, other: string): string {
  return [one, other].toSorted().join(' ');
}

function isBelow(key: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, place) => key[place] === part);
}

async function within<Value>(clock: Clock, timeMs: number, asked: Promise<Value>): Promise<Value> {
  let cancel: Cancel | undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.schedule(timeMs, () => reject(new Error('it came to nothing in time')));
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    cancel?.();
  }
}
