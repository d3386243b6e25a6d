/** Moments that all threads of a process mean alike. */
import { setTimeout as later } from 'node:timers/promises';

/** Nanoseconds of the monotonic clock; the same in every thread, unlike those of `performance`. */
export function sharedNowNs(): number {
  return Number(process.hrtime.bigint());
}

/** A timer may be so late; from there on the thread sleeps by itself. */
const TIMER_MS = 2;
/** A sleep may be so late; from there on the clock is read without end. */
const SLEEP_NS = 150_000;
const NS_PER_MS = 1e6;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Resolves at the moment, within microseconds on a machine that has nothing else to do; at once where it is over. */
export async function untilDue(dueNs: number): Promise<void> {
  const leftMs = (): number => (dueNs - sharedNowNs()) / NS_PER_MS;
  if (leftMs() > TIMER_MS) await later(leftMs() - TIMER_MS);
  const sleepMs = leftMs() - SLEEP_NS / NS_PER_MS;
  if (sleepMs > 0) Atomics.wait(sleeper, 0, 0, sleepMs);
  while (sharedNowNs() < dueNs);
}
