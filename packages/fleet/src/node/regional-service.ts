/** A regional aggregator at a carrier. */
import { utf8 } from '@capgate/base';
import { FleetError } from '../error.ts';
import { encodeBatch } from '../evidence/wire.ts';
import { askedOf } from './asking.ts';
import type { Carrier, Stop } from './carrier.ts';
import { Outbox } from './outbox.ts';
import { RegionalNode, type RegionalParts } from './regional.ts';

export interface RegionalServiceParts extends Omit<RegionalParts, 'batchesSince'> {
  readonly carrier: Carrier;
  /** Its hub. */
  readonly parent: string;
}

export class RegionalService {
  readonly node: RegionalNode;
  readonly #parts: RegionalServiceParts;
  readonly #outbox: Outbox;
  #stops: readonly Stop[] = [];

  constructor(parts: RegionalServiceParts) {
    const { carrier } = parts;
    this.#parts = parts;
    this.node = new RegionalNode({
      ...parts,
      batchesSince: (node, sequence) => askedOf(carrier, node, { kind: 'since', sequence }),
    });
    this.#outbox = new Outbox(carrier);
  }

  /** How many messages nobody has taken yet. */
  get waiting(): number {
    return this.#outbox.waiting;
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
    const { sequence, batch, learned } = await this.node.close(beganMs);
    const from = this.node.name;
    const { parent } = this.#parts;
    this.#outbox.add(parent, { kind: 'summary', from, id: `summary-${sequence}`, body: encodeBatch(batch) });
    learned.forEach((text, i) =>
      this.#outbox.add(parent, { kind: 'baseline', from, id: `baseline-${sequence}-${i}`, body: utf8(text) }),
    );
  }

  /** Sends what there is; resolves whether all of it was taken. */
  flush(): Promise<boolean> {
    return this.#outbox.flush();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
  }
}
