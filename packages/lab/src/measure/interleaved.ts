/** Times of operations, measured beside each other, so that what slows the machine slows all of them. */
import { LabError } from '../error.ts';
import { checkWhole } from '../statistics/checks.ts';
import { type RandomSource, seededSource, shuffle } from '../statistics/index.ts';
import { type ClockFacts, clockFacts, type NowNs, nowNs } from './clock.ts';
import { steadyFrom } from './warm-up.ts';

export interface TimedArm {
  readonly name: string;
  /** One operation, told its number in its batch; what it answers is added up, so that no work can be left out. */
  readonly run: (index: number) => number;
}

export interface TimingOptions {
  /** Decides the order of the arms in each round. */
  readonly seed: number;
  /** Steady batches of each arm; 30 where absent, and no fewer. */
  readonly batches?: number;
  readonly now?: NowNs;
}

export interface ArmTiming {
  readonly name: string;
  /** Operations a batch. */
  readonly batchSize: number;
  /** Nanoseconds an operation in each batch, the clock's own taken off; warm-up and outliers are all there. */
  readonly meansNs: Float64Array;
  /** The sum of what the operations answered. */
  readonly checksum: number;
}

export interface InterleavedTiming {
  readonly clock: ClockFacts;
  /** The batches before this one are warm-up, in all arms. */
  readonly steadyFrom: number;
  readonly arms: readonly ArmTiming[];
}

/** The dispersion of fewer says little. */
export const BATCHES_MIN = 30;
/** Of a batch's time, what reading the clock may take, and what the clock cannot tell apart. */
export const CLOCK_SHARE_MAX = 0.01;
/** A batch takes no less, so that what a runtime's compiler does in its own time falls into the batches that are watched. */
export const BATCH_NS_MIN = 5e6;
const BATCH_SIZE_MAX = 2 ** 25;
/** So many times the batches that are asked for may go by before all arms are steady. */
const PATIENCE = 10;
/** So often all is measured anew, with longer batches. */
const RESTARTS_MAX = 10;
/** So often a size must be long enough: the first run of anything is slow. */
const SIZING_RUNS = 5;

/**
 * Times the arms in rounds: each round has one batch of every arm, in an order drawn anew. It ends once each arm is steady
 * and has the batches asked for since. Where an arm has become so fast that its steady batches are too short, all is
 * measured anew with longer ones. Throws `LabError` SIZE, VALUE, or CONVERGENCE where an arm does not
 * become steady.
 */
export function timeInterleaved(arms: readonly TimedArm[], options: TimingOptions): InterleavedTiming {
  const { seed, batches = BATCHES_MIN, now = nowNs } = options;
  checkWhole(batches, 'the number of batches', BATCHES_MIN, 100_000);
  if (arms.length === 0) throw new LabError('SIZE', 'expected at least one arm, met none');
  const clock = clockFacts(now);
  const leastNs = Math.max(BATCH_NS_MIN, Math.max(clock.overheadNs, clock.resolutionNs) / CLOCK_SHARE_MAX);
  const random = seededSource(seed);
  let sizes = arms.map((arm) => batchSizeOf(arm, leastNs, now));
  for (let i = 0; i < RESTARTS_MAX; i++) {
    const series = arms.map((arm, k) => new BatchSeries(arm, sizes[k] as number));
    const steady = runRounds(series, batches, random, now);
    const missing = series.map((one) => leastNs / one.quickestNs(steady));
    if (Math.max(...missing) <= 1) {
      return { clock, steadyFrom: steady, arms: series.map((one) => one.timing(clock.overheadNs)) };
    }
    sizes = sizes.map((size, k) => size * 2 ** Math.max(0, Math.ceil(Math.log2(missing[k] as number))));
  }
  throw unsteady('batches that keep their length', `${RESTARTS_MAX} tries`);
}

/** The batches of one arm so far. */
class BatchSeries {
  readonly #arm: TimedArm;
  readonly #size: number;
  readonly durationsNs: number[] = [];
  #checksum = 0;

  constructor(arm: TimedArm, size: number) {
    this.#arm = arm;
    this.#size = size;
  }

  run(now: NowNs): void {
    const { durationNs, checksum } = runBatch(this.#arm, this.#size, now);
    this.durationsNs.push(durationNs);
    this.#checksum += checksum;
  }

  /** Of the batches from `steady` on. */
  quickestNs(steady: number): number {
    return this.durationsNs.slice(steady).reduce((least, duration) => Math.min(least, duration), Infinity);
  }

  timing(overheadNs: number): ArmTiming {
    const meansNs = Float64Array.from(this.durationsNs, (duration) => (duration - overheadNs) / this.#size);
    return { name: this.#arm.name, batchSize: this.#size, meansNs, checksum: this.#checksum };
  }
}

/** Runs rounds until all series are steady and have so many batches since; answers from where they are. */
function runRounds(series: readonly BatchSeries[], batches: number, random: RandomSource, now: NowNs): number {
  for (let round = 1; round <= PATIENCE * batches; round++) {
    for (const one of shuffle([...series], random)) one.run(now);
    const steady = round < batches ? undefined : steadyTogether(series.map(({ durationsNs }) => durationsNs));
    if (steady !== undefined && round - steady >= batches) return steady;
  }
  throw unsteady('times that become steady', `${PATIENCE * batches} batches`);
}

/** Where the last of the arms has become steady. */
function steadyTogether(series: readonly (readonly number[])[]): number | undefined {
  let latest = 0;
  for (const durations of series) {
    const from = steadyFrom(durations);
    if (from === undefined) return undefined;
    latest = Math.max(latest, from);
  }
  return latest;
}

/** The operations that take at least so long, also the quickest of a few times. */
function batchSizeOf(arm: TimedArm, leastNs: number, now: NowNs): number {
  for (let size = 1; size <= BATCH_SIZE_MAX; size *= 2) {
    let runs = 0;
    while (runs < SIZING_RUNS && runBatch(arm, size, now).durationNs >= leastNs) runs++;
    if (runs === SIZING_RUNS) return size;
  }
  throw new LabError('VALUE', `expected ${arm.name} to take time, met ${BATCH_SIZE_MAX} operations that take none`);
}

function runBatch({ run }: TimedArm, size: number, now: NowNs): { durationNs: number; checksum: number } {
  let checksum = 0;
  const start = now();
  for (let i = 0; i < size; i++) checksum += run(i);
  return { durationNs: now() - start, checksum };
}

function unsteady(expected: string, within: string): LabError {
  const remedy = 'give the machine nothing else to do, or ask for more batches';
  return new LabError('CONVERGENCE', `expected ${expected} within ${within}, met none; ${remedy}`);
}
