/** Certificates in the making: what each hub has said of a quarantine, or of its release. */
import { BoundedMap } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import type { Deciders } from '../deciders.ts';
import { type Certificate, checkWord, joined, type Release } from '../quarantine/certificate.ts';

/** How long a hub's word on a release waits for others: an hour. */
const RELEASE_MS_MAX = 3_600_000;
/** So many at most; the oldest go. */
const SUBJECTS_MAX = 10_000;

export interface Decided {
  readonly certificate: Certificate;
  readonly text: string;
}

interface Pending {
  readonly certificate: Certificate;
  /** By hub. */
  readonly texts: ReadonlyMap<string, string>;
}

export class Words {
  readonly #deciders: Deciders;
  readonly #primitives: Primitives;
  /** By what is signed. */
  readonly #pending = new BoundedMap<string, Pending>(SUBJECTS_MAX);

  constructor(deciders: Deciders, primitives: Primitives) {
    this.#deciders = deciders;
    this.#primitives = primitives;
  }

  /** Takes a hub's word; answers the certificate once it is the one that there were too few without. Rejects as `checkWord`. */
  async take(text: string): Promise<Decided | undefined> {
    const certificate = await checkWord(text, this.#deciders, this.#primitives);
    const { subject, signers } = certificate;
    const [hub] = signers as readonly [string];
    const known = this.#pending.get(subject)?.texts;
    if (known?.has(hub) === true) return undefined;
    const texts = new Map([...(known ?? []), [hub, text]]);
    this.#pending.set(subject, { certificate, texts });
    if (texts.size !== this.#deciders.threshold) return undefined;
    return { certificate: { ...certificate, signers: [...texts.keys()] }, text: joined([...texts.values()]) };
  }

  /** A release that other hubs have signed just now, too few so far: of this agent, and of no other one. */
  releaseOf(
    { tenant, agent, quarantine }: Pick<Release, 'tenant' | 'agent' | 'quarantine'>,
    nowMs: number,
  ): Release | undefined {
    for (const { certificate } of this.#pending.values()) {
      if (certificate.kind !== 'release') continue;
      const { value } = certificate;
      const isOfIt = value.tenant === tenant && value.agent === agent && value.quarantine === quarantine;
      if (isOfIt && value.atMs <= nowMs && nowMs - value.atMs <= RELEASE_MS_MAX) return value;
    }
    return undefined;
  }
}
