/** A simulated fleet, on this machine: with its clock, its randomness, and keys that are made for it. */
import { systemRandom } from '@capgate/base/node';
import { identityOf, nodePrimitives, SeedSigningKey } from '@capgate/keys/node';
import type { SimulationOptions, SimulationRecord } from '../../simulation/record.ts';
import { simulate, type Step } from '../../simulation/simulate.ts';

export type { SimulationOptions, SimulationRecord } from '../../simulation/record.ts';
export { SIMULATED_AGENTS_MAX, shapeOf } from '../../simulation/shape.ts';
export type { Step } from '../../simulation/simulate.ts';
export { summaryOf } from '../../report/summary.ts';

const SEED_BYTES = 32;

/** Keys live as long as this does. Throws `FleetError` VALUE for a number of agents out of bounds. */
export function simulateHere(options: SimulationOptions, onStep: (step: Step) => void): Promise<SimulationRecord> {
  return simulate(options, {
    primitives: nodePrimitives,
    random: systemRandom,
    keyOf: (name) => {
      const seeds = [systemRandom.bytes(SEED_BYTES)];
      return new SeedSigningKey(identityOf(name, ['ed25519'], seeds), seeds);
    },
    elapsedMs: () => performance.now(),
    memoryBytes: () => process.memoryUsage.rss(),
    onStep,
  });
}

/** The report as one file of HTML. The library of plots loads with the first one. */
export async function simulationHtml(record: SimulationRecord): Promise<string> {
  const { simulationPage } = await import('../../report/simulation-page.ts');
  return simulationPage(record);
}
