/** A light reading of awk's programs: do they run programs, load code or write files? */
import { decodeUnits } from '../../shell/reading.ts';

const AT = 0x40;
const BAR = 0x7c;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const SLASH = 0x2f;
const GREATER = 0x3e;
const PRINT: readonly number[] = [0x70, 0x72, 0x69, 0x6e, 0x74];

/** Whether the unit at `at` is the last of `print`. */
function endsPrint(units: Uint16Array, start: number, at: number): boolean {
  return at - 4 >= start && PRINT.every((letter, i) => units[at - 4 + i] === letter);
}

/** 1 where a bracket opens, -1 where one closes. */
function bracket(unit: number): number {
  if (unit === 0x28 || unit === 0x5b) return 1;
  return unit === 0x29 || unit === 0x5d ? -1 : 0;
}

/** Longest text of a file's name that is looked at, in code units. */
const MAX_FILE_UNITS = 256;

/** Whether what stands behind `>` is a file's name that begins below the working directory or a temporary one, or a field. */
function isNearbyFile(units: Uint16Array, start: number, end: number): boolean {
  const text = decodeUnits(units, start, Math.min(end, start + MAX_FILE_UNITS));
  const [, field, name = '/'] = /^[>\s(]*(?:(\$)|"([^"]*)")/.exec(text) ?? [];
  return field !== undefined || (/^(?!\/|\.|~)|^\/tmp\/|^\/dev\/(?:std|null)/.test(name) && !name.includes('..'));
}

/** Whether a slash begins a pattern: it follows nothing, or an operator. */
function startsPattern(units: Uint16Array, start: number, at: number): boolean {
  let before = at - 1;
  while (before >= start && (units[before] === 0x20 || units[before] === 0x0a)) before--;
  return before < start || '({,;!~&|}'.includes(String.fromCharCode(units[before] as number));
}

/** What a program does beside printing what it computes. */
export const AwkReach = {
  NONE: 0,
  /** Writes files near by. */
  WRITES: 1,
  /** Runs programs through `|`, loads code through `@`, or writes files elsewhere. */
  BEYOND: 2,
} as const;
export type AwkReach = (typeof AwkReach)[keyof typeof AwkReach];

/** What the program `units[start…end)` reaches by its signs; functions that it calls are left to the caller. */
export function awkReach(units: Uint16Array, start: number, end: number): AwkReach {
  let inText = false;
  let inPattern = false;
  // Brackets that are open behind a `print`; -1 where none was met in this statement.
  let depth = -1;
  let reach: AwkReach = AwkReach.NONE;
  for (let at = start; at < end; at++) {
    const unit = units[at] as number;
    if (unit === BACKSLASH) {
      at++;
      continue;
    }
    if (unit === QUOTE && !inPattern) inText = !inText;
    else if (unit === SLASH && !inText) inPattern = !inPattern && startsPattern(units, start, at);
    if (inText || inPattern) continue;
    if (unit === AT || isPipe(units, at)) return AwkReach.BEYOND;
    if (unit === GREATER && depth === 0) {
      if (!isNearbyFile(units, at + 1, end)) return AwkReach.BEYOND;
      reach = AwkReach.WRITES;
    }
    depth = endsPrint(units, start, at) ? 0 : depthBehind(unit, depth);
  }
  return reach;
}

/** A `|` that is no `||`. */
function isPipe(units: Uint16Array, at: number): boolean {
  return units[at] === BAR && units[at + 1] !== BAR && units[at - 1] !== BAR;
}

/** Open brackets of a `print` behind `unit`; a new statement has none. */
function depthBehind(unit: number, depth: number): number {
  if (unit === 0x7b || unit === 0x7d || unit === 0x3b || unit === 0x0a) return -1;
  return depth < 0 ? depth : depth + bracket(unit);
}
