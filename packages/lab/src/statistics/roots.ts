/** Where a function is zero. */
import { LabError } from '../error.ts';

const STEPS_MAX = 200;
const DOUBLINGS_MAX = 1_100;

/** A function of one number. */
export type Curve = (x: number) => number;

/**
 * The zero of `curve` between `low` and `high`, at which its signs differ, to the last few digits.
 *
 * Source: R. P. Brent, Algorithms for Minimization without Derivatives (1973), chapter 4. Throws `LabError` CONVERGENCE
 * where the signs do not differ.
 */
export function zeroBetween(curve: Curve, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [curve(a), curve(b)];
  if (fa * fb > 0 || Number.isNaN(fa * fb)) throw noZero(low, high);
  let [c, fc, step, previous] = [a, fa, b - a, b - a];
  for (let i = 0; i < STEPS_MAX; i++) {
    if (fb * fc > 0) [c, fc, step, previous] = [a, fa, b - a, b - a];
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const tolerance = 2 * Number.EPSILON * Math.abs(b) + Number.MIN_VALUE;
    const half = (c - b) / 2;
    if (Math.abs(half) <= tolerance || fb === 0) return b;
    const next =
      Math.abs(previous) >= tolerance && Math.abs(fa) > Math.abs(fb) ? interpolated(a, b, c, fa, fb, fc) : Infinity;
    const isGood = 2 * Math.abs(next) < Math.min(3 * Math.abs(half) - tolerance, Math.abs(previous)) && next * half > 0;
    [step, previous] = isGood ? [next, step] : [half, half];
    [a, fa] = [b, fb];
    b += Math.abs(step) > tolerance ? step : Math.sign(half) * tolerance;
    fb = curve(b);
  }
  return b;
}

/** The step from `b` by the inverse quadratic through three points, or by the secant through two. */
function interpolated(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (s - 1);
  const [q, r] = [fa / fc, fb / fc];
  return (-s * ((c - b) * q * (q - r) - (b - a) * (r - 1))) / ((q - 1) * (r - 1) * (s - 1));
}

/**
 * The zero of a `curve` that falls or rises all the way, looked for from `start` outwards in steps that double, within
 * `min` and `max`. Throws `LabError` CONVERGENCE where there is none.
 */
export function zeroFrom(curve: Curve, start: number, step: number, min = -Infinity, max = Infinity): number {
  const first = Math.min(max, Math.max(min, start));
  let [low, high] = [first, first];
  const isBelow = curve(first) < 0;
  for (let i = 0, width = step; i < DOUBLINGS_MAX; i++, width *= 2) {
    const [lower, higher] = [Math.max(min, first - width), Math.min(max, first + width)];
    // Between the last two of a side, so that the search goes on in a range no wider than the step.
    if (curve(lower) < 0 !== isBelow) return zeroBetween(curve, lower, low);
    if (curve(higher) < 0 !== isBelow) return zeroBetween(curve, high, higher);
    if ((lower === min && higher === max) || width === Infinity) break;
    [low, high] = [lower, higher];
  }
  throw noZero(low, high);
}

function noZero(low: number, high: number): LabError {
  return new LabError('CONVERGENCE', `expected a zero between ${low} and ${high}, met a curve without one there`);
}
