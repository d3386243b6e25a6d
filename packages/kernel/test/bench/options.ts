import type { Programs } from './worker.ts';

export interface Bench {
  /** For files of the benchmark; it is gone after the run. */
  readonly folder: string;
  readonly programs: Programs;
  readonly toolCount: number;
  /** How many programs are started to be timed, for each thing that is timed. */
  readonly runCount: number;
  readonly seconds: number;
}
