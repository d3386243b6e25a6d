/**
 * In which order the arms are asked: pure, out of the plan alone, so that a run that was broken off goes on in it. Each
 * replicate is a round through all tasks, in an order drawn anew; each task is put to all arms behind each other, in an
 * order drawn anew as well. What slows the machine for a while slows all arms. A plan that looks before the end has a block
 * for each look, of tasks that are drawn from each stratum in its share: what is in at a look is whole. Under load, a
 * replicate is a block for each arm instead (`LoadOrder`).
 */
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import { looksEarly, plannedLooks } from '../experiment/looks.ts';
import type { StratumTasks } from '../experiment/tasks.ts';
import { type RandomSource, seededSource, shuffle } from '../statistics/random.ts';
import type { Chunk } from './queue.ts';

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
  /** How many tasks of each stratum are in at each look, rising to all of them; all at once where absent. */
  readonly looks?: readonly (readonly number[])[];
}

/** The most questions of one experiment. */
export const ITEMS_MAX = 10_000_000;

/** What is measured from one look to the next. */
interface Block {
  /** The position of its first question. */
  readonly start: number;
  /** Among all. */
  readonly tasks: Uint32Array;
}

/** One replicate of a block: its tasks among all, and beside each so many arms. */
interface Round {
  readonly number: number;
  readonly tasks: Uint32Array;
  readonly arms: Uint8Array;
}

const SEED_END = 2 ** 31;

export class Order {
  /** How many questions there are. */
  readonly size: number;
  readonly #parts: OrderParts;
  readonly #blocks: readonly Block[];
  /** Of the replicates of all blocks, one after the other. */
  readonly #seeds: Uint32Array;
  #round: Round | undefined;

  /** Throws `LabError` RUN where there are more than `ITEMS_MAX`. */
  constructor(parts: OrderParts) {
    const { taskCounts, armCount, replicates, seed, looks = [taskCounts] } = parts;
    this.#parts = parts;
    this.size = sum(taskCounts) * armCount * replicates;
    if (this.size > ITEMS_MAX) {
      throw new LabError('RUN', `expected at most ${ITEMS_MAX} questions, met ${this.size}; plan fewer replicates`);
    }
    const source = seededSource(seed);
    this.#seeds = Uint32Array.from({ length: looks.length * replicates }, () => source.below(SEED_END));
    this.#blocks = blocksOf(parts, looks, source);
  }

  /** For each look the position behind its last question. */
  get ends(): readonly number[] {
    return [...this.#blocks.slice(1).map(({ start }) => start), this.size];
  }

  /** How many questions a chunk has. */
  get chunkItems(): number {
    return chunkItemsOf(this.size, this.#parts.armCount);
  }

  /** The question at a position from 0 and below `size`. Those of one replicate are cheap behind each other. */
  itemAt(position: number): Item {
    const { armCount, replicates } = this.#parts;
    const number = this.#blocks.findLastIndex(({ start }) => start <= position);
    const { start, tasks: ofBlock } = this.#blocks[number] as Block;
    const size = ofBlock.length * armCount;
    const replicate = Math.floor((position - start) / size);
    const within = (position - start) % size;
    const { tasks, arms } = this.#roundOf(number * replicates + replicate, ofBlock);
    const place = Math.floor(within / armCount);
    const arm = arms[within] as number;
    return { position, arm, replicate, ...this.#placed(tasks[place] as number) };
  }

  #roundOf(number: number, tasks: Uint32Array): Round {
    if (this.#round?.number !== number) this.#round = this.#drawn(number, tasks);
    return this.#round;
  }

  #drawn(number: number, ofBlock: Uint32Array): Round {
    const { armCount } = this.#parts;
    const source = seededSource(this.#seeds[number] as number);
    const tasks = shuffle(ofBlock.slice(), source);
    const arms = new Uint8Array(tasks.length * armCount);
    for (let start = 0; start < arms.length; start += armCount) {
      const group = arms.subarray(start, start + armCount);
      shuffle(
        group.map((_, i) => i),
        source,
      ).forEach((arm, i) => (group[i] = arm));
    }
    return { number, tasks, arms };
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

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Of one look, all tasks; of several, those that are drawn from each stratum for it. */
function blocksOf(
  { taskCounts, armCount, replicates }: OrderParts,
  looks: readonly (readonly number[])[],
  source: RandomSource,
): readonly Block[] {
  let first = 0;
  const strata = taskCounts.map((count) => {
    const tasks = Uint32Array.from({ length: count }, (_, i) => first + i);
    first += count;
    return looks.length > 1 ? shuffle(tasks, source) : tasks;
  });
  return looks.map((ends, look) => {
    const before = looks[look - 1] ?? taskCounts.map(() => 0);
    const tasks = strata.flatMap((stratum, i) => [...stratum.subarray(before[i], ends[i])]);
    return { start: sum(before) * armCount * replicates, tasks: Uint32Array.from(tasks) };
  });
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
export function orderOf(experiment: Experiment, tasks: readonly StratumTasks[]): Order {
  const { arms, replicates, seed, load } = experiment;
  const Arranged = load === undefined ? Order : LoadOrder;
  return new Arranged({
    taskCounts: tasks.map(({ tasks: some }) => some.length),
    armCount: arms.length,
    replicates,
    seed,
    ...(looksEarly(experiment) && { looks: plannedLooks(experiment).map((look) => look.tasks) }),
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

/** The order in chunks, for each look its own: no chunk goes on behind one. */
export function chunksOf({ ends }: Pick<Order, 'ends'>, chunkItems: number): readonly (readonly Chunk[])[] {
  let number = 0;
  return ends.map((end, look) => {
    const from = ends[look - 1] ?? 0;
    return Array.from({ length: Math.ceil((end - from) / chunkItems) }, (_, i) => {
      const start = from + i * chunkItems;
      return { number: number++, start, count: Math.min(chunkItems, end - start) };
    });
  });
}
