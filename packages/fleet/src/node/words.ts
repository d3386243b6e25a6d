/** Certificates in the making: what each hub has said of a quarantine. */
import { BoundedMap } from '@capgate/base';
import type { Primitives } from '@capgate/keys';
import type { Deciders } from '../deciders.ts';
import { checkWord, joined, type Quarantine } from '../quarantine/certificate.ts';

/** So many at most; the oldest go. */
const SUBJECTS_MAX = 10_000;

export interface Decided {
  readonly subject: string;
  /** The certificate. */
  readonly text: string;
  readonly value: Quarantine;
}

export class Words {
  readonly #deciders: Deciders;
  readonly #primitives: Primitives;
  /** By what is signed, and by hub. */
  readonly #words = new BoundedMap<string, ReadonlyMap<string, string>>(SUBJECTS_MAX);

  constructor(deciders: Deciders, primitives: Primitives) {
    this.#deciders = deciders;
    this.#primitives = primitives;
  }

  /** Takes a hub's word; answers the certificate once it is the one that there were too few without. Rejects as `checkWord`. */
  async take(text: string): Promise<Decided | undefined> {
    const { hub, subject, value } = await checkWord(text, this.#deciders, this.#primitives);
    const known = this.#words.get(subject);
    if (known?.has(hub) === true) return undefined;
    const words = new Map([...(known ?? []), [hub, text]]);
    this.#words.set(subject, words);
    if (words.size !== this.#deciders.threshold) return undefined;
    return { subject, text: joined([...words.values()]), value };
  }
}
