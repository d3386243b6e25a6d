/** Identifiers of records: UUIDs of version 7 (RFC 9562 §5.7), each greater than the one before. */
import { type Random, toHex } from '@capgate/base';

const TAIL_BYTES = 8;
/** How many tails are drawn at once: asking for randomness costs more than the randomness. */
const DRAWN = 256;
const COUNTER_MAX = 0xfff;

export class Ids {
  readonly #random: Random;
  #drawn: Uint8Array = new Uint8Array();
  #used = DRAWN;
  #lastMs = 0;
  #counter = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The next identifier, at `nowMs` or, where many are made in one millisecond, a little later (§6.2, method 1). */
  next(nowMs: number): string {
    this.#tick(nowMs);
    const time = this.#lastMs.toString(16).padStart(12, '0');
    const counter = this.#counter.toString(16).padStart(3, '0');
    const tail = toHex(this.#tail());
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }

  #tick(nowMs: number): void {
    this.#counter++;
    if (nowMs > this.#lastMs) [this.#lastMs, this.#counter] = [nowMs, 0];
    else if (this.#counter > COUNTER_MAX) [this.#lastMs, this.#counter] = [this.#lastMs + 1, 0];
  }

  #tail(): Uint8Array {
    if (this.#used === DRAWN) {
      this.#drawn = this.#random.bytes(DRAWN * TAIL_BYTES);
      this.#used = 0;
    }
    const start = this.#used++ * TAIL_BYTES;
    const tail = this.#drawn.subarray(start, start + TAIL_BYTES);
    // The variant, in the two highest bits.
    tail[0] = ((tail[0] as number) & 0x3f) | 0x80;
    return tail;
  }
}
