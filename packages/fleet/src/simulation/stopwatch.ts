/** Where the time of a simulation goes. */
import type { Primitives, SigningKey } from '@capgate/keys';

/** Adds up milliseconds by name: each name lasts until the next one is entered. */
export class Stopwatch<Name extends string> {
  readonly #elapsedMs: () => number;
  readonly #sums = new Map<Name, number>();
  #name: Name | undefined;
  #sinceMs = 0;

  constructor(elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
  }

  enter(name: Name | undefined): void {
    const nowMs = this.#elapsedMs();
    if (this.#name !== undefined) this.#sums.set(this.#name, this.sumOf(this.#name) + nowMs - this.#sinceMs);
    this.#name = name;
    this.#sinceMs = nowMs;
  }

  sumOf(name: Name): number {
    return this.#sums.get(name) ?? 0;
  }

  reset(): void {
    this.#sums.clear();
  }
}

/** How often something was done, and how long that took in all. */
export class Counted {
  count = 0;
  ms = 0;

  add(ms: number): void {
    this.count++;
    this.ms += ms;
  }

  /** What there was since the last time. */
  take(): { readonly count: number; readonly ms: number } {
    const { count, ms } = this;
    this.count = 0;
    this.ms = 0;
    return { count, ms };
  }
}

/** Primitives and keys that count what they do. Calls that wait for each other side by side count the wait of each. */
export class CountedSecurity {
  readonly signing = new Counted();
  readonly checking = new Counted();
  readonly hashing = new Counted();
  readonly primitives: Primitives;
  readonly #elapsedMs: () => number;

  constructor({ sha256, verify }: Primitives, elapsedMs: () => number) {
    this.#elapsedMs = elapsedMs;
    this.primitives = {
      sha256: (bytes) => {
        const beganMs = elapsedMs();
        const hash = sha256(bytes);
        this.hashing.add(elapsedMs() - beganMs);
        return hash;
      },
      verify: (...asked) => this.#timed(this.checking, () => verify(...asked)),
    };
  }

  keyOf(key: SigningKey): SigningKey {
    return {
      identity: key.identity,
      sign: (message) => this.#timed(this.signing, () => key.sign(message)),
      destroy: () => key.destroy(),
    };
  }

  async #timed<Value>(counted: Counted, work: () => Promise<Value>): Promise<Value> {
    const beganMs = this.#elapsedMs();
    const value = await work();
    counted.add(this.#elapsedMs() - beganMs);
    return value;
  }
}
