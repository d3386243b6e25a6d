/** What does not count, as it was planned. */
import { LabError } from '../error.ts';
import { looksEarly } from '../experiment/looks.ts';
import type { Experiment } from '../experiment/schema.ts';
import { taskKey } from '../experiment/tasks.ts';
import type { ExcludedTask } from './facts.ts';

export interface ExclusionAnalysis {
  readonly text: string;
  /** Tasks that it took out. */
  readonly tasks: number;
}

/** Throws `LabError` PLAN where a task is left out for no planned reason, or twice, or after looks before the end. */
export function exclusionsOf(
  { exclusions, strata, stopping }: Experiment,
  excluded: readonly ExcludedTask[],
): readonly ExclusionAnalysis[] {
  if (excluded.length > 0 && looksEarly({ stopping })) {
    const met = `met ${excluded.length}; the decisions of the looks were made with them`;
    throw new LabError('PLAN', `expected no task to be left out of an experiment with looks before its end, ${met}`);
  }
  const seen = new Set<string>();
  for (const { stratum, task, exclusion } of excluded) {
    const key = taskKey(stratum, task);
    if (exclusions[exclusion] === undefined || !strata.some(({ name }) => name === stratum) || seen.has(key)) {
      const planned = `one of the ${exclusions.length} exclusions of the plan, once for a task of its strata`;
      throw new LabError('PLAN', `expected ${planned}, met ${exclusion}; what was not planned cannot be left out`);
    }
    seen.add(key);
  }
  return exclusions.map((text, i) => ({ text, tasks: excluded.filter(({ exclusion }) => exclusion === i).length }));
}
