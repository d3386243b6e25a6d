/** Whether two ways of judging the same things are right equally often. */
import { LabError } from '../error.ts';
import { checkWhole } from './checks.ts';
import { binomialCdf, chiSquareCdf } from './distributions/index.ts';

export interface McNemarTest {
  /** Exact: the binomial distribution of the pairs in which just one is right. */
  readonly exactP: number;
  /** χ² with one degree of freedom, with Edwards' correction for continuity. */
  readonly statistic: number;
  readonly asymptoticP: number;
}

/**
 * `onlyFirst` pairs in which the first is right alone, `onlySecond` in which the second is; pairs on which they agree say
 * nothing. Source: Q. McNemar (Psychometrika 12, 1947). Throws `LabError` VALUE, or SIZE where they agree throughout.
 */
export function mcNemarTest(onlyFirst: number, onlySecond: number): McNemarTest {
  checkWhole(onlyFirst, 'the pairs that only the first has right', 0);
  checkWhole(onlySecond, 'the pairs that only the second has right', 0);
  const n = onlyFirst + onlySecond;
  if (n === 0) throw new LabError('SIZE', 'expected pairs on which the two differ, met none; no test tells them apart');
  const apart = Math.abs(onlyFirst - onlySecond);
  const statistic = Math.max(0, apart - 1) ** 2 / n;
  return {
    exactP: Math.min(1, 2 * binomialCdf(Math.min(onlyFirst, onlySecond), n, 0.5)),
    statistic,
    asymptoticP: chiSquareCdf(statistic, 1, 'upper'),
  };
}
