/** Roles that depend on a word's text. */
import type { Reading } from '../shell/index.ts';
import { SpecialRole, type Tables } from './tables.ts';
import { isDynamic } from './url.ts';

/** The role that cases (`SpecialRole.CASES` and above) give a word. */
export function decideCases(tables: Tables, reading: Reading, cases: number, word: number): number {
  const { lists } = tables.data;
  const { words, units } = reading;
  const list = cases - SpecialRole.CASES;
  const start = words.textStart[word] as number;
  const end = words.textEnd[word] as number;
  const stop = list + (lists[list] as number);
  for (let at = list + 3; at <= stop; at += 4) {
    if (tables.fits(lists[at] as number, lists[at + 1] as number, lists[at + 2] as number, units, start, end)) return lists[at + 3] as number;
  }
  return lists[list + (isDynamic(units, start, end) ? 2 : 1)] as number;
}
