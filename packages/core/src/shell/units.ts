/** Classes of UTF-16 code units, and the small questions that both readers ask of a text. */
import { HASH_BASIS, HASH_PRIME, Hole, HOLE_FIRST, HOLE_LAST } from './reading.ts';
import { startsAt } from './source.ts';

/** What an unquoted code unit means inside a word. */
export const UnitClass = {
  PLAIN: 0,
  /** `/`: plain, but noted; a bit of its own. */
  SLASH: 1,
  /** `=`: as well. */
  EQUALS: 2,
  /** Ends an unquoted word: blank, newline and `; & | < > ( )`. Classes below this one are copied as they are. */
  END: 4,
  /** `*` and `?`. */
  GLOB: 5,
  OPEN_BRACKET: 6,
  CLOSE_BRACKET: 7,
  BACKSLASH: 8,
  SINGLE_QUOTE: 9,
  DOUBLE_QUOTE: 10,
  DOLLAR: 11,
  TILDE: 12,
  OPEN_BRACE: 13,
  BACKTICK: 14,
  /** Classes from here on are odd in quotes too. */
  INVISIBLE: 15,
  /** A code unit that `reading.ts` uses as a hole. */
  HOLE: 16,
  NUL: 17,
} as const;

/** How a word's unquoted expansions behave. */
export const WordMode = {
  /** Split, and matched against files. */
  EXPANDED: 0,
  /** Neither: an assignment's value, a here-string, an operand of `[[ … ]]`, the word of `case`. */
  KEPT_WHOLE: 1,
} as const;
export type WordMode = (typeof WordMode)[keyof typeof WordMode];

const INVISIBLE_RANGES: readonly (readonly [number, number])[] = [
  [0x01, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  // The high surrogate of the tag characters U+E0000…U+E01EF.
  [0xdb40, 0xdb40],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
];

function classTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const [first, last] of INVISIBLE_RANGES) table.fill(UnitClass.INVISIBLE, first, last + 1);
  table.fill(UnitClass.HOLE, HOLE_FIRST, HOLE_LAST + 1);
  const set = (units: string, unitClass: number): void => {
    for (const unit of units) table[unit.charCodeAt(0)] = unitClass;
  };
  set('/', UnitClass.SLASH);
  set('=', UnitClass.EQUALS);
  set(' \t\n;&|<>()', UnitClass.END);
  set('*?', UnitClass.GLOB);
  set('[', UnitClass.OPEN_BRACKET);
  set(']', UnitClass.CLOSE_BRACKET);
  set('\\', UnitClass.BACKSLASH);
  set("'", UnitClass.SINGLE_QUOTE);
  set('"', UnitClass.DOUBLE_QUOTE);
  set('$', UnitClass.DOLLAR);
  set('~', UnitClass.TILDE);
  set('{', UnitClass.OPEN_BRACE);
  set('`', UnitClass.BACKTICK);
  set('\0', UnitClass.NUL);
  return table;
}

/** `UnitClass` of every code unit; 64 KiB, so that a look-up needs no branch. */
export const UNIT_CLASS: Uint8Array = classTable();

const LETTER = 1;
const DIGIT = 2;
const SPECIAL = 4;

function parameterTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (const unit of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_') table[unit.charCodeAt(0)] = LETTER;
  for (const unit of '0123456789') table[unit.charCodeAt(0)] = DIGIT;
  for (const unit of '@*#?$!-') table[unit.charCodeAt(0)] = SPECIAL;
  return table;
}
const PARAMETER = parameterTable();

export function isNameStart(unit: number): boolean {
  return unit < 128 && PARAMETER[unit] === LETTER;
}
export function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}
/** Where the name that starts at `at` ends; `at` itself when none starts there. */
export function nameEnd(text: Uint16Array, at: number, end: number): number {
  if (at >= end || !isNameStart(text[at]!)) return at;
  let next = at + 1;
  while (next < end) {
    const unit = text[next]!;
    if (unit >= 128 || (PARAMETER[unit]! & (LETTER | DIGIT)) === 0) break;
    next++;
  }
  return next;
}

/** Where the parameter directly behind a `$` ends; `at` itself when none starts there, so that the `$` is plain. */
export function parameterEnd(text: Uint16Array, at: number, end: number): number {
  if (at >= end) return at;
  const unit = text[at]!;
  if (unit >= 128) return at;
  const parameter = PARAMETER[unit]!;
  if (parameter === LETTER) return nameEnd(text, at, end);
  return parameter === 0 ? at : at + 1;
}

const named = (text: Uint16Array, at: number, end: number, name: string): boolean =>
  end - at === name.length && startsAt(text, name, at);

