/**
 * Plain arithmetic, as the scanner takes it: names, numbers, parameters, operators and parentheses.
 * Neither reader asks whether they make an expression, since nothing in them can be a command.
 */
import { startsAt } from './source.ts';
import { isDigit, isNameStart, nameEnd } from './units.ts';

const NUMBER_SIGN = 0x23;
const DOLLAR = 0x24;
const OPEN_PARENTHESIS = 0x28;
const CLOSE_PARENTHESIS = 0x29;
const LESS = 0x3c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Most parentheses open at once: far from any bound on nesting. */
const MAX_OPEN = 8;

const PLAIN = new Uint8Array(128);
for (const unit of ' \t+-*/%<>=&|!,?:~^') PLAIN[unit.charCodeAt(0)] = 1;

/** Where the `))` stands that closes the arithmetic at `from`, in a text that ends at `end`; -1 if it is not plain. */
export function arithmeticEnd(text: Uint16Array, from: number, end: number): number {
  let open = 0;
  let at = from;
  while (at >= 0 && at < end) {
    const unit = text[at]!;
    if (unit === CLOSE_PARENTHESIS) {
      if (open-- === 0) return at > from && at + 1 < end && text[at + 1] === unit ? at : -1;
      at++;
    } else if (unit === OPEN_PARENTHESIS) {
      if (++open > MAX_OPEN) return -1;
      at++;
    } else if (unit === DOLLAR) at = parameterEnd(text, at + 1, end);
    // A shift looks like a here-document.
    else if (isPlain(unit) && (unit !== LESS || text[at + 1] !== LESS)) at++;
    else return -1;
  }
  return -1;
}

function isPlain(unit: number): boolean {
  return unit < 128 && (PLAIN[unit] === 1 || isNameStart(unit) || isDigit(unit));
}

/** Where `NAME`, `{NAME}`, `{#NAME}` or `{#NAME[@]}` at `from` ends; -1 for anything else. */
function parameterEnd(text: Uint16Array, from: number, end: number): number {
  if (from >= end || text[from] !== OPEN_BRACE) {
    const plain = nameEnd(text, from, end);
    return plain > from ? plain : -1;
  }
  const counts = text[from + 1] === NUMBER_SIGN;
  const name = counts ? from + 2 : from + 1;
  let at = nameEnd(text, name, end);
  if (at === name) return -1;
  if (counts && startsAt(text, '[@]', at)) at += 3;
  return at < end && text[at] === CLOSE_BRACE ? at + 1 : -1;
}
