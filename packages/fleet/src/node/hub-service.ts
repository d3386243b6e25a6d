/** A hub at a carrier. */
import { utf8 } from '@capgate/base';
import { checkNow, openDocument } from '../down/document.ts';
import type { Shelf, Shelved } from '../down/shelf.ts';
import { FLEET_TENANT } from '../enrolment/node.ts';
import { FleetError, isFleetError } from '../error.ts';
import type { Tail } from '../evidence/ledger.ts';
import { encodeBatch } from '../evidence/wire.ts';
import { askedOf } from './asking.ts';
import type { Carrier, Stop } from './carrier.ts';
import { DOWN_KEY, downKeyOf, hubShelf } from './documents.ts';
import { HubNode, type HubParts } from './hub.ts';
import type { Keep, Kept } from './keeping.ts';
import { type Addressed, Outbox } from './outbox.ts';
import type { Summed } from './regional.ts';
import { WATCH_KEY } from './watching.ts';

export interface HubServiceParts
  extends Omit<HubParts, 'ask' | 'tellHubs' | 'publish' | 'issue' | 'watch' | 'onSealed'> {
  readonly carrier: Carrier;
  readonly keep?: Keep;
  /** Told of each document that it knows of from now on; before it hands one down, it waits for this. */
  readonly onDocument?: () => Promise<void>;
  /** What was kept and not sent. */
  readonly unsent?: readonly Addressed[];
}

/** Where certificates lie, by tenant and by what was signed. */
export const QUARANTINE_KEY = 'quarantine';

interface Publication {
  readonly key: readonly string[];
  readonly text: string;
}

export class HubService {
  readonly node: HubNode;
  /** Documents that it knows of. */
  readonly shelf: Shelf;
  readonly #parts: HubServiceParts;
  readonly #outbox: Outbox;
  /** What has to come down and that nobody has taken yet: the last of each key. */
  readonly #unpublished = new Map<string, Publication>();
  /** When the last summary was begun: what was taken since is asked for again behind a restart. */
  #taken: ReadonlyMap<string, Tail>;
  #stops: readonly Stop[] = [];

  constructor(parts: HubServiceParts) {
    const { carrier } = parts;
    this.#parts = parts;
    this.shelf = hubShelf(parts.deciders, parts.primitives);
    this.#outbox = new Outbox(carrier, parts.unsent);
    this.#taken = parts.ledger.tails();
    this.node = new HubNode({
      ...parts,
      ask: (node, question) => askedOf(carrier, node, question),
      tellHubs: (subject, word) => this.#tellHubs({ kind: 'word', id: `word-${subject.slice(0, 64)}` }, utf8(word)),
      publish: async ({ certificate: { subject, value }, text }) => {
        await this.#publish({ key: [QUARANTINE_KEY, value.tenant, subject], text });
      },
      watch: async (aggregator, text) => {
        await this.#publish({ key: [WATCH_KEY, FLEET_TENANT, aggregator], text });
      },
      issue: async ({ text }) => {
        await this.publish(text);
      },
      onSealed: (summed, tail) => this.#keep(summed, tail),
    });
  }

  /** How many messages and certificates nobody has taken yet. */
  get waiting(): number {
    return this.#outbox.waiting + this.#unpublished.size;
  }

  /** What waits for this one is not sent any more. */
  forget(inbox: string): void {
    this.#outbox.forget(inbox);
  }

