/**
 * Times of functions that take less than a microsecond.
 *
 * Two ways that check each other. `passNs` times whole passes over a set and divides: no timer's cost is in it, but no
 * distribution either. `perItemNs` times every item alone, in an order shuffled anew every round, so that neither
 * branch predictor nor cache meets the previous round's sequence; from each time it takes what an empty function costs
 * under the same timer in the same rounds, and reports each item's median over the rounds.
 */
import { median } from './statistics.ts';
import { seededRandom, shuffle } from './shuffle.ts';

/** Does the work on item `index`; what it returns is summed up, so that no work can be optimised away. */
export type Work = (index: number) => number;

export interface ItemTimes {
  /** One median a item, in nanoseconds, the timer's cost subtracted; never below 0. */
  readonly itemNs: Float64Array;
  /** What was subtracted: the median of an empty function under the same timer. */
  readonly timerNs: number;
}

const NS_PER_MS = 1e6;
const SEED = 20_250_101;
const empty: Work = (index) => index;

/** What all work returned, so that it was needed. */
let sink = 0;

/** Mean nanoseconds an item over `count` items: the median of `passes` whole passes in shuffled order. */
export function passNs(work: Work, count: number, passes: number): number {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const random = seededRandom(SEED);
  const means: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, random);
    const start = performance.now();
    for (let at = 0; at < count; at++) sink += work(order[at] as number);
    means.push(((performance.now() - start) * NS_PER_MS) / count);
  }
  return median(means);
}

/** Each item's own time, its median over `rounds`. */
export function perItemNs(work: Work, count: number, rounds: number): ItemTimes {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const random = seededRandom(SEED);
  const timer = new Float64Array(count);
  const timerMedians: number[] = [];
  const times = Array.from({ length: rounds }, () => new Float64Array(count));
  for (const round of times) {
    shuffle(order, random);
    timeRound(empty, order, timer);
    timerMedians.push(median(timer));
    timeRound(work, order, round);
  }
  const timerNs = median(timerMedians);
  const itemNs = Float64Array.from({ length: count }, (_, item) => {
    return Math.max(0, median(times.map((round) => round[item] as number)) - timerNs);
  });
  return { itemNs, timerNs };
}

function timeRound(work: Work, order: Uint32Array, times: Float64Array): void {
  for (let at = 0; at < order.length; at++) {
    const item = order[at] as number;
    const start = performance.now();
    sink += work(item);
    times[item] = (performance.now() - start) * NS_PER_MS;
  }
}

/** Runs `work` over all items for at least `atLeastMs`, until it is compiled for what it will meet. */
export function warmUp(work: Work, count: number, atLeastMs: number): void {
  const start = performance.now();
  while (performance.now() - start < atLeastMs) for (let item = 0; item < count; item++) sink += work(item);
}

/** The sum of what all work returned; for who wants to see that it happened. */
export function workDone(): number {
  return sink;
}
