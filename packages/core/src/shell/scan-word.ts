/**
 * The words of the scanner: cooks what a plain command line has, declines the rest.
 *
 * Substitutions are taken in two steps, since the words of a command must lie side by side: the end
 * of a `$(…)` is guessed and noted; once the command is complete, the scanner reads what is in it.
 * A wrong guess shows there: the commands must end exactly where the guess put the parenthesis.
 */
import type { Value } from './printed.ts';
import { HASH_BASIS, HASH_PRIME, Hole, isHole, Nesting, Reading, WordFlag, type WordList } from './reading.ts';
import { arithmeticEnd } from './scan-arithmetic.ts';
import { Delimiter, Line } from './scan-here.ts';
import { isSettled, printedBetween, startsPrinter } from './scan-printer.ts';
import { findUnit, type Source } from './source.ts';
import {
  defaultFits,
  hashUnits,
  isDigit,
  isNameStart,
  nameEnd,
  parameterEnd,
  parameterHole,
  tildeEnd,
  tildeHole,
  UNIT_CLASS,
  UnitClass,
  WordMode,
} from './units.ts';

/** Deepest nesting that the scanner takes on; each level of `$(…)` is looked through once more, so this bounds its work. */
export const MAX_SCANNED_NESTING = 12;
/** Variables of one text that are told apart. */
const MAX_BOUND = 16;
/** Returned in place of a position. */
export const DECLINED = -1;
/** No code unit. */
const NONE = -1;

const TAB = 0x09;
const DOUBLE_QUOTE = 0x22;
const NUMBER_SIGN = 0x23;
const DOLLAR = 0x24;
const PERCENT = 0x25;
const SINGLE_QUOTE = 0x27;
const OPEN_PARENTHESIS = 0x28;
const CLOSE_PARENTHESIS = 0x29;
const ASTERISK = 0x2a;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const AT_SIGN = 0x40;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const BACKTICK = 0x60;
const LOWER_X = 0x78;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NEWLINE = 0x0a;

/** What the letter behind a backslash means in `$'…'`. */
const ANSI_ESCAPES = new Uint8Array(128);
for (const [letter, meant] of [
  ['a', 0x07],
  ['b', 0x08],
  ['e', 0x1b],
  ['E', 0x1b],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
  ['\\', BACKSLASH],
  ["'", SINGLE_QUOTE],
  ['"', DOUBLE_QUOTE],
  ['?', 0x3f],
] as const)
  ANSI_ESCAPES[letter.charCodeAt(0)] = meant;

/** The value of a hexadecimal digit; 16 for what is none. */
function digitOf(unit: number): number {
  if (isDigit(unit)) return unit - 0x30;
  const letter = (unit | 0x20) - 0x57;
  return letter >= 10 && letter < 16 ? letter : 16;
}

function doubled(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}

export class WordScanner {
  reading: Reading = new Reading();
  /** The text's code units, and how many they are. */
  text: Uint16Array = new Uint16Array(0);
  #length = 0;
  /** Where the text to be scanned ends: the text's end, or the backtick that closes the part being scanned. */
  end = 0;
  /** Added to positions in listed rows. */
  offset = 0;
  /** The invocation whose words are scanned, or -1 inside of a compound command, and the text's first. */
  row = 0;
  #firstRow = 0;
  /** Whether the last word started with something that may be an assignment's name. */
  mayAssign = false;
  /** Substitutions of the commands being scanned that wait for their turn. */
  substitutionCount = 0;
  substitutionStart: Int32Array<ArrayBuffer> = new Int32Array(64);
  /** Where the closing parenthesis or backtick is taken to be. */
  substitutionEnd: Int32Array<ArrayBuffer> = new Int32Array(64);
  substitutionNesting: Int32Array<ArrayBuffer> = new Int32Array(64);
  /** The word being cooked: next free place in `Reading.units`, hash and flags so far. */
  #unitCount = 0;
  #hash = 0;
  #flags = 0;
  /** Place of its first unquoted `[`; -1 without one. */
  #bracket = -1;
  /** Hashes of names, and how many were bound. */
  readonly #bound: Int32Array = new Int32Array(MAX_BOUND);
  #boundCount = 0;
  /** Whether an expansion was met that may set a variable, and whether a substitution was taken for what it prints: the two don't go together. */
  #setsVariables = false;
  #printed = false;
  readonly #delimiter: Delimiter = new Delimiter();

