/** Who is kept apart, as a hub has it: its own words and those of others, what a person is to decide on, and certificates. */
import { BoundedMap } from '@capgate/base';
import type { Primitives, SigningKey } from '@capgate/keys';
import type { Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { Brake } from '../quarantine/brake.ts';
import { type Quarantine, signQuarantine, signRelease, subjectOf } from '../quarantine/certificate.ts';
import { keyOf, QuarantineList } from '../quarantine/list.ts';
import { onlyNodeOf } from './agent-name.ts';
import type { OnEvent } from './events.ts';
import type { Found } from './findings.ts';
import type { SuspectedBy } from './suspicion-text.ts';
import type { SuspicionEnd } from './suspicions.ts';
import { type Decided, Words } from './words.ts';

export interface DecisionParts {
  readonly key: SigningKey;
  readonly primitives: Primitives;
  readonly deciders: Deciders;
  readonly nowMs: () => number;
  /** Says its word to the other hubs. */
  readonly tellHubs: (subject: string, word: string) => Promise<void>;
  /** Hands a certificate down to every gate. */
  readonly publish: (decided: Decided) => Promise<void>;
  readonly onEvent: OnEvent;
}

/** An agent that a person is to decide on. */
export interface Held {
  /** What would be signed. */
  readonly quarantine: Quarantine;
  /** Who has found it, and by which kind of count. */
  readonly node: string;
  readonly place: number;
  /** What its windows since have said of it, once they have said enough. */
  readonly end?: SuspicionEnd;
}

/** Agents that a person is to decide on; of more, the oldest are forgotten until they are found again. */
const HELD_MAX = 1_000;

export class Decisions {
  readonly quarantines: QuarantineList;
  readonly #parts: DecisionParts;
  readonly #words: Words;
  readonly #brake = new Brake();
  /** By tenant and agent. */
  readonly #held = new BoundedMap<string, Held>(HELD_MAX);

  constructor(parts: DecisionParts) {
    this.#parts = parts;
    this.quarantines = new QuarantineList(parts.deciders, parts.primitives);
    this.#words = new Words(parts.deciders, parts.primitives);
  }

  /** Agents that a person is to decide on, the last ones last. */
  get held(): readonly Held[] {
    return [...this.#held.values()];
  }

  /**
   * Takes a certificate that was kept over a restart: a hub that is restarted again and again must not keep more apart
   * without a person than one that is not. `deciders`: who may have decided then. Rejects as `QuarantineList.take` does.
   */
  async restore(text: string, deciders: Deciders): Promise<void> {
    const certificate = await this.quarantines.check(text, deciders);
    this.quarantines.add(certificate, text, this.#parts.nowMs());
    if (certificate.kind === 'release') return;
    const { tenant, agent, fromMs } = certificate.value;
    this.#brake.count({ tenant, agent, node: onlyNodeOf(agent) }, fromMs);
  }

  /** Has its word on an agent that has changed, or leaves it to a person; `watched`: of so many agents of its tenant. */
  async found({ tenant, agent, node, finding, quarantine }: Found, watched: number): Promise<void> {
    const { nowMs, key, primitives, onEvent } = this.#parts;
    // Whoever is denied all it does has changed; that is no news, unless gates that come later are not told so any more.
    const known = this.quarantines.certificateOf(tenant, agent, nowMs());
    if (known !== undefined && this.quarantines.mayStand(known)) return;
    if (this.#brake.mayPass({ tenant, node, agent }, watched, nowMs())) {
      await this.#say(await signQuarantine(quarantine, key, primitives));
      return;
    }
    this.#held.renew(keyOf({ tenant, agent }), { quarantine, node, place: finding.place });
    onEvent({ kind: 'held', tenant, agent, node });
  }

  /** Notes what became of a finding; answers whether it is the one for which an agent is held. */
  suspected({ tenant, agent, node, atMs, end }: SuspectedBy): boolean {
    const held = this.#held.get(keyOf({ tenant, agent }));
    const isOfIt = held?.node === node && held.place === end.place && atMs > held.quarantine.fromMs;
    if (held === undefined || !isOfIt) return false;
    this.#held.set(keyOf({ tenant, agent }), { ...held, end });
    return true;
  }

  /**
   * Has a person's word on an agent that was held: it is kept apart as if it had not been. Rejects with `FleetError` VALUE
   * for an agent that is not held.
   */
  async quarantine(tenant: string, agent: string): Promise<'kept-apart' | 'said'> {
    const { key, primitives } = this.#parts;
    const held = this.#held.get(keyOf({ tenant, agent }));
    if (held === undefined)
      throw new FleetError('VALUE', `expected an agent that a person is to decide on, met ${agent}`);
    this.#held.delete(keyOf({ tenant, agent }));
    return (await this.#say(await signQuarantine(held.quarantine, key, primitives))) ? 'kept-apart' : 'said';
  }

  /**
   * Says that an agent's quarantine is to end, in the words of the hub that said so first. It ends once enough hubs have.
   * Rejects with `FleetError` VALUE for an agent that is in none.
   */
  async release(tenant: string, agent: string, why: string): Promise<'released' | 'said'> {
    const { nowMs, key, primitives } = this.#parts;
    const certificate = this.quarantines.certificateOf(tenant, agent, nowMs());
    if (certificate === undefined) throw new FleetError('VALUE', `expected an agent in quarantine, met ${agent}`);
    const of = { tenant, agent, quarantine: certificate.subject };
    const value = this.#words.releaseOf(of, nowMs()) ?? { ...of, atMs: nowMs(), why };
    return (await this.#say(await signRelease(value, key, primitives))) ? 'released' : 'said';
  }

  /** Takes a hub's word; answers whether it made a certificate. Rejects as `checkWord` does. */
  async takeWord(word: string): Promise<boolean> {
    const { nowMs, publish, onEvent } = this.#parts;
    const decided = await this.#words.take(word);
    if (decided === undefined) return false;
    const { certificate, text } = decided;
    this.quarantines.add(certificate, text, nowMs());
    await publish(decided);
    onEvent(certificate);
    return true;
  }

  /** Its own word, as `takeWord`. */
  async #say(word: string): Promise<boolean> {
    await this.#parts.tellHubs(subjectOf(word, this.#parts.primitives), word);
    return this.takeWord(word);
  }
}
