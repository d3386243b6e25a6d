/** The F distribution. */
import { beta, type Tail } from './special.ts';

/** P(F ≤ f), or P(F > f) of the upper tail, for f ≥ 0. */
export function fCdf(f: number, df1: number, df2: number, tail: Tail = 'lower'): number {
  return beta((df1 * f) / (df1 * f + df2), df1 / 2, df2 / 2, tail);
}
