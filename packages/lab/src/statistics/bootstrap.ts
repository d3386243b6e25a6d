/** Intervals of any statistic, by drawing from the sample again and again. */
import { LabError } from '../error.ts';
import { checkConfidence, checkFinite, checkSample, checkWhole } from './checks.ts';
import { normalCdf, normalQuantile } from './distributions/index.ts';
import { mean, sorted, sumOfPowers, variance } from './moments.ts';
import { seededSource } from './random.ts';
import { DEFAULT_CONFIDENCE, type Interval, type Sample } from './types.ts';

export const RESAMPLES_MAX = 1_000_000;

export interface BootstrapOptions {
  /** A whole number of 32 bits. */
  readonly seed: number;
  /** How often the sample is drawn anew; 9,999 where absent. */
  readonly resamples?: number;
  readonly confidence?: number;
}

export interface Bootstrap {
  /** The statistic of the sample itself. */
  readonly value: number;
  readonly standardError: number;
  /** What the draws' mean lies above the value. */
  readonly bias: number;
  readonly percentile: Interval;
  /**
   * Corrected for bias and for a spread that changes with the value; undefined where leaving out any one unit changes
   * nothing, as it then says nothing of that spread.
   */
  readonly bca: Interval | undefined;
}

/**
 * `statistic` of `units`, which are drawn whole: what depends on each other belongs into one. Source: B. Efron, Better
 * bootstrap confidence intervals (JASA 82, 1987). Throws `LabError` SIZE for fewer than two units or too few draws for
 * the confidence, VALUE where the statistic is not finite or beyond 1e150, VARIANCE where all draws lie on one side of it.
 */
export function bootstrap<Unit>(
  units: readonly Unit[],
  statistic: (units: readonly Unit[]) => number,
  { seed, resamples = 9_999, confidence = DEFAULT_CONFIDENCE }: BootstrapOptions,
): Bootstrap {
  if (units.length < 2) throw new LabError('SIZE', `expected at least 2 units to draw, met ${units.length}`);
  checkWhole(resamples, 'the number of draws', 2, RESAMPLES_MAX);
  const value = checked(statistic(units));
  const random = seededSource(seed);
  const draws = Float64Array.from({ length: resamples }, () =>
    checked(statistic(units.map(() => units[random.below(units.length)] as Unit))),
  );
  const withoutOne = Float64Array.from(units, (_, left) => checked(statistic(units.filter((__, i) => i !== left))));
  return {
    value,
    standardError: Math.sqrt(variance(draws)),
    bias: mean(draws) - value,
    ...bootstrapIntervals(value, draws, withoutOne, confidence),
  };
}

/**
 * The intervals out of the statistic's value, its values of the draws, and those with each unit left out. Throws as
 * `bootstrap` does.
 */
export function bootstrapIntervals(
  value: number,
  draws: Sample,
  withoutOne: Sample,
  confidence: number,
): Pick<Bootstrap, 'percentile' | 'bca'> {
  checkConfidence(confidence);
  checkFinite(value, 'the statistic');
  checkSample(draws, 'the draws', 2);
  checkSample(withoutOne, 'the statistics with each unit left out', 2);
  const ascending = sorted(draws);
  const bias = normalQuantile(ascending.filter((draw) => draw < value).length / ascending.length);
  if (!Number.isFinite(bias)) throw oneSided();
  const acceleration = accelerationOf(withoutOne);
  const tails = [(1 - confidence) / 2, (1 + confidence) / 2] as const;
  const intervalOf = (shift: (tail: number) => number): Interval => {
    const [low, high] = tails.map((tail) => interpolated(ascending, shift(tail))) as [number, number];
    return { low, high, confidence };
  };
  return {
    percentile: intervalOf((tail) => tail),
    bca:
      acceleration === undefined
        ? undefined
        : intervalOf((tail) => {
            const z = bias + normalQuantile(tail);
            return normalCdf(bias + z / (1 - acceleration * z));
          }),
  };
}

/** How the standard error changes with the value, by the jackknife; undefined where that does not vary. */
function accelerationOf(withoutOne: Sample): number | undefined {
  if (variance(withoutOne) === 0) return undefined;
  const influence = Float64Array.from(withoutOne, (one) => mean(withoutOne) - one);
  return sumOfPowers(influence, 0, 3) / (6 * sumOfPowers(influence, 0, 2) ** 1.5);
}

/**
 * The quantile of the draws between two of them, on the scale of the normal distribution. Source: A. C. Davison and D. V.
 * Hinkley, Bootstrap Methods and their Application (1997), equation 5.8.
 */
function interpolated(ascending: Float64Array, share: number): number {
  const places = ascending.length + 1;
  const rank = Math.floor(places * share);
  if (rank < 1 || rank >= ascending.length) {
    throw new LabError('SIZE', `expected enough draws for the share ${share}, met ${ascending.length}; draw more`);
  }
  const [below, above] = [ascending[rank - 1] as number, ascending[rank] as number];
  const [from, to] = [normalQuantile(rank / places), normalQuantile((rank + 1) / places)];
  return below + ((normalQuantile(share) - from) / (to - from)) * (above - below);
}

function checked(value: number): number {
  checkFinite(value, 'the statistic');
  return value;
}

function oneSided(): LabError {
  const remedy = 'a statistic that hardly varies has no such interval';
  return new LabError('VARIANCE', `expected draws on both sides of the value, met them on one; ${remedy}`);
}