  begin(reading: Reading, source: Source, offset: number): void {
    this.reading = reading;
    this.text = source.units;
    this.#length = source.length;
    this.end = source.length;
    this.offset = offset;
    this.substitutionCount = 0;
    this.row = reading.invocations.count;
    this.#firstRow = this.row;
    this.#boundCount = 0;
    this.#setsVariables = false;
    this.#printed = false;
  }

  /** The variable whose name has this hash may hold something known from here on: the parser follows it. */
  bind(nameHash: number): void {
    if (this.#boundCount < MAX_BOUND) this.#bound[this.#boundCount] = nameHash;
    this.#boundCount++;
  }

  /** Whether the variable behind the `$` before `from` is one of those. */
  #isBound(from: number): boolean {
    if (this.#boundCount > MAX_BOUND) return true;
    let at = this.text[from] === OPEN_BRACE ? from + 1 : from;
    if (this.text[at] === NUMBER_SIGN) at++;
    const hash = hashUnits(this.text, at, nameEnd(this.text, at, this.end));
    for (let i = 0; i < this.#boundCount; i++) if (this.#bound[i] === hash) return true;
    return false;
  }

  /**
   * Cooks the word at `from` and adds it to `list`. `start` is where the word starts in the text:
   * of an assignment's value, the name.
   */
  word(from: number, start: number, mode: WordMode, list: WordList): number {
    const reading = this.reading;
    const { units, unitCount: textStart } = reading;
    const text = this.text;
    const length = this.end;
    let count = textStart;
    let hash = HASH_BASIS | 0;
    let seen = 0;
    let at = from;
    let unitClass: number = UnitClass.END;
    while (at < length) {
      const unit = text[at]!;
      unitClass = UNIT_CLASS[unit]!;
      if (unitClass >= UnitClass.END) break;
      seen |= unitClass;
      units[count++] = unit;
      hash = Math.imul(hash ^ unit, HASH_PRIME);
      at++;
    }
    const flags = (seen & UnitClass.SLASH) === 0 ? WordFlag.VERBATIM : WordFlag.VERBATIM | WordFlag.SLASH;
    this.mayAssign = (seen & UnitClass.EQUALS) !== 0 || unitClass === UnitClass.OPEN_BRACKET;
    if (at < length && unitClass !== UnitClass.END) {
      this.#unitCount = count;
      this.#hash = hash;
      this.#flags = flags;
      return this.#mixedWord(from, at, start, mode, list);
    }
    if (this.#isGlued(at)) return DECLINED;
    const offset = this.offset;
    list.add(offset + from, offset + at, textStart, count, hash, flags);
    reading.unitCount = count;
    return at;
  }

  /** The rest of a word that is not plain throughout, from `rest` on. */
  #mixedWord(from: number, rest: number, start: number, mode: WordMode, list: WordList): number {
    const text = this.text;
    const length = this.end;
    const textStart = this.reading.unitCount;
    let brace = -1;
    this.#bracket = -1;
    let at = rest;
    for (;;) {
      const unit = text[at]!;
      const unitClass = UNIT_CLASS[unit]!;
      if (unitClass === UnitClass.END) break;
      switch (unitClass) {
        case UnitClass.DOUBLE_QUOTE:
          at = this.#doubleQuoted(at + 1);
          break;
        case UnitClass.SINGLE_QUOTE:
          at = this.#singleQuoted(at + 1);
          break;
        case UnitClass.DOLLAR:
          at = this.#dollar(at, false, mode);
          break;
        case UnitClass.BACKSLASH:
          at = this.#escaped(at + 1);
          break;
        case UnitClass.TILDE:
          at = this.#tilde(at, start);
          break;
        case UnitClass.GLOB:
        case UnitClass.OPEN_BRACKET:
        case UnitClass.CLOSE_BRACKET:
          if (mode === WordMode.EXPANDED) this.#noteGlob(unitClass);
          this.#put(unit);
          at++;
          break;
        case UnitClass.OPEN_BRACE:
          if (this.#expandsBrace(at)) {
            if (mode === WordMode.EXPANDED) this.#flags |= WordFlag.BRACE | WordFlag.DYNAMIC;
          } else if (brace < 0) brace = at;
          this.#put(unit);
          at++;
          break;
        case UnitClass.BACKTICK:
          at = this.#backticks(at, false, mode);
          break;
        default:
          at = this.#odd(unit, at);
      }
      if (at < 0) return DECLINED;
      at = this.#plain(at);
      if (at >= length) break;
    }
    if (brace >= 0 && this.#mayExpandBrace(brace, at)) return DECLINED;
    // `{name}>` is a descriptor.
    if (at < length && brace === from && (text[at] === LESS || text[at] === GREATER)) return DECLINED;
    if (this.#isGlued(at)) return DECLINED;
    const offset = this.offset;
    list.add(offset + from, offset + at, textStart, this.#unitCount, this.#hash, this.#flags);
    this.reading.unitCount = this.#unitCount;
    return at;
  }

  #noteGlob(unitClass: number): void {
    if (unitClass === UnitClass.GLOB) this.#flags |= WordFlag.GLOB | WordFlag.DYNAMIC;
    else if (unitClass === UnitClass.OPEN_BRACKET) {
      if (this.#bracket < 0) this.#bracket = this.#unitCount;
    } else if (this.#bracket >= 0 && this.#unitCount - this.#bracket > 1)
      this.#flags |= WordFlag.GLOB | WordFlag.DYNAMIC;
  }

  /** Whether a parenthesis is glued to the word that ends at `at`: an extended glob, a function, an array, `a<(b)`. */
  #isGlued(at: number): boolean {
    if (at >= this.end) return false;
    const unit = this.text[at]!;
    if (unit !== OPEN_PARENTHESIS && unit !== LESS && unit !== GREATER) return false;
    return unit === OPEN_PARENTHESIS || (at + 1 < this.end && this.text[at + 1] === OPEN_PARENTHESIS);
  }

  /** Whether a brace expansion of plain alternatives opens at `brace`, as `{a,b}`. */
  #expandsBrace(brace: number): boolean {
    const text = this.text;
    let comma = false;
    for (let at = brace + 1; at < this.end; at++) {
      const unit = text[at]!;
      if (unit === CLOSE_BRACE) return comma;
      if (unit === COMMA) comma = true;
      else if (unit === DOT && text[at - 1] === DOT) return false;
      else if (UNIT_CLASS[unit]! > UnitClass.GLOB || UNIT_CLASS[unit] === UnitClass.END) return false;
    }
    return false;
  }

  /** Whether the word's `{` at `brace` could open a brace expansion, seen roughly. */
  #mayExpandBrace(brace: number, end: number): boolean {
    const text = this.text;
    for (let at = brace + 1; at < end; at++) {
      const unit = text[at]!;
      if (unit === COMMA || (unit === DOT && text[at - 1] === DOT)) return true;
    }
    return false;
  }

  /** Copies code units up to the first that means something. */
  #plain(from: number): number {
    const text = this.text;
    const length = this.end;
    const { units } = this.reading;
    let count = this.#unitCount;
    let hash = this.#hash;
    let seen = 0;
    let at = from;
    while (at < length) {
      const unit = text[at]!;
      const unitClass = UNIT_CLASS[unit]!;
      if (unitClass >= UnitClass.END) break;
      seen |= unitClass;
      units[count++] = unit;
      hash = Math.imul(hash ^ unit, HASH_PRIME);
      at++;
    }
    this.#unitCount = count;
    this.#hash = hash;
    if ((seen & UnitClass.SLASH) !== 0) this.#flags |= WordFlag.SLASH;
    return at;
  }

  #put(unit: number): void {
    this.reading.units[this.#unitCount++] = unit;
    this.#hash = Math.imul(this.#hash ^ unit, HASH_PRIME);
  }

  #hole(hole: number, flags: number): void {
    this.#put(hole);
    this.#flags = (this.#flags & ~WordFlag.VERBATIM) | WordFlag.DYNAMIC | flags;
  }

  /** A code unit of the classes that are odd everywhere. */
  #odd(unit: number, at: number): number {
    const unitClass = UNIT_CLASS[unit];
    if (unitClass === UnitClass.INVISIBLE) {
      this.#flags |= WordFlag.INVISIBLE;
      this.#put(unit);
      return at + 1;
    }
    if (unitClass !== UnitClass.HOLE) return DECLINED;
    this.#hole(Hole.UNKNOWN, 0);
    return at + 1;
  }

