import { experimentOf, type Made } from '../harness.ts';

export const COMMANDS = { plain: Array.from({ length: 1_500 }, (_, i) => (i % 3 === 0 ? 'allow' : 'wait 25')) };

/** The same each time. */
export function killedExperiment(folder: string): Made {
  return experimentOf(COMMANDS, { resources: { timeoutMs: 10_000, workers: 2, retries: 10 } }, folder);
}
