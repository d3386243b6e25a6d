/** Who is in quarantine, as a gate keeps it: by certificates alone, whoever brings them. */
import type { Primitives } from '@capgate/keys';
import { areEnough, type Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { type Certificate, checkCertificate, type Quarantine, QUARANTINE_MS_MAX } from './certificate.ts';

/** More are kept apart by hand. */
const ENTRIES_MAX = 100_000;

export type QuarantineCertificate = Extract<Certificate, { readonly kind: 'quarantine' }>;

interface Entry {
  readonly certificate: QuarantineCertificate;
  readonly text: string;
}

/** A certificate and the text that it was read from. */
export interface Kept {
  readonly certificate: Certificate;
  readonly text: string;
}

interface Released extends Kept {
  readonly atMs: number;
}

/** How far the clock of who releases may be ahead. */
const AHEAD_MS_MAX = 60_000;

export class QuarantineList {
  readonly #deciders: Deciders;
  readonly #primitives: Primitives;
  readonly #byAgent = new Map<string, Entry>();
  /** By agent, the last release: what began before is over, whatever there was. Kept while any of that could come back. */
  readonly #released = new Map<string, Released>();

  constructor(deciders: Deciders, primitives: Primitives) {
    this.#deciders = deciders;
    this.#primitives = primitives;
  }

  /**
   * Takes a certificate; answers whether it changed anything. Rejects with `FleetError` as `checkCertificate` does, CLOCK
   * for a quarantine that is over by now, REPLAY for one that was released, and VALUE where there are too many.
   */
  async take(text: string, nowMs: number): Promise<boolean> {
    return this.add(await this.check(text), text, nowMs);
  }

  /** What a certificate says, by those who may decide or others in their place. Rejects as `checkCertificate` does. */
  check(text: string, deciders: Deciders = this.#deciders): Promise<Certificate> {
    return checkCertificate(text, deciders, this.#primitives);
  }

  /** Takes what `check` has found in a text. Answers and throws as `take` does. */
  add(certificate: Certificate, text: string, nowMs: number): boolean {
    this.#forget(nowMs);
    const key = keyOf(certificate.value);
    const known = this.#byAgent.get(key);
    if (certificate.kind === 'quarantine') return this.#addQuarantine(certificate, text, nowMs, known);
    const { atMs, agent } = certificate.value;
    if (atMs > nowMs + AHEAD_MS_MAX)
      throw new FleetError('CLOCK', `expected a release of ${agent} of now, met one of the future; set the clock`);
    if ((this.#released.get(key)?.atMs ?? -Infinity) >= atMs) return false;
    this.#released.set(key, { atMs, certificate, text });
    return known !== undefined && known.certificate.value.fromMs <= atMs && this.#byAgent.delete(key);
  }

  #addQuarantine(certificate: QuarantineCertificate, text: string, nowMs: number, known: Entry | undefined): boolean {
    const { value } = certificate;
    if (value.untilMs <= nowMs)
      throw new FleetError('CLOCK', `expected a quarantine that is not over, met one of ${value.agent} that is`);
    if ((this.#released.get(keyOf(value))?.atMs ?? -Infinity) >= value.fromMs)
      throw new FleetError('REPLAY', `expected a quarantine of ${value.agent} that stands, met one that was ended`);
    // The one that holds longer holds, if it is one by those who decide now.
    const isHeld = known !== undefined && known.certificate.value.untilMs >= value.untilMs;
    if (isHeld && this.mayStand(known.certificate)) return false;
    if (known === undefined && this.#byAgent.size >= ENTRIES_MAX)
      throw new FleetError('VALUE', `expected at most ${ENTRIES_MAX} agents in quarantine, met another`);
    this.#byAgent.set(keyOf(value), { certificate, text });
    return true;
  }

  /** Whether nobody is on it: asked at every decision of a gate. */
  get isEmpty(): boolean {
    return this.#byAgent.size === 0;
  }

  /** Why an agent is in quarantine now; undefined where it is not. */
  of(tenant: string, agent: string, nowMs: number): Quarantine | undefined {
    return this.certificateOf(tenant, agent, nowMs)?.value;
  }

  /** And who has signed that. */
  certificateOf(tenant: string, agent: string, nowMs: number): QuarantineCertificate | undefined {
    const certificate = this.#byAgent.get(keyOf({ tenant, agent }))?.certificate;
    if (certificate === undefined) return undefined;
    return holdsAt(certificate.value, nowMs) ? certificate : undefined;
  }

  /** All that hold now. */
  current(nowMs: number): readonly QuarantineCertificate[] {
    const all = [...this.#byAgent.values()].map(({ certificate }) => certificate);
    return all.filter(({ value }) => holdsAt(value, nowMs));
  }

  /** What makes another list the same, in the order in which it has to take the texts. */
  kept(): readonly Kept[] {
    return [...this.#released.values(), ...this.#byAgent.values()];
  }

  /** Whether this text is one of them. */
  isKept(text: string): boolean {
    return this.kept().some((one) => one.text === text);
  }

  /** Whether those who decide now would stand by it. */
  mayStand({ identities }: Pick<Certificate, 'identities'>): boolean {
    return areEnough(identities, this.#deciders);
  }

  /** Of all of them, the texts. */
  texts(): readonly string[] {
    return this.kept().map(({ text }) => text);
  }

  #forget(nowMs: number): void {
    for (const [key, { certificate }] of this.#byAgent)
      if (certificate.value.untilMs <= nowMs) this.#byAgent.delete(key);
    for (const [key, { atMs }] of this.#released) if (atMs + QUARANTINE_MS_MAX <= nowMs) this.#released.delete(key);
  }
}

function holdsAt({ fromMs, untilMs }: Quarantine, nowMs: number): boolean {
  return fromMs <= nowMs && nowMs < untilMs;
}

/** Two names that no others come to. */
export function keyOf({ tenant, agent }: { readonly tenant: string; readonly agent: string }): string {
  return JSON.stringify([tenant, agent]);
}
