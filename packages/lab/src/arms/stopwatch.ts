/** How long an answer takes, by the process's monotonic clock, with what reading the clock costs taken off. */
import { clockFacts, nowNs } from '../measure/index.ts';

let overheadNs: number | undefined;

/** To be called when an arm is opened: measuring the clock takes milliseconds, which belong to no answer. */
export function prepareStopwatch(): void {
  overheadNs ??= clockFacts().overheadNs;
}

/** Starts a time; the function that it answers says how many nanoseconds it has been, 0 at least. */
export function stopwatch(): () => number {
  const taken = overheadNs ?? 0;
  const start = nowNs();
  return () => Math.max(0, nowNs() - start - taken);
}
