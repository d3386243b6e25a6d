/** A record on its way to the disk. */

/** What a caller learns once its record is on the disk. */
export interface Receipt {
  /** Its place in the log. */
  readonly index: number;
  readonly id: string;
  readonly at: number;
}

/** What is known of a record at once, before it is on the disk. */
export interface Offered {
  readonly id: string;
  readonly at: number;
  /** Resolves once the record is on the disk for good; rejects as `append` does. */
  readonly promised: Promise<Receipt>;
}

/** Makes its promise only where somebody asks for it: most records are promised to nobody. */
export class Offer implements Offered {
  readonly entry: Uint8Array;
  readonly id: string;
  readonly at: number;
  #outcome: { readonly index: number } | { readonly failure: unknown } | undefined;
  #asked: PromiseWithResolvers<Receipt> | undefined;

  constructor(entry: Uint8Array, id: string, at: number) {
    this.entry = entry;
    this.id = id;
    this.at = at;
  }

  get promised(): Promise<Receipt> {
    if (this.#asked === undefined) {
      this.#asked = Promise.withResolvers();
      this.#tell();
    }
    return this.#asked.promise;
  }

  /** It is on the disk. */
  settle(index: number): void {
    this.#outcome = { index };
    this.#tell();
  }

  /** Whether it is on the disk is not known. */
  fail(failure: unknown): void {
    this.#outcome = { failure };
    this.#tell();
  }

  #tell(): void {
    if (this.#asked === undefined || this.#outcome === undefined) return;
    if ('failure' in this.#outcome) this.#asked.reject(this.#outcome.failure);
    else this.#asked.resolve({ index: this.#outcome.index, id: this.id, at: this.at });
  }
}
