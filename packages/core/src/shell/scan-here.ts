/** The delimiters of here-documents, as the scanner takes them: one plain word, bare or quoted as a whole. */
import { findUnit } from './source.ts';
import { UNIT_CLASS, UnitClass } from './units.ts';

const TAB = 0x09;
const NEWLINE = 0x0a;
const DOUBLE_QUOTE = 0x22;
const NUMBER_SIGN = 0x23;
const SINGLE_QUOTE = 0x27;
const MINUS = 0x2d;
const SPACE = 0x20;
const OPEN_PARENTHESIS = 0x28;
const LESS = 0x3c;
const GREATER = 0x3e;
const BACKSLASH = 0x5c;

/** What a line of a body is, where it does not close the body. */
export const Line = {
  /** Starts with the delimiter and goes on: inside `$(…)` such a line may close the body, too. */
  UNCLEAR: -1,
  /** Belongs to the body. */
  BODY: -2,
} as const;

/** The delimiter read last, by its place in the text, so that no string is made of it. */
export class Delimiter {
  start = 0;
  end = 0;
  /** Whether the body is taken as it stands. */
  quoted = false;
  /** `<<-`: tabs that lead a line are no part of it. */
  stripsTabs = false;

  /** Reads the delimiter behind the `<<` that ends at `from`, in a text that ends at `end`. Returns where it ends, quotes included, or -1. */
  read(text: Uint16Array, from: number, end: number): number {
    let at = from;
    this.stripsTabs = at < end && text[at] === MINUS;
    if (this.stripsTabs) at++;
    while (at < end && (text[at] === SPACE || text[at] === TAB)) at++;
    if (at >= end) return -1;
    const first = text[at]!;
    const closed = first === SINGLE_QUOTE || first === DOUBLE_QUOTE;
    this.quoted = closed || first === BACKSLASH;
    this.start = this.quoted ? at + 1 : at;
    this.end = plainEnd(text, this.start, end);
    if (this.end === this.start || first === NUMBER_SIGN) return -1;
    if (!closed) return isApart(text, this.end, end) ? this.end : -1;
    if (this.end >= end || text[this.end] !== first) return -1;
    return isApart(text, this.end + 1, end) ? this.end + 1 : -1;
  }

  /** Where the line that starts at `from` ends if it closes the body, else a `Line`. The text ends at `end`. */
  closeAt(text: Uint16Array, from: number, end: number): number {
    let at = from;
    if (this.stripsTabs) while (at < end && text[at] === TAB) at++;
    for (let unit = this.start; unit < this.end; unit++, at++)
      if (at >= end || text[at] !== text[unit]!) return Line.BODY;
    return at >= end || text[at] === NEWLINE ? at : Line.UNCLEAR;
  }

  /** Behind the line that closes the body that starts at `from`; -1 where none does before `end`. */
  skipBody(text: Uint16Array, from: number, end: number): number {
    let at = from;
    while (at < end) {
      const close = this.closeAt(text, at, end);
      if (close !== Line.BODY) return close >= 0 && close < end ? close + 1 : -1;
      const newline = findUnit(text, NEWLINE, at, end);
      at = newline < 0 ? end : newline + 1;
    }
    return -1;
  }
}

function plainEnd(text: Uint16Array, from: number, end: number): number {
  let at = from;
  while (at < end && UNIT_CLASS[text[at]!]! < UnitClass.END) at++;
  return at;
}

/** Whether nothing is glued to the delimiter that ends at `at`. */
function isApart(text: Uint16Array, at: number, end: number): boolean {
  if (at >= end) return true;
  const unit = text[at]!;
  if (unit === OPEN_PARENTHESIS || unit === LESS || unit === GREATER) return false;
  return UNIT_CLASS[unit] === UnitClass.END;
}
