/** Plain tests, `[[ … ]]`, as the scanner takes them: words, their operators, `!`, `&&` and `||` on one line. */
import type { WordList } from './reading.ts';
import type { WordScanner } from './scan-word.ts';
import { startsAt } from './source.ts';
import { UNIT_CLASS, UnitClass, WordMode } from './units.ts';

const TAB = 0x09;
const SPACE = 0x20;
const EXCLAMATION = 0x21;
const NUMBER_SIGN = 0x23;
const AMPERSAND = 0x26;
const MINUS = 0x2d;
const EQUALS = 0x3d;
const BAR = 0x7c;

/** Letters of the operators in front of one word. */
const UNARY = new Set(Array.from('abcdefghknprstuvwxzGLNORS', (letter) => letter.charCodeAt(0)));
/** Operators between two words; `=~` has words of its own kind. */
const BINARY = ['==', '=', '!=', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'];

function skipBlanks(text: Uint16Array, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === SPACE || text[at] === TAB)) at++;
  return at;
}

function isBlank(text: Uint16Array, at: number, end: number): boolean {
  return at < end && (text[at] === SPACE || text[at] === TAB);
}

/** Behind the operator that starts with `-`, `=` or `!` at `at` and stands apart, or -1. */
function binaryEnd(text: Uint16Array, at: number, end: number): number {
  for (const operator of BINARY)
    if (startsAt(text, operator, at) && isBlank(text, at + operator.length, end)) return at + operator.length;
  return -1;
}

/** Behind the operator of one letter at `at`, or `at`. */
function unaryEnd(text: Uint16Array, at: number, end: number): number {
  const letter = at + 2 < end ? text[at + 1]! : 0;
  return text[at] === MINUS && UNARY.has(letter) && isBlank(text, at + 2, end) ? at + 2 : at;
}

/** Whether a word at `at` can't be taken for an operator, the end or a comment. */
function startsOperand(text: Uint16Array, at: number, end: number): boolean {
  if (at >= end) return false;
  const unit = text[at]!;
  if (unit === EXCLAMATION || unit === EQUALS || unit === MINUS || unit === NUMBER_SIGN) return false;
  return UNIT_CLASS[unit] !== UnitClass.END && !startsAt(text, ']]', at);
}

/** One comparison at `from`: `-f WORD`, `WORD == WORD`, or a word alone. Returns where it ends, or -1. */
function comparisonEnd(scanner: WordScanner, from: number, list: WordList): number {
  const { text, end } = scanner;
  const unary = unaryEnd(text, from, end);
  const first = skipBlanks(text, unary, end);
  if (!startsOperand(text, first, end)) return -1;
  const firstEnd = scanner.word(first, first, WordMode.KEPT_WHOLE, list);
  if (firstEnd < 0 || unary > from) return firstEnd;
  const operator = skipBlanks(text, firstEnd, end);
  const operatorEnd = binaryEnd(text, operator, end);
  if (operatorEnd < 0) return firstEnd;
  const second = skipBlanks(text, operatorEnd, end);
  return startsOperand(text, second, end) ? scanner.word(second, second, WordMode.KEPT_WHOLE, list) : -1;
}

/** Lists the words of the test behind the `[[` that ends at `from`. Returns where its `]]` starts, or -1. */
export function testEnd(scanner: WordScanner, from: number, list: WordList): number {
  const { text, end } = scanner;
  let at = skipBlanks(text, from, end);
  while (at < end) {
    if (text[at] === EXCLAMATION && isBlank(text, at + 1, end)) at = skipBlanks(text, at + 1, end);
    at = comparisonEnd(scanner, at, list);
    if (!isBlank(text, at, end)) return -1;
    at = skipBlanks(text, at, end);
    if (startsAt(text, ']]', at)) return at;
    const unit = text[at]!;
    if ((unit !== AMPERSAND && unit !== BAR) || text[at + 1] !== unit) return -1;
    at = skipBlanks(text, at + 2, end);
  }
  return -1;
}
