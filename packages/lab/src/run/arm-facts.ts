/** What arms say of themselves: all who ask them have to be told the same, or their answers are of different arms. */
import { visible } from '@capgate/base';
import type { Arm } from '../arms/arm.ts';
import { LabError } from '../error.ts';

/** By the names of the arms. */
export type Facts = Readonly<Record<string, Arm['facts']>>;

/** Keeps what was said first, now or before the experiment was broken off, and holds all others against it. */
export class ArmFacts {
  #known: Facts | undefined;
  readonly #keep: (facts: Facts) => Promise<void>;

  constructor(known: Facts | undefined, keep: (facts: Facts) => Promise<void>) {
    this.#known = known;
    this.#keep = keep;
  }

  /** Rejects with `LabError` RUN for arms that are not those that were asked until now, and as what keeps them does. */
  async meet(facts: Facts): Promise<void> {
    if (this.#known === undefined) {
      this.#known = facts;
      return this.#keep(facts);
    }
    const other = differing(this.#known, facts);
    if (other === undefined) return;
    const remedy = 'make them the same, or plan another experiment';
    throw new LabError('RUN', `expected the arms that were asked until now, met ${visible(other)}; ${remedy}`);
  }
}

/** Of which arm something else is said, and what; undefined where all is the same. */
function differing(expected: Facts, met: Facts): string | undefined {
  const arms = new Set([...Object.keys(expected), ...Object.keys(met)]);
  for (const arm of arms) {
    const [one, other] = [expected[arm] ?? {}, met[arm] ?? {}];
    const fact = [...Object.keys(one), ...Object.keys(other)].find((name) => one[name] !== other[name]);
    if (fact !== undefined) return `${fact} ${String(other[fact])} of ${arm}, where it was ${String(one[fact])}`;
  }
  return undefined;
}
