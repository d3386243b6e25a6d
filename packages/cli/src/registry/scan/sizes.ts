/** How much shorter one text is than another, over many of them. */

/** Enough for an interval whose ends hold still in their second digit. */
const RESAMPLES = 1000;
const SEED = 20_260_101;

/** An estimate and the interval that holds 95 % of its bootstrap resamples. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Ratios {
  readonly count: number;
  readonly median: Estimate;
  readonly mean: Estimate;
}

/** Of `ratios`, which may come in any order; undefined where there are none. The same input gives the same interval. */
export function summarise(ratios: readonly number[]): Ratios | undefined {
  if (ratios.length === 0) return undefined;
  const sorted = Float64Array.from(ratios).sort();
  const medians = new Float64Array(RESAMPLES);
  const means = new Float64Array(RESAMPLES);
  const random = seeded(SEED);
  const sample = new Float64Array(sorted.length);
  for (let index = 0; index < RESAMPLES; index++) {
    for (let at = 0; at < sample.length; at++) sample[at] = sorted[random(sorted.length)]!;
    sample.sort();
    medians[index] = middle(sample);
    means[index] = average(sample);
  }
  return {
    count: sorted.length,
    median: estimate(middle(sorted), medians),
    mean: estimate(average(sorted), means),
  };
}

function estimate(value: number, resampled: Float64Array): Estimate {
  resampled.sort();
  const at = (part: number) => resampled[Math.round(part * (RESAMPLES - 1))]!;
  return { value, low: at(0.025), high: at(0.975) };
}

function middle(sorted: Float64Array): number {
  const half = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Whole numbers from 0 up to, not including, what it is asked for (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
