/** Checks of single values of a policy document: each returns the value, or throws `PolicyError` with its path. */
import { PolicyError, type PolicyErrorCode } from './error.ts';
import type { TextForm } from './document.ts';

/** Longest piece of a met value that a message repeats. */
const MAX_SHOWN_UNITS = 60;
/** Choices that a message lists in full; beyond it the nearest is named. */
const MAX_LISTED_CHOICES = 20;

/** A value as a message shows it: bounded, on one line, every unusual character escaped. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return shownText(value);
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}

function shownText(text: string): string {
  const cut = text.length > MAX_SHOWN_UNITS ? `${text.slice(0, MAX_SHOWN_UNITS)}…` : text;
  return `"${cut.replace(/[^ !#-[\]-~…]/g, escaped)}"`;
}

function escaped(unit: string): string {
  return unit === '"' || unit === '\\' ? `\\${unit}` : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Throws the error of a domain: what was expected, what was met, what to do. */
export function refuse(code: PolicyErrorCode, path: string, expected: string, met: string, advice: string): never {
  throw new PolicyError(code, path, `expected ${expected}, met ${met}; ${advice}`);
}

/** A path one step further: `when` + `risk` → `when.risk`. */
export function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** A mapping with these keys and no others. Its values are copied, each read once. */
export function checkMapping<Key extends string>(
  value: unknown,
  path: string,
  keys: readonly Key[],
  required: readonly Key[],
): Readonly<Partial<Record<Key, unknown>>> {
  const given = checkPlain(value, path, keys);
  for (const key of Object.keys(given)) {
    if (keys.some((known) => known === key)) continue;
    const near = nearest(key, keys);
    refuse(
      'KEY',
      path,
      `the keys ${keys.join(', ')}`,
      shown(key),
      near === undefined ? 'leave it out' : `write ${near}`,
    );
  }
  for (const key of required) {
    if (given[key] === undefined) refuse('MISSING', path, `the key ${key}`, 'none', 'add it');
  }
  return given;
}

function checkPlain<Key extends string>(
  value: unknown,
  path: string,
  keys: readonly Key[],
): Partial<Record<Key, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  return refuse('TYPE', path, 'a mapping', shown(value), `write a mapping with the keys ${keys.join(', ')}`);
}

/** A list of at most `max` entries, each read by `read`. */
export function checkList<T>(
  value: unknown,
  path: string,
  max: number,
  read: (entry: unknown, path: string) => T,
): T[] {
  if (!Array.isArray(value)) refuse('TYPE', path, 'a list', shown(value), 'write a list');
  if (value.length > max) refuse('LIMIT', path, `at most ${max} entries`, `${value.length}`, 'split it');
  return Array.from(value as readonly unknown[], (entry, index) => read(entry, `${path}[${index}]`));
}

/** One value, or a list of 1 to `max`; always answered as a list. */
export function checkOneOrMore<T>(
  value: unknown,
  path: string,
  max: number,
  read: (entry: unknown, path: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) return [read(value, path)];
  if (value.length === 0)
    refuse('LIMIT', path, 'at least one entry', 'an empty list', 'leave the key out, or name one');
  return checkList(value, path, max, read);
}

/** One of `choices`. */
export function checkChoice<T extends string>(value: unknown, path: string, choices: readonly T[]): T {
  const met = choices.find((choice) => choice === value);
  if (met !== undefined) return met;
  const code = typeof value === 'string' ? 'VALUE' : 'TYPE';
  const near = typeof value === 'string' ? nearest(value, choices) : undefined;
  const listed =
    choices.length <= MAX_LISTED_CHOICES ? `one of ${choices.join(', ')}` : `one of ${choices.length} names`;
  const advice = near === undefined ? 'see the policy guide for the names' : `write ${near}`;
  return refuse(code, path, listed, shown(value), advice);
}

/** Text of the given form. */
export function checkText(value: unknown, path: string, form: TextForm): string {
  if (typeof value !== 'string')
    return refuse('TYPE', path, form.says, shown(value), 'write text, in quotes where needed');
  if (isLonger(value, form.maxLength)) {
    refuse('LIMIT', path, `at most ${form.maxLength} characters`, `${value.length}`, 'shorten it');
  }
  if (form.pattern !== undefined && !new RegExp(form.pattern, 'u').test(value)) {
    refuse('NAME', path, form.says, shown(value), 'correct it');
  }
  return value;
}

/** Whether the text has more code points than `max`; looks at no more than that many. */
function isLonger(text: string, max: number): boolean {
  if (text.length <= max) return false;
  return text.length > 2 * max || Array.from(text).length > max;
}

/** The choice that shares the longest beginning, case aside, of at least two characters. */
function nearest<T extends string>(met: string, choices: readonly T[]): T | undefined {
  const wanted = met.toLowerCase();
  let best: T | undefined;
  let bestLength = 1;
  for (const choice of choices) {
    const length = commonLength(wanted, choice.toLowerCase());
    if (length > bestLength) [best, bestLength] = [choice, length];
  }
  return best;
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
