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

/** How often something was done, and for how long at least one call of it was under way. */
export class Counted {
  #count = 0;
  #ms = 0;
  #underWay = 0;
  #sinceMs = 0;

  begin(nowMs: number): void {
    this.#count++;
    if (this.#underWay++ === 0) this.#sinceMs = nowMs;
  }

  end(nowMs: number): void {
    if (--this.#underWay === 0) this.#ms += nowMs - this.#sinceMs;
  }

  /** What there was since the last time. */
  take(): { readonly count: number; readonly ms: number } {
    const taken = { count: this.#count, ms: this.#ms };
    this.#count = 0;
    this.#ms = 0;
    return taken;
  }
}

/** Primitives and keys that count what they do. */
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
        this.hashing.begin(elapsedMs());
        const hash = sha256(bytes);
        this.hashing.end(elapsedMs());
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
    counted.begin(this.#elapsedMs());
    try {
      return await work();
    } finally {
      counted.end(this.#elapsedMs());
    }
  }
}
