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
import { COUNT_PLACES, FLOORS } from '../behaviour/features.ts';
import { FleetError } from '../error.ts';
import { type Ceiling, logLikelihoodRatios, TELLING_MAX } from './likelihood.ts';

/** Windows a block: a minute of them. */
export const BLOCK = 6;
/** Fewer agents, or blocks of each, say too little of the busiest phase. */
export const AGENTS_MIN = 50;
export const BLOCKS_MIN = 30;
/** So many of 100 agents count; those beyond may be busy beyond measure, or lie. */
const SHARE = 0.95;
/** What is to come may be so many times as busy as what was seen. */
const MARGIN = 2;
/** How far an agent's own ceiling may lie above the cohort's: so many times, or so many events a window. */
const [OWN_TIMES, OWN_EVENTS] = [4, 1];
/** Bounds of how bursts are taken to be: wider ones make findings slower, and none makes counts of bursts findings. */
const [SIZE_MIN, SIZE_MAX] = [0.5, 20];
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

/** The least level whose mean is no less. */
function levelOf(mean: number): number {
  if (mean <= LEVEL_MIN) return 0;
  return Math.min(BEYOND, Math.ceil(Math.log(mean / LEVEL_MIN) / Math.log(LEVEL_STEP)));
}

export class CohortWindows {
  readonly #agents: number;
  readonly #blockSums: Float64Array;
  readonly #blockSquares: Float64Array;
  readonly #greatest: Float64Array;
  readonly #windows: Uint32Array;
  /** Over all blocks: the squares of their means, and how much wider than Poisson's they are. */
  readonly #meanSquares = new Float64Array(COUNT_PLACES);
  readonly #widths = new Float64Array(COUNT_PLACES);

  constructor(agents: number) {
    if (!Number.isInteger(agents) || agents < AGENTS_MIN)
      throw new FleetError('VALUE', `expected at least ${AGENTS_MIN} agents of a cohort, met ${agents}`);
    this.#agents = agents;
    this.#blockSums = new Float64Array(agents * COUNT_PLACES);
    this.#blockSquares = new Float64Array(agents * COUNT_PLACES);
    this.#greatest = new Float64Array(agents * COUNT_PLACES);
    this.#windows = new Uint32Array(agents);
  }

