/** Substitutions whose output is of a known kind, as the scanner takes them: one plain command, in a text that changes nothing about it. */
import { printed, PRINTERS, type Value, WORD_LISTERS } from './printed.ts';
import { decodeUnits, InvocationKind, type Reading, WordFlag } from './reading.ts';
import { startsAt } from './source.ts';
import { hashText } from './units.ts';
import { CHANGING, DECISIVE, PLAIN_COMMAND, UNSEEN } from './values.ts';

const TAB = 0x09;
const SPACE = 0x20;

/** Longest substitution that is looked at, in code units. */
const MAX_COMMAND_UNITS = 256;
/** Commands before one that are looked at. */
const MAX_LOOKED_BACK = 16;

const PLAIN = '[\\w./+%:@,-]*';
/** A word of plain signs, a part of it perhaps in quotes. */
const PLAIN_WORD = new RegExp(`^${PLAIN}(?:"${PLAIN}"|'${PLAIN}')?${PLAIN}$`);
/** The last part, or the folder, of what a variable holds: nothing is known of that. */
const OF_VARIABLE = /^(?:base|dir)name[ \t]+(?:\$(?:\w+|\{\w+\})|"\$(?:\w+|\{\w+\})")$/;

/** What these print is a list, which the parser makes. */
const LISTS = new RegExp(
  `^(?:${WORD_LISTERS.map((name) => (name.includes(' -') ? name : `${name}(?![\\w-])`)).join('|')})`,
);

const HIDDEN_COMMANDS: ReadonlySet<number> = new Set([...UNSEEN, ...CHANGING].map(hashText));
const DECISIVE_HASHES: ReadonlySet<number> = new Set(DECISIVE.map(hashText));

/** Whether a command stands at `from` whose output may be of a known kind. */
export function startsPrinter(text: Uint16Array, from: number): boolean {
  let at = from;
  while (text[at] === SPACE || text[at] === TAB) at++;
  for (const name of PRINTERS) if (startsAt(text, name, at)) return true;
  for (const name of WORD_LISTERS) if (startsAt(text, name, at)) return true;
  return false;
}

/** What the command `text[start…end)` prints: a value, nothing known, or `unclear` where the parser must say. */
export function printedBetween(text: Uint16Array, start: number, end: number): Value | 'unknown' | 'unclear' {
  if (end - start > MAX_COMMAND_UNITS) return 'unclear';
  const command = decodeUnits(text, start, end).replaceAll(/^[ \t]+|[ \t]+$/g, '');
  if (LISTS.test(command)) return 'unclear';
  if (OF_VARIABLE.test(command)) return 'unknown';
  const words = command.split(/[ \t]+/);
  if (/["']/.test(words[0] ?? '') || !words.every((word) => PLAIN_WORD.test(word))) return 'unclear';
  const value = printed(words.map((word) => ({ text: word.replaceAll(/["']/g, ''), isGlob: false })));
  // One with a blank may become several words.
  return value?.text.includes(' ') === true ? 'unclear' : (value ?? 'unknown');
}

/** Whether the commands before row `row`, from `first` on, leave every program what its name says. */
export function isSettled(reading: Reading, first: number, row: number): boolean {
  const { invocations, words, assignments } = reading;
  if (row < first || row - first > MAX_LOOKED_BACK) return false;
  const nesting = invocations.nesting(row);
  for (let before = first; before <= row; before++) {
    if (invocations.nesting(before) !== nesting || invocations.kind(before) > InvocationKind.BARE) return false;
    if (before === row || invocations.kind(before) !== InvocationKind.COMMAND) continue;
    const word = invocations.wordFirst(before);
    const isVerbatim = (words.flags(word) & ~WordFlag.SLASH) === WordFlag.VERBATIM;
    if (!isVerbatim || HIDDEN_COMMANDS.has(words.hash(word)) || !PLAIN_COMMAND.test(reading.text(word))) return false;
  }
  for (let at = 0; at < assignments.count; at++)
    if (DECISIVE_HASHES.has(words.hash(assignments.name(at)))) return false;
  return true;
}
