/** Lines of a byte stream, a chunk at a time, in bounded memory. */
import { isUtf8 } from 'node:buffer';

/** LENGTH: longer than allowed; its bytes were dropped. UTF8: not well-formed; decoding it would change it. */
export type LineFault = 'LENGTH' | 'UTF8';

/** A line without its line break, or what is wrong with it. */
export type Line = string | { readonly fault: LineFault };

const TOO_LONG: Line = { fault: 'LENGTH' };
const NOT_UTF8: Line = { fault: 'UTF8' };
const LINE_BREAK = 10;

/**
 * The lines that each chunk completes, and at the end the rest, if there is any. A line of more than
 * `maxBytes` is a fault in its place, and no more than that is ever held of it.
 */
export async function* lineBatches(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter(maxBytes);
  for await (const chunk of chunks) yield splitter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  yield splitter.end();
}

class LineSplitter {
  readonly #maxBytes: number;
  /** The beginning of a line whose end has not come yet. */
  #pending: Buffer[] = [];
  /** How long that is, counting what was dropped. */
  #pendingBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): readonly Line[] {
    const lastBreak = chunk.lastIndexOf(LINE_BREAK);
    if (lastBreak < 0) {
      this.#hold(chunk);
      return [];
    }
    const firstBreak = this.#pendingBytes === 0 ? -1 : chunk.indexOf(LINE_BREAK);
    const begun = firstBreak < 0 ? [] : [this.#finish(chunk.subarray(0, firstBreak))];
    const others = lastBreak > firstBreak ? this.#split(chunk.subarray(firstBreak + 1, lastBreak)) : [];
    this.#hold(chunk.subarray(lastBreak + 1));
    return begun.length === 0 ? others : [...begun, ...others];
  }

  end(): readonly Line[] {
    return this.#pendingBytes === 0 ? [] : [this.#finish(Buffer.alloc(0))];
  }

  /** Keeps a copy, as a chunk is only lent. */
  #hold(bytes: Buffer): void {
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > this.#maxBytes) this.#pending = [];
    else if (bytes.length > 0) this.#pending.push(Buffer.from(bytes));
  }

  #finish(rest: Buffer): Line {
    const sizeBytes = this.#pendingBytes + rest.length;
    const whole = sizeBytes > this.#maxBytes ? undefined : Buffer.concat([...this.#pending, rest]);
    this.#pending = [];
    this.#pendingBytes = 0;
    return whole === undefined ? TOO_LONG : this.#decode(whole);
  }

  /** Lines of a block that ends before a line break. Decoded at once where nothing speaks against it. */
  #split(block: Buffer): readonly Line[] {
    if (block.length <= this.#maxBytes && isUtf8(block)) return block.toString('utf8').split('\n');
    const lines: Line[] = [];
    for (let start = 0; start <= block.length; ) {
      const lineBreak = block.indexOf(LINE_BREAK, start);
      const end = lineBreak < 0 ? block.length : lineBreak;
      lines.push(this.#decode(block.subarray(start, end)));
      start = end + 1;
    }
    return lines;
  }

  #decode(line: Buffer): Line {
    if (line.length > this.#maxBytes) return TOO_LONG;
    return isUtf8(line) ? line.toString('utf8') : NOT_UTF8;
  }
}
