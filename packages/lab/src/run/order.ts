/**
 * In which order the arms are asked: pure, out of the plan alone, so that a run that was broken off goes on in it. Each
 * replicate is a round through all tasks, in an order drawn anew; each task is put to all arms behind each other, in an
 * order drawn anew as well. What slows the machine for a while slows all arms.
 * Under load, a replicate is a block for each arm instead (`LoadOrder`).
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
}

/** The most questions of one experiment. */
export const ITEMS_MAX = 10_000_000;

/** One replicate: its tasks among all, and beside each so many arms. */
interface Round {
  readonly replicate: number;
  readonly tasks: Uint32Array;
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

  /** How many questions a chunk has. */
  get chunkItems(): number {
    return chunkItemsOf(this.size, this.#parts.armCount);
  }

  /** The question at a position from 0 and below `size`. Those of one replicate are cheap behind each other. */
  itemAt(position: number): Item {
    const { armCount } = this.#parts;
    const group = Math.floor(position / armCount);
    const { replicate, tasks, arms } = this.#roundOf(Math.floor(group / this.#taskCount));
    const place = group % this.#taskCount;
    const arm = arms[place * armCount + (position % armCount)] as number;
    return { position, arm, replicate, ...this.#placed(tasks[place] as number) };
  }

  #roundOf(replicate: number): Round {
    if (this.#round?.replicate !== replicate) this.#round = this.#drawn(replicate);
    return this.#round;
  }

  #drawn(replicate: number): Round {
    const { armCount } = this.#parts;
    const source = seededSource(this.#seeds[replicate] as number);
    const tasks = shuffle(
      Uint32Array.from({ length: this.#taskCount }, (_, i) => i),
      source,
    );
    const arms = new Uint8Array(this.#taskCount * armCount);
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

/** That of MurmurHash3 (A. Appleby): neighbouring replicates get seeds that are far apart. */
const SEED_STEP = 0x85eb_ca6b;

/**
 * Each arm has all tasks of a replicate behind each other, in the replicate's order, and which arm is next is drawn anew in
 * each replicate: at a rate, questions to another arm in between would take from this one what is measured.
 */
export class LoadOrder extends Order {
  readonly #armCount: number;
  readonly #seed: number;
  /** Of a block: all tasks of one replicate, for one arm. */
  readonly #count: number;
  #drawn: { readonly replicate: number; readonly arms: Uint8Array } | undefined;

  constructor(parts: OrderParts) {
    super(parts);
    this.#armCount = parts.armCount;
    this.#seed = parts.seed;
    this.#count = this.size / parts.armCount / parts.replicates;
  }

  /** A block is measured whole. */
  override get chunkItems(): number {
    return this.#count;
  }

  override itemAt(position: number): Item {
    const block = Math.floor(position / this.#count);
    const before = Math.floor(block / this.#armCount) * this.#armCount * this.#count;
    // Where the task has its place among those of the replicate, whatever the arm.
    const item = super.itemAt(before + (position % this.#count) * this.#armCount);
    return { ...item, position, arm: this.#armsOf(item.replicate)[block % this.#armCount] as number };
  }

  #armsOf(replicate: number): Uint8Array {
    if (this.#drawn?.replicate !== replicate) {
      const source = seededSource((Math.imul(replicate + 1, SEED_STEP) ^ this.#seed) >>> 0);
      const arms = shuffle(
        Uint8Array.from({ length: this.#armCount }, (_, i) => i),
        source,
      );
      this.#drawn = { replicate, arms };
    }
    return this.#drawn.arms;
  }
}

/** That of a plan and its tasks. Throws as `Order` does. */
export function orderOf({ arms, replicates, seed, load }: Experiment, tasks: readonly StratumTasks[]): Order {
  const Arranged = load === undefined ? Order : LoadOrder;
  return new Arranged({
    taskCounts: tasks.map(({ tasks: some }) => some.length),
    armCount: arms.length,
    replicates,
    seed,
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
