/** Slots of the day, by UTC: where a cohort works by day, its night is in one of them or two. */
/** Of six hours each. */
export const SLOTS = 4;
/** Times of the day as vectors have them: tenths of an hour. */
export const TENTHS_A_DAY = 240;
const MS_A_DAY = 86_400_000;

/** The slot of a time below `TENTHS_A_DAY`. */
export function slotOf(tenths: number): number {
  return Math.floor((tenths * SLOTS) / TENTHS_A_DAY);
}

/** The slot of a time in milliseconds since 1970 UTC. */
export function slotAt(timeMs: number): number {
  return Math.floor(((timeMs % MS_A_DAY) * SLOTS) / MS_A_DAY);
}
