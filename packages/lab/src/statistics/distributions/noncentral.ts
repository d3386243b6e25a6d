/**
 * Noncentral t and F: what the statistics of t and F tests follow where there is an effect. Power and the intervals of
 * effect sizes rest on them.
 *
 * Both are mixtures of incomplete beta functions with weights of a Poisson form. Summed from the greatest weight to both
 * sides, as in D. Benton and K. Krishnamoorthy, Computing discrete mixtures of continuous distributions (Computational
 * Statistics & Data Analysis 43, 2003), no weight underflows for great noncentralities, where AS 243, and so R's `pt`,
 * ends at 37.62. Errors are absolute: some 1e-14, also in the tails.
 */
import { LabError } from '../../error.ts';
import { checkDf, checkNotNegative, checkNumber } from '../checks.ts';
import { normalCdf } from './normal.ts';
import { beta, betaWithSlope, logGamma } from './special.ts';

/** Of an F, up to where some 10^5 terms suffice. */
export const LAMBDA_MAX = 2e8;
/** Of a t, whose square is that of an F. */
export const NONCENTRALITY_MAX = 14_142;
const NEGLIGIBLE = 1e-18;
/** Its root, up to which no probability comes, is far below the error. */
const SHARE_MIN = 1e-100;

/** P(T ≤ t) for `T` with `df` degrees of freedom and the noncentrality `delta`. Throws `LabError` VALUE. */
export function noncentralTCdf(t: number, df: number, delta: number): number {
  checkNumber(t, 't');
  checkDf(df);
  if (t < 0) return 1 - noncentralTCdf(-t, df, -delta);
  if (!(Math.abs(delta) <= NONCENTRALITY_MAX)) {
    throw new LabError('VALUE', `expected a noncentrality up to ${NONCENTRALITY_MAX}, met ${delta}`);
  }
  const rate = (delta * delta) / 2;
  const x = shareOf(t * t, df);
  const even = betaMixture(x, 0.5, df / 2, rate, 0);
  const odd = betaMixture(x, 1, df / 2, rate, 0.5);
  return clamped(normalCdf(-delta) + (even + Math.sign(delta) * odd) / 2);
}

/** P(F ≤ f) for `F` with `df1` and `df2` degrees of freedom and the noncentrality `lambda`, for f ≥ 0. Throws `LabError` VALUE. */
export function noncentralFCdf(f: number, df1: number, df2: number, lambda: number): number {
  checkNotNegative(f, 'F');
  checkDf(df1);
  checkDf(df2);
  if (!(lambda >= 0 && lambda <= LAMBDA_MAX)) {
    throw new LabError('VALUE', `expected a noncentrality from 0 to ${LAMBDA_MAX}, met ${lambda}`);
  }
  return clamped(betaMixture(shareOf(df1 * f, df2), df1 / 2, df2 / 2, lambda / 2, 0));
}

/** What `part` is of itself and `rest`; all of it, or nothing, where the terms would leave the range of doubles. */
function shareOf(part: number, rest: number): number {
  if (part === Infinity) return 1;
  const share = part / (part + rest);
  return share < SHARE_MIN ? 0 : share;
}

/** Σ over j ≥ 0 of e^(−rate) rate^(j + shift) / Γ(j + shift + 1) · I_x(a + j, b). */
function betaMixture(x: number, a: number, b: number, rate: number, shift: number): number {
  if (rate === 0) return shift === 0 ? beta(x, a, b, 'lower') : 0;
  const mode = Math.floor(rate);
  const start = { weight: weightAtMode(mode + shift, rate), ...betaStep(x, a + mode, b) };
  return (
    start.weight * start.value + sumUpwards(start, x, a, b, rate, shift) + sumDownwards(start, x, a, b, rate, shift)
  );
}

interface Term {
  readonly weight: number;
  readonly value: number;
  /** I_x(a, b) − I_x(a + 1, b). */
  readonly drop: number;
}

function betaStep(x: number, a: number, b: number): { readonly value: number; readonly drop: number } {
  if (x === 0 || x === 1) return { value: x, drop: 0 };
  const { value, slope } = betaWithSlope(x, a, b);
  return { value, drop: (slope * x * (1 - x)) / a };
}

function sumUpwards(start: Term, x: number, a: number, b: number, rate: number, shift: number): number {
  let { weight, value, drop } = start;
  let total = 0;
  for (let j = Math.floor(rate); weight * value > NEGLIGIBLE; j++) {
    value -= drop;
    drop *= (x * (a + j + b)) / (a + j + 1);
    weight *= rate / (j + shift + 1);
    if (value > 0) total += weight * value;
  }
  return total;
}

function sumDownwards(start: Term, x: number, a: number, b: number, rate: number, shift: number): number {
  let { weight, value, drop } = start;
  let total = 0;
  for (let j = Math.floor(rate); j > 0 && weight > NEGLIGIBLE; j--) {
    drop *= x === 0 ? 0 : (a + j) / (x * (a + j - 1 + b));
    value = Math.min(1, value + drop);
    weight *= (j + shift) / rate;
    total += weight * value;
  }
  return total;
}

/**
 * e^(−rate) rate^y / Γ(y + 1) where y is within 1 of the rate. By the saddle point of C. Loader, Fast and accurate
 * computation of binomial probabilities (2000), so that the great terms of the exponent need not cancel.
 */
function weightAtMode(y: number, rate: number): number {
  if (y < 30) return Math.exp(y * Math.log(rate) - rate - logGamma(y + 1));
  const apart = (y - rate) / rate;
  const deviance = rate * ((1 + apart) * Math.log1p(apart) - apart);
  const square = y * y;
  const stirling = (1 / 12 - (1 / 360 - (1 / 1_260 - 1 / (1_680 * square)) / square) / square) / y;
  return Math.exp(-deviance - stirling) / Math.sqrt(2 * Math.PI * y);
}

function clamped(probability: number): number {
  return Math.min(1, Math.max(0, probability));
}
