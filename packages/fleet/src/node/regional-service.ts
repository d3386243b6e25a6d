/** A regional aggregator at a carrier. */
import { utf8 } from '@capgate/base';
import type { Deciders } from '../deciders.ts';
import { FLEET_TENANT } from '../enrolment/node.ts';
import { FleetError, isFleetError } from '../error.ts';
import { type Batch, hashOf } from '../evidence/batch.ts';
import type { Tail } from '../evidence/ledger.ts';
import { encodeBatch } from '../evidence/wire.ts';
import { askedOf, noneOf } from './asking.ts';
import type { Carrier, Stop } from './carrier.ts';
import { refusalOf } from './events.ts';
import type { Keep, Kept } from './keeping.ts';
import { type Addressed, Outbox } from './outbox.ts';
import { decodeAnswer, decodeQuestion, encodeAnswer } from './questions.ts';
import { type Closed, RegionalNode, type RegionalParts } from './regional.ts';
import { WATCH_KEY, Watchers } from './watching.ts';

export interface RegionalServiceParts extends Omit<RegionalParts, 'batchesSince' | 'isWatched' | 'onSealed'> {
  readonly carrier: Carrier;
  /** Its hub. */
  readonly parent: string;
  readonly deciders: Deciders;
  /** Told where it has to take evidence of other nodes than before. */
  readonly onWatching?: () => void;
  readonly keep?: Keep;
  /** What was kept and not sent. */
  readonly unsent?: readonly Addressed[];
}

export class RegionalService {
  readonly node: RegionalNode;
  readonly #parts: RegionalServiceParts;
  readonly #outbox: Outbox;
  readonly #watchers: Watchers;
  /** When the last summary was begun: what was taken since is asked for again behind a restart. */
  #taken: ReadonlyMap<string, Tail>;
  #stops: readonly Stop[] = [];

  constructor(parts: RegionalServiceParts) {
    const { carrier } = parts;
    this.#parts = parts;
    this.#watchers = new Watchers(parts.deciders, parts.primitives);
    this.node = new RegionalNode({
      ...parts,
      isWatched: (aggregator) => this.#watchers.mayWatch(parts.key.identity.name, aggregator),
      batchesSince: (node, sequence) => askedOf(carrier, node, { kind: 'since', sequence }),
      onSealed: (summed, tail) => this.#keep(summed, tail),
    });
    this.#outbox = new Outbox(carrier, parts.unsent);
    this.#taken = parts.ledger.tails();
  }

  /** How many messages nobody has taken yet. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  /** What outlasts a restart, as it is now. */
  get kept(): Kept {
    return { tail: this.node.tail, unsent: this.#outbox.unsent(), taken: this.#taken };
  }

  async start(): Promise<void> {
    const { carrier, onEvent } = this.#parts;
    const { node } = this;
    this.#stops = [
      await carrier.answer(node.name, (bytes) => this.#answer(bytes)),
      await carrier.receive(node.name, async (message) => {
        if (message.kind === 'evidence') return node.take(message);
        const error = new FleetError('SOURCE', `expected evidence at an aggregator, met ${message.kind}`);
        onEvent(refusalOf(message.from, error));
      }),
      await carrier.watch([WATCH_KEY, FLEET_TENANT], (_, text) => void this.#note(text)),
    ];
  }

  /** Aggregators whose nodes' evidence it takes once more. */
  get watched(): readonly string[] {
    return this.#watchers.watchedBy(this.node.name);
  }

  /** Who watches an aggregator: what proves nothing changes nothing. */
  async #note(text: string): Promise<void> {
    const { nowMs, ledger, onEvent, onWatching } = this.#parts;
    try {
      await this.#watchers.take(text, nowMs(), ledger);
      onWatching?.();
    } catch (error) {
      if (isFleetError(error, 'REPLAY')) return;
      onEvent(refusalOf(this.node.name, error));
    }
  }

  /** Signs what was taken since the last time, for the window that began at `beganMs`. */
  async endWindow(beganMs: number): Promise<void> {
    this.#taken = this.#parts.ledger.tails();
    const closed = await this.node.close(beganMs);
    for (const { inbox, message } of this.#messagesOf(closed)) this.#outbox.add(inbox, message);
  }

  /** What it took before a restart it has no more; who has signed it still has. */
  async #answer(bytes: Uint8Array): Promise<Uint8Array> {
    const answer = this.node.answer(bytes);
    const question = decodeQuestion(bytes);
    if (question.kind !== 'batch' || decodeAnswer(answer).length > 0) return answer;
    const { ledger, carrier, primitives } = this.#parts;
    const children = ledger.childrenOf(this.node.name, 'local');
    const shown = await Promise.all(children.map((name) => askedOf(carrier, name, question).catch(noneOf)));
    const isIt = ({ statement }: Batch): boolean => hashOf(statement, primitives) === question.hash;
    return encodeAnswer(shown.flat().filter(isIt).slice(0, 1));
  }

  async #keep(closed: Closed, tail: Tail): Promise<void> {
    const unsent = [...this.#outbox.unsent(), ...this.#messagesOf(closed)];
    await this.#parts.keep?.({ tail, unsent, taken: this.#taken });
  }

  #messagesOf({ sequence, batch, learned }: Closed): readonly Addressed[] {
    const from = this.node.name;
    const summary = { kind: 'summary', from, id: `summary-${sequence}`, body: encodeBatch(batch) } as const;
    const baselines = learned.map(
      (text, i) => ({ kind: 'baseline', from, id: `baseline-${sequence}-${i}`, body: utf8(text) }) as const,
    );
    return [summary, ...baselines].map((message) => ({ inbox: this.#parts.parent, message }));
  }

  /** Sends what there is; resolves whether all of it was taken. */
  flush(): Promise<boolean> {
    return this.#outbox.flush();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
  }
}
