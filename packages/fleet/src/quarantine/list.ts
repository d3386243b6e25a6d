/** Who is in quarantine, as a gate keeps it: by certificates alone, whoever brings them. */
import type { Primitives } from '@capgate/keys';
import type { Deciders } from '../deciders.ts';
import { FleetError } from '../error.ts';
import { checkCertificate, type Quarantine, QUARANTINE_MS_MAX } from './certificate.ts';

/** More are kept apart by hand. */
const ENTRIES_MAX = 100_000;

interface Entry {
  readonly subject: string;
  readonly value: Quarantine;
}

export class QuarantineList {
  readonly #deciders: Deciders;
  readonly #primitives: Primitives;
  readonly #byAgent = new Map<string, Entry>();
  /** Quarantines that are over, by what was signed: until when they could come back. */
  readonly #released = new Map<string, number>();

  constructor(deciders: Deciders, primitives: Primitives) {
    this.#deciders = deciders;
    this.#primitives = primitives;
  }

  /**
   * Takes a certificate; answers whether it changed anything. Rejects with `FleetError` as `checkCertificate` does, CLOCK
   * for a quarantine that is over by now, REPLAY for one that was released, and VALUE where there are too many.
   */
  async take(text: string, nowMs: number): Promise<boolean> {
    const certificate = await checkCertificate(text, this.#deciders, this.#primitives);
    this.#forget(nowMs);
    const { subject, value } = certificate;
    const key = keyOf(value);
    const known = this.#byAgent.get(key);
    if (certificate.kind === 'release') {
      this.#released.set(certificate.value.quarantine, nowMs + QUARANTINE_MS_MAX);
      return known?.subject === certificate.value.quarantine && this.#byAgent.delete(key);
    }
    if (certificate.value.untilMs <= nowMs)
      throw new FleetError('CLOCK', `expected a quarantine that is not over, met one of ${value.agent} that is`);
    if (this.#released.has(subject))
      throw new FleetError('REPLAY', `expected a quarantine of ${value.agent} that stands, met one that was ended`);
    // The one that holds longer holds.
    if (known !== undefined && known.value.untilMs >= certificate.value.untilMs) return false;
    if (known === undefined && this.#byAgent.size >= ENTRIES_MAX)
      throw new FleetError('VALUE', `expected at most ${ENTRIES_MAX} agents in quarantine, met another`);
    this.#byAgent.set(key, { subject, value: certificate.value });
    return true;
  }

  /** Why an agent is in quarantine now; undefined where it is not. */
  of(tenant: string, agent: string, nowMs: number): Quarantine | undefined {
    const entry = this.#byAgent.get(keyOf({ tenant, agent }));
    return entry !== undefined && entry.value.fromMs <= nowMs && nowMs < entry.value.untilMs ? entry.value : undefined;
  }

  #forget(nowMs: number): void {
    for (const [key, { value }] of this.#byAgent) if (value.untilMs <= nowMs) this.#byAgent.delete(key);
    for (const [subject, untilMs] of this.#released) if (untilMs <= nowMs) this.#released.delete(subject);
  }
}

function keyOf({ tenant, agent }: { readonly tenant: string; readonly agent: string }): string {
  return JSON.stringify([tenant, agent]);
}
