/** Times of operations one by one, for their distribution over different work. */
import { LabError } from '../error.ts';
import { checkWhole } from '../statistics/checks.ts';
import { quantile, seededSource, shuffle } from '../statistics/index.ts';
import { type ClockFacts, clockFacts, type NowNs, nowNs } from './clock.ts';
import { steadyFrom } from './warm-up.ts';

export interface AloneOptions {
  /** Different operations, told apart by their number. */
  readonly count: number;
  /** So often each is timed once the rounds are steady; 25 where absent, and no fewer than 5. */
  readonly rounds?: number;
  /** Decides the order in each round, so that neither branch predictor nor cache meets the one before. */
  readonly seed: number;
  readonly now?: NowNs;
}

export interface AloneTiming {
  readonly clock: ClockFacts;
  /** The median of each operation's times, the clock's own taken off, not below 0. */
  readonly mediansNs: Float64Array;
  /** The sum of what the operations answered. */
  readonly checksum: number;
}

const ROUNDS = 25;
const COUNT_MAX = 100_000;
/** An engine compiles in its own time what is often run: before that, times can look steady that are not. */
const WATCHED_NS_MIN = 1e9;
const WATCHED_NS_MAX = 60e9;
/** `steadyFrom` takes no fewer. */
const TOTALS_MIN = 10;

/**
 * Times each of `count` operations by itself, in rounds, from where the rounds have become steady. One reading of the clock
 * is under 1 % of no operation below some microseconds, so the figures are for percentiles over different operations;
 * `timeInterleaved` has no clock in them. Throws `LabError` VALUE, and CONVERGENCE where a minute brings no steady rounds.
 */
export function timeAlone(run: (index: number) => number, options: AloneOptions): AloneTiming {
  const { count, rounds = ROUNDS, seed, now = nowNs } = options;
  checkWhole(count, 'the number of operations', 1, COUNT_MAX);
  checkWhole(rounds, 'the number of rounds', 5, 1_000);
  const random = seededSource(seed);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const clock = clockFacts(now);
  // Of the last rounds only: each takes the place of the oldest.
  const times = Array.from({ length: rounds }, () => new Float64Array(count));
  const totals: number[] = [];
  let checksum = 0;
  for (const begin = now(); !isEnough(totals, rounds, now() - begin); ) {
    shuffle(order, random);
    const round = times[totals.length % rounds] as Float64Array;
    checksum += timeRound(run, order, round, now);
    totals.push(round.reduce((sum, time) => sum + time, 0));
  }
  const mediansNs = Float64Array.from({ length: count }, (_, index) => {
    const own = times.map((round) => round[index] as number);
    return Math.max(0, quantile(own, 0.5) - clock.overheadNs);
  });
  return { clock, mediansNs, checksum };
}

function timeRound(run: (index: number) => number, order: Uint32Array, times: Float64Array, now: NowNs): number {
  let checksum = 0;
  for (const index of order) {
    const start = now();
    checksum += run(index);
    times[index] = now() - start;
  }
  return checksum;
}

/** Whether the last `rounds` rounds are all steady. */
function isEnough(totals: readonly number[], rounds: number, watchedNs: number): boolean {
  if (totals.length < TOTALS_MIN || watchedNs < WATCHED_NS_MIN) return false;
  // Not after each round: to look takes longer the more there are.
  if (totals.length % rounds > 0) return false;
  const steady = steadyFrom(totals);
  if (steady !== undefined && totals.length - steady >= rounds) return true;
  if (watchedNs < WATCHED_NS_MAX) return false;
  const met = `met none in ${totals.length} of them`;
  throw new LabError('CONVERGENCE', `expected rounds that become steady, ${met}; give the machine nothing else to do`);
}
