/** Reading the assessment's columns. */
import { NONE } from '../knowledge/assessment.ts';

/** A column's entry; `NONE` beyond its end, as for the row `NONE`. */
export function cell(column: Int32Array, row: number): number {
  return column[row] ?? NONE;
}
