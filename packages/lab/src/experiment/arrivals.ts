/** When questions are due under load: pure, out of the plan alone, so that a report can say how far an arm fell behind. */
import type { Experiment } from './schema.ts';
import { seededSource } from '../statistics/random.ts';

/** 2^32 over the golden ratio: neighbouring replicates get seeds that are far apart. */
const SEED_STEP = 0x9e37_79b1;
const NS_PER_S = 1e9;

/**
 * In nanoseconds from the beginning of a block, at which the first question is due. The same for all arms of a replicate.
 * `poisson` draws exponential gaps, as of many who do not know of each other.
 */
export function arrivalsOf(
  { ratePerSecond, arrivals = 'fixed' }: NonNullable<Experiment['load']>,
  { seed, replicate, count }: { readonly seed: number; readonly replicate: number; readonly count: number },
): Float64Array {
  const gapNs = NS_PER_S / ratePerSecond;
  if (arrivals === 'fixed') return Float64Array.from({ length: count }, (_, i) => i * gapNs);
  const source = seededSource((Math.imul(replicate + 1, SEED_STEP) ^ seed) >>> 0);
  const dueNs = new Float64Array(count);
  for (let i = 1; i < count; i++) dueNs[i] = (dueNs[i - 1] as number) - gapNs * Math.log1p(-source.uniform());
  return dueNs;
}
