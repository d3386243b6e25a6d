/**
 * What agents do at most, learned from windows of them: for each agent and kind of count the ceiling that `likelihood.ts` is
 * about.
 *
 * An agent works in phases, so its windows are taken in blocks, and its busiest block says how busy its busiest phase is:
 * not its mean, as one block in many is the busiest by chance alone, but the least pace at which such a block is to be
 * expected among so many. What the cohort does at most is an upper quantile of these over agents: a share of agents that lie
 * in either direction, up to 1 - `SHARE`, cannot move it beyond what honest agents have (its breakdown point: P. J. Huber and
 * E. M. Ronchetti, Robust Statistics, 2nd edition, 2009, section 1.4). An agent that does more of something than its cohort
 * has its own ceiling there, within bounds.
 */
import type { Counts } from '../behaviour/counts.ts';
import { COUNT_MAX, COUNT_PLACES, FLOORS, Place, TENTHS_A_DAY } from '../behaviour/features.ts';
import { FleetError } from '../error.ts';
import { type Ceiling, logLikelihoodRatios, TELLING_MAX } from './likelihood.ts';
import { BLOCK, paceOf } from './pace.ts';
import { SLOTS, slotOf } from './slots.ts';

/** Fewer agents, or blocks of each, say too little of the busiest phase. */
export const AGENTS_MIN = 50;
export const BLOCKS_MIN = 30;
/** So many of 100 agents count; those beyond may be busy beyond measure, or lie. */
const SHARE = 0.95;
/** What is to come may be so many times as busy as what was seen. */
export const MARGIN = 2;
/** How far an agent's own ceiling may lie above the cohort's: so many times, or so many events a window. */
const [OWN_TIMES, OWN_EVENTS] = [4, 1];
/** Bounds of how bursts are taken to be: wider ones make findings slower, and none makes counts of bursts findings. */
export const [SIZE_MIN, SIZE_MAX] = [0.5, 20];
/** What is looked for: this many events more a window, or so many times the ceiling, whichever is more. */
const [EXCESS_MIN, EXCESS_TIMES] = [0.3, 2];
/**
 * Ceilings are rounded up to one of so many levels, each a half more than the one before; the first is once in 100 windows.
 * Whoever does more of something than 112 times a window has no ceiling there.
 */
export const LEVELS = 24;
/** The level of what is busier than the last one: nothing is claimed of it. */
const BEYOND = LEVELS;
const [LEVEL_MIN, LEVEL_STEP] = [0.01, 1.5];

/** What counts say of agents whose ceilings are these. */
export interface Ceilings {
  /** A level for each place that counts, of one agent after the other. */
  readonly levels: Uint8Array;
  /** Those of an agent that nothing is known of. */
  readonly cohort: Uint8Array;
  /** How bursts are, for each place. */
  readonly sizes: Float64Array;
  /** By place, level and count: see `logLikelihoodRatios`. */
  readonly ratios: Float64Array;
}

/** The mean of a level: events a window. */
export function levelMean(level: number): number {
  return LEVEL_MIN * LEVEL_STEP ** level;
}

/** Where in `Ceilings.ratios` a count is; `count` up to `TELLING_MAX`. */
function ratioIndex(place: number, level: number, count: number): number {
  return (place * (LEVELS + 1) + level) * (TELLING_MAX + 1) + count;
}

/** What the vector at `offset` says of one place, in nats: as sums of changes take it. */
export function ratioOf(ceilings: Ceilings, row: number, place: number, vectors: Uint16Array, offset: number): number {
  const count = Math.min(vectors[offset + place] as number, TELLING_MAX);
  const level = ceilings.levels[row * COUNT_PLACES + place] as number;
  return ceilings.ratios[ratioIndex(place, level, count)] as number;
}

/** The least level whose mean is no less. */
export function levelOf(mean: number): number {
  if (mean <= LEVEL_MIN) return 0;
  return Math.min(BEYOND, Math.ceil(Math.log(mean / LEVEL_MIN) / Math.log(LEVEL_STEP)));
}

/** What blocks of an agent's windows have come to, for each agent that says enough: rows, and the pace of each. */
export interface Paces {
  readonly rows: readonly number[];
  /** Of its busiest phase, in events a window. */
  readonly paces: readonly number[];
}

export class CohortWindows {
  readonly #agents: number;
  readonly #blockSums: Uint32Array;
  readonly #blockSquares: Float64Array;
  /** The windows of each agent's open block. */
  readonly #inBlock: Uint8Array;
  /** Of each agent, slot and place: events of the busiest block, up to what two bytes hold. That is beyond all levels. */
  readonly #greatest: Uint16Array;
  /** Of each agent and slot: how many blocks, and on how many days. */
  readonly #blocks: Uint32Array;
  readonly #days: Uint16Array;
  /** The time of the day of each agent's last block, in tenths of an hour; `TENTHS_A_DAY` before its first. */
  readonly #lastTimes: Uint8Array;
  /** Over an agent's blocks: the squares of their means, and how much wider than Poisson's they are. */
  readonly #meanSquares: Float32Array;
  readonly #widths: Float32Array;