/** The hole that stands for the parameter written at `at … end`, braces and `$` left out. */
export function parameterHole(text: Uint16Array, at: number, end: number): number {
  const first = text[at]!;
  if (isDigit(first) || first === 0x40 || first === 0x2a) return Hole.ARGUMENTS;
  if (!isNameStart(first)) return Hole.STATUS;
  switch (first) {
    case 0x48:
      return named(text, at, end, 'HOME') ? Hole.HOME : Hole.UNKNOWN;
    case 0x49:
      return named(text, at, end, 'IFS') ? Hole.SEPARATOR : Hole.UNKNOWN;
    case 0x54:
      return named(text, at, end, 'TMPDIR') ? Hole.TEMPORARY : Hole.UNKNOWN;
    case 0x50:
      if (named(text, at, end, 'PWD')) return Hole.WORKING_DIRECTORY;
      return named(text, at, end, 'PPID') ? Hole.STATUS : Hole.UNKNOWN;
    case 0x45:
      return named(text, at, end, 'EUID') ? Hole.STATUS : Hole.UNKNOWN;
    case 0x4c:
      return named(text, at, end, 'LINENO') ? Hole.STATUS : Hole.UNKNOWN;
    case 0x52:
      return named(text, at, end, 'RANDOM') ? Hole.STATUS : Hole.UNKNOWN;
    case 0x53:
      return named(text, at, end, 'SECONDS') ? Hole.STATUS : Hole.UNKNOWN;
    case 0x55:
      return named(text, at, end, 'UID') ? Hole.STATUS : Hole.UNKNOWN;
    default:
      return Hole.UNKNOWN;
  }
}

/** Longer names are taken for names without being looked through, which bounds the work for a word with many tildes. */
const MAX_NAME_UNITS = 256;

/** Whether the word that starts at `start` begins like an assignment: `NAME=` or `NAME+=`. Returns where its value starts, or -1. */
function assignedFrom(text: Uint16Array, start: number, end: number): number {
  const limit = Math.min(end, start + MAX_NAME_UNITS);
  const name = nameEnd(text, start, limit);
  if (name === start) return -1;
  if (name === limit && limit < end) return name;
  const equals = text[name] === 0x2b ? name + 1 : name;
  return equals < end && text[equals] === 0x3d ? equals + 1 : -1;
}

/** Whether bash expands an unquoted tilde at `at` in the word at `start … end`: at its start, and in a word like an assignment behind `=` and `:`. */
function expandsTilde(text: Uint16Array, start: number, at: number, end: number): boolean {
  if (at === start) return true;
  const before = text[at - 1]!;
  if (before !== 0x3d && before !== 0x3a) return false;
  const value = assignedFrom(text, start, end);
  if (value < 0 || at < value) return false;
  return at === value || (before === 0x3a && text[at - 2] !== 0x5c);
}

/**
 * Where the tilde prefix at `at` ends: behind `~`, `~+`, `~user` …, before `/`, `:` or the word's end.
 * -1 when bash leaves the tilde as it is: elsewhere in a word, or with quotes, expansions or globs in the prefix.
 * `start` is where the word starts (of an assignment: its name).
 */
export function tildeEnd(text: Uint16Array, start: number, at: number, end: number): number {
  if (!expandsTilde(text, start, at, end)) return -1;
  for (let next = at + 1; next < end; next++) {
    const unit = text[next]!;
    const unitClass = UNIT_CLASS[unit]!;
    if (unit === 0x3a || unitClass === UnitClass.SLASH || unitClass === UnitClass.END) return next;
    if (unitClass > UnitClass.END) return -1;
  }
  return end;
}

/** The hole for the tilde prefix at `at … end`. */
export function tildeHole(text: Uint16Array, at: number, end: number): number {
  if (end === at + 1) return Hole.HOME;
  if (end === at + 2 && text[at + 1] === 0x2b) return Hole.WORKING_DIRECTORY;
  return Hole.UNKNOWN;
}

/**
 * Whether the default written at `from … to` in `${NAME:-default}` says what the name itself says,
 * so that the hole of the name may stand for both.
 */
export function defaultFits(text: Uint16Array, hole: number, from: number, to: number): boolean {
  switch (hole) {
    case Hole.HOME:
      return named(text, from, to, '~');
    case Hole.WORKING_DIRECTORY:
      return named(text, from, to, '.');
    case Hole.TEMPORARY: {
      const end = to > from + 1 && text[to - 1] === 0x2f ? to - 1 : to;
      return named(text, from, end, '/tmp') || named(text, from, end, '/var/tmp');
    }
    case Hole.STATUS: {
      let at = from;
      while (at < to && isDigit(text[at]!)) at++;
      return at === to && to > from;
    }
    default:
      return false;
  }
}

/** FNV-1a (32 bit, signed) over `units[start…end)`. */
export function hashUnits(units: Uint16Array, start: number, end: number): number {
  let hash = HASH_BASIS | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ units[at]!, HASH_PRIME);
  return hash;
}

/** FNV-1a (32 bit, signed) over a string's code units: equal to `hashUnits` over the same text. */
export function hashText(text: string): number {
  let hash = HASH_BASIS | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), HASH_PRIME);
  return hash;
}
