/**
 * Where children that sum up their own agents agree, though some of them lie. Each coordinate by itself: the fifth of them
 * that says most and the fifth that says least are left out, and the mean of the others is taken (the trimmed mean: D. Yin,
 * Y. Chen, K. Ramchandran and P. Bartlett, Byzantine-robust distributed learning, ICML 2018).
 *
 * Its breakdown point is a fifth: as long as no more children lie, whatever they say, what is left lies between what honest
 * children say. So it moves by no more than these differ, and means of many agents differ little.
 */
import { FleetError } from '../error.ts';

/** The share that is left out at either end, and that may lie. */
export const LYING_MAX = 0.2;

/** How many of so many children may lie. */
export function lyingMaxOf(children: number): number {
  return Math.floor(LYING_MAX * children);
}

/**
 * The trimmed mean of what children say, each with the same weight: who speaks for more agents has no more to say, as how
 * many they are is its own word. Of fewer than five, none may lie. Throws `FleetError` VALUE for none, and for what is no
 * number.
 */
export function trimmedMean(said: readonly number[]): number {
  if (said.length === 0) throw new FleetError('VALUE', 'expected what children say, met none');
  if (said.some((value) => !Number.isFinite(value)))
    throw new FleetError('VALUE', 'expected numbers, met another value');
  const trimmed = lyingMaxOf(said.length);
  const kept = said.toSorted((a, b) => a - b).slice(trimmed, said.length - trimmed);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}