  constructor(agents: number) {
    if (!Number.isInteger(agents) || agents < AGENTS_MIN)
      throw new FleetError('VALUE', `expected at least ${AGENTS_MIN} agents of a cohort, met ${agents}`);
    this.#agents = agents;
    this.#blockSums = new Uint32Array(agents * COUNT_PLACES);
    this.#blockSquares = new Float64Array(agents * COUNT_PLACES);
    this.#inBlock = new Uint8Array(agents);
    this.#greatest = new Uint16Array(agents * SLOTS * COUNT_PLACES);
    this.#blocks = new Uint32Array(agents * SLOTS);
    this.#days = new Uint16Array(agents * SLOTS);
    this.#lastTimes = new Uint8Array(agents).fill(TENTHS_A_DAY);
    this.#meanSquares = new Float32Array(agents * COUNT_PLACES);
    this.#widths = new Float32Array(agents * COUNT_PLACES);
  }

  /** All that it has taken. */
  get arrays(): readonly Counts[] {
    const inBlocks = [this.#blockSums, this.#blockSquares, this.#inBlock, this.#greatest, this.#blocks];
    return [...inBlocks, this.#days, this.#lastTimes, this.#meanSquares, this.#widths];
  }

  /** Takes the vector at `offset` as the next window of the agent in `row`. */
  take(row: number, vectors: Uint16Array, offset: number): void {
    const first = row * COUNT_PLACES;
    for (let place = 0; place < COUNT_PLACES; place++) {
      const count = vectors[offset + place] as number;
      this.#blockSums[first + place] = (this.#blockSums[first + place] as number) + count;
      this.#blockSquares[first + place] = (this.#blockSquares[first + place] as number) + count * count;
    }
    const windows = (this.#inBlock[row] as number) + 1;
    this.#inBlock[row] = windows % BLOCK;
    // What no clock says is the end of the day.
    if (windows === BLOCK) this.#endBlock(row, Math.min(TENTHS_A_DAY - 1, vectors[offset + Place.TIME] as number));
  }

  /** Forgets an agent: for the one that takes its row. */
  forget(row: number): void {
    const own = [this.#blockSums, this.#blockSquares, this.#meanSquares, this.#widths];
    for (const sums of own) sums.fill(0, row * COUNT_PLACES, (row + 1) * COUNT_PLACES);
    this.#greatest.fill(0, row * SLOTS * COUNT_PLACES, (row + 1) * SLOTS * COUNT_PLACES);
    for (const counts of [this.#blocks, this.#days]) counts.fill(0, row * SLOTS, (row + 1) * SLOTS);
    this.#inBlock[row] = 0;
    this.#lastTimes[row] = TENTHS_A_DAY;
  }

  #endBlock(row: number, time: number): void {
    const inSlot = row * SLOTS + slotOf(time);
    const [first, firstGreatest] = [row * COUNT_PLACES, inSlot * COUNT_PLACES];
    for (let place = 0; place < COUNT_PLACES; place++) {
      const sum = this.#blockSums[first + place] as number;
      const mean = sum / BLOCK;
      const variance = ((this.#blockSquares[first + place] as number) - BLOCK * mean * mean) / (BLOCK - 1);
      // The square of a mean of so few has some of their variance in it.
      this.#meanSquares[first + place] = (this.#meanSquares[first + place] as number) + mean * mean - variance / BLOCK;
      this.#widths[first + place] = (this.#widths[first + place] as number) + variance - mean;
      if (sum > (this.#greatest[firstGreatest + place] as number))
        this.#greatest[firstGreatest + place] = Math.min(COUNT_MAX, sum);
    }
    this.#blockSums.fill(0, first, first + COUNT_PLACES);
    this.#blockSquares.fill(0, first, first + COUNT_PLACES);
    this.#blocks[inSlot] = (this.#blocks[inSlot] as number) + 1;
    const last = this.#lastTimes[row] as number;
    this.#lastTimes[row] = time;
    // Another day: it comes from another slot, or the clock has gone round since.
    if (slotOf(last) !== slotOf(time) || time < last)
      this.#days[inSlot] = Math.min(COUNT_MAX, (this.#days[inSlot] as number) + 1);
  }

  /**
   * What all agents do at most that have `BLOCKS_MIN` blocks; those that have fewer, as they come and go, get the cohort's.
   * Throws `FleetError` VALUE where fewer than `AGENTS_MIN` have so many.
   */
  ceilings(): Ceilings {
    const known = this.#rows((row) => this.#blocksOf(row) >= BLOCKS_MIN);
    if (known.length < AGENTS_MIN) {
      const wanted = `${AGENTS_MIN} agents with ${BLOCKS_MIN * BLOCK} windows`;
      throw new FleetError('VALUE', `expected ${wanted}, met ${known.length}; wait for more`);
    }
    const levels = new Uint8Array(this.#agents * COUNT_PLACES);
    const [cohort, sizes] = [new Uint8Array(COUNT_PLACES), new Float64Array(COUNT_PLACES)];
    for (let place = 0; place < COUNT_PLACES; place++) {
      const paces = this.#paces(known, place);
      const usual = upperOf(paces);
      const common = commonOf(place, usual);
      const most = Math.max(OWN_TIMES * common, common + OWN_EVENTS);
      const level = levelOf(common);
      cohort[place] = level;
      const below = known.filter((_, i) => (paces[i] as number) <= usual);
      sizes[place] = this.#size(place, below);
      for (let row = 0; row < this.#agents; row++) levels[row * COUNT_PLACES + place] = level;
      paces.forEach((pace, i) => {
        const own = levelOf(Math.min(most, Math.max(common, MARGIN * pace)));
        // Nobody alone is beyond all levels.
        levels[(known[i] as number) * COUNT_PLACES + place] = Math.min(own, Math.max(level, LEVELS - 1));
      });
    }
    return { levels, cohort, sizes, ratios: ratiosOf(sizes) };
  }

  /** What agents do in one slot of the day that were there with `BLOCKS_MIN` blocks, and on so many days. */
  pacesIn(slot: number, place: number, daysMin: number): Paces {
    const rows = this.#rows(
      (row) =>
        (this.#blocks[row * SLOTS + slot] as number) >= BLOCKS_MIN &&
        (this.#days[row * SLOTS + slot] as number) >= daysMin,
    );
    return { rows, paces: this.#paces(rows, place, slot) };
  }

  #rows(isOne: (row: number) => boolean): readonly number[] {
    return Array.from({ length: this.#agents }, (_, row) => row).filter(isOne);
  }

  #blocksOf(row: number): number {
    return this.#blocks.subarray(row * SLOTS, (row + 1) * SLOTS).reduce((sum, blocks) => sum + blocks, 0);
  }

  /** Of the busiest phase of each of these agents, in events a window: in one slot, or in all. */
  #paces(rows: readonly number[], place: number, slot?: number): readonly number[] {
    // Few different ones, as most agents have seen as many windows.
    const known = new Map<number, number>();
    return rows.map((row) => {
      const blocks = slot === undefined ? this.#blocksOf(row) : (this.#blocks[row * SLOTS + slot] as number);
      const greatest = this.#greatestOf(row, place, slot);
      const key = blocks * (COUNT_MAX + 1) + greatest;
      const pace = known.get(key) ?? paceOf(greatest, blocks);
      known.set(key, pace);
      return pace;
    });
  }

  #greatestOf(row: number, place: number, slot?: number): number {
    const first = row * SLOTS * COUNT_PLACES + place;
    if (slot !== undefined) return this.#greatest[first + slot * COUNT_PLACES] as number;
    let greatest = 0;
    for (let each = 0; each < SLOTS; each++)
      greatest = Math.max(greatest, this.#greatest[first + each * COUNT_PLACES] as number);
    return greatest;
  }

  /**
   * The smaller of what all agents have and what those have that do no more than is usual: an agent that does the same all
   * the time, and very much of it, makes bursts of all look narrow, and those of others findings.
   */
  #size(place: number, usual: readonly number[]): number {
    const all = this.#rows(() => true);
    return Math.min(this.#sizeOf(place, all), this.#sizeOf(place, usual));
  }

  /** By the method of moments, over all blocks of these agents. */
  #sizeOf(place: number, rows: readonly number[]): number {
    let [meanSquares, width] = [0, 0];
    for (const row of rows) {
      meanSquares += this.#meanSquares[row * COUNT_PLACES + place] as number;
      width += this.#widths[row * COUNT_PLACES + place] as number;
    }
    const size = width > 0 ? meanSquares / width : SIZE_MAX;
    return Math.min(SIZE_MAX, Math.max(SIZE_MIN, size));
  }
}

/** The pace that `SHARE` of agents do not exceed. */
export function upperOf(paces: readonly number[]): number {
  return paces.toSorted((a, b) => a - b)[Math.ceil(SHARE * paces.length) - 1] as number;
}

/** What a cohort does at most, in events a window, of whose agents the most do no more than `usual`. */
export function commonOf(place: number, usual: number): number {
  return Math.max(FLOORS[place] as number, MARGIN * usual);
}

/** Whether anybody can have learned these. */
export function areCeilings({ levels, cohort, sizes }: Omit<Ceilings, 'ratios'>): boolean {
  const areSizes = sizes.every((size) => size >= SIZE_MIN && size <= SIZE_MAX);
  return areSizes && [levels, cohort].every((some) => some.every((level) => level <= BEYOND));
}

export function ratiosOf(sizes: Float64Array): Float64Array {
  const ratios = new Float64Array(COUNT_PLACES * (LEVELS + 1) * (TELLING_MAX + 1));
  for (let place = 0; place < COUNT_PLACES; place++) {
    for (let level = 0; level < LEVELS; level++) {
      const ceiling: Ceiling = { mean: levelMean(level), size: sizes[place] as number };
      const excess = Math.max(EXCESS_MIN, EXCESS_TIMES * ceiling.mean);
      ratios.set(logLikelihoodRatios(ceiling, excess), ratioIndex(place, level, 0));
    }
  }
  return ratios;
}
