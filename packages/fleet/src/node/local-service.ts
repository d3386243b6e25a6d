/** A local node at a carrier. */
import { encodeBatch, encodeProven } from '../evidence/wire.ts';
import type { Carrier, Stop } from './carrier.ts';
import type { OnEvent } from './events.ts';
import { type ClosedWindow, LocalNode, type LocalParts } from './local.ts';
import { Outbox } from './outbox.ts';

export interface LocalServiceParts extends LocalParts {
  readonly carrier: Carrier;
  /** Its aggregator. */
  readonly parent: string;
  /** Names of all hubs. */
  readonly hubs: readonly string[];
  readonly onEvent: OnEvent;
}

export class LocalService {
  readonly node: LocalNode;
  readonly #parts: LocalServiceParts;
  readonly #outbox: Outbox;
  #stop: Stop | undefined;

  constructor(parts: LocalServiceParts) {
    this.#parts = parts;
    this.node = new LocalNode(parts);
    this.#outbox = new Outbox(parts.carrier);
  }

  /** How many messages nobody has taken yet. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  async start(): Promise<void> {
    const { node } = this;
    this.#stop = await this.#parts.carrier.answer(node.name, (bytes) => Promise.resolve(node.answer(bytes)));
  }

  /** Signs what was done in the window that began at `beganMs`; `raise` as in `LocalNode.close`. */
  async endWindow(beganMs: number, raise = 0): Promise<ClosedWindow> {
    const { parent, hubs, tenant, onEvent } = this.#parts;
    const from = this.node.name;
    const closed = await this.node.close(beganMs, raise);
    const { sequence, batch, found, points } = closed;
    this.#outbox.add(parent, { kind: 'evidence', from, id: `evidence-${sequence}`, body: encodeBatch(batch) });
    for (const proven of found) {
      const body = encodeProven(proven);
      const id = `finding-${sequence}-${proven.index}`;
      for (const hub of hubs) this.#outbox.add(hub, { kind: 'finding', from, id, body });
    }
    for (const { agent, finding } of points)
      if (finding !== undefined) onEvent({ kind: 'finding', tenant, agent, node: from, finding });
    return closed;
  }

  /** Sends what there is; resolves whether all of it was taken. */
  flush(): Promise<boolean> {
    return this.#outbox.flush();
  }

  async stop(): Promise<void> {
    await this.#stop?.();
  }
}
