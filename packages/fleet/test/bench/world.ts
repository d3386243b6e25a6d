/** Simulated agents of one node, learned and then watched. */
import {
  type Ceilings,
  ChangeSums,
  CohortWindows,
  COUNT_PLACES,
  findingThreshold,
  SimulatedAgents,
  VECTOR_LENGTH,
  Windows,
} from '../../src/index.ts';

/** Six in the morning: what is learned and what is watched has some day and some night. */
const MORNING = 2_160;
export const FALSE_ALARMS = 1e-8;
const THRESHOLD = findingThreshold(FALSE_ALARMS);

export class World {
  readonly agents: SimulatedAgents;
  readonly #count: number;
  readonly #windows: Windows;
  readonly #vector = new Uint16Array(VECTOR_LENGTH);
  readonly #sums: ChangeSums;
  #window = MORNING;

  constructor(count: number, kind: number, seed: number) {
    this.#count = count;
    this.agents = new SimulatedAgents(count, kind, seed);
    this.#windows = new Windows(count);
    this.#sums = new ChangeSums(count);
  }

  /** What so many windows of all of them teach. */
  learn(windows: number): Ceilings {
    const cohort = new CohortWindows(this.#count);
    for (let i = 0; i < windows; i++) this.#each((row) => cohort.take(row, this.#vector, 0));
    return cohort.ceilings();
  }

  /** Goes on for so many windows; tells of each finding, in which of them it came, from 1. */
  watch(windows: number, ceilings: Ceilings, found: (row: number, window: number) => void): void {
    for (let i = 1; i <= windows; i++) {
      this.#each((row) => {
        const place = this.#sums.take(row, this.#vector, 0, ceilings);
        if (this.#sums.sumOf(row, place) <= THRESHOLD) return;
        this.#sums.restart(row);
        found(row, i);
      });
    }
  }

  #each(then: (row: number) => void): void {
    for (let row = 0; row < this.#count; row++) {
      this.agents.act(row, this.#window, (of, observed) => this.#windows.observe(of, observed));
      this.#windows.close(row, this.#window * 10_000, this.#vector, 0);
      then(row);
    }
    this.#window++;
  }
}

/** Those of agents of whom nothing is known but their cohort. */
export function unknown({ cohort, ...others }: Ceilings, count: number): Ceilings {
  const levels = new Uint8Array(count * COUNT_PLACES);
  for (let row = 0; row < count; row++) levels.set(cohort, row * COUNT_PLACES);
  return { ...others, cohort, levels };
}
