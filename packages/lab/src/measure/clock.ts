/** What reading a clock costs, and how finely it tells time. */
import { LabError } from '../error.ts';
import { quantile } from '../statistics/index.ts';

/** Nanoseconds since some fixed moment, with fractions; never goes back. */
export type NowNs = () => number;

/** The process's own. */
export const nowNs: NowNs = () => performance.now() * 1e6;

export interface ClockFacts {
  /** What one reading takes: it lies in every time that is measured, and is taken off. */
  readonly overheadNs: number;
  /** The least difference of two readings that is not 0. */
  readonly resolutionNs: number;
}

const BLOCKS = 101;
const READINGS = 1_000;

/** The median over blocks of readings, one after the other. Throws `LabError` VALUE where the clock stands still. */
export function clockFacts(now: NowNs = nowNs): ClockFacts {
  const overheads = new Float64Array(BLOCKS);
  let resolutionNs = Infinity;
  for (let block = 0; block < BLOCKS; block++) {
    const first = now();
    let last = first;
    for (let i = 0; i < READINGS; i++) {
      const reading = now();
      if (reading > last) resolutionNs = Math.min(resolutionNs, reading - last);
      last = reading;
    }
    overheads[block] = (last - first) / READINGS;
  }
  if (resolutionNs === Infinity)
    throw new LabError('VALUE', 'expected a clock that goes on, met one that stands still');
  return { overheadNs: quantile(overheads, 0.5), resolutionNs };
}
