/**
 * When an agent's behaviour has changed: for each kind of count the cumulative sum of what windows say, never below 0 (E. S.
 * Page, Continuous inspection schemes, Biometrika 41, 1954).
 */
import { COUNT_PLACES } from '../behaviour/features.ts';
import { FleetError } from '../error.ts';
import { type Ceilings, LEVELS } from './ceilings.ts';
import { TELLING_MAX } from './likelihood.ts';

/**
 * Where a sum is a finding, in natural logarithms. Of ratios whose mean is at most 1 whatever came before, a sum above
 * log(1 / share) comes at most once in 1 / share windows in the mean, and by n windows with a probability of at most
 * n · share (by the martingale of Shiryaev and Roberts that bounds it from above: M. Pollak, Optimal detection of a change
 * in distribution, Annals of Statistics 13, 1985). All kinds of count share `falseAlarms` among them.
 */
export function findingThreshold(falseAlarms: number): number {
  if (!(falseAlarms > 0 && falseAlarms < 1))
    throw new FleetError('VALUE', `expected a share of false alarms between 0 and 1, met ${falseAlarms}`);
  return Math.log(COUNT_PLACES / falseAlarms);
}

export class ChangeSums {
  readonly #sums: Float32Array;
  /** How many windows each sum has been above 0: since when something may have changed. */
  readonly #since: Uint16Array;

  constructor(agents: number) {
    this.#sums = new Float32Array(agents * COUNT_PLACES);
    this.#since = new Uint16Array(agents * COUNT_PLACES);
  }

  /**
   * Takes the vector at `offset` as the next window of the agent in `row`. Answers the place whose sum is greatest, which is
   * a finding where `sumOf` it is above the threshold.
   */
  take(row: number, vectors: Uint16Array, offset: number, { levels, ratios }: Ceilings): number {
    const first = row * COUNT_PLACES;
    let greatest = 0;
    for (let place = 0; place < COUNT_PLACES; place++) {
      const count = Math.min(vectors[offset + place] as number, TELLING_MAX);
      // As `ratioOf` finds it, in place: here a call costs half as much again.
      const told = (place * (LEVELS + 1) + (levels[first + place] as number)) * (TELLING_MAX + 1) + count;
      const sum = (this.#sums[first + place] as number) + (ratios[told] as number);
      const isAbove = sum > 0;
      this.#sums[first + place] = isAbove ? sum : 0;
      this.#since[first + place] = isAbove ? Math.min((this.#since[first + place] as number) + 1, 0xffff) : 0;
      if ((this.#sums[first + place] as number) > (this.#sums[first + greatest] as number)) greatest = place;
    }
    return greatest;
  }

  /** In natural logarithms: how much likelier all windows since `windowsOf` are with a change than without. */
  sumOf(row: number, place: number): number {
    return this.#sums[row * COUNT_PLACES + place] as number;
  }

  /** How many windows, the last one among them, the sum is of. */
  windowsOf(row: number, place: number): number {
    return this.#since[row * COUNT_PLACES + place] as number;
  }

  /** Forgets an agent's windows: after a finding, or for who takes its row. */
  restart(row: number): void {
    this.#sums.fill(0, row * COUNT_PLACES, (row + 1) * COUNT_PLACES);
    this.#since.fill(0, row * COUNT_PLACES, (row + 1) * COUNT_PLACES);
  }
}
