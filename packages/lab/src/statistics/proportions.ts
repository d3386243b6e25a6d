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
  const z = normalQuantile((1 + confidence) / 2);
  const share = successes / trials;
  const middle = share + (z * z) / (2 * trials);
  const reach = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * trials)) / trials);
  const scale = 1 + (z * z) / trials;
  return {
    low: successes === 0 ? 0 : (middle - reach) / scale,
    high: successes === trials ? 1 : (middle + reach) / scale,
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