  /** A code unit inside quotes that ends nothing there. */
  #quoted(unit: number, at: number): number {
    const unitClass = UNIT_CLASS[unit]!;
    if (unitClass >= UnitClass.INVISIBLE) return this.#odd(unit, at);
    if (unitClass === UnitClass.SLASH) this.#flags |= WordFlag.SLASH;
    this.#put(unit);
    return at + 1;
  }

  #markQuoted(): void {
    this.#flags = (this.#flags & ~WordFlag.VERBATIM) | WordFlag.QUOTED;
  }

  #escaped(at: number): number {
    this.#markQuoted();
    if (at >= this.end) {
      // The text's last unit stands for itself; that of a part of the text is not its last.
      if (at < this.#length) return DECLINED;
      this.#put(BACKSLASH);
      return at;
    }
    const unit = this.text[at]!;
    if (unit === NEWLINE) return DECLINED;
    return this.#quoted(unit, at);
  }

  /** The rest of `'…'`; returns the position behind it. */
  #singleQuoted(from: number): number {
    const text = this.text;
    const length = this.end;
    this.#markQuoted();
    let at = from;
    while (at >= 0) {
      at = this.#quotedRun(at, SINGLE_QUOTE, NONE, NONE, NONE);
      if (at >= length) return DECLINED;
      const unit = text[at]!;
      if (unit === SINGLE_QUOTE) return at + 1;
      at = this.#odd(unit, at);
    }
    return DECLINED;
  }

  /** The rest of `"…"`; returns the position behind it. */
  #doubleQuoted(from: number): number {
    const text = this.text;
    const length = this.end;
    this.#markQuoted();
    let at = from;
    while (at >= 0) {
      at = this.#quotedRun(at, DOUBLE_QUOTE, DOLLAR, BACKSLASH, BACKTICK);
      if (at >= length) return DECLINED;
      const unit = text[at]!;
      if (unit === DOUBLE_QUOTE) return at + 1;
      if (unit === BACKTICK) at = this.#backticks(at, true, WordMode.EXPANDED);
      else if (unit === BACKSLASH) at = this.#escapedInDoubleQuotes(at);
      else if (unit === DOLLAR) at = this.#dollar(at, true, WordMode.EXPANDED);
      else at = this.#odd(unit, at);
    }
    return DECLINED;
  }

  /** Copies code units up to one of the four, or to one that is odd in quotes too. */
  #quotedRun(from: number, first: number, second: number, third: number, fourth: number): number {
    const text = this.text;
    const length = this.end;
    const { units } = this.reading;
    let count = this.#unitCount;
    let hash = this.#hash;
    let slashes = 0;
    let at = from;
    while (at < length) {
      const unit = text[at]!;
      if (unit === first || unit === second || unit === third || unit === fourth) break;
      const unitClass = UNIT_CLASS[unit]!;
      if (unitClass >= UnitClass.INVISIBLE) break;
      if (unitClass === UnitClass.SLASH) slashes = WordFlag.SLASH;
      units[count++] = unit;
      hash = Math.imul(hash ^ unit, HASH_PRIME);
      at++;
    }
    this.#unitCount = count;
    this.#hash = hash;
    this.#flags |= slashes;
    return at;
  }

  #escapedInDoubleQuotes(at: number): number {
    const next = at + 1 < this.end ? this.text[at + 1]! : DECLINED;
    if (next === NEWLINE) return DECLINED;
    if (next === DOUBLE_QUOTE || next === BACKSLASH || next === DOLLAR || next === BACKTICK)
      return this.#quoted(next, at + 1);
    this.#put(BACKSLASH);
    return at + 1;
  }

  #tilde(at: number, start: number): number {
    const text = this.text;
    const end = tildeEnd(text, start, at, this.end);
    if (end < 0) {
      this.#put(text[at]!);
      return at + 1;
    }
    this.#hole(tildeHole(text, at, end), 0);
    return end;
  }

  /** What starts with the `$` at `at`. */
  #dollar(at: number, quoted: boolean, mode: WordMode): number {
    const text = this.text;
    const start = at + 1;
    const unit = start < this.end ? text[start]! : DECLINED;
    if (this.#boundCount > 0 && (unit === OPEN_BRACE || isNameStart(unit)) && this.#isBound(start)) return DECLINED;
    if (unit === OPEN_BRACE) return this.#braced(start + 1, quoted, mode);
    if (unit === OPEN_PARENTHESIS) return this.#substitution(start, quoted, mode);
    const end = parameterEnd(text, start, this.end);
    if (end > start) {
      this.#parameter(parameterHole(text, start, end), text[start] === AT_SIGN, quoted, mode);
      return end;
    }
    // `$[…]`, `$"…"`, an escaped newline.
    if (unit === OPEN_BRACKET || unit === BACKSLASH) return DECLINED;
    if (!quoted && unit === SINGLE_QUOTE) return this.#ansiQuoted(start + 1);
    if (!quoted && unit === DOUBLE_QUOTE) return DECLINED;
    this.#put(DOLLAR);
    return start;
  }

  /** A hole for a parameter; `lists` when it stands for several words even in double quotes. */
  #parameter(hole: number, lists: boolean, quoted: boolean, mode: WordMode): void {
    const splits = !quoted && mode === WordMode.EXPANDED;
    if (hole === Hole.STATUS || hole === Hole.NUMBER) this.#hole(hole, 0);
    else if (hole === Hole.SEPARATOR && !splits) this.#hole(Hole.UNKNOWN, 0);
    else this.#hole(hole, splits || (lists && quoted) ? WordFlag.SPLIT : 0);
  }

  /** `${…}` whose name starts at `from`, in its simpler forms; returns the position behind it. */
  #braced(from: number, quoted: boolean, mode: WordMode): number {
    const text = this.text;
    const length = this.end;
    const counts = from + 1 < length && text[from] === NUMBER_SIGN && isNameStart(text[from + 1]!);
    const start = counts ? from + 1 : from;
    const end = parameterEnd(text, start, length);
    if (end === start || end >= length) return DECLINED;
    const unit = text[end]!;
    let hole = parameterHole(text, start, end);
    let lists = text[start] === AT_SIGN;
    let close = end;
    if (unit !== CLOSE_BRACE) {
      const first = text[start]!;
      if (!isNameStart(first) && !(isDigit(first) && this.#hasDefault(end))) return DECLINED;
      const indexed = unit === OPEN_BRACKET;
      if (counts && !indexed) return DECLINED;
      close = indexed ? this.#indexEnd(end + 1) : this.#operandEnd(end, unit);
      if (close < 0 || this.#printed) return DECLINED;
      this.#setsVariables = true;
      lists = indexed && text[end + 1] === AT_SIGN;
      if (indexed || !this.#keepsName(hole, end, close)) hole = Hole.UNKNOWN;
    }
    this.#parameter(counts ? Hole.NUMBER : hole, lists && !counts, quoted, mode);
    return close + 1;
  }

  /** Whether the operator at `at` and its operand, up to `close`, leave a parameter the meaning of its name. */
  #keepsName(hole: number, at: number, close: number): boolean {
    const colon = this.text[at] === COLON;
    const operator = this.text[colon ? at + 1 : at]!;
    return (operator === MINUS || operator === EQUALS) && defaultFits(this.text, hole, colon ? at + 2 : at + 1, close);
  }

  /** Whether `-`, `:-`, `+` or `:+` stands at `at`. */
  #hasDefault(at: number): boolean {
    const unit = this.text[this.text[at] === COLON ? at + 1 : at]!;
    return unit === MINUS || unit === PLUS;
  }

  /** Where the `}` stands behind `@]`, `*]` or a number and `]`. */
  #indexEnd(from: number): number {
    const text = this.text;
    let at = from;
    const unit = at < this.end ? text[at]! : DECLINED;
    if (unit === AT_SIGN || unit === ASTERISK) at++;
    else while (at < this.end && isDigit(text[at]!)) at++;
    const closed = at > from && at + 1 < this.end && text[at] === CLOSE_BRACKET;
    return closed && text[at + 1] === CLOSE_BRACE ? at + 1 : DECLINED;
  }

  /** Where the `}` stands behind the operator at `at` and its plain operand. */
  #operandEnd(at: number, operator: number): number {
    const text = this.text;
    let next = at + 1;
    if (operator === COLON) {
      const second = next < this.end ? text[next]! : DECLINED;
      if (isDigit(second)) return this.#sliceEnd(next);
      if (second !== MINUS && second !== EQUALS && second !== PLUS) return DECLINED;
      next++;
    } else if (
      operator !== MINUS &&
      operator !== EQUALS &&
      operator !== PLUS &&
      operator !== PERCENT &&
      operator !== NUMBER_SIGN
    )
      return DECLINED;
    for (; next < this.end; next++) {
      const unit = text[next]!;
      if (unit === CLOSE_BRACE) return next;
      const unitClass = UNIT_CLASS[unit]!;
      if (unitClass > UnitClass.GLOB || unitClass === UnitClass.END) return DECLINED;
    }
    return DECLINED;
  }

  /** Where the `}` stands behind a slice of plain numbers at `from`. */
  #sliceEnd(from: number): number {
    let at = from;
    while (at < this.end && isDigit(this.text[at]!)) at++;
    if (at + 1 < this.end && this.text[at] === COLON && isDigit(this.text[at + 1]!)) at++;
    while (at < this.end && isDigit(this.text[at]!)) at++;
    return at < this.end && this.text[at] === CLOSE_BRACE ? at : DECLINED;
  }

  /** The rest of `$'…'` with its plainer escapes; returns the position behind it. */
  #ansiQuoted(from: number): number {
    const text = this.text;
    this.#markQuoted();
    let at = from;
    while (at >= 0) {
      at = this.#quotedRun(at, SINGLE_QUOTE, BACKSLASH, NONE, NONE);
      if (at >= this.end) return DECLINED;
      const unit = text[at]!;
      if (unit === SINGLE_QUOTE) return at + 1;
      at = unit === BACKSLASH ? this.#ansiEscape(at + 1) : this.#odd(unit, at);
    }
    return DECLINED;
  }

  #ansiEscape(at: number): number {
    const unit = at < this.end ? this.text[at]! : 0;
    const meant = unit < 128 ? ANSI_ESCAPES[unit]! : 0;
    if (meant !== 0) {
      this.#spelt(meant);
      return at + 1;
    }
    const base = unit === LOWER_X ? 16 : 8;
    const from = unit === LOWER_X ? at + 1 : at;
    const last = unit === LOWER_X ? from + 2 : from + 3;
    let value = 0;
    let next = from;
    for (; next < last && next < this.end; next++) {
      const digit = digitOf(this.text[next]!);
      if (digit >= base) break;
      value = value * base + digit;
    }
    // NUL ends the string, and bytes beyond ASCII are the parser's affair.
    if (next === from || value === 0 || value > 0x7f) return DECLINED;
    this.#spelt(value);
    return next;
  }

  /** A code unit that an escape spells out: whoever reads the text sees it. */
  #spelt(unit: number): void {
    if (UNIT_CLASS[unit] === UnitClass.SLASH) this.#flags |= WordFlag.SLASH;
    this.#put(unit);
  }

  /** Notes the substitution whose `(` stands at `at`, to be scanned behind its command. */
  #substitution(at: number, quoted: boolean, mode: WordMode): number {
    if (at + 1 >= this.end) return DECLINED;
    if (this.text[at + 1] === OPEN_PARENTHESIS) return this.#arithmetic(at + 2);
    const close = this.#closeOf(at + 1, 0);
    if (close < 0) return DECLINED;
    return this.#output(at + 1, close, quoted || mode === WordMode.KEPT_WHOLE);
  }

  /** What the commands at `start … close`, in parentheses or backticks, print; returns the position behind them. */
  #output(start: number, close: number, isWhole: boolean): number {
    if (startsPrinter(this.text, start)) {
      const value = printedBetween(this.text, start, close);
      if (value === 'unclear' || this.#setsVariables) return DECLINED;
      if (value !== 'unknown') return this.#printedValue(value, start, close, isWhole);
    }
    this.#note(start, close, Nesting.COMMAND_SUBSTITUTION);
    this.#hole(Hole.SUBSTITUTION, isWhole ? 0 : WordFlag.SPLIT);
    return close + 1;
  }

  #printedValue({ text }: Value, start: number, close: number, isWhole: boolean): number {
    const { reading } = this;
    // There is room for no more than was written, backticks included.
    const isLong = text.length > Math.min(reading.valueUnits, close - start + 2);
    if (isLong || !isSettled(reading, this.#firstRow, this.row)) return DECLINED;
    this.#printed = true;
    reading.valueUnits -= text.length;
    this.#note(start, close, Nesting.COMMAND_SUBSTITUTION);
    this.#flags &= ~WordFlag.VERBATIM;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (!isHole(unit)) this.#quoted(unit, at);
      else this.#hole(unit, isWhole || unit === Hole.NUMBER ? 0 : WordFlag.SPLIT);
    }
    return close + 1;
  }

  /** The rest of `$((…))`; returns the position behind it. */
  #arithmetic(from: number): number {
    const close = arithmeticEnd(this.text, from, this.end);
    if (close < 0 || this.#printed) return DECLINED;
    this.#setsVariables = true;
    this.#hole(Hole.NUMBER, 0);
    return close + 2;
  }

  /** The same in backticks; none with a backslash, since that has another meaning there. */
  #backticks(at: number, quoted: boolean, mode: WordMode): number {
    const close = this.#backtickEnd(at + 1);
    // unbash doesn't take empty ones for a word everywhere.
    if (close <= at + 1) return DECLINED;
    return this.#output(at + 1, close, quoted || mode === WordMode.KEPT_WHOLE);
  }

  /** Lists a word that is a single number known at run time, written at `start … end`. */
  number(start: number, end: number): void {
    this.#listHole(Hole.NUMBER, start, end, this.reading.words);
  }

  #listHole(hole: number, start: number, end: number, list: WordList): void {
    const { offset, reading } = this;
    const textStart = reading.unitCount;
    this.#unitCount = textStart;
    this.#hash = HASH_BASIS | 0;
    this.#flags = 0;
    this.#hole(hole, 0);
    list.add(offset + start, offset + end, textStart, this.#unitCount, this.#hash, this.#flags);
    reading.unitCount = this.#unitCount;
  }

  /** Lists the word `<(…)` or `>(…)` at `at`. */
  processSubstitution(at: number, list: WordList): number {
    const { text } = this;
    const close = this.#closeOf(at + 2, 0);
    if (close < 0) return DECLINED;
    const end = close + 1;
    if (end < this.end && UNIT_CLASS[text[end]!] !== UnitClass.END) return DECLINED;
    if (this.#isGlued(end)) return DECLINED;
    this.#note(at + 2, close, text[at] === LESS ? Nesting.PROCESS_INPUT : Nesting.PROCESS_OUTPUT);
    this.#listHole(Hole.STREAM, at, end, list);
    return end;
  }

  /**
   * Cooks the body of a here-document at `from` and adds it to `list`. Returns the position behind the
   * line that closes it. `limit` ends a body that is not `closed` by a line.
   */
  hereDocument(from: number, limit: number, delimiter: Delimiter, closed: boolean, list: WordList): number {
    const { end, text, offset, reading } = this;
    const textStart = reading.unitCount;
    this.#unitCount = textStart;
    this.#hash = HASH_BASIS | 0;
    this.#flags = WordFlag.VERBATIM;
    let close: number = Line.BODY;
    let at = from;
    this.end = limit;
    while (at >= 0 && at < limit) {
      close = delimiter.closeAt(text, at, limit);
      if (close !== Line.BODY) break;
      at = this.#bodyLine(at, delimiter);
    }
    this.end = end;
    if (at < 0 || close === Line.UNCLEAR || (closed && (close < 0 || close >= limit))) return DECLINED;
    list.add(offset + from, offset + at, textStart, this.#unitCount, this.#hash, this.#flags);
    reading.unitCount = this.#unitCount;
    return close >= 0 && close < limit ? close + 1 : limit;
  }

  /** Cooks a line of a here-document; returns the position behind its newline. */
  #bodyLine(from: number, { quoted, stripsTabs }: Delimiter): number {
    const text = this.text;
    let at = from;
    if (stripsTabs) while (at < this.end && text[at] === TAB) at++;
    if (at > from) this.#flags &= ~WordFlag.VERBATIM;
    while (at >= 0) {
      at = quoted
        ? this.#quotedRun(at, NEWLINE, NONE, NONE, NONE)
        : this.#quotedRun(at, NEWLINE, DOLLAR, BACKSLASH, BACKTICK);
      if (at >= this.end) return at;
      const unit = text[at]!;
      if (unit === NEWLINE) {
        this.#put(unit);
        return at + 1;
      }
      if (unit === DOLLAR) at = this.#dollarInBody(at);
      else if (unit === BACKSLASH) at = this.#escapedInBody(at);
      else at = this.#odd(unit, at);
    }
    return DECLINED;
  }

  /** As `#dollar`; quotes mean nothing in a body, and the substitutions of one come behind those of its command. */
  #dollarInBody(at: number): number {
    const next = at + 1 < this.end ? this.text[at + 1]! : DECLINED;
    if (next === OPEN_PARENTHESIS && this.text[at + 2] !== OPEN_PARENTHESIS) return DECLINED;
    if (next !== SINGLE_QUOTE && next !== DOUBLE_QUOTE) return this.#dollar(at, false, WordMode.KEPT_WHOLE);
    this.#put(DOLLAR);
    return at + 1;
  }

  #escapedInBody(at: number): number {
    const next = at + 1 < this.end ? this.text[at + 1]! : NEWLINE;
    if (next === NEWLINE) return DECLINED;
    if (next === BACKSLASH || next === DOLLAR || next === BACKTICK) {
      this.#flags &= ~WordFlag.VERBATIM;
      return this.#quoted(next, at + 1);
    }
    this.#put(BACKSLASH);
    return at + 1;
  }

  #note(start: number, close: number, nesting: Nesting): void {
    const entry = this.substitutionCount++;
    if (entry === this.substitutionStart.length) {
      this.substitutionStart = doubled(this.substitutionStart);
      this.substitutionEnd = doubled(this.substitutionEnd);
      this.substitutionNesting = doubled(this.substitutionNesting);
    }
    this.substitutionStart[entry] = start;
    this.substitutionEnd[entry] = close;
    this.substitutionNesting[entry] = nesting;
  }

  /** Guesses where the parenthesis that is open at `from` closes. */
  #closeOf(from: number, depth: number): number {
    const text = this.text;
    const length = this.end;
    let opened = 0;
    /** Where a `<<` ends whose body stands behind the next newline. */
    let awaited = -1;
    let at = from;
    while (at >= 0 && at < length) {
      switch (text[at]!) {
        case OPEN_PARENTHESIS:
          opened++;
          at++;
          break;
        case CLOSE_PARENTHESIS:
          if (opened-- === 0) return at;
          at++;
          break;
        case BACKSLASH:
          at += 2;
          break;
        case SINGLE_QUOTE: {
          const close = findUnit(text, SINGLE_QUOTE, at + 1, length);
          at = close < 0 ? DECLINED : close + 1;
          break;
        }
        case DOUBLE_QUOTE:
          at = this.#doubleQuoteEnd(at + 1, depth);
          break;
        case BACKTICK: {
          const close = this.#backtickEnd(at + 1);
          at = close < 0 ? DECLINED : close + 1;
          break;
        }
        case LESS:
          if (text[at + 1] !== LESS) at++;
          else if (text[at + 2] === LESS) at += 3;
          else {
            if (awaited >= 0) return DECLINED;
            awaited = at + 2;
            at = this.#delimiter.read(text, awaited, length);
          }
          break;
        case NEWLINE:
          at = awaited < 0 ? at + 1 : this.#skipBody(awaited, at + 1);
          awaited = -1;
          break;
        default:
          at++;
      }
    }
    return DECLINED;
  }

  /** Behind the body at `from` of the here-document whose `<<` ends at `operator`. */
  #skipBody(operator: number, from: number): number {
    const known = this.#delimiter.read(this.text, operator, from) >= 0;
    return known ? this.#delimiter.skipBody(this.text, from, this.end) : DECLINED;
  }

  #doubleQuoteEnd(from: number, depth: number): number {
    const text = this.text;
    const length = this.end;
    if (depth > MAX_SCANNED_NESTING) return DECLINED;
    let at = from;
    while (at >= 0 && at < length) {
      const unit = text[at]!;
      if (unit === DOUBLE_QUOTE) return at + 1;
      if (unit === BACKTICK) {
        const close = this.#backtickEnd(at + 1);
        at = close < 0 ? DECLINED : close + 1;
      } else if (unit === BACKSLASH) at += 2;
      else if (unit === DOLLAR && text[at + 1] === OPEN_PARENTHESIS) {
        const close = this.#closeOf(at + 2, depth + 1);
        at = close < 0 ? DECLINED : close + 1;
      } else at++;
    }
    return DECLINED;
  }

  #backtickEnd(from: number): number {
    for (let at = from; at < this.end; at++) {
      const unit = this.text[at]!;
      if (unit === BACKTICK) return at;
      if (unit === BACKSLASH) return DECLINED;
    }
    return DECLINED;
  }
}