  /** Takes the vector at `offset` as the next window of the agent in `row`. */
  take(row: number, vectors: Uint16Array, offset: number): void {
    const first = row * COUNT_PLACES;
    for (let place = 0; place < COUNT_PLACES; place++) {
      const count = vectors[offset + place] as number;
      this.#blockSums[first + place] = (this.#blockSums[first + place] as number) + count;
      this.#blockSquares[first + place] = (this.#blockSquares[first + place] as number) + count * count;
    }
    const windows = (this.#windows[row] as number) + 1;
    this.#windows[row] = windows;
    if (windows % BLOCK === 0) this.#endBlock(first);
  }

  /** Forgets an agent: for the one that takes its row. */
  forget(row: number): void {
    for (const sums of [this.#blockSums, this.#blockSquares, this.#greatest])
      sums.fill(0, row * COUNT_PLACES, (row + 1) * COUNT_PLACES);
    this.#windows[row] = 0;
  }

  #endBlock(first: number): void {
    for (let place = 0; place < COUNT_PLACES; place++) {
      const sum = this.#blockSums[first + place] as number;
      const mean = sum / BLOCK;
      const variance = ((this.#blockSquares[first + place] as number) - BLOCK * mean * mean) / (BLOCK - 1);
      // The square of a mean of so few has some of their variance in it.
      this.#meanSquares[place] = (this.#meanSquares[place] as number) + mean * mean - variance / BLOCK;
      this.#widths[place] = (this.#widths[place] as number) + variance - mean;
      if (sum > (this.#greatest[first + place] as number)) this.#greatest[first + place] = sum;
    }
    this.#blockSums.fill(0, first, first + COUNT_PLACES);
    this.#blockSquares.fill(0, first, first + COUNT_PLACES);
  }

  /** Throws `FleetError` VALUE where agents have too few windows. */
  ceilings(): Ceilings {
    const fewest = this.#windows.reduce((least, windows) => Math.min(least, windows), Infinity);
    if (fewest < BLOCKS_MIN * BLOCK)
      throw new FleetError(
        'VALUE',
        `expected ${BLOCKS_MIN * BLOCK} windows of each agent, met ${fewest}; wait for more`,
      );
    const levels = new Uint8Array(this.#agents * COUNT_PLACES);
    const cohort = new Uint8Array(COUNT_PLACES);
    const sizes = Float64Array.from({ length: COUNT_PLACES }, (_, place) => this.#size(place));
    for (let place = 0; place < COUNT_PLACES; place++) {
      const paces = this.#paces(place);
      const seen = MARGIN * (paces.toSorted()[Math.ceil(SHARE * this.#agents) - 1] as number);
      const common = Math.max(FLOORS[place] as number, seen);
      const most = Math.max(OWN_TIMES * common, common + OWN_EVENTS);
      cohort[place] = levelOf(common);
      paces.forEach((pace, row) => {
        const own = levelOf(Math.min(most, Math.max(common, MARGIN * pace)));
        // Nobody alone is beyond all levels.
        levels[row * COUNT_PLACES + place] = Math.min(own, Math.max(cohort[place] as number, LEVELS - 1));
      });
    }
    return { levels, cohort, sizes, ratios: ratiosOf(sizes) };
  }

  /** Of the busiest phase of each agent, in events a window. */
  #paces(place: number): Float64Array {
    return Float64Array.from({ length: this.#agents }, (_, row) => {
      const blocks = Math.floor((this.#windows[row] as number) / BLOCK);
      return paceOf(this.#greatest[row * COUNT_PLACES + place] as number, blocks);
    });
  }

  /** By the method of moments, over the blocks of all agents. */
  #size(place: number): number {
    const width = this.#widths[place] as number;
    const size = width > 0 ? (this.#meanSquares[place] as number) / width : SIZE_MAX;
    return Math.min(SIZE_MAX, Math.max(SIZE_MIN, size));
  }
}

/** Events a window at which one of so many blocks has `greatest` of them or more, events being independent. */
function paceOf(greatest: number, blocks: number): number {
  if (greatest === 0) return 0;
  // Beyond the last level, whatever the exact pace is.
  if (greatest > 2 * MARGIN * BLOCK * levelMean(LEVELS - 1)) return greatest / BLOCK;
  let [low, high] = [0, greatest];
  for (let step = 0; step < BISECTIONS; step++) {
    const mean = (low + high) / 2;
    if (blocks * (1 - poissonBelow(greatest, mean)) < 1) low = mean;
    else high = mean;
  }
  return high / BLOCK;
}

/** To 6 digits. */
const BISECTIONS = 20;
/** Where a share is nothing beside those near the mean. */
const FAR = 40;

/** The share of Poisson's distribution of this mean that is below `count`. */
function poissonBelow(count: number, mean: number): number {
  if (mean <= 0) return 1;
  const from = Math.max(0, Math.floor(mean - FAR * Math.sqrt(mean + 1)));
  let below = 0;
  let log = from * Math.log(mean) - mean;
  for (let i = 2; i <= from; i++) log -= Math.log(i);
  for (let i = from; i < count; i++) {
    below += Math.exp(log);
    log += Math.log(mean / (i + 1));
  }
  return Math.min(1, below);
}

/** See `Ceilings.ratios`. */
export function ratiosOf(sizes: Float64Array): Float64Array {
  const ratios = new Float64Array(COUNT_PLACES * (LEVELS + 1) * (TELLING_MAX + 1));
  for (let place = 0; place < COUNT_PLACES; place++) {
    for (let level = 0; level < LEVELS; level++) {
      const ceiling: Ceiling = { mean: levelMean(level), size: sizes[place] as number };
      const excess = Math.max(EXCESS_MIN, EXCESS_TIMES * ceiling.mean);
      ratios.set(logLikelihoodRatios(ceiling, excess), (place * (LEVELS + 1) + level) * (TELLING_MAX + 1));
    }
  }
  return ratios;
}
