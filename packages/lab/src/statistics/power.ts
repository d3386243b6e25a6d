/** How likely a test finds an effect that is there, and how many values that takes. */
import { LabError } from '../error.ts';
import { checkFinite, checkProbability, checkWhole } from './checks.ts';
import { noncentralTCdf, normalCdf, normalQuantile, studentTQuantile } from './distributions/index.ts';
import { wilsonInterval } from './proportions.ts';
import { type RandomSource, seededSource } from './random.ts';
import type { Estimate } from './types.ts';

/** An experiment of more values a group is refused. */
export const SAMPLE_SIZE_MAX = 10_000_000;

export interface TPowerOptions {
  /** Two groups of one size, or pairs (also one sample). */
  readonly design: 'two-sample' | 'paired';
  /** Cohen's d: the difference of means in standard deviations, of pairs in those of their differences. */
  readonly effect: number;
  /** 0.05 where absent. */
  readonly alpha?: number;
  /** Two unless the test looks in one direction only. */
  readonly sides?: 1 | 2;
}

/** Of a t test with `size` values a group, or pairs; both tails count. Throws `LabError` VALUE. */
export function tPower(size: number, { design, effect, alpha = 0.05, sides = 2 }: TPowerOptions): number {
  checkWhole(size, 'the size', 2, SAMPLE_SIZE_MAX);
  checkFinite(effect, 'the effect');
  checkProbability(alpha, 'α');
  const groups = design === 'two-sample' ? 2 : 1;
  const df = (size - 1) * groups;
  const delta = Math.abs(effect) * Math.sqrt(size / groups);
  const critical = -studentTQuantile(alpha / sides, df);
  const beyond = noncentralTCdf(-critical, df, -delta);
  return sides === 1 ? beyond : beyond + noncentralTCdf(-critical, df, delta);
}

/** The least size whose power is at least `power`. Throws `LabError` VALUE, or SIZE beyond `SAMPLE_SIZE_MAX`. */
export function tSampleSize(power: number, options: TPowerOptions): number {
  checkEffect(options.effect);
  return leastSize(power, SAMPLE_SIZE_MAX, (size) => tPower(size, options));
}

export interface ProportionPowerOptions {
  /** The shares that the groups have. */
  readonly first: number;
  readonly second: number;
  readonly alpha?: number;
  readonly sides?: 1 | 2;
}

/**
 * Of comparing two shares, `size` trials each, by the normal approximation; both tails count. Source: J. L. Fleiss, B.
 * Levin and M. C. Paik, Statistical Methods for Rates and Proportions (3rd ed., 2003), 4.1. Throws `LabError` VALUE.
 */
export function proportionPower(size: number, options: ProportionPowerOptions): number {
  const { first, second, alpha = 0.05, sides = 2 } = options;
  checkWhole(size, 'the size', 2, SAMPLE_SIZE_MAX);
  checkProbability(alpha, 'α');
  checkProbability(first, 'the first share');
  checkProbability(second, 'the second share');
  const pooled = (first + second) / 2;
  const underNull = -normalQuantile(alpha / sides) * Math.sqrt(2 * pooled * (1 - pooled));
  const spread = Math.sqrt(first * (1 - first) + second * (1 - second));
  const apart = Math.sqrt(size) * Math.abs(first - second);
  const beyond = normalCdf((apart - underNull) / spread);
  return sides === 1 ? beyond : beyond + normalCdf((-apart - underNull) / spread);
}

/** The least size whose power is at least `power`. Throws `LabError` VALUE, or SIZE beyond `SAMPLE_SIZE_MAX`. */
export function proportionSampleSize(power: number, options: ProportionPowerOptions): number {
  checkEffect(options.first - options.second);
  return leastSize(power, SAMPLE_SIZE_MAX, (size) => proportionPower(size, options));
}

export interface McNemarSizeOptions {
  /** The share of all pairs in which the first alone is right, and that in which the second is. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly alpha?: number;
  readonly sides?: 1 | 2;
}

/**
 * The pairs that McNemar's test needs for `power`, exact or corrected for continuity: that many that the difference of the
 * counts less the correction, 1, still suffices. Source: R. J. Connor, Sample size for testing differences in proportions
 * for the paired-sample design (Biometrics 43, 1987), which leaves the correction out. Throws `LabError` VALUE.
 */
export function mcNemarSampleSize(power: number, options: McNemarSizeOptions): number {
  const { onlyFirst, onlySecond, alpha = 0.05, sides = 2 } = options;
  checkProbability(power, 'the power');
  checkProbability(alpha, 'α');
  const [apart, differing] = [onlyFirst - onlySecond, onlyFirst + onlySecond];
  if (!(Math.min(onlyFirst, onlySecond) >= 0 && differing <= 1)) {
    throw new LabError(
      'VALUE',
      `expected shares of 0 or more that add up to at most 1, met ${onlyFirst} and ${onlySecond}`,
    );
  }
  checkEffect(apart);
  const underNull = -normalQuantile(alpha / sides) * Math.sqrt(differing);
  const underAlternative = normalQuantile(power) * Math.sqrt(differing - apart ** 2);
  const reach = underNull + underAlternative;
  // The root of n |apart| − reach √n − 1.
  return Math.ceil(((reach + Math.sqrt(reach ** 2 + 4 * Math.abs(apart))) / (2 * apart)) ** 2);
}

export interface SimulationOptions {
  /** Whether the test rejects in one made-up experiment of that size. */
  readonly rejects: (random: RandomSource, size: number) => boolean;
  /** A whole number of 32 bits. */
  readonly seed: number;
  /** 1,000 where absent. */
  readonly simulations?: number;
}

/** The share of made-up experiments whose test rejects, with Wilson's interval. Throws `LabError` VALUE. */
export function simulatedPower(size: number, options: SimulationOptions): Estimate {
  const { rejects, seed, simulations = 1_000 } = options;
  checkWhole(simulations, 'the number of simulations', 1, 1_000_000);
  const random = seededSource(seed);
  let rejected = 0;
  for (let i = 0; i < simulations; i++) if (rejects(random, size)) rejected++;
  return { value: rejected / simulations, interval: wilsonInterval(rejected, simulations) };
}

/**
 * The least size, up to `sizeMax`, whose simulated power is at least `power`: within the simulation's error, which
 * `simulatedPower` tells. Throws `LabError` VALUE, or SIZE where none suffices.
 */
export function simulatedSampleSize(power: number, sizeMax: number, options: SimulationOptions): number {
  checkWhole(sizeMax, 'the greatest size', 2, SAMPLE_SIZE_MAX);
  return leastSize(power, sizeMax, (size) => simulatedPower(size, options).value);
}

function leastSize(power: number, sizeMax: number, powerAt: (size: number) => number): number {
  checkProbability(power, 'the power');
  let [low, high] = [2, 2];
  while (powerAt(high) < power) {
    if (high >= sizeMax) throw new LabError('SIZE', `expected a power of ${power}, met less with ${sizeMax} values`);
    [low, high] = [high + 1, Math.min(2 * high, sizeMax)];
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (powerAt(middle) >= power) high = middle;
    else low = middle + 1;
  }
  return high;
}

function checkEffect(effect: number): void {
  if (effect !== 0) return;
  throw new LabError('VALUE', 'expected an effect other than 0, met 0; no number of values finds what is not there');
}
