/** One key in a file of TOML that others use too. A change is taken only where a parser says that it does just that. */
import { isDeepStrictEqual } from 'node:util';
import { parse, type TomlTable } from 'smol-toml';
import { InstallError } from './error.ts';
import type { KeyPlacement } from './placement.ts';

export type KeyRemoval = Pick<KeyPlacement, 'kind' | 'table' | 'key' | 'value'>;

/** Integers of any size, and apart from other numbers. */
const EXACT = { integersAsBigInt: true } as const;

/** The text with the key at that value; the same text where it has it. Throws `InstallError` PARSE, UNSURE. */
export function withKey(text: string, { table, key, value }: KeyRemoval): string {
  const before = parsed(text);
  const inside = tableOf(before, table);
  if (inside?.[key] === value) return text;
  const wanted = { ...before, [table]: { ...inside, [key]: value } };
  return taken(candidates(text, table, key, `${value}`), wanted, `set ${table}.${key} = ${value}`);
}

/** The text without the key, and without its table where that is empty then; the same where it was changed since. */
export function withoutKey(text: string, { table, key, value }: KeyRemoval, before: string | undefined): string {
  const now = parsed(text);
  const inside = tableOf(now, table);
  const old = tableOf(parsed(before ?? ''), table);
  if (inside?.[key] !== value || old?.[key] === value) return text;
  const { [key]: _, ...others } = inside;
  const kept = old === undefined && Object.keys(others).length === 0 ? {} : { [table]: others };
  const { [table]: __, ...rest } = now;
  const line = String.raw`[ \t]*(?:${table}\.)?${key}[ \t]*=[ \t]*${value}[ \t]*(?:\r?\n|$)`;
  const header = String.raw`(?:\r?\n)?[ \t]*\[[ \t]*${table}[ \t]*\][ \t]*\r?\n`;
  const texts = [new RegExp(`^${header}${line}`, 'mu'), new RegExp(`^${line}`, 'mu')].map((part) =>
    text.replace(part, ''),
  );
  return taken(texts, { ...rest, ...kept }, `remove ${table}.${key}`);
}

/** Where such a key can stand, each tried in turn. */
function candidates(text: string, table: string, key: string, value: string): string[] {
  const eol = /\r?\n/u.exec(text)?.[0] ?? '\n';
  const line = `${key} = ${value}`;
  const gap = text === '' || text.endsWith('\n') ? '' : eol;
  const space = text.trim() === '' ? '' : eol;
  return [
    text.replace(new RegExp(String.raw`^((?:${table}\.)?${key}[ \t]*=[ \t]*)(?:true|false)\b`, 'mu'), `$1${value}`),
    text.replace(new RegExp(String.raw`^([ \t]*\[[ \t]*${table}[ \t]*\][^\r\n]*)`, 'mu'), `$1${eol}${line}`),
    text.replace(new RegExp(String.raw`^([ \t]*${table}\.[^\r\n]*)`, 'mu'), `$1${eol}${table}.${line}`),
    `${text}${gap}${space}[${table}]${eol}${line}${eol}`,
  ];
}

/** The first of the texts that a parser reads as what is wanted. Throws `InstallError` UNSURE where none is. */
export function taken(texts: readonly string[], wanted: TomlTable, change: string): string {
  const found = texts.find((text) => isDeepStrictEqual(parsedOr(text), plain(wanted)));
  if (found !== undefined) return found;
  throw new InstallError('UNSURE', `expected to find a place for it, met none that is sure; by hand: ${change}`);
}

function parsedOr(text: string): unknown {
  try {
    return plain(parse(text, EXACT));
  } catch {
    return undefined;
  }
}

/** Throws `InstallError` PARSE. */
export function parsed(text: string): TomlTable {
  try {
    return parse(text, EXACT);
  } catch {
    throw new InstallError('PARSE', 'expected TOML, met what is none; mend it first');
  }
}

/** Throws `InstallError` TYPE. */
export function tableOf(root: TomlTable, name: string): TomlTable | undefined {
  const value = root[name];
  if (value === undefined) return undefined;
  if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)) return value;
  throw new InstallError('TYPE', `expected ${name} to be a table, met something else; mend it first`);
}

/** As values of JSON, which can be compared. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)));
}
