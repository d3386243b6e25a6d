/** Percentiles of single times, in memory that does not grow with their number. */
import { createHistogram } from 'node:perf_hooks';
import { LabError } from '../error.ts';

/** Digits that are kept of each time. */
const FIGURES = 3;
const HOUR_NS = 3_600 * 1e9;

/** An HDR histogram of nanoseconds, by Node's own (HdrHistogram_c). Nothing is left out of it, outliers least of all. */
export class LatencyHistogram {
  readonly #histogram = createHistogram({ lowest: 1, highest: HOUR_NS, figures: FIGURES });

  get count(): number {
    return this.#histogram.count;
  }

  /** Whole nanoseconds, at least 1. Throws `LabError` VALUE beyond an hour, below 0, or for what is no number. */
  record(durationNs: number): void {
    if (!(durationNs >= 0 && durationNs <= HOUR_NS)) {
      throw new LabError('VALUE', `expected a time from 0 to ${HOUR_NS} ns, met ${durationNs}`);
    }
    this.#histogram.record(Math.max(1, Math.round(durationNs)));
  }

  /** The time that `percent` of all do not exceed, to three digits. Throws `LabError` SIZE of nothing, VALUE. */
  percentileNs(percent: number): number {
    if (this.count === 0) throw new LabError('SIZE', 'expected times to take a percentile of, met none');
    if (!(percent > 0 && percent <= 100))
      throw new LabError('VALUE', `expected above 0 to 100 percent, met ${percent}`);
    return this.#histogram.percentile(percent);
  }
}
