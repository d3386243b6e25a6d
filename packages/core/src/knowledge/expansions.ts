/** The variables that a word uses, and what `${name…}` makes of a value. Pure, over texts. */
import { isHole } from '../shell/reading.ts';

/** What a variable stands for: cooked text, and whether its `*` and `?` match files. */
export interface Value {
  readonly text: string;
  readonly isGlob: boolean;
}

/** One use of a variable in a word. */
export interface Use {
  readonly name: string;
  /** What stands behind the name in braces: `%.txt` of `${f%.txt}`. */
  readonly operation: string;
  readonly isQuoted: boolean;
  /** The hole that it left in the cooked text. */
  readonly hole: string;
}

export type Piece = string | Use;

/** Longest value and pattern that are worked with, in code units. */
const MAX_VALUE_UNITS = 512;

const PLAIN_USE = /\$(?:([A-Za-z_]\w*|[0-9@*])|\{([A-Za-z_]\w*|[0-9@*])([^}"'\\$`{\n]*)\})/y;
const OTHER_USE = /\$[?#$!-]/y;

/**
 * The pieces of a word that is written as `written` and cooked as `cooked`; undefined where it holds
 * anything but text, quotes and variables, or the two don't tell the same.
 */
export function piecesOf(written: string, cooked: string): readonly Piece[] | undefined {
  return new PieceReader(written, cooked).read();
}

class PieceReader {
  readonly #written: string;
  readonly #cooked: string;
  readonly #pieces: Piece[] = [];
  #at = 0;
  #cookedAt = 0;
  #literal = '';
  #isQuoted = false;

  constructor(written: string, cooked: string) {
    this.#written = written;
    this.#cooked = cooked;
  }

  read(): readonly Piece[] | undefined {
    while (this.#at < this.#written.length) if (!this.#step()) return undefined;
    this.#endLiteral();
    return this.#cookedAt === this.#cooked.length ? this.#pieces : undefined;
  }

  #step(): boolean {
    const character = this.#written[this.#at];
    if (character === '`' || character === '\n') return false;
    if (character === '"') return this.#toggle();
    if (character === '$') return this.#use();
    if (character === '\\') return this.#escape();
    if (!this.#isQuoted && character === "'") return this.#single();
    return this.#take(1);
  }

  #toggle(): boolean {
    this.#isQuoted = !this.#isQuoted;
    this.#at++;
    return true;
  }

  #escape(): boolean {
    const next = this.#written[this.#at + 1] ?? '\n';
    if (next === '\n') return false;
    if (!this.#isQuoted || '$`"\\'.includes(next)) this.#at++;
    return this.#take(1);
  }

  #single(): boolean {
    const end = this.#written.indexOf("'", this.#at + 1);
    if (end < 0) return false;
    this.#at++;
    if (!this.#take(end - this.#at)) return false;
    this.#at++;
    return true;
  }

  /** Takes characters that mean themselves; a lone one may be a tilde that has become a hole. */
  #take(count: number): boolean {
    const text = this.#written.slice(this.#at, this.#at + count);
    const cooked = this.#cooked.slice(this.#cookedAt, this.#cookedAt + count);
    if (text !== cooked && !(text === '~' && isHole(cooked.charCodeAt(0)))) return false;
    this.#literal += cooked;
    this.#at += count;
    this.#cookedAt += count;
    return true;
  }

  #use(): boolean {
    PLAIN_USE.lastIndex = this.#at;
    const found = PLAIN_USE.exec(this.#written);
    if (found === null) return this.#otherUse();
    const hole = this.#cooked[this.#cookedAt] ?? '';
    if (!isHole(hole.charCodeAt(0))) return false;
    this.#endLiteral();
    this.#pieces.push({
      name: found[1] ?? found[2] ?? '',
      operation: found[3] ?? '',
      isQuoted: this.#isQuoted,
      hole,
    });
    this.#at += found[0].length;
    this.#cookedAt++;
    return true;
  }

  /** `$?` and its like stay the holes that they are; a `$` before anything else is itself. */
  #otherUse(): boolean {
    OTHER_USE.lastIndex = this.#at;
    if (!OTHER_USE.test(this.#written)) return /[('"{]/.test(this.#written[this.#at + 1] ?? '') ? false : this.#take(1);
    this.#at += 2;
    this.#literal += this.#cooked[this.#cookedAt++] ?? '';
    return true;
  }

  #endLiteral(): void {
    if (this.#literal !== '') this.#pieces.push(this.#literal);
    this.#literal = '';
  }
}

/** What `${name OPERATION}` makes of a value; undefined where that is not known. */
export function expanded(value: Value, operation: string): Value | undefined {
  if (operation === '') return value;
  if (value.text.length > MAX_VALUE_UNITS || operation.length > MAX_VALUE_UNITS) return undefined;
  if (/^:?[-?]/.test(operation)) return value.text === '' ? undefined : value;
  const [, sign, pattern = ''] = /^(%%?|##?)(.*)$/.exec(operation) ?? [];
  if (sign !== undefined) return stripped(value, sign, pattern);
  const [, slashes, from = '', to = ''] = /^(\/\/?)([^/]+)\/?(.*)$/.exec(operation) ?? [];
  return slashes === undefined ? undefined : replaced(value, slashes === '//', from, to);
}

/** Cuts off the shortest (`%`, `#`) or longest (`%%`, `##`) part that fits, from the end or the start. */
function stripped(value: Value, sign: string, pattern: string): Value | undefined {
  const parts = pattern.split('*');
  if (parts.length > 2 || /[?[]/.test(pattern)) return undefined;
  const [head = '', tail] = parts;
  const { text } = value;
  const fits = (part: string): boolean =>
    tail === undefined
      ? part === head
      : part.length >= head.length + tail.length && part.startsWith(head) && part.endsWith(tail);
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => length);
  const isEnd = sign.startsWith('%');
  const partOf = (length: number): string => (isEnd ? text.slice(text.length - length) : text.slice(0, length));
  const length = (sign.length === 2 ? lengths.toReversed() : lengths).find((size) => fits(partOf(size))) ?? 0;
  return { ...value, text: isEnd ? text.slice(0, text.length - length) : text.slice(length) };
}

/** What a glob stands for could become any path by a slash put in. */
function replaced(value: Value, isAll: boolean, from: string, to: string): Value | undefined {
  if (/[*?[#%]/.test(from) || (value.isGlob && /[/~]|\.\./.test(to))) return undefined;
  const text = isAll ? value.text.split(from).join(to) : value.text.replace(from, () => to);
  return { ...value, text };
}
