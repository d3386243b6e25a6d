/**
 * How much more evidence is asked for where less is known. Both costs are 0 or above, whatever the state and the age: what
 * is no finding by fresh readings of a whole fleet is none by old ones of a part of it.
 */
import type { Partition } from './reachability.ts';
import { type Reading, wideningOf } from './reading.ts';

/**
 * The threshold, in nats (natural logarithms of a ratio of likelihoods), of who sees a part of the fleet. It rises by
 * log(1 / share), where the share is of those who can be heard, oneself among them: the parts that a fleet has come apart
 * into decide by themselves, each with its share of the false alarms that `base` stands for, and shares of parts that do
 * not hear each other add up to 1 at most. So all parts together raise no more than the whole would (the union bound). Of
 * 51 nodes, one that is cut off asks for 3.9 more: a window or two.
 */
export function thresholdUnder({ peers, silent }: Partition, base: number): number {
  return base + Math.log((peers + 1) / (peers - silent + 1));
}

/**
 * The same of what rests on a reading of this age: it rises by the logarithm of how much wider the reading is by now, which
 * is by how much less a value at its middle can say.
 */
export function thresholdBy(reading: Reading<unknown>, nowMs: number, base: number): number {
  return base + Math.log(wideningOf(reading, nowMs));
}
