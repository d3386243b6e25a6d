/**
 * What a count says of an agent: the logarithm of how much likelier it is where something goes on beyond what agents of its
 * cohort do than where nothing does.
 *
 * Counts of windows are negative binomial, as those of events that come in bursts are. Nothing is known of what an honest
 * agent will do next, but for a ceiling: whatever it has done so far, its next count is, in distribution, no greater than
 * one of this mean and size. A ratio of likelihoods at the ceiling grows with the count, so that for every count below the
 * ceiling its mean is at most 1, and what follows from that holds for agents that work in phases.
 */
import { FleetError } from '../error.ts';

/** The greatest an honest agent's next window is: negative binomial, of variance `mean + mean² / size`. */
export interface Ceiling {
  /** Events a window, above 0. */
  readonly mean: number;
  /** The smaller, the wider its bursts. */
  readonly size: number;
}

/** A count beyond says no more than this one: ratios grow, so that less is claimed than could be. */
export const TELLING_MAX = 255;

/**
 * Natural logarithms of the likelihood ratio of each count from 0 to `TELLING_MAX`: of a window with `excess` events more
 * than the ceiling in the mean, in bursts alike, to the ceiling itself. Throws `FleetError` VALUE unless all are above 0.
 */
export function logLikelihoodRatios({ mean, size }: Ceiling, excess: number): Float64Array {
  for (const [name, value] of Object.entries({ mean, size, excess })) {
    if (!(value > 0 && value < Infinity)) throw new FleetError('VALUE', `expected ${name} above 0, met ${value}`);
  }
  // As a mixture of Poisson's by a gamma distribution of shape `size` and this rate; more events are a greater shape.
  const rate = size / mean;
  const shape = size + excess * rate;
  const ratios = new Float64Array(TELLING_MAX + 1);
  ratios[0] = (shape - size) * Math.log(rate / (rate + 1));
  for (let count = 1; count <= TELLING_MAX; count++) {
    const step = Math.log((shape + count - 1) / (size + count - 1));
    ratios[count] = (ratios[count - 1] as number) + step;
  }
  return ratios;
}
