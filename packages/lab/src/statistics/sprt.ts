/** Tests that end as soon as enough is known, one value at a time. */
import { checkProbability, checkWhole } from './checks.ts';
import { LabError } from '../error.ts';

export interface SprtOptions {
  /** The share of successes under the null hypothesis, and under the alternative. */
  readonly nullShare: number;
  readonly alternativeShare: number;
  /** How often a true null hypothesis, and a true alternative, may be rejected. */
  readonly alpha: number;
  readonly beta: number;
}

export type SprtDecision = 'continue' | 'accept-null' | 'accept-alternative';

export interface Sprt {
  /** The logarithms of the likelihood ratio at or beyond which it ends. */
  readonly lower: number;
  readonly upper: number;
  /** The logarithm of the ratio after so many successes and failures. Throws `LabError` VALUE, as `decide` does. */
  logRatio(successes: number, failures: number): number;
  decide(successes: number, failures: number): SprtDecision;
}

/**
 * The sequential probability ratio test of trials that succeed or fail. Its errors are at most α/(1 − β) and β/(1 − α).
 * Source: A. Wald, Sequential tests of statistical hypotheses (Annals of Mathematical Statistics 16, 1945). Throws
 * `LabError` VALUE.
 */
export function sprt({ nullShare, alternativeShare, alpha, beta }: SprtOptions): Sprt {
  checkProbability(nullShare, 'the share under the null hypothesis');
  checkProbability(alternativeShare, 'the share under the alternative');
  checkProbability(alpha, 'α');
  checkProbability(beta, 'β');
  if (nullShare === alternativeShare) {
    throw new LabError('VALUE', `expected two shares that differ, met ${nullShare} twice; no trial tells them apart`);
  }
  if (alpha + beta >= 1) {
    throw new LabError('VALUE', `expected errors that add up to less than 1, met ${alpha} and ${beta}`);
  }
  const [lower, upper] = [Math.log(beta / (1 - alpha)), Math.log((1 - beta) / alpha)];
  const bySuccess = Math.log(alternativeShare) - Math.log(nullShare);
  const byFailure = Math.log1p(-alternativeShare) - Math.log1p(-nullShare);
  const logRatio = (successes: number, failures: number): number => {
    checkWhole(successes, 'the number of successes', 0);
    checkWhole(failures, 'the number of failures', 0);
    return successes * bySuccess + failures * byFailure;
  };
  return {
    lower,
    upper,
    logRatio,
    decide(successes, failures) {
      const ratio = logRatio(successes, failures);
      if (ratio >= upper) return 'accept-alternative';
      return ratio <= lower ? 'accept-null' : 'continue';
    },
  };
}
