/** Slots of the day, by UTC: where a cohort works by day, its night is in one of them or two. */
import { Place } from '../behaviour/features.ts';

/** Of six hours each. */
export const SLOTS = 4;
const TENTHS_A_SLOT = 240 / SLOTS;
const MS_A_DAY = 86_400_000;

/** In which slot the window of the vector at `offset` began. */
export function slotOf(vectors: Uint16Array, offset: number): number {
  return Math.min(SLOTS - 1, Math.floor((vectors[offset + Place.TIME] as number) / TENTHS_A_SLOT));
}

/** The slot of a time in milliseconds since 1970 UTC. */
export function slotAt(timeMs: number): number {
  return Math.floor(((timeMs % MS_A_DAY) * SLOTS) / MS_A_DAY);
}
