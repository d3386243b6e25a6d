/** Several hypotheses, each tested at every look, with one α for all of them and all looks together. */
import { type LevelOptions, levelsAtLooks } from './group-sequential.ts';

export interface SequentialHolmOptions extends Omit<LevelOptions, 'sides'> {
  /** Of all hypotheses together. */
  readonly alpha: number;
  /** Of the test of each hypothesis. */
  readonly sides: readonly (1 | 2)[];
}

/** What became of a hypothesis at a look. */
export interface HolmStep {
  /** What its p was compared with. */
  readonly level: number;
  /** Whether p was below: it is rejected then, whatever comes later. */
  readonly hasCrossed: boolean;
}

/**
 * Holm's procedure at each look. Hypotheses that have not crossed share α evenly, and each is tested at what its look leaves
 * of its share; one that crosses leaves its share to the others, at this look and at those that follow. Whenever one stops,
 * the chance of any false rejection is at most α, as no level falls where a share grows. With one look it is Holm's own.
 * Source: W. Maurer and F. Bretz, Multiple testing in group sequential trials using graphical approaches (Statistics in
 * Biopharmaceutical Research 5, 2013), with equal weights.
 */
export class SequentialHolm {
  readonly #options: SequentialHolmOptions;
  readonly #levels = new Map<string, readonly number[]>();

  constructor(options: SequentialHolmOptions) {
    this.#options = options;
  }

  /**
   * At the look of that place, from 0: a step for each hypothesis that had not crossed `before`, and undefined for the
   * others. What has no p counts as 1. Throws `LabError` as `groupSequentialLooks` does.
   */
  at(look: number, ps: readonly (number | undefined)[], before: readonly boolean[]): readonly (HolmStep | undefined)[] {
    const pOf = (i: number): number => ps[i] ?? 1;
    const steps: (HolmStep | undefined)[] = ps.map(() => undefined);
    let left = [...ps.keys()].filter((i) => before[i] !== true).toSorted((i, j) => pOf(i) - pOf(j));
    for (;;) {
      const count = left.length;
      const next = left.find((i) => pOf(i) < this.#level(look, count, i));
      if (next === undefined) break;
      steps[next] = { level: this.#level(look, count, next), hasCrossed: true };
      left = left.filter((i) => i !== next);
    }
    for (const i of left) steps[i] = { level: this.#level(look, left.length, i), hasCrossed: false };
    return steps;
  }

  /** Of a hypothesis among `count` that share α. */
  #level(look: number, count: number, hypothesis: number): number {
    const { sides: all, alpha, ...options } = this.#options;
    const sides = all[hypothesis] ?? 2;
    const key = `${count} ${sides}`;
    const levels = this.#levels.get(key) ?? levelsAtLooks({ ...options, alpha: alpha / count, sides });
    this.#levels.set(key, levels);
    return levels[look] ?? 0;
  }
}
