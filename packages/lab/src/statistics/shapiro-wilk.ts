/**
 * Whether values can come from a normal distribution. Source: P. Royston, Remark AS R94: a remark on algorithm AS 181, the
 * W-test for normality (Applied Statistics 44, 1995), whose polynomials and names are these.
 */
import { LabError } from '../error.ts';
import { checkSample } from './checks.ts';
import { normalCdf, normalQuantile } from './distributions/index.ts';
import { mean, sorted, sumOfPowers } from './moments.ts';
import type { Sample } from './types.ts';

/** Up to where the polynomials were fitted. */
export const SHAPIRO_WILK_VALUES_MAX = 5_000;

const C1 = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const C2 = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
const C3 = [0.544, -0.39978, 0.025054, -6.714e-4];
const C4 = [1.3822, -0.77857, 0.062767, -0.0020322];
const C5 = [-1.5861, -0.31082, -0.083751, 0.0038915];
const C6 = [-0.4803, -0.082676, 0.0030302];
const G = [-2.273, 0.459];

export interface ShapiroWilkTest {
  /** W, at most 1; the lower, the less normal. */
  readonly statistic: number;
  readonly p: number;
}

/** Throws `LabError` SIZE outside 3 to 5,000 values, VALUE, or VARIANCE where all are the same. */
export function shapiroWilkTest(sample: Sample): ShapiroWilkTest {
  checkSample(sample, 'the sample', 3);
  const n = sample.length;
  if (n > SHAPIRO_WILK_VALUES_MAX) {
    throw new LabError('SIZE', `expected at most ${SHAPIRO_WILK_VALUES_MAX} values, met ${n}; draw fewer of them`);
  }
  const ascending = sorted(sample);
  if (ascending[0] === ascending.at(-1))
    throw new LabError('VARIANCE', 'expected values that differ, met one throughout');
  const missing = missingW(ascending);
  return { statistic: 1 - missing, p: n === 3 ? pOfThree(1 - missing) : pOfMany(missing, n) };
}

/** 1 − W, without the loss of subtracting from 1. */
function missingW(ascending: Float64Array): number {
  const weights = fullWeights(ascending.length);
  const center = mean(ascending);
  // Scaled, so that squares of very small and very great values stay in range.
  const range = (ascending.at(-1) as number) - (ascending[0] as number);
  const scaled = ascending.map((value) => (value - center) / range);
  const product = scaled.reduce((total, value, i) => total + value * (weights[i] as number), 0);
  const length = Math.sqrt(sumOfPowers(weights, 0, 2) * sumOfPowers(scaled, mean(scaled), 2));
  // No W is above 1; by rounding, that of values like the weights would be.
  return Math.max(0, ((length - product) * (length + product)) / length ** 2);
}

/** The weights a of all values, ascending: those of the lower half are the negative ones of the upper. */
function fullWeights(n: number): Float64Array {
  const upper = n === 3 ? [Math.SQRT1_2] : upperWeights(n);
  const weights = new Float64Array(n);
  upper.forEach((weight, i) => {
    weights[i] = -weight;
    weights[n - 1 - i] = weight;
  });
  return weights;
}

/** The weights of the greatest value, the second greatest, and so on to the middle. */
function upperWeights(n: number): number[] {
  const m = Array.from({ length: Math.floor(n / 2) }, (_, i) => normalQuantile((i + 1 - 0.375) / (n + 0.25)));
  const squares = 2 * sumOfPowers(m, 0, 2);
  const u = 1 / Math.sqrt(n);
  const fitted = [C1, C2]
    .slice(0, n > 5 ? 2 : 1)
    .map((c, i) => polynomial(c, u) - (m[i] as number) / Math.sqrt(squares));
  const rest = squares - 2 * sumOfPowers(m.slice(0, fitted.length), 0, 2);
  const factor = Math.sqrt(rest / (1 - 2 * sumOfPowers(fitted, 0, 2)));
  return [...fitted, ...m.slice(fitted.length).map((value) => -value / factor)];
}

/** Of three values the distribution is known. */
function pOfThree(w: number): number {
  return Math.max(0, (6 / Math.PI) * (Math.asin(Math.sqrt(w)) - Math.asin(Math.sqrt(0.75))));
}

function pOfMany(missing: number, n: number): number {
  const y = Math.log(missing);
  if (n > 11) {
    const x = Math.log(n);
    return normalCdf((polynomial(C5, x) - y) / Math.exp(polynomial(C6, x)));
  }
  const gamma = polynomial(G, n);
  // So far from normal that the approximation has no value for it.
  if (y >= gamma) return 1e-99;
  return normalCdf((polynomial(C3, n) + Math.log(gamma - y)) / Math.exp(polynomial(C4, n)));
}

/** By Horner; the coefficient of the lowest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((total, coefficient) => total * x + coefficient, 0);
}
