/** Simulated agents of one node, learned and then watched. */
import { VECTOR_LENGTH, WINDOW_MS } from '../behaviour/features.ts';
import { Windows } from '../behaviour/windows.ts';
import type { Baseline } from '../detection/baseline.ts';
import { type Ceilings, CohortWindows } from '../detection/ceilings.ts';
import { ChangeSums, findingThreshold } from '../detection/change.ts';
import { SimulatedAgents } from './agents.ts';

/** Six in the morning: what is learned and what is watched has some day and some night. */
const MORNING = 2_160;
/** Per agent and window. */
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
      this.#windows.close(row, this.#window * WINDOW_MS, this.#vector, 0);
      then(row);
    }
    this.#window++;
  }
}

/** What is usual of simulated agents of one of `AGENT_KINDS`, by so many of them in so many windows. */
export function simulatedBaseline(kind: number, agents: number, windows: number, seed: number): Baseline {
  const { cohort, sizes } = new World(agents, kind, seed).learn(windows);
  return { levels: cohort, sizes };
}
