/** What the arms of an experiment are asked, as a file of tasks has it: JSON Lines, one task a line. */

export interface Task {
  /** Told apart by it within its stratum. */
  readonly id: string;
  readonly command: string;
  /** Where the command is to run; the arm's own default where absent. */
  readonly cwd?: string;
}

/** Apart for any two tasks, whatever their names are. */
export function taskKey(stratum: string, task: string): string {
  return JSON.stringify([stratum, task]);
}

export interface StratumTasks {
  readonly stratum: string;
  /** In the order of the file. */
  readonly tasks: readonly Task[];
}

/** The key of each task. */
export function keysOf(strata: readonly StratumTasks[]): ReadonlySet<string> {
  return new Set(strata.flatMap(({ stratum, tasks }) => tasks.map(({ id }) => taskKey(stratum, id))));
}
