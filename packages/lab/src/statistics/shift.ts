/** How far apart values lie, by their ranks: so that no value far out stretches it. */
import { LabError } from '../error.ts';
import { checkConfidence, checkPaired, checkSample } from './checks.ts';
import { normalQuantile } from './distributions/index.ts';
import { differences, sorted } from './moments.ts';
import { valueOfRank } from './order-selection.ts';
import { EXACT_VALUES_MAX, type RankTestOptions } from './rank-tests.ts';
import { coinSumQuantile, ranksOf, subsetSumQuantile } from './ranks.ts';
import { DEFAULT_CONFIDENCE, type Estimate, type Sample } from './types.ts';

export interface ShiftOptions extends Pick<RankTestOptions, 'method'> {
  readonly confidence?: number;
}

export interface Shift extends Estimate {
  readonly method: 'exact' | 'asymptotic';
}

/**
 * By how much values of the first sample lie above those of the second: the median of all differences. The interval has those
 * shifts that the test of Mann and Whitney would not reject. It is exact where no values are equal and holds rather more often
 * where some are (G. E. Noether, Elements of Nonparametric Statistics, 1967); the asymptotic one has corrections for equal
 * values within a sample and for continuity. Source: J. L. Hodges and E. L. Lehmann, Estimates of location based on rank tests
 * (Annals of Mathematical Statistics 34, 1963). Throws `LabError` VALUE, or SIZE for too few values for the confidence.
 */
export function hodgesLehmannShift(a: Sample, b: Sample, options: ShiftOptions = {}): Shift {
  checkSample(a, 'the first sample', 1);
  checkSample(b, 'the second sample', 1);
  const [first, second] = [sorted(a), sorted(b)];
  const [m, n] = [a.length, b.length];
  const equal = ranksOf(a).tieTerm + ranksOf(b).tieTerm;
  return shiftOf(options, m + n, {
    count: m * n,
    low: (first[0] as number) - (second[n - 1] as number),
    high: (first[m - 1] as number) - (second[0] as number),
    countAtMost: (value) => differencesAtMost(first, second, value),
    spread: Math.sqrt(((m * n) / 12) * (m + n + 1 - equal / ((m + n) * (m + n - 1)))),
    exactRank: (tail) => subsetSumQuantile(m, n, tail),
  });
}

/**
 * By how much the first of a pair lies above the second: the median of the means of any two differences, each with itself
 * among them. The interval has those shifts that the test of signed ranks would not reject, all pairs counted, also those
 * without a difference. Otherwise as `hodgesLehmannShift`.
 */
export function pairedHodgesLehmannShift(a: Sample, b: Sample, options: ShiftOptions = {}): Shift {
  checkPaired(a, b, 1);
  const apart = sorted(differences(a, b));
  const n = apart.length;
  return shiftOf(options, n, {
    count: (n * (n + 1)) / 2,
    low: apart[0] as number,
    high: apart[n - 1] as number,
    countAtMost: (value) => meansAtMost(apart, value),
    spread: Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ranksOf(apart).tieTerm / 48),
    exactRank: (tail) => coinSumQuantile(n, tail),
  });
}

/** Values that would be too many to write down, and the ranks among them between which an interval lies. */
interface Compared {
  readonly count: number;
  readonly low: number;
  readonly high: number;
  readonly countAtMost: (value: number) => number;
  /** The standard deviation of how many of them lie above the truth. */
  readonly spread: number;
  /** The rank, from 1, of the value that lies above the truth with the probability `tail` at most; 0 where none does. */
  readonly exactRank: (tail: number) => number;
}

function shiftOf(options: ShiftOptions, size: number, compared: Compared): Shift {
  const { confidence = DEFAULT_CONFIDENCE, method = size <= EXACT_VALUES_MAX ? 'exact' : 'asymptotic' } = options;
  checkConfidence(confidence);
  const { count, low, high, countAtMost } = compared;
  const tail = (1 - confidence) / 2;
  const rank = method === 'exact' ? exactRank(compared, size, tail) : asymptoticRank(compared, tail);
  if (rank < 1) {
    throw new LabError('SIZE', `expected enough values for an interval at ${confidence}, met ${size}; measure more`);
  }
  const at = (wanted: number): number => valueOfRank(countAtMost, low, high, wanted);
  const middle = at(Math.ceil(count / 2));
  return {
    value: count % 2 === 1 ? middle : (middle + at(count / 2 + 1)) / 2,
    interval: { low: at(rank), high: at(count + 1 - rank), confidence },
    method,
  };
}

function exactRank({ exactRank: rankOf }: Compared, size: number, tail: number): number {
  if (size <= EXACT_VALUES_MAX) return rankOf(tail);
  const expected = `expected at most ${EXACT_VALUES_MAX} values for an exact interval`;
  throw new LabError('SIZE', `${expected}, met ${size}; ask for asymptotic`);
}

/** By the normal distribution, half a step further out than what is expected. */
function asymptoticRank({ count, spread }: Compared, tail: number): number {
  return Math.floor(count / 2 - 0.5 - normalQuantile(1 - tail) * spread) + 1;
}

/** How many differences of a value of `a` and one of `b`, both ascending, are at most `value`. */
function differencesAtMost(a: Float64Array, b: Float64Array, value: number): number {
  let [from, count] = [0, 0];
  for (const one of a) {
    while (from < b.length && one - (b[from] as number) > value) from++;
    count += b.length - from;
  }
  return count;
}

/** How many means of two of `values`, ascending, each with itself among them, are at most `value`. */
function meansAtMost(values: Float64Array, value: number): number {
  let [to, count] = [values.length - 1, 0];
  values.forEach((one, i) => {
    while (to >= i && (one + (values[to] as number)) / 2 > value) to--;
    count += Math.max(0, to - i + 1);
  });
  return count;
}
