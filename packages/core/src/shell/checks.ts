/** Mistakes that bash refuses and unbash lets pass, found beside its tree. */
import { MAX_NESTING } from './reading.ts';
import type { Source } from './source.ts';
import { UNIT_CLASS, UnitClass } from './units.ts';

/** unbash takes quadratic time for here-documents that wait for their body. */
const MAX_HERE_DOCUMENTS = 256;

/** Position of the `<<` with which a text has more here-documents than are read; -1 if it hasn't. */
export function tooManyHereDocuments({ units, length }: Source): number {
  let count = 0;
  for (let at = 0; at + 1 < length; at++) {
    if (units[at] !== 0x3c || units[at + 1] !== 0x3c) continue;
    if (count++ === MAX_HERE_DOCUMENTS) return at;
    at++;
  }
  return -1;
}

/**
 * Position where more parentheses, `${` and `$[` are open at once than constructs may be nested;
 * -1 if none. Counts without regard to quotes: it is a bound on the parser's work, which grows
 * with the depth times the length, not a judgement.
 */
export function tooDeep(text: string): number {
  let parentheses = 0;
  let braces = 0;
  let brackets = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x28) parentheses++;
    else if (unit === 0x29) parentheses = Math.max(0, parentheses - 1);
    else if (unit === 0x7d) braces = Math.max(0, braces - 1);
    else if (unit === 0x5d) brackets = Math.max(0, brackets - 1);
    else if (unit === 0x24) {
      const next = text.charCodeAt(at + 1);
      if (next === 0x7b) braces++;
      else if (next === 0x5b) brackets++;
    } else continue;
    if (parentheses + braces + brackets > MAX_NESTING) return at;
  }
  return -1;
}

/** Behind blanks and escaped newlines. */
function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === 0x20 || unit === 0x09) at++;
    else if (unit === 0x5c && text.charCodeAt(at + 1) === 0x0a) at += 2;
    else return at;
  }
}

/** Behind blanks, newlines, comments and the bodies of here-documents, which `bodies` maps from their start to their end. */
function skipLines(text: string, from: number, bodies: ReadonlyMap<number, number>): number {
  let at = skipBlanks(text, from);
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === 0x23) {
      const newline = text.indexOf('\n', at);
      if (newline < 0) return text.length;
      at = newline;
    } else if (unit === 0x0a) {
      let next = at + 1;
      for (let body = bodies.get(next); body !== undefined && body > next; body = bodies.get(next)) next = body;
      at = skipBlanks(text, next);
    } else return at;
  }
}

/** Position of a parenthesis that opens behind the part of a command that ends at `end`, as in `a (b)`; -1 if none does. */
export function parenthesisBehind(text: string, end: number): number {
  const at = skipBlanks(text, end);
  return text.charCodeAt(at) === 0x28 ? at : -1;
}

/** Position of a second operator behind the statement that ends at `end`, as in `a; ; b`; -1 if there is none. */
export function strayOperator(
  text: string,
  end: number,
  separated: boolean,
  bodies: ReadonlyMap<number, number>,
): number {
  let at = skipBlanks(text, end);
  if (!separated && text.charCodeAt(at) === 0x3b) {
    const next = text.charCodeAt(at + 1);
    // `;;` and `;&` end an item of `case`.
    if (next === 0x3b || next === 0x26) return -1;
    at++;
  }
  at = skipLines(text, at, bodies);
  const unit = text.charCodeAt(at);
  if (unit === 0x3b) return text.charCodeAt(at + 1) === 0x3b || text.charCodeAt(at + 1) === 0x26 ? -1 : at;
  // `&>` starts a redirection.
  return unit === 0x7c || (unit === 0x26 && text.charCodeAt(at + 1) !== 0x3e) ? at : -1;
}

/** Whether `!` or `time` without a command, which ends at `end`, may stand there. */
export function mayEndEmpty(text: string, end: number): boolean {
  const at = skipBlanks(text, end);
  const unit = text.charCodeAt(at);
  return at >= text.length || unit === 0x3b || unit === 0x0a || unit === 0x23;
}

/** Whether a word may start at `at`: not glued to what stands before it. */
export function mayStartWord(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = UNIT_CLASS[text.charCodeAt(at - 1)];
  return before === UnitClass.END || before === UnitClass.BACKTICK;
}

/** Whether bash takes `text` for a function's name. */
export function namesFunction(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (UNIT_CLASS[text.charCodeAt(at)] === UnitClass.END) return false;
  return text.length > 0;
}

const RESERVED: ReadonlySet<string> = new Set(
  'if then else elif fi do done case esac while until for in select function { } ! [['.split(' '),
);

/** Words that end a `coproc NAME` wrongly. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word);
}
