/** Times of operations, measured beside each other, so that what slows the machine slows all of them. */
import { LabError } from '../error.ts';
import { checkWhole } from '../statistics/checks.ts';
import { type RandomSource, seededSource } from '../statistics/index.ts';
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
const BATCH_SIZE_MAX = 2 ** 26;
/** So many times the batches that are asked for may go by before all arms are steady. */
const PATIENCE = 10;

/**
 * Times the arms in rounds: each round has one batch of every arm, in an order drawn anew. It ends once each arm is steady
 * and has the batches asked for since. Throws `LabError` SIZE, VALUE, or CONVERGENCE where an arm does not become steady.
 */
export function timeInterleaved(arms: readonly TimedArm[], options: TimingOptions): InterleavedTiming {
  const { seed, batches = BATCHES_MIN, now = nowNs } = options;
  checkWhole(batches, 'the number of batches', BATCHES_MIN, 100_000);
  if (arms.length === 0) throw new LabError('SIZE', 'expected at least one arm, met none');
  const clock = clockFacts(now);
  const measured = arms.map((arm) => ({
    arm,
    batchSize: batchSizeOf(arm, clock, now),
    means: [] as number[],
    checksum: 0,
  }));
  const random = seededSource(seed);
  for (let round = 1; round <= PATIENCE * batches; round++) {
    for (const one of shuffled(measured, random)) {
      const { durationNs, checksum } = runBatch(one.arm, one.batchSize, now);
      one.means.push((durationNs - clock.overheadNs) / one.batchSize);
      one.checksum += checksum;
    }
    const steady = round < batches ? undefined : steadyTogether(measured.map(({ means }) => means));
    if (steady === undefined || round - steady < batches) continue;
    return {
      clock,
      steadyFrom: steady,
      arms: measured.map(({ arm, batchSize, means, checksum }) => {
        return { name: arm.name, batchSize, meansNs: Float64Array.from(means), checksum };
      }),
    };
  }
  const remedy = 'give the machine nothing else to do, or ask for more batches';
  throw new LabError(
    'CONVERGENCE',
    `expected times that become steady in ${PATIENCE * batches} batches, met none; ${remedy}`,
  );
}

/** Where the last of the arms has become steady. */
function steadyTogether(series: readonly (readonly number[])[]): number | undefined {
  let latest = 0;
  for (const means of series) {
    const from = steadyFrom(means);
    if (from === undefined) return undefined;
    latest = Math.max(latest, from);
  }
  return latest;
}

/** The operations of which the clock's cost and its steps are at most a hundredth. */
function batchSizeOf(arm: TimedArm, { overheadNs, resolutionNs }: ClockFacts, now: NowNs): number {
  const leastNs = Math.max(overheadNs, resolutionNs) / CLOCK_SHARE_MAX;
  for (let size = 1; size <= BATCH_SIZE_MAX; size *= 2) {
    // Twice what is enough, since operations become faster with use.
    if (runBatch(arm, size, now).durationNs >= 2 * leastNs) return size;
  }
  throw new LabError('VALUE', `expected ${arm.name} to take time, met ${BATCH_SIZE_MAX} operations that take none`);
}

function runBatch({ run }: TimedArm, size: number, now: NowNs): { durationNs: number; checksum: number } {
  let checksum = 0;
  const start = now();
  for (let i = 0; i < size; i++) checksum += run(i);
  return { durationNs: now() - start, checksum };
}

/** By R. A. Fisher and F. Yates. */
function shuffled<Item>(items: readonly Item[], random: RandomSource): Item[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as Item, order[i] as Item];
  }
  return order;
}
