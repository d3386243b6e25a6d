/** Who is in quarantine, as a gate keeps it: by certificates alone, whoever brings them. */
import type { Primitives } from '@capgate/keys';
import type { Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { type Certificate, checkCertificate, type Quarantine, QUARANTINE_MS_MAX } from './certificate.ts';

/** More are kept apart by hand. */
const ENTRIES_MAX = 100_000;

export type QuarantineCertificate = Extract<Certificate, { readonly kind: 'quarantine' }>;

interface Entry {
  readonly certificate: QuarantineCertificate;
  readonly text: string;
}

export class QuarantineList {
  readonly #deciders: Deciders;
  readonly #primitives: Primitives;
  readonly #byAgent = new Map<string, Entry>();
  /** Quarantines that are over, by what was signed: until when they could come back, and what says that they are over. */
  readonly #released = new Map<string, { readonly untilMs: number; readonly text: string }>();

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

  /** What a certificate says. Rejects as `checkCertificate` does. */
  check(text: string): Promise<Certificate> {
    return checkCertificate(text, this.#deciders, this.#primitives);
  }

  /** Takes what `check` has found in a text. Answers and throws as `take` does. */
  add(certificate: Certificate, text: string, nowMs: number): boolean {
    this.#forget(nowMs);
    const key = keyOf(certificate.value);
    const known = this.#byAgent.get(key);
    if (certificate.kind === 'quarantine') return this.#addQuarantine(certificate, text, nowMs, known);
    const { quarantine } = certificate.value;
    this.#released.set(quarantine, { untilMs: nowMs + QUARANTINE_MS_MAX, text });
    return known?.certificate.subject === quarantine && this.#byAgent.delete(key);
  }

  #addQuarantine(certificate: QuarantineCertificate, text: string, nowMs: number, known: Entry | undefined): boolean {
    const { subject, value } = certificate;
    if (value.untilMs <= nowMs)
      throw new FleetError('CLOCK', `expected a quarantine that is not over, met one of ${value.agent} that is`);
    if (this.#released.has(subject))
      throw new FleetError('REPLAY', `expected a quarantine of ${value.agent} that stands, met one that was ended`);
    // The one that holds longer holds.
    if (known !== undefined && known.certificate.value.untilMs >= value.untilMs) return false;
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
    const { fromMs, untilMs } = certificate.value;
    return fromMs <= nowMs && nowMs < untilMs ? certificate : undefined;
  }

  /** The texts that make another list the same, in the order in which it has to take them. */
  texts(): readonly string[] {
    return [...this.#released.values(), ...this.#byAgent.values()].map(({ text }) => text);
  }

  #forget(nowMs: number): void {
    for (const [key, { certificate }] of this.#byAgent)
      if (certificate.value.untilMs <= nowMs) this.#byAgent.delete(key);
    for (const [subject, { untilMs }] of this.#released) if (untilMs <= nowMs) this.#released.delete(subject);
  }
}

function keyOf({ tenant, agent }: { readonly tenant: string; readonly agent: string }): string {
  return JSON.stringify([tenant, agent]);
}
