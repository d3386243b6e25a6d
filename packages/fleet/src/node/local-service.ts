/** A local node at a carrier. */
import type { Tail } from '../evidence/ledger.ts';
import { encodeBatch, encodeProven } from '../evidence/wire.ts';
import type { Carrier, Stop } from './carrier.ts';
import type { OnEvent } from './events.ts';
import { type ClosedWindow, LocalNode, type LocalParts } from './local.ts';
import type { Keep, Kept } from './keeping.ts';
import { type Addressed, Outbox } from './outbox.ts';

export interface LocalServiceParts extends Omit<LocalParts, 'onSealed'> {
  readonly carrier: Carrier;
  /** Its aggregator. */
  readonly parent: string;
  /** Names of all hubs. */
  readonly hubs: readonly string[];
  readonly onEvent: OnEvent;
  readonly keep?: Keep;
  /** What was kept and not sent. */
  readonly unsent?: readonly Addressed[];
}

export class LocalService {
  readonly node: LocalNode;
  readonly #parts: LocalServiceParts;
  readonly #outbox: Outbox;
  #stop: Stop | undefined;

  constructor(parts: LocalServiceParts) {
    this.#parts = parts;
    this.#outbox = new Outbox(parts.carrier, parts.unsent);
    this.node = new LocalNode({ ...parts, onSealed: (closed, tail) => this.#keep(closed, tail) });
  }

  /** How many messages nobody has taken yet. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  /** How many of them are for one inbox. */
  waitingFor(inbox: string): number {
    return this.#outbox.waitingFor(inbox);
  }

  /** What outlasts a restart, as it is now. */
  get kept(): Kept {
    return { tail: this.node.tail, unsent: this.#outbox.unsent(), taken: new Map() };
  }

  async start(): Promise<void> {
    const { node } = this;
    this.#stop = await this.#parts.carrier.answer(node.name, (bytes) => Promise.resolve(node.answer(bytes)));
  }

  /** Signs what was done in the window that began at `beganMs`; `raise` as in `LocalNode.close`. */
  async endWindow(beganMs: number, raise = 0): Promise<ClosedWindow> {
    const { tenant, onEvent } = this.#parts;
    const closed = await this.node.close(beganMs, raise);
    for (const { inbox, message } of this.#messagesOf(closed)) this.#outbox.add(inbox, message);
    for (const { agent, finding } of closed.points)
      if (finding !== undefined) onEvent({ kind: 'finding', tenant, agent, node: this.node.name, finding });
    return closed;
  }

  async #keep(closed: ClosedWindow, tail: Tail): Promise<void> {
    const unsent = [...this.#outbox.unsent(), ...this.#messagesOf(closed)];
    await this.#parts.keep?.({ tail, unsent, taken: new Map() });
  }

  /** Evidence for its aggregator, and what it has found for every hub. */
  #messagesOf({ sequence, batch, found }: ClosedWindow): readonly Addressed[] {
    const { parent, hubs } = this.#parts;
    const from = this.node.name;
    const evidence = { kind: 'evidence', from, id: `evidence-${sequence}`, body: encodeBatch(batch) } as const;
    const findings = found.flatMap((proven) => {
      const id = `finding-${sequence}-${proven.index}`;
      const message = { kind: 'finding', from, id, body: encodeProven(proven) } as const;
      return hubs.map((inbox) => ({ inbox, message }));
    });
    return [{ inbox: parent, message: evidence }, ...findings];
  }

  /** Sends what there is; resolves whether all of it was taken. */
  flush(): Promise<boolean> {
    return this.#outbox.flush();
  }

  async stop(): Promise<void> {
    await this.#stop?.();
  }
}
