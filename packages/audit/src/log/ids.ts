/** Identifiers of records: UUIDs of version 7 (RFC 9562 §5.7), each greater than the one before. */
import { type Random, toHex } from '@capgate/base';

const TAIL_BYTES = 8;
/** How many tails are drawn at once: asking for randomness costs more than the randomness. */
const DRAWN = 256;
const COUNTER_MAX = 0xfff;
/** The hexadecimal digit that the two highest bits of the tail, 10, and the next two give. */
const VARIANTS = '89ab';

export class Ids {
  readonly #random: Random;
  /** Tails in hexadecimal, one behind the other. */
  #drawn = '';
  #used = DRAWN;
  #lastMs = 0;
  #counter = 0;
  /** What all identifiers of one millisecond begin with. */
  #head = '';

  constructor(random: Random) {
    this.#random = random;
  }

  /** The next identifier, at `nowMs` or, where many are made in one millisecond, a little later (§6.2, method 1). */
  next(nowMs: number): string {
    this.#counter++;
    if (nowMs > this.#lastMs) this.#begin(nowMs);
    else if (this.#counter > COUNTER_MAX) this.#begin(this.#lastMs + 1);
    return `${this.#head}${this.#counter.toString(16).padStart(3, '0')}-${this.#tail()}`;
  }

  #begin(timeMs: number): void {
    this.#lastMs = timeMs;
    this.#counter = 0;
    const time = timeMs.toString(16).padStart(12, '0');
    this.#head = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  }

  #tail(): string {
    if (this.#used === DRAWN) {
      this.#drawn = toHex(this.#random.bytes(DRAWN * TAIL_BYTES));
      this.#used = 0;
    }
    const start = this.#used++ * TAIL_BYTES * 2;
    const variant = VARIANTS[Number.parseInt(this.#drawn[start] as string, 16) % VARIANTS.length] as string;
    return `${variant}${this.#drawn.slice(start + 1, start + 4)}-${this.#drawn.slice(start + 4, start + 16)}`;
  }
}
