/** Shares of trials that succeed, and how they differ. */
import { checkConfidence, checkWhole } from './checks.ts';
import { normalQuantile } from './distributions/index.ts';
import { DEFAULT_CONFIDENCE, type Estimate, type Interval } from './types.ts';

export interface Count {
  readonly successes: number;
  readonly trials: number;
}

/**
 * Where a share lies. Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (JASA
 * 22, 1927). Throws `LabError` VALUE.
 */
export function wilsonInterval(successes: number, trials: number, confidence: number = DEFAULT_CONFIDENCE): Interval {
  checkWhole(trials, 'the number of trials', 1);
  checkWhole(successes, 'the number of successes', 0, trials);
  checkConfidence(confidence);
  return scoreInterval(successes / trials, trials, confidence);
}

/** Wilson's interval of a share that need not be a count over `trials`; nothing is checked. */
export function scoreInterval(share: number, trials: number, confidence: number): Interval {
  const z = normalQuantile((1 + confidence) / 2);
  const middle = share + (z * z) / (2 * trials);
  const reach = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * trials)) / trials);
  const scale = 1 + (z * z) / trials;
  return {
    low: share === 0 ? 0 : (middle - reach) / scale,
    high: share === 1 ? 1 : (middle + reach) / scale,
    confidence,
  };
}

/**
 * The first share less the second, of independent trials. Source: R. G. Newcombe, Interval estimation for the difference
 * between independent proportions: comparison of eleven methods (Statistics in Medicine 17, 1998), method 10. Throws
 * `LabError` VALUE.
 */
export function newcombeDifference(a: Count, b: Count, confidence: number = DEFAULT_CONFIDENCE): Estimate {
  const [ofA, ofB] = [a, b].map(({ successes, trials }) => wilsonInterval(successes, trials, confidence)) as [
    Interval,
    Interval,
  ];
  const [shareA, shareB] = [a.successes / a.trials, b.successes / b.trials];
  const value = shareA - shareB;
  return {
    value,
    interval: {
      low: value - Math.hypot(shareA - ofA.low, ofB.high - shareB),
      high: value + Math.hypot(ofA.high - shareA, shareB - ofB.low),
      confidence,
    },
  };
}

/**
 * The mean of the shares that are right of two kinds of trials: (1 + d) / 2, where d is the first share less what is wrong
 * of the second, by Newcombe's method 10. Throws `LabError` VALUE.
 */
export function balancedAccuracy(first: Count, second: Count, confidence: number = DEFAULT_CONFIDENCE): Estimate {
  const { successes, trials } = second;
  const wrong = { successes: trials - successes, trials };
  const { value, interval } = newcombeDifference(first, wrong, confidence);
  const [low, high] = [(1 + interval.low) / 2, (1 + interval.high) / 2];
  return { value: (1 + value) / 2, interval: { low, high, confidence } };
}

/** What two ways of judging came to, pair by pair. */
export interface PairedCount {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/**
 * The first share less the second, of pairs. Source: R. G. Newcombe, Improved confidence intervals for the difference
 * between binomial proportions based on paired data (Statistics in Medicine 17, 1998), method 10. Throws `LabError` VALUE.
 */
export function pairedNewcombeDifference(count: PairedCount, confidence: number = DEFAULT_CONFIDENCE): Estimate {
  const { both, onlyFirst, onlySecond, neither } = count;
  Object.values(count).forEach((pairs) => checkWhole(pairs, 'the number of pairs', 0));
  const n = both + onlyFirst + onlySecond + neither;
  const [first, second] = [both + onlyFirst, both + onlySecond];
  const [ofA, ofB] = [wilsonInterval(first, n, confidence), wilsonInterval(second, n, confidence)];
  const value = (onlyFirst - onlySecond) / n;
  const phi = correctedPhi(count);
  const reach = (a: number, b: number): number => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  return {
    value,
    interval: {
      low: value - reach(first / n - ofA.low, ofB.high - second / n),
      high: value + reach(ofA.high - first / n, second / n - ofB.low),
      confidence,
    },
  };
}

/** How far the two judge alike, a positive φ with its correction for continuity; 0 where one never varies. */
function correctedPhi({ both, onlyFirst, onlySecond, neither }: PairedCount): number {
  const n = both + onlyFirst + onlySecond + neither;
  const product = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  if (product === 0) return 0;
  const apart = both * neither - onlyFirst * onlySecond;
  return (apart > 0 ? Math.max(0, apart - n / 2) : apart) / Math.sqrt(product);
}
