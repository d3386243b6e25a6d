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

/** Nanoseconds an item, by the clock and by the processor time of this thread: the second knows no other process. */
export interface PassTimes {
  readonly wallNs: number;
  readonly cpuNs: number;
}

const NS_PER_MS = 1e6;
const NS_PER_US = 1e3;
const SEED = 20_250_101;
const empty: Work = (index) => index;

/** Takes what all work returned, so that no compiler may think it unneeded. */
const sink = new Float64Array(1);

/** Mean nanoseconds an item over `count` items: the median of `passes` whole passes in shuffled order. */
export function passNs(work: Work, count: number, passes: number): PassTimes {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const random = seededRandom(SEED);
  return medianPass(count, passes, () => {
    shuffle(order, random);
    return () => {
      for (let at = 0; at < count; at++) consume(work(order[at] as number));
    };
  });
}

/** The same for a pass that goes over its `count` items by itself; `prepare`, untimed, makes each pass. */
export function medianPass(count: number, passes: number, prepare: () => () => void): PassTimes {
  const wallNs: number[] = [];
  const cpuNs: number[] = [];
  for (let number = 0; number < passes; number++) {
    const pass = prepare();
    const cpuStart = process.threadCpuUsage();
    const start = performance.now();
    pass();
    wallNs.push(((performance.now() - start) * NS_PER_MS) / count);
    const { user, system } = process.threadCpuUsage(cpuStart);
    cpuNs.push(((user + system) * NS_PER_US) / count);
  }
  return { wallNs: median(wallNs), cpuNs: median(cpuNs) };
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
    consume(work(item));
    times[item] = (performance.now() - start) * NS_PER_MS;
  }
}

/** Runs `work` over all items for at least `atLeastMs`, until it is compiled for what it will meet. */
export function warmUp(work: Work, count: number, atLeastMs: number): void {
  const start = performance.now();
  while (performance.now() - start < atLeastMs) for (let item = 0; item < count; item++) consume(work(item));
}

function consume(result: number): void {
  sink[0] = (sink[0] as number) + result;
}
