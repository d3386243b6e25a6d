/**
 * The text being read as code units. A string has one of a dozen forms inside an engine, and every
 * look at one of its units finds out which; the readers look at most units more than once.
 */

/** Zeros behind the text, so that a reader may look a little ahead without asking for the end. */
const LOOKAHEAD_UNITS = 4;

/** A text's code units. Reused from one text to the next. */
export class Source {
  units: Uint16Array;
  length = 0;

  constructor(capacity = 4096) {
    this.units = new Uint16Array(capacity);
  }

  static of(text: string): Source {
    const source = new Source(text.length + LOOKAHEAD_UNITS);
    source.take(text, text.length);
    return source;
  }

  /** Takes the `length` code units of `text`. */
  take(text: string, length: number): void {
    if (length + LOOKAHEAD_UNITS > this.units.length) this.units = new Uint16Array(2 * (length + LOOKAHEAD_UNITS));
    const { units } = this;
    for (let at = 0; at < length; at++) units[at] = text.charCodeAt(at);
    for (let at = length; at < length + LOOKAHEAD_UNITS; at++) units[at] = 0;
    this.length = length;
  }
}

/** Whether `word` stands at `at`. */
export function startsAt(units: Uint16Array, word: string, at: number): boolean {
  for (let i = 0; i < word.length; i++) if (units[at + i] !== word.charCodeAt(i)) return false;
  return true;
}

/** Where `unit` stands first in `from … end`, or -1. */
export function findUnit(units: Uint16Array, unit: number, from: number, end: number): number {
  for (let at = from; at < end; at++) if (units[at] === unit) return at;
  return -1;
}
