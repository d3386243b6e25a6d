/** A line that is typed and not shown. */

/** The longest secret, in bytes. */
export const SECRET_BYTES_MAX = 1024;

const INTERRUPT = 0x03;
const END = 0x04;
const BACKSPACE: readonly number[] = [0x08, 0x7f];
const ENTER: readonly number[] = [0x0a, 0x0d];
const CLEAR = 0x15;

export class SecretLine {
  readonly #bytes = new Uint8Array(SECRET_BYTES_MAX);
  #length = 0;

  /** Takes what was typed, as a terminal in raw mode gives it. Cancelled too where it gets too long. */
  take(chunk: Uint8Array): 'open' | 'complete' | 'cancelled' {
    for (const byte of chunk) {
      if (ENTER.includes(byte)) return 'complete';
      if (byte === INTERRUPT || byte === END || this.#length === SECRET_BYTES_MAX) return 'cancelled';
      if (byte === CLEAR) this.erase();
      else if (BACKSPACE.includes(byte)) this.#removeLast();
      else this.#bytes[this.#length++] = byte;
    }
    return 'open';
  }

  /** A copy of the line. */
  value(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  erase(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }

  /** The last character, which in UTF-8 may be several bytes. */
  #removeLast(): void {
    let isContinuation = this.#length > 0;
    while (isContinuation) {
      this.#length--;
      isContinuation = this.#length > 0 && ((this.#bytes[this.#length] as number) & 0xc0) === 0x80;
      this.#bytes[this.#length] = 0;
    }
  }
}
