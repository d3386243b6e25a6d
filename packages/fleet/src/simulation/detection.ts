/** How soon simulated agents that were turned are found, by what they are after and how much of it they do. */
import { type Baseline, ceilingsOf } from '../detection/baseline.ts';
import type { Turned } from './agents.ts';
import type { Attack } from './lines.ts';
import { World } from './world.ts';

/** Of those that do so many actions more a window, 99 of 100 are to be found within so many windows. */
export const STATED_PACE = 1;
export const STATED: Readonly<Record<Attack, number>> = {
  tampering: 25,
  exfiltration: 30,
  destruction: 35,
  escalation: 40,
  credentials: 40,
  persistence: 90,
  mining: 90,
  lateral: 300,
};

export interface WatchedAgents {
  readonly agents: number;
  readonly windows: number;
  readonly seed: number;
}

/**
 * In which window, from 1, each of so many turned developers was first found, in rising order; those that were not within
 * `windows` are left out. Of each, no more is known than what is usual of its cohort.
 */
export function delaysOf(
  turned: Turned,
  baseline: Baseline,
  { agents, windows, seed }: WatchedAgents,
): readonly number[] {
  const world = new World(agents, 0, seed);
  for (let row = 0; row < agents; row++) world.agents.turn(row, turned);
  const at = new Map<number, number>();
  world.watch(windows, ceilingsOf(baseline, agents), (row, window) => void (at.has(row) || at.set(row, window)));
  return [...at.values()].toSorted((a, b) => a - b);
}

/** Within how many windows this share of so many agents was found; undefined where it was not. */
export function windowsUntil(share: number, delays: readonly number[], agents: number): number | undefined {
  return delays[Math.ceil(share * agents) - 1];
}
