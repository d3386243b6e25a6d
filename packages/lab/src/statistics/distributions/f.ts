/** The F distribution. */
import { checkDf, checkNotNegative } from '../checks.ts';
import { beta, type Tail } from './special.ts';

/** P(F ≤ f), or P(F > f) of the upper tail, for f ≥ 0. Throws `LabError` VALUE. */
export function fCdf(f: number, df1: number, df2: number, tail: Tail = 'lower'): number {
  checkNotNegative(f, 'F');
  checkDf(df1);
  checkDf(df2);
  const sum = df1 * f + df2;
  // By the smaller of both shares, as the other may round to 1.
  if (df1 * f < df2) return beta((df1 * f) / sum, df1 / 2, df2 / 2, tail);
  return beta(df2 / sum, df2 / 2, df1 / 2, tail === 'lower' ? 'upper' : 'lower');
}
