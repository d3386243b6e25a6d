/** What is said of a run beside its results. */
import type { Series } from '../hardware/series.ts';
import type { Environment } from '../measure/environment.ts';

/** A task that does not count, by an exclusion that was planned. */
export interface ExcludedTask {
  readonly stratum: string;
  readonly task: string;
  /** Which of the plan's exclusions, from 0. */
  readonly exclusion: number;
  /** Why it falls under it, by the word of who says so. */
  readonly reason?: string;
}

/** A file of exclusions that somebody gave. */
export interface GivenFile {
  readonly sha256: string;
  /** When it was first given, by the lab's log: milliseconds since 1970 UTC. */
  readonly at: number;
}

export interface ExclusionFiles {
  /** The one that `excluded` was read from; absent where none was taken. */
  readonly taken?: string;
  /** All that were ever given for the plan, the first one first. */
  readonly given: readonly GivenFile[];
}

export interface RunFacts {
  /** The machine of the orchestrator; absent where nobody wrote it down. */
  readonly environment?: Environment;
  /** What that machine did meanwhile. */
  readonly machine?: readonly Series[];
  /** What each arm says of itself, by its name; `simulated: true` of one whose answers are recorded or made up. */
  readonly arms?: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  readonly excluded?: readonly ExcludedTask[];
  /** Absent where no file was ever given. */
  readonly exclusionFiles?: ExclusionFiles;
}

/** Whether the answers of an arm are those of something that only stands for what it is named after. */
export function isSimulated({ arms }: RunFacts, arm: string): boolean {
  return arms?.[arm]?.['simulated'] === true;
}
