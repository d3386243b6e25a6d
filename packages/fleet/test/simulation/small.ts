/** A simulation that takes a second: a few agents, and experiments as small as they can be. */
import { systemRandom } from '@capgate/base/node';
import { nodePrimitives } from '@capgate/keys/node';
import type { SimulationOptions, SimulationRecord } from '../../src/simulation/record.ts';
import { type Experiments, simulate, type Step } from '../../src/simulation/simulate.ts';
import { keyOf } from '../keys.ts';

const EXPERIMENTS: Experiments = {
  learned: { agents: 60, windows: 360 },
  detection: { agents: 50, windows: 100 },
  lying: { nodes: 10, agents: 30, draws: 30 },
};

export const SMALL: SimulationOptions = { agents: 120, windows: 12, seed: 3, turned: 16 };

export function smallSimulation(
  changes: Partial<SimulationOptions> = {},
  onStep: (step: Step) => void = () => {},
): Promise<SimulationRecord> {
  let keys = 0;
  const parts = {
    primitives: nodePrimitives,
    random: systemRandom,
    keyOf: (name: string) => keyOf(name, (keys++ % 250) + 1),
    elapsedMs: () => performance.now(),
    memoryBytes: () => process.memoryUsage.rss(),
    onStep,
  };
  return simulate({ ...SMALL, ...changes }, parts, EXPERIMENTS);
}
