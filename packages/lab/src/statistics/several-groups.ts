/** Whether several groups differ: by their means, or by their ranks. */
import { LabError } from '../error.ts';
import { checkConfidence, checkSample } from './checks.ts';
import { chiSquareCdf, fCdf, LAMBDA_MAX, noncentralFCdf } from './distributions/index.ts';
import { mean, sumOfPowers } from './moments.ts';
import { ranksOf } from './ranks.ts';
import { zeroFrom } from './roots.ts';
import { DEFAULT_CONFIDENCE, type Estimate, type Interval, type Sample } from './types.ts';

export interface Anova {
  /** F, with these degrees of freedom. */
  readonly statistic: number;
  readonly dfBetween: number;
  readonly dfWithin: number;
  readonly p: number;
  /** η²: the share of the squares that lies between the groups. */
  readonly etaSquared: Estimate;
}

/**
 * One-way analysis of variance, for groups of equal variance. The interval of η² holds those noncentralities under which
 * the F met lies in neither tail. Source: J. H. Steiger, Beyond the F test (Psychological Methods 9, 2004). Throws
 * `LabError` SIZE, VARIANCE where no group varies within itself, or VALUE, also where η² is so near 1 that it has no such
 * interval.
 */
export function anova(groups: readonly Sample[], confidence: number = DEFAULT_CONFIDENCE): Anova {
  checkGroups(groups);
  checkConfidence(confidence);
  const all = groups.flatMap((group) => Array.from(group));
  const [dfBetween, dfWithin] = [groups.length - 1, all.length - groups.length];
  if (dfWithin < 1) throw new LabError('SIZE', 'expected a group of at least two values, met none; measure more');
  const within = groups.reduce((total, group) => total + sumOfPowers(group, mean(group), 2), 0);
  const middle = mean(all);
  const between = groups.reduce((total, group) => total + group.length * (mean(group) - middle) ** 2, 0);
  if (!(within > all.length * (4 * Number.EPSILON * middle) ** 2)) throw sameThroughout('within the groups');
  const statistic = between / dfBetween / (within / dfWithin);
  return {
    statistic,
    dfBetween,
    dfWithin,
    p: fCdf(statistic, dfBetween, dfWithin, 'upper'),
    etaSquared: {
      value: between / (between + within),
      interval: etaSquaredInterval(statistic, dfBetween, dfWithin, confidence),
    },
  };
}

function etaSquaredInterval(statistic: number, dfBetween: number, dfWithin: number, confidence: number): Interval {
  const bound = (tail: number): number => {
    const excess = (lambda: number): number => {
      if (lambda > LAMBDA_MAX) throw tooFarApart(statistic);
      return noncentralFCdf(statistic, dfBetween, dfWithin, lambda) - tail;
    };
    // Also without any effect so great an F is rare: the bound is none.
    if (excess(0) <= 0) return 0;
    const lambda = zeroFrom(excess, statistic * dfBetween, 1 + dfBetween, 0);
    return lambda / (lambda + dfBetween + dfWithin + 1);
  };
  return { low: bound((1 + confidence) / 2), high: bound((1 - confidence) / 2), confidence };
}

export interface KruskalWallisTest {
  /** H, corrected for ties; χ² with `df` degrees of freedom where groups are not tiny. */
  readonly statistic: number;
  readonly df: number;
  readonly p: number;
}

/**
 * Whether values of some group tend to lie above those of others. Source: W. H. Kruskal and W. A. Wallis (JASA 47, 1952).
 * Throws `LabError` SIZE, VALUE, or VARIANCE where all values are the same.
 */
export function kruskalWallisTest(groups: readonly Sample[]): KruskalWallisTest {
  checkGroups(groups);
  const all = groups.flatMap((group) => Array.from(group));
  const { doubled, tieTerm } = ranksOf(all);
  const n = all.length;
  if (tieTerm >= n ** 3 - n) throw sameThroughout('of the groups');
  let from = 0;
  const squares = groups.reduce((total, { length }) => {
    const apart = mean(doubled.subarray(from, from + length)) / 2 - (n + 1) / 2;
    from += length;
    return total + length * apart ** 2;
  }, 0);
  const statistic = ((12 / (n * (n + 1))) * squares) / (1 - tieTerm / (n ** 3 - n));
  const df = groups.length - 1;
  return { statistic, df, p: chiSquareCdf(statistic, df, 'upper') };
}

function checkGroups(groups: readonly Sample[]): void {
  if (groups.length < 2) throw new LabError('SIZE', `expected at least 2 groups, met ${groups.length}`);
  groups.forEach((group, i) => checkSample(group, `group ${i}`, 1));
}

function tooFarApart(statistic: number): LabError {
  const remedy = 'state the differences of their means, or bootstrap η²';
  return new LabError('VALUE', `expected groups so near that η² has an interval, met an F of ${statistic}; ${remedy}`);
}

function sameThroughout(where: string): LabError {
  return new LabError('VARIANCE', `expected values ${where} that differ, met none; no test tells the groups apart`);
}
