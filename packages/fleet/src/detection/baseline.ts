/** What is known of a cohort where nothing is known of an agent: as it comes down to nodes. */
import { COUNT_PLACES } from '../behaviour/features.ts';
import { FleetError } from '../error.ts';
import { type Ceilings, LEVELS, ratiosOf } from './ceilings.ts';

export interface Baseline {
  /** For each place that counts, the cohort's level. */
  readonly levels: Uint8Array;
  /** For each place, how bursts are. */
  readonly sizes: Float64Array;
}

/**
 * Place by place the higher of two ceilings: what came down, and what a node has learned of its own agents. Bursts are taken
 * to be as wide as the wider ones.
 */
export function higherOf(one: Ceilings, other: Ceilings): Ceilings {
  const sizes = one.sizes.map((size, place) => Math.min(size, other.sizes[place] as number));
  return {
    levels: higher(one.levels, other.levels),
    cohort: higher(one.cohort, other.cohort),
    sizes,
    ratios: ratiosOf(sizes),
  };
}

function higher(levels: Uint8Array, others: Uint8Array): Uint8Array {
  return levels.map((level, i) => Math.max(level, others[i] as number));
}

/** Throws `FleetError` VALUE for what can be no baseline. */
export function checkBaseline({ levels: cohort, sizes }: Baseline): void {
  const isOne =
    cohort.length === COUNT_PLACES &&
    sizes.length === COUNT_PLACES &&
    cohort.every((level) => level <= LEVELS) &&
    sizes.every((size) => size > 0 && size < Infinity);
  if (!isOne)
    throw new FleetError('VALUE', `expected a level and a size for each of ${COUNT_PLACES} places, met others`);
}

/** Those of so many agents of whom nothing is known but their cohort. Throws as `checkBaseline` does. */
export function ceilingsOf(baseline: Baseline, agents: number): Ceilings {
  checkBaseline(baseline);
  const { levels: cohort, sizes } = baseline;
  const levels = new Uint8Array(agents * COUNT_PLACES);
  for (let row = 0; row < agents; row++) levels.set(cohort, row * COUNT_PLACES);
  return { levels, cohort, sizes, ratios: ratiosOf(sizes) };
}