  /** What outlasts a restart, as it is now. */
  get kept(): Kept {
    return { tail: this.node.tail, unsent: this.#outbox.unsent(), taken: this.#taken };
  }

  /**
   * Hands a document down to the gates that it is for, with the next flush where no server is there. Rejects as `Shelf.take`
   * does, with `FleetError` CLOCK for one of the future, and VALUE for one whose names are too long together.
   */
  async publish(text: string): Promise<Shelved> {
    const { nowMs } = this.#parts;
    checkNow(openDocument(text).issue, nowMs());
    const shelved = await this.shelf.take(text, nowMs());
    await this.#parts.onDocument?.();
    await this.#publish({ key: downKeyOf(shelved), text });
    return shelved;
  }

  /**
   * Has all that it knows published once more, with the next flush: where it lay, it may be lost. What those who decide now
   * would not sign any more is left out, as nobody would take it.
   */
  republish(): void {
    const { quarantines } = this.node.decisions;
    for (const { certificate, text } of quarantines.kept())
      if (quarantines.mayStand(certificate))
        this.#note({ key: [QUARANTINE_KEY, certificate.value.tenant, certificate.subject], text });
    for (const shelved of this.shelf.texts()) this.#note({ key: downKeyOf(shelved), text: shelved.text });
  }

  async start(): Promise<void> {
    const { carrier, nowMs, ledger } = this.#parts;
    const { node } = this;
    this.#stops = [
      await carrier.answer(node.name, (bytes) => Promise.resolve(node.answer(bytes))),
      await carrier.receive(node.name, (message) => node.take(message)),
      await carrier.watch(
        [QUARANTINE_KEY],
        (_, text) => void this.#heard(text, () => node.decisions.quarantines.take(text, nowMs())),
      ),
      await carrier.watch([DOWN_KEY], (_, text) => void this.#heard(text, () => this.#shelve(text))),
      await carrier.watch(
        [WATCH_KEY, FLEET_TENANT],
        (_, text) => void this.#heard(text, () => node.watchers.take(text, nowMs(), ledger)),
      ),
    ];
  }

  /** Signs what its aggregators have said since the last time, for the window that began at `beganMs`. */
  async endWindow(beganMs: number): Promise<void> {
    this.#taken = this.#parts.ledger.tails();
    for (const { inbox, message } of this.#summariesOf(await this.node.close(beganMs)))
      this.#outbox.add(inbox, message);
  }

  /** Sends what there is; resolves whether all of it was taken. */
  async flush(): Promise<boolean> {
    const sending = this.#outbox.flush();
    // Certificates before all else; where one cannot be put, none can.
    const waiting = [...this.#unpublished.values()].toSorted((a, b) => Number(isDocument(a)) - Number(isDocument(b)));
    for (const publication of waiting) if (!(await this.#isPublished(publication))) break;
    return (await sending) && this.#unpublished.size === 0;
  }

  async #isPublished(publication: Publication): Promise<boolean> {
    try {
      return await this.#publish(publication);
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      this.#parts.onEvent({ kind: 'refused', node: this.node.name, code: error.code, why: error.message });
      return true;
    }
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
  }

  /** Nobody waits for hubs that are away: they get it with the next flush. */
  async #tellHubs(head: { readonly kind: 'word'; readonly id: string }, body: Uint8Array): Promise<void> {
    for (const { inbox, message } of this.#toHubs(head, body)) this.#outbox.add(inbox, message);
    await this.#outbox.flush();
  }

  async #keep(summed: Summed, tail: Tail): Promise<void> {
    const unsent = [...this.#outbox.unsent(), ...this.#summariesOf(summed)];
    await this.#parts.keep?.({ tail, unsent, taken: this.#taken });
  }

  #summariesOf({ sequence, batch }: Summed): readonly Addressed[] {
    return this.#toHubs({ kind: 'summary', id: `summary-${sequence}` }, encodeBatch(batch));
  }

  #toHubs(head: { readonly kind: 'word' | 'summary'; readonly id: string }, body: Uint8Array): readonly Addressed[] {
    const from = this.node.name;
    const others = this.#parts.deciders.hubs.filter(({ name }) => name !== from);
    return others.map(({ name }) => ({ inbox: name, message: { ...head, from, body } }));
  }

  #note(publication: Publication): void {
    this.#unpublished.set(JSON.stringify(publication.key), publication);
  }

  /** Whether it was taken. What no server ever takes is left: it must not keep back the others. */
  async #publish(publication: Publication): Promise<boolean> {
    const { key, text } = publication;
    const name = JSON.stringify(key);
    this.#note(publication);
    try {
      await this.#parts.carrier.put(key, text);
    } catch (error) {
      if (isFleetError(error, 'UNREACHABLE')) return false;
      this.#unpublished.delete(name);
      throw error;
    }
    if (this.#unpublished.get(name) === publication) this.#unpublished.delete(name);
    return true;
  }

  /** What another hub has handed down. One that is older than what this one has gives way to that. */
  async #shelve(text: string): Promise<void> {
    const { issue } = openDocument(text);
    try {
      await this.shelf.take(text, this.#parts.nowMs());
    } catch (error) {
      const known = this.shelf.known(issue);
      if (isFleetError(error, 'REPLAY') && known !== undefined && known.text !== text)
        this.#note({ key: downKeyOf(known), text: known.text });
      throw error;
    }
    this.#unpublished.delete(JSON.stringify(downKeyOf({ issue })));
    await this.#parts.onDocument?.();
  }

  /** What other hubs have published, too: such a text proves itself, and anything else changes nothing. */
  async #heard(text: string, taking: () => Promise<unknown>): Promise<void> {
    try {
      await taking();
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      const isKnown = this.shelf.isKept(text) || this.node.decisions.quarantines.isKept(text);
      if (error.code === 'CLOCK' || error.code === 'REPLAY' || isKnown) return;
      this.#parts.onEvent({ kind: 'refused', node: this.node.name, code: error.code, why: error.message });
    }
  }
}

function isDocument({ key }: Publication): boolean {
  return key[0] === DOWN_KEY;
}
