/**
 * In which order the arms are asked: pure, out of the plan alone, so that a run that was broken off goes on in it. Each
 * replicate is a round through all tasks, in an order drawn anew; each task is put to all arms behind each other, in an
 * order drawn anew as well. What slows the machine for a while slows all arms. Under load, a replicate is a block for each
 * arm instead, in an order drawn anew, in which it has all tasks in the replicate's order.
 */
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { StratumTasks } from '../experiment/tasks.ts';
import { seededSource, shuffle } from '../statistics/random.ts';

/** One question: places in the plan, and of the task in its stratum's file. */
export interface Item {
  readonly position: number;
  readonly arm: number;
  readonly stratum: number;
  readonly task: number;
  readonly replicate: number;
}

export interface OrderParts {
  /** How many tasks each stratum has. */
  readonly taskCounts: readonly number[];
  readonly armCount: number;
  readonly replicates: number;
  readonly seed: number;
  /** Whether each arm has all tasks of a replicate behind each other, so that under load no arm disturbs another. */
  readonly isInBlocks?: boolean;
}

/** The most questions of one experiment. */
export const ITEMS_MAX = 10_000_000;

/** One replicate: its tasks among all, and beside each so many arms. */
interface Round {
  readonly replicate: number;
  readonly tasks: Uint32Array;
  /** In blocks, once for all tasks. */
  readonly arms: Uint8Array;
}

const SEED_END = 2 ** 31;

export class Order {
  /** How many questions there are. */
  readonly size: number;
  readonly #parts: OrderParts;
  readonly #taskCount: number;
  readonly #seeds: Uint32Array;
  #round: Round | undefined;

  /** Throws `LabError` RUN where there are more than `ITEMS_MAX`. */
  constructor(parts: OrderParts) {
    const { taskCounts, armCount, replicates, seed } = parts;
    this.#parts = parts;
    this.#taskCount = taskCounts.reduce((sum, count) => sum + count, 0);
    this.size = this.#taskCount * armCount * replicates;
    if (this.size > ITEMS_MAX) {
      throw new LabError('RUN', `expected at most ${ITEMS_MAX} questions, met ${this.size}; plan fewer replicates`);
    }
    const source = seededSource(seed);
    this.#seeds = Uint32Array.from({ length: replicates }, () => source.below(SEED_END));
  }

  /** How many questions a chunk has: a block where there are any, so that it is measured whole. */
  get chunkItems(): number {
    const { armCount, isInBlocks = false } = this.#parts;
    return isInBlocks ? this.#taskCount : chunkItemsOf(this.size, armCount);
  }

  /** The question at a position from 0 and below `size`. Those of one replicate are cheap behind each other. */
  itemAt(position: number): Item {
    const { armCount, isInBlocks = false } = this.#parts;
    const size = this.#taskCount * armCount;
    const { replicate, tasks, arms } = this.#roundOf(Math.floor(position / size));
    const within = position % size;
    const place = isInBlocks ? within % this.#taskCount : Math.floor(within / armCount);
    const arm = arms[isInBlocks ? Math.floor(within / this.#taskCount) : within] as number;
    return { position, arm, replicate, ...this.#placed(tasks[place] as number) };
  }

  #roundOf(replicate: number): Round {
    if (this.#round?.replicate !== replicate) this.#round = this.#drawn(replicate);
    return this.#round;
  }

  #drawn(replicate: number): Round {
    const { armCount, isInBlocks = false } = this.#parts;
    const source = seededSource(this.#seeds[replicate] as number);
    const tasks = shuffle(
      Uint32Array.from({ length: this.#taskCount }, (_, i) => i),
      source,
    );
    const arms = new Uint8Array((isInBlocks ? 1 : this.#taskCount) * armCount);
    for (let start = 0; start < arms.length; start += armCount) {
      const group = arms.subarray(start, start + armCount);
      shuffle(
        group.map((_, i) => i),
        source,
      ).forEach((arm, i) => (group[i] = arm));
    }
    return { replicate, tasks, arms };
  }

  /** The stratum of a task among all, and its place there. */
  #placed(among: number): { readonly stratum: number; readonly task: number } {
    let task = among;
    let stratum = 0;
    for (const count of this.#parts.taskCounts) {
      if (task < count) break;
      task -= count;
      stratum++;
    }
    return { stratum, task };
  }
}

/** That of a plan and its tasks. Throws as `Order` does. */
export function orderOf({ arms, replicates, seed, load }: Experiment, tasks: readonly StratumTasks[]): Order {
  return new Order({
    taskCounts: tasks.map(({ tasks: some }) => some.length),
    armCount: arms.length,
    replicates,
    seed,
    isInBlocks: load !== undefined,
  });
}

const CHUNK_ITEMS_MIN = 32;
const CHUNK_ITEMS_MAX = 1_024;
/** A chunk is soon done again, and of a great experiment there are not too many to keep account of. */
const CHUNKS_WANTED = 2_000;

/** How many questions a chunk has: whole groups, so that a task is put to all arms by the same worker. */
export function chunkItemsOf(itemCount: number, armCount: number): number {
  const wanted = Math.min(Math.max(Math.ceil(itemCount / CHUNKS_WANTED), CHUNK_ITEMS_MIN), CHUNK_ITEMS_MAX);
  return Math.ceil(wanted / armCount) * armCount;
}
