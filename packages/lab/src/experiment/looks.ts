/** When a plan looks at its values, and which tasks are in by then. */
import type { Experiment } from './schema.ts';

export interface PlannedLook {
  /** The share of all values that is in. */
  readonly information: number;
  /** Of each stratum so many tasks, with all of their replicates in all arms. */
  readonly tasks: readonly number[];
  /** So many results, which are those at the positions below. */
  readonly end: number;
}

type Looking = Pick<Experiment, 'arms' | 'strata' | 'replicates' | 'stopping'>;

/** Of a share that is written with few digits, as a third is, what is left of a task. */
const PART_MAX = 1e-6;

/** In their order, the last one at the end: of a plan that looks there alone, it is the only one. */
export function plannedLooks({ arms, strata, replicates, stopping }: Looking): readonly PlannedLook[] {
  return informationOf(stopping).map((information) => {
    const tasks = strata.map(({ tasks: { count } }) => Math.round(information * count));
    const taskCount = tasks.reduce((sum, count) => sum + count, 0);
    return { information, tasks, end: taskCount * replicates * arms.length };
  });
}

export function looksEarly({ stopping }: Pick<Experiment, 'stopping'>): boolean {
  return informationOf(stopping).length > 1;
}

export function informationOf({ information = [1] }: Experiment['stopping']): readonly number[] {
  return information;
}

/** Where a look would divide a task: what was expected instead, a text for each look and stratum. */
export function dividedTasks({ strata, stopping }: Pick<Experiment, 'strata' | 'stopping'>): readonly string[] {
  return informationOf(stopping).flatMap((share) =>
    strata.flatMap(({ name, tasks: { count } }) => {
      const tasks = share * count;
      if (Math.abs(tasks - Math.round(tasks)) <= PART_MAX) return [];
      const met = `met ${Number(tasks.toPrecision(6))} of the ${count} of ${name} at ${share}`;
      return [
        `expected whole tasks of each stratum at each look, ${met}; plan other shares, or other numbers of tasks`,
      ];
    }),
  );
}
