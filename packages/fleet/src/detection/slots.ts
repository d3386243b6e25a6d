/** Slots of the day, by UTC: where a cohort works by day, its night is in one of them or two. */
import { MS_A_DAY, TENTHS_A_DAY } from '../behaviour/features.ts';

/** Of six hours each. */
export const SLOTS = 4;

/** The slot of a time below `TENTHS_A_DAY`. */
export function slotOf(tenths: number): number {
  return Math.floor((tenths * SLOTS) / TENTHS_A_DAY);
}

/** The slot of a time in milliseconds since 1970 UTC. */
export function slotAt(timeMs: number): number {
  return Math.floor(((timeMs % MS_A_DAY) * SLOTS) / MS_A_DAY);
}
