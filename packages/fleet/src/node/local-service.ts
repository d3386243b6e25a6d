/** A local node at a carrier. */
import { utf8 } from '@capgate/base';
import type { Deciders } from '../deciders.ts';
import { FLEET_TENANT } from '../enrolment/node.ts';
import { FleetError } from '../error.ts';
import type { Tail } from '../evidence/ledger.ts';
import { encodeBatch, encodeProven } from '../evidence/wire.ts';
import type { Carrier, Message, Stop } from './carrier.ts';
import type { OnEvent } from './events.ts';
import type { Keep, Kept } from './keeping.ts';
import { type ClosedWindow, LocalNode, type LocalParts } from './local.ts';
import { type Addressed, Outbox } from './outbox.ts';
import { WATCH_KEY, Watchers } from './watching.ts';

export interface LocalServiceParts extends Omit<LocalParts, 'onSealed'> {
  readonly carrier: Carrier;
  /** Its aggregator. */
  readonly parent: string;
  /** Hubs, each of which is told what was found. */
  readonly deciders: Deciders;
  /** Milliseconds since 1970 UTC. */
  readonly nowMs: () => number;
  readonly onEvent: OnEvent;
  readonly keep?: Keep;
  /** What was kept and not sent. */
  readonly unsent?: readonly Addressed[];
}

export class LocalService {
  readonly node: LocalNode;
  readonly #parts: LocalServiceParts;
  readonly #outbox: Outbox;
  readonly #watchers: Watchers;
  #stops: readonly Stop[] = [];

  constructor(parts: LocalServiceParts) {
    this.#parts = parts;
    this.#watchers = new Watchers(parts.deciders, parts.primitives);
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

  /** What waits for this one is not sent any more. */
  forget(inbox: string): void {
    this.#outbox.forget(inbox);
  }

  /** What outlasts a restart, as it is now. */
  get kept(): Kept {
    return { tail: this.node.tail, unsent: this.#outbox.unsent(), taken: new Map() };
  }

  async start(): Promise<void> {
    const { node } = this;
    const { carrier } = this.#parts;
    this.#stops = [
      await carrier.answer(node.name, (bytes) => Promise.resolve(node.answer(bytes))),
      await carrier.watch([WATCH_KEY, FLEET_TENANT], (_, text) => void this.#note(text)),
    ];
  }

  /** Signs what was done in the window that began at `beganMs`; `raise` as in `LocalNode.close`. */
  async endWindow(beganMs: number, raise = 0): Promise<ClosedWindow> {
    const { tenant, onEvent } = this.#parts;
    const closed = await this.node.close(beganMs, raise);
    for (const { inbox, message } of this.#messagesOf(closed)) this.#outbox.add(inbox, message);
    for (const { agent, finding } of closed.points)
      if (finding !== undefined) onEvent({ kind: 'finding', tenant, agent, node: this.node.name, finding });
    for (const { agent, end } of closed.ended) onEvent({ kind: 'suspicion', tenant, agent, node: this.node.name, end });
    return closed;
  }

  async #keep(closed: ClosedWindow, tail: Tail): Promise<void> {
    const unsent = [...this.#outbox.unsent(), ...this.#messagesOf(closed)];
    await this.#parts.keep?.({ tail, unsent, taken: new Map() });
  }

  /** Evidence for its aggregator and whoever watches that; what it has found, and what became of it, for every hub. */
  #messagesOf({ sequence, batch, found, ended }: ClosedWindow): readonly Addressed[] {
    const { parent } = this.#parts;
    const from = this.node.name;
    const evidence = { kind: 'evidence', from, id: `evidence-${sequence}`, body: encodeBatch(batch) } as const;
    const findings = found.flatMap((proven) => {
      const id = `finding-${sequence}-${proven.index}`;
      return this.#toHubs({ kind: 'finding', from, id, body: encodeProven(proven) });
    });
    const suspicions = ended.flatMap(({ text }, i) =>
      this.#toHubs({ kind: 'suspicion', from, id: `suspicion-${sequence}-${i}`, body: utf8(text) }),
    );
    const watcher = this.#watchers.of(parent);
    const takers = watcher === undefined ? [parent] : [parent, watcher];
    return [...takers.map((inbox) => ({ inbox, message: evidence })), ...findings, ...suspicions];
  }

  #toHubs(message: Message): readonly Addressed[] {
    return this.#parts.deciders.hubs.map(({ name: inbox }) => ({ inbox, message }));
  }

  /** Who watches an aggregator: what proves nothing changes nothing. */
  async #note(text: string): Promise<void> {
    const { onEvent, nowMs } = this.#parts;
    try {
      await this.#watchers.take(text, nowMs());
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      if (error.code !== 'REPLAY')
        onEvent({ kind: 'refused', node: this.node.name, code: error.code, why: error.message });
    }
  }

  /** Sends what there is; resolves whether all of it was taken. */
  flush(): Promise<boolean> {
    return this.#outbox.flush();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
  }
}
