/**
 * What was read some time ago. Each reading has an age, a bound on it, and an uncertainty that widens with it: what is
 * known of the fleet is never of now (of consistency, availability and partitions only two can be had: S. Gilbert and N.
 * Lynch, Brewer's conjecture, SIGACT News 33, 2002; here readings are always to be had, and say how old they are).
 */
import { FleetError } from '../error.ts';

/**
 * How old a reading of each kind may be before it is stale, in milliseconds, from and to: whatever concerns one agent now
 * is soon of no use, what is said of all changes slowly.
 */
export const STALE_AFTER_MS = {
  /** What an agent's last windows say. */
  anomaly: [500, 1_500],
  /** What is usual of a cohort. */
  baseline: [3_000, 7_000],
  /** How far a node can be relied upon. */
  confidence: [2_000, 8_000],
  /** What goes together over agents. */
  correlation: [10_000, 30_000],
  /** What is so of all agents. */
  population: [15_000, 45_000],
} as const satisfies Readonly<Record<string, readonly [fromMs: number, toMs: number]>>;
export type ReadingKind = keyof typeof STALE_AFTER_MS;

export interface Reading<Value> {
  readonly kind: ReadingKind;
  readonly value: Value;
  /** When it was taken, in milliseconds, by the clock of whoever asks for its age. */
  readonly takenMs: number;
  /** When older, it is stale. */
  readonly boundMs: number;
}

/**
 * `draw` gives numbers from 0 and below 1, evenly: bounds differ, so that what was read at one time by many is not asked
 * for again by all of them at one time. Throws `FleetError` VALUE for a time that is none.
 */
export function readingOf<Value>(kind: ReadingKind, value: Value, takenMs: number, draw: () => number): Reading<Value> {
  if (!Number.isFinite(takenMs)) throw new FleetError('VALUE', `expected when a reading was taken, met ${takenMs}`);
  const [fromMs, toMs] = STALE_AFTER_MS[kind];
  return { kind, value, takenMs, boundMs: fromMs + draw() * (toMs - fromMs) };
}

/** In milliseconds. What is dated ahead is as doubtful as what is as old: no date makes a reading fresh for ever. */
export function ageMsOf({ takenMs }: Reading<unknown>, nowMs: number): number {
  return Math.abs(nowMs - takenMs);
}

export function isStale(reading: Reading<unknown>, nowMs: number): boolean {
  return ageMsOf(reading, nowMs) > reading.boundMs;
}

/**
 * How many times as wide its standard deviation is by now: √(1 + age / bound). What is read goes on as a random walk does,
 * whose variance grows with time, evenly; how fast is said by the kind: once it is stale, the variance has doubled.
 */
export function wideningOf(reading: Reading<unknown>, nowMs: number): number {
  return Math.sqrt(1 + ageMsOf(reading, nowMs) / reading.boundMs);
}
