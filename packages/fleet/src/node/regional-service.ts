/** A regional aggregator at a carrier. */
import { utf8 } from '@capgate/base';
import { FleetError } from '../error.ts';
import type { Tail } from '../evidence/ledger.ts';
import { encodeBatch } from '../evidence/wire.ts';
import { askedOf } from './asking.ts';
import type { Carrier, Stop } from './carrier.ts';
import type { Keep, Kept } from './keeping.ts';
import { type Addressed, Outbox } from './outbox.ts';
import { type Closed, RegionalNode, type RegionalParts } from './regional.ts';

export interface RegionalServiceParts extends Omit<RegionalParts, 'batchesSince' | 'onSealed'> {
  readonly carrier: Carrier;
  /** Its hub. */
  readonly parent: string;
  readonly keep?: Keep;
  /** What was kept and not sent. */
  readonly unsent?: readonly Addressed[];
}

export class RegionalService {
  readonly node: RegionalNode;
  readonly #parts: RegionalServiceParts;
  readonly #outbox: Outbox;
  /** When the last summary was begun: what was taken since is asked for again behind a restart. */
  #taken: ReadonlyMap<string, Tail>;
  #stops: readonly Stop[] = [];

  constructor(parts: RegionalServiceParts) {
    const { carrier } = parts;
    this.#parts = parts;
    this.node = new RegionalNode({
      ...parts,
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
      await carrier.answer(node.name, (bytes) => Promise.resolve(node.answer(bytes))),
      await carrier.receive(node.name, async (message) => {
        if (message.kind === 'evidence') return node.take(message);
        const error = new FleetError('SOURCE', `expected evidence at an aggregator, met ${message.kind}`);
        onEvent({ kind: 'refused', node: message.from, code: error.code, why: error.message });
      }),
    ];
  }

  /** Signs what was taken since the last time, for the window that began at `beganMs`. */
  async endWindow(beganMs: number): Promise<void> {
    this.#taken = this.#parts.ledger.tails();
    const closed = await this.node.close(beganMs);
    for (const { inbox, message } of this.#messagesOf(closed)) this.#outbox.add(inbox, message);
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
