/** How busy the busiest phase of an agent is, by its busiest block. */

/** Windows a block: a minute of them. */
export const BLOCK = 6;
/** Events a block that are beyond the last level, whatever the exact pace is. */
const EXACT_MAX = 4_096;

/** Events a window at which one of so many blocks has `greatest` of them or more, events being independent. */
export function paceOf(greatest: number, blocks: number): number {
  if (greatest === 0) return 0;
  if (greatest > EXACT_MAX) return greatest / BLOCK;
  let [low, high] = [0, greatest];
  for (let step = 0; step < BISECTIONS; step++) {
    const mean = (low + high) / 2;
    if (blocks * (1 - poissonBelow(greatest, mean)) < 1) low = mean;
    else high = mean;
  }
  return high / BLOCK;
}

/** To 6 digits. */
const BISECTIONS = 20;
/** Where a share is nothing beside those near the mean. */
const FAR = 40;

/** The share of Poisson's distribution of this mean that is below `count`. */
function poissonBelow(count: number, mean: number): number {
  if (mean <= 0) return 1;
  const from = Math.max(0, Math.floor(mean - FAR * Math.sqrt(mean + 1)));
  let below = 0;
  let log = from * Math.log(mean) - mean;
  for (let i = 2; i <= from; i++) log -= Math.log(i);
  for (let i = from; i < count; i++) {
    below += Math.exp(log);
    log += Math.log(mean / (i + 1));
  }
  return Math.min(1, below);
}
