/** Where a series of measurements has become steady. */
import { checkSample } from '../statistics/checks.ts';
import type { Sample } from '../statistics/index.ts';

/** So many values are taken together, as neighbours depend on each other. */
const GROUP = 5;
/** A rest of fewer groups, and of less than half of a short series, varies little by chance. */
const GROUPS_MIN = 5;

/**
 * The index from which the series is steady; undefined where it is not in its first half. What comes before is warm-up: to
 * leave it out makes the mean of the rest the surest. Source: K. P. White, An effective truncation heuristic for bias
 * reduction in simulation output (Simulation 69, 1997), MSER-5. Throws `LabError` SIZE for fewer than 10 values, VALUE.
 */
export function steadyFrom(series: Sample): number | undefined {
  checkSample(series, 'the series', 2 * GROUP);
  const groups = Math.floor(series.length / GROUP);
  let [sum, squares, least, start] = [0, 0, Infinity, 0];
  // From the end, so that each further group costs one step. Around the last value, so that squares lose no digits.
  const origin = groupMean(series, groups - 1);
  for (let from = groups - 1; from >= 0; from--) {
    const value = groupMean(series, from) - origin;
    sum += value;
    squares += value * value;
    const count = groups - from;
    const score = (squares - (sum * sum) / count) / (count * count);
    if (count < Math.min(GROUPS_MIN, groups / 2)) continue;
    if (score <= least) [least, start] = [score, from];
  }
  return start * 2 > groups ? undefined : start * GROUP;
}

function groupMean(series: Sample, group: number): number {
  let total = 0;
  for (let i = 0; i < GROUP; i++) total += series[group * GROUP + i] as number;
  return total / GROUP;
}
