/** Lines and columns of a text, counted from 1, columns in UTF-16 code units. */
import type { Span } from '@capgate/core';

export interface Region {
  readonly line: number;
  readonly column: number;
  /** Where it ends; the column is the one behind its last character. */
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where lines of one text begin, found once for many places. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  region({ start, end }: Span): Region {
    const line = this.#lineOf(start);
    const endLine = this.#lineOf(end);
    return {
      line,
      column: start - this.#starts[line - 1]! + 1,
      endLine,
      endColumn: end - this.#starts[endLine - 1]! + 1,
    };
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
}
