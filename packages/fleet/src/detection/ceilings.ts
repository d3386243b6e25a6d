/**
 * What agents of a cohort do at most, learned from windows of them: per kind of count the ceiling that `likelihood.ts` is
 * about.
 *
 * An agent works in phases, so its windows are taken in blocks: the greatest mean of a block is near the mean of its
 * busiest phase. The ceiling is an upper quantile of these over agents, with a margin: a share of agents that lie in either
 * direction, up to 1 - `SHARE`, cannot move it beyond what honest agents have (its breakdown point: P. J. Huber and E. M.
 * Ronchetti, Robust Statistics, 2nd edition, 2009, section 1.4).
 */
import { COUNT_PLACES } from '../behaviour/features.ts';
import { FleetError } from '../error.ts';
import type { Ratios } from './change.ts';
import { type Ceiling, logLikelihoodRatios, TELLING_MAX } from './likelihood.ts';

/** Windows a block: a minute of them. */
export const BLOCK = 6;
/** Fewer agents, or blocks of each, say too little of the busiest phase. */
export const AGENTS_MIN = 50;
export const BLOCKS_MIN = 30;
/** So many of 100 agents count; those beyond may be busy beyond measure, or lie. */
const SHARE = 0.95;
/** What the busiest honest agent may do beyond the quantile. */
const MARGIN = 2;
/** Of what nobody did: once in 50 windows. */
const MEAN_MIN = 0.02;
/** Bounds of how bursts are taken to be: wider ones make findings slower, and none makes counts of bursts findings. */
const [SIZE_MIN, SIZE_MAX] = [0.5, 20];
/** What is looked for: this many events more a window, or so many times the ceiling, whichever is more. */
const [EXCESS_MIN, EXCESS_TIMES] = [0.3, 2];

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

  #endBlock(first: number): void {
    for (let place = 0; place < COUNT_PLACES; place++) {
      const mean = (this.#blockSums[first + place] as number) / BLOCK;
      const variance = ((this.#blockSquares[first + place] as number) - BLOCK * mean * mean) / (BLOCK - 1);
      this.#meanSquares[place] = (this.#meanSquares[place] as number) + mean * mean;
      this.#widths[place] = (this.#widths[place] as number) + variance - mean;
      if (mean > (this.#greatest[first + place] as number)) this.#greatest[first + place] = mean;
    }
    this.#blockSums.fill(0, first, first + COUNT_PLACES);
    this.#blockSquares.fill(0, first, first + COUNT_PLACES);
  }

  /** One for each place that counts. Throws `FleetError` VALUE where agents have too few windows. */
  ceilings(): readonly Ceiling[] {
    const fewest = this.#windows.reduce((least, windows) => Math.min(least, windows), Infinity);
    if (fewest < BLOCKS_MIN * BLOCK)
      throw new FleetError(
        'VALUE',
        `expected ${BLOCKS_MIN * BLOCK} windows of each agent, met ${fewest}; wait for more`,
      );
    return Array.from({ length: COUNT_PLACES }, (_, place) => ({
      mean: Math.max(MEAN_MIN, MARGIN * this.#quantile(place)),
      size: this.#size(place),
    }));
  }

  #quantile(place: number): number {
    const greatest = Float64Array.from({ length: this.#agents }, (_, row) => {
      return this.#greatest[row * COUNT_PLACES + place] as number;
    }).sort();
    return greatest[Math.ceil(SHARE * this.#agents) - 1] as number;
  }

  /** By the method of moments, over the blocks of all agents. */
  #size(place: number): number {
    const width = this.#widths[place] as number;
    const size = width > 0 ? (this.#meanSquares[place] as number) / width : SIZE_MAX;
    return Math.min(SIZE_MAX, Math.max(SIZE_MIN, size));
  }
}

/** What each count says beside the ceilings, for `ChangeSums`. */
export function ratiosOf(ceilings: readonly Ceiling[]): Ratios {
  const ratios = new Float64Array(ceilings.length * (TELLING_MAX + 1));
  ceilings.forEach((ceiling, place) => {
    const excess = Math.max(EXCESS_MIN, EXCESS_TIMES * ceiling.mean);
    ratios.set(logLikelihoodRatios(ceiling, excess), place * (TELLING_MAX + 1));
  });
  return ratios;
}
