/** Roles that depend on a word's text. */
import { isHole, type Reading, WordFlag } from '../../shell/index.ts';
import { PatternKind, SpecialRole, type Tables } from '../tables/tables.ts';
import { isDynamic } from '../paths/url.ts';

/** The role that cases (`SpecialRole.CASES` and above) give a word. */
export function decideCases(tables: Tables, reading: Reading, cases: number, word: number): number {
  const { lists } = tables.data;
  const { words, units } = reading;
  const list = cases - SpecialRole.CASES;
  const start = words.textStart(word);
  const end = words.textEnd(word);
  const stop = list + (lists[list] as number);
  for (let at = list + 3; at <= stop; at += 4) {
    if (tables.fits(lists[at] as number, lists[at + 1] as number, lists[at + 2] as number, units, start, end))
      return lists[at + 3] as number;
  }
  if ((words.flags(word) & WordFlag.DYNAMIC) === 0) return lists[list + 1] as number;
  const known = literalEnd(units, start, end);
  if (known === end || !isDynamic(units, start, end)) return lists[list + 1] as number;
  for (let at = list + 3; at <= stop; at += 4) {
    if (mayFit(tables, lists[at] as number, lists[at + 1] as number, lists[at + 2] as number, units, start, known))
      return lists[list + 2] as number;
  }
  return lists[list + 1] as number;
}

/** Where the first hole stands, or `end`. */
function literalEnd(units: Uint16Array, start: number, end: number): number {
  let at = start;
  while (at < end && !isHole(units[at] as number)) at++;
  return at;
}

/** Whether a word that begins with `units[start…known)` may turn out to fit the pattern. */
function mayFit(
  tables: Tables,
  kind: number,
  from: number,
  length: number,
  units: Uint16Array,
  start: number,
  known: number,
): boolean {
  if (kind !== PatternKind.EXACT && kind !== PatternKind.PREFIX) return true;
  const compared = Math.min(known - start, length);
  return (
    tables.poolEquals(from, units, start, start + compared) && (kind === PatternKind.PREFIX || known - start <= length)
  );
}
