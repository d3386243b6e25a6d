/** Lines out of chunks of bytes, up to a bound. */

/** A page of 1,000 long decisions, and room. */
const LINE_LENGTH_MAX = 64 << 20;

export class Lines {
  // Decodes what a chunk's end cuts off with the next.
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #rest: string[] = [];
  #restLength = 0;

  /** The lines that are complete now; undefined where one is too long. */
  take(chunk: Uint8Array): string[] | undefined {
    const lines = this.#decoder.decode(chunk, { stream: true }).split('\n');
    const rest = lines.pop() ?? '';
    if (lines.length > 0) {
      lines[0] = this.#rest.join('') + (lines[0] as string);
      this.#rest = [];
      this.#restLength = 0;
    }
    this.#rest.push(rest);
    this.#restLength += rest.length;
    return this.#restLength > LINE_LENGTH_MAX ? undefined : lines;
  }
}
