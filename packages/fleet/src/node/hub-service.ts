/** A hub at a carrier. */
import { utf8 } from '@capgate/base';
import { FleetError } from '../error.ts';
import { encodeBatch } from '../evidence/wire.ts';
import { askedOf } from './asking.ts';
import type { Carrier, Stop } from './carrier.ts';
import { HubNode, type HubParts } from './hub.ts';
import { Outbox } from './outbox.ts';

export interface HubServiceParts extends Omit<HubParts, 'ask' | 'tellHubs' | 'publish' | 'issue'> {
  readonly carrier: Carrier;
}

/** Where certificates lie, by tenant and by what was signed. */
export const QUARANTINE_KEY = 'quarantine';
/** Where documents lie, by tenant, kind and name. */
export const DOWN_KEY = 'down';

interface Publication {
  readonly key: readonly string[];
  readonly text: string;
}

export class HubService {
  readonly node: HubNode;
  readonly #parts: HubServiceParts;
  readonly #outbox: Outbox;
  /** What has to come down and that nobody has taken yet: the last of each key. */
  readonly #unpublished = new Map<string, Publication>();
  #stops: readonly Stop[] = [];

  constructor(parts: HubServiceParts) {
    const { carrier } = parts;
    this.#parts = parts;
    this.#outbox = new Outbox(carrier);
    this.node = new HubNode({
      ...parts,
      ask: (node, question) => askedOf(carrier, node, question),
      tellHubs: (subject, word) => this.#tellHubs({ kind: 'word', id: `word-${subject.slice(0, 64)}` }, utf8(word)),
      publish: ({ certificate: { subject, value }, text }) =>
        this.#publish({ key: [QUARANTINE_KEY, value.tenant, subject], text }),
      issue: ({ tenant, cohort, text }) => this.#publish({ key: [DOWN_KEY, tenant, 'baseline', cohort], text }),
    });
  }

  /** How many messages and certificates nobody has taken yet. */
  get waiting(): number {
    return this.#outbox.waiting + this.#unpublished.size;
  }

  async start(): Promise<void> {
    const { carrier } = this.#parts;
    const { node } = this;
    this.#stops = [
      await carrier.answer(node.name, (bytes) => Promise.resolve(node.answer(bytes))),
      await carrier.receive(node.name, (message) => node.take(message)),
      await carrier.watch([QUARANTINE_KEY], (_, text) => void this.#note(text)),
    ];
  }

  /** Signs what its aggregators have said since the last time, for the window that began at `beganMs`. */
  async endWindow(beganMs: number): Promise<void> {
    const { sequence, batch } = await this.node.close(beganMs);
    this.#addToHubs({ kind: 'summary', id: `summary-${sequence}` }, encodeBatch(batch));
  }

  /** Sends what there is; resolves whether all of it was taken. */
  async flush(): Promise<boolean> {
    for (const publication of this.#unpublished.values()) await this.#publish(publication);
    return (await this.#outbox.flush()) && this.#unpublished.size === 0;
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
  }

  /** Nobody waits for hubs that are away: they get it with the next flush. */
  async #tellHubs(head: { readonly kind: 'word'; readonly id: string }, body: Uint8Array): Promise<void> {
    this.#addToHubs(head, body);
    await this.#outbox.flush();
  }

  #addToHubs(head: { readonly kind: 'word' | 'summary'; readonly id: string }, body: Uint8Array): void {
    const from = this.node.name;
    for (const { name } of this.#parts.deciders.hubs)
      if (name !== from) this.#outbox.add(name, { ...head, from, body });
  }

  async #publish(publication: Publication): Promise<void> {
    const { key, text } = publication;
    const name = JSON.stringify(key);
    this.#unpublished.set(name, publication);
    try {
      await this.#parts.carrier.put(key, text);
      if (this.#unpublished.get(name) === publication) this.#unpublished.delete(name);
    } catch (error) {
      if (!(error instanceof FleetError) || error.code !== 'UNREACHABLE') throw error;
    }
  }

  /** What other hubs have published, too: a certificate proves itself, and anything else changes nothing. */
  async #note(text: string): Promise<void> {
    const { nowMs, onEvent } = this.#parts;
    try {
      await this.node.quarantines.take(text, nowMs());
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      if (error.code === 'CLOCK' || error.code === 'REPLAY') return;
      onEvent({ kind: 'refused', node: this.node.name, code: error.code, why: error.message });
    }
  }
}
