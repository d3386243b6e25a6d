/**
 * Where children that sum up their own agents agree, though some of them lie. Each coordinate by itself: the fifth of the
 * weight that says most and the fifth that says least are left out, and the mean of the rest is taken (the trimmed mean: D.
 * Yin, Y. Chen, K. Ramchandran and P. Bartlett, Byzantine-robust distributed learning, ICML 2018). A child within whose
 * weight a fifth ends counts with what is left of it, so that nothing jumps where weights change by a little.
 *
 * Its breakdown point is a fifth: as long as no more of the weight lies, whatever it says, what is left lies between what
 * honest children say. So it moves by no more than these differ, and means of many agents differ little.
 */
import { FleetError } from '../error.ts';

/** The share of the weight that is left out at either end, and that may lie. */
export const LYING_MAX = 0.2;

/** A share of the weight that is rounding and no child's. */
const ROUNDING = 1e-12;

/** How many of so many children of the same weight may lie. */
export function lyingMaxOf(children: number): number {
  return Math.floor(LYING_MAX * children);
}

/** What a child says, and how much of its weight is kept. */
interface Kept {
  readonly value: number;
  readonly weight: number;
}

/**
 * The trimmed mean of what children say. Where `weights` are absent, each has the same weight: who speaks for more agents
 * has no more to say, as how many they are is its own word. Throws `FleetError` VALUE for none, for what is no number, and
 * for weights that are not above 0 in all, below 0 in none, and one of each child.
 */
export function trimmedMean(said: readonly number[], weights?: readonly number[]): number {
  const kept = keptOf(said, weights);
  return kept.reduce((sum, { value, weight }) => sum + value * weight, 0) / weightIn(kept);
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

/**
 * Between which values the trimmed mean lies: the least and the greatest that are kept. As long as no more than
 * `LYING_MAX` of the weight lies, both are values between those of honest children, and the honest children's median lies
 * between them. So `most - least` bounds how far lies move the mean away from that. Throws as `trimmedMean` does.
 */
export function rangeOf(said: readonly number[], weights?: readonly number[]): Range {
  const kept = keptOf(said, weights);
  return { least: (kept[0] as Kept).value, most: (kept.at(-1) as Kept).value };
}

/** In rising order; never empty. */
function keptOf(said: readonly number[], weights: readonly number[] = said.map(() => 1)): readonly Kept[] {
  check(said, weights);
  const ordered = said
    .map((value, child) => ({ value, weight: weights[child] as number }))
    .toSorted((a, b) => a.value - b.value);
  const whole = weightIn(ordered);
  const upper = cut(ordered, LYING_MAX * whole, ROUNDING * whole);
  return cut(upper.toReversed(), LYING_MAX * whole, ROUNDING * whole).toReversed();
}

/** Without so much of the weight at the beginning. */
function cut(ordered: readonly Kept[], weight: number, rounding: number): readonly Kept[] {
  let left = weight;
  return ordered.flatMap((child) => {
    const kept = child.weight - left;
    left = Math.max(0, -kept);
    return kept > rounding ? [{ value: child.value, weight: Math.min(child.weight, kept) }] : [];
  });
}

function weightIn(children: readonly Kept[]): number {
  return children.reduce((sum, { weight }) => sum + weight, 0);
}

function check(said: readonly number[], weights: readonly number[]): void {
  if (said.length === 0) throw new FleetError('VALUE', 'expected what children say, met none');
  if (!said.every(Number.isFinite)) throw new FleetError('VALUE', 'expected numbers, met another value');
  if (weights.length !== said.length)
    throw new FleetError('VALUE', `expected a weight of each of ${said.length} children, met ${weights.length}`);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (!weights.every((weight) => weight >= 0) || !(whole > 0 && whole < Infinity))
    throw new FleetError('VALUE', 'expected weights of 0 or above, and above 0 in all, met others');
}
