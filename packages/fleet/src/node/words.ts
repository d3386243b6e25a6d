/** Certificates in the making: what each hub has said of a quarantine, or of its release. */
import { BoundedMap } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import { type Deciders, namesOf } from '../deciders.ts';
import { type Certificate, checkWord, joined, type Release } from '../quarantine/certificate.ts';

/** How long a hub's word on a release waits for others: an hour. */
const RELEASE_MS_MAX = 3_600_000;
/** So many at most that one hub was the first to speak of; the oldest go. No hub pushes out what others have said. */
const SUBJECTS_MAX = 2_000;

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
  /** By the hub that spoke first, and by what is signed. */
  readonly #pending: ReadonlyMap<string, BoundedMap<string, Pending>>;

  constructor(deciders: Deciders, primitives: Primitives) {
    this.#deciders = deciders;
    this.#primitives = primitives;
    this.#pending = new Map(deciders.hubs.map(({ name }) => [name, new BoundedMap(SUBJECTS_MAX)]));
  }

  /** Takes a hub's word; answers the certificate once it is the one that there were too few without. Rejects as `checkWord`. */
  async take(word: string): Promise<Decided | undefined> {
    const certificate = await checkWord(word, this.#deciders, this.#primitives);
    const { subject, signers } = certificate;
    const [hub] = signers as readonly [string];
    const first = [...this.#pending.values()].find((of) => of.has(subject)) ?? this.#pending.get(hub);
    const known = first?.get(subject)?.texts;
    if (known?.has(hub) === true) return undefined;
    const texts = new Map([...(known ?? []), [hub, word]]);
    first?.set(subject, { certificate, texts });
    // Who was revoked since it spoke has said nothing.
    const { hubs, threshold } = this.#deciders;
    const identities = hubs.filter(({ name }) => texts.has(name));
    if (identities.length !== threshold) return undefined;
    const text = joined(identities.map(({ name }) => texts.get(name) as string));
    return { certificate: { ...certificate, identities, signers: namesOf(identities) }, text };
  }

  /** A release that other hubs have signed just now, too few so far: of this agent, and of no other one. */
  releaseOf(
    { tenant, agent, quarantine }: Pick<Release, 'tenant' | 'agent' | 'quarantine'>,
    nowMs: number,
  ): Release | undefined {
    for (const { certificate } of [...this.#pending.values()].flatMap((of) => [...of.values()])) {
      if (certificate.kind !== 'release') continue;
      const { value } = certificate;
      const isOfIt = value.tenant === tenant && value.agent === agent && value.quarantine === quarantine;
      if (isOfIt && value.atMs <= nowMs && nowMs - value.atMs <= RELEASE_MS_MAX) return value;
    }
    return undefined;
  }
}
