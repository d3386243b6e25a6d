/** Counts of decisions and how long they took, in plain arrays: adding to them allocates nothing. Read at a scrape. */
import { RISKS, type RiskName, type Verdict, VERDICTS, type VerdictName } from '@capgate/core';

/** Upper bounds of the histogram in seconds, from 0.1 µs to 1 s, in steps of 1, 2 and 5. */
export const LATENCY_BOUNDS_SECONDS: readonly number[] = [-7, -6, -5, -4, -3, -2, -1]
  .flatMap((power) => [1, 2, 5].map((step) => Number(`${step}e${power}`)))
  .concat(1);

const MS_A_SECOND = 1_000;

export class DecisionCounts {
  readonly #byVerdictAndRisk = new Float64Array(VERDICTS.length * RISKS.length);
  /** One more than there are bounds: what took longer than the last. */
  readonly #buckets = new Float64Array(LATENCY_BOUNDS_SECONDS.length + 1);
  readonly #boundsMs = Float64Array.from(LATENCY_BOUNDS_SECONDS, (seconds) => seconds * MS_A_SECOND);
  #sumMs = 0;

  add(verdict: Verdict, risk: number, tookMs: number): void {
    (this.#byVerdictAndRisk[verdict * RISKS.length + risk] as number)++;
    (this.#buckets[this.#bucketOf(tookMs)] as number)++;
    this.#sumMs += tookMs;
  }

  /** The first bucket whose bound is not below. */
  #bucketOf(tookMs: number): number {
    let [low, high] = [0, this.#boundsMs.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#boundsMs[middle] as number) >= tookMs) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  *counts(): Generator<{ verdict: VerdictName; risk: RiskName; count: number }> {
    for (const [v, verdict] of VERDICTS.entries()) {
      for (const [r, risk] of RISKS.entries()) {
        yield { verdict, risk, count: this.#byVerdictAndRisk[v * RISKS.length + r] as number };
      }
    }
  }

  /** How many decisions took no longer than each bound, the sum of all in seconds, and how many there were. */
  latency(): { readonly cumulative: readonly number[]; readonly sumSeconds: number; readonly count: number } {
    let count = 0;
    const cumulative = Array.from(this.#buckets, (inBucket) => (count += inBucket));
    return { cumulative: cumulative.slice(0, -1), sumSeconds: this.#sumMs / MS_A_SECOND, count };
  }
}
