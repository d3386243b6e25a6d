/** Times of operations one by one, for their distribution over different work. */
import { LabError } from '../error.ts';
import { checkWhole } from '../statistics/checks.ts';
import { quantile, seededSource, shuffle } from '../statistics/index.ts';
import { type ClockFacts, clockFacts, type NowNs, nowNs } from './clock.ts';

export interface AloneOptions {
  /** Different operations, told apart by their number. */
  readonly count: number;
  /** So often each is timed; 25 where absent, and no fewer than 5. */
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
/** Until an engine has compiled for what it will meet. */
const WARM_UP_NS = 1e9;

/**
 * Times each of `count` operations by itself. One reading of the clock is under 1 % of no operation below some
 * microseconds, so the figures are for percentiles over different operations; `timeInterleaved` has no clock in them.
 * Throws `LabError` VALUE.
 */
export function timeAlone(run: (index: number) => number, options: AloneOptions): AloneTiming {
  const { count, rounds = ROUNDS, seed, now = nowNs } = options;
  checkWhole(count, 'the number of operations', 1, COUNT_MAX);
  checkWhole(rounds, 'the number of rounds', 5, 1_000);
  const random = seededSource(seed);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  let checksum = warmUp(run, count, now);
  const clock = clockFacts(now);
  const times = Array.from({ length: rounds }, () => new Float64Array(count));
  for (const round of times) {
    shuffle(order, random);
    for (const index of order) {
      const start = now();
      checksum += run(index);
      round[index] = now() - start;
    }
  }
  const mediansNs = Float64Array.from({ length: count }, (_, index) => {
    const own = times.map((round) => round[index] as number);
    return Math.max(0, quantile(own, 0.5) - clock.overheadNs);
  });
  return { clock, mediansNs, checksum };
}

function warmUp(run: (index: number) => number, count: number, now: NowNs): number {
  const start = now();
  let checksum = 0;
  for (let passes = 0; now() - start < WARM_UP_NS; passes++) {
    if (passes > 1e6) throw new LabError('VALUE', 'expected operations that take time, met none that does');
    for (let index = 0; index < count; index++) checksum += run(index);
  }
  return checksum;
}
