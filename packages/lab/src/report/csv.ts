/** Results as CSV (RFC 4180). */
import type { Result } from '../results/result.ts';
import { cellOf, COLUMNS } from './columns.ts';

/** What a spreadsheet takes for a formula, or for what leads to one. */
const FORMULA = /^[=+\-@\t\r]/u;

/**
 * Line by line, the names of the columns first. A text that a spreadsheet would run as a formula gets an apostrophe before
 * it: the other formats have it as it is. What a result does not have is an empty cell, an empty text is `""`.
 */
export function* csvOf(results: Iterable<Result>): Generator<string> {
  yield `${COLUMNS.map(({ name }) => name).join(',')}\r\n`;
  for (const result of results) {
    yield `${COLUMNS.map(({ name }) => cellText(cellOf(result, name))).join(',')}\r\n`;
  }
}

function cellText(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return safe === '' || /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
