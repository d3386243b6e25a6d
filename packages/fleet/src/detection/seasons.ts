/**
 * What a cohort does at most at each time of the day, so that work in the night stands out where there is none. Learned as
 * ceilings are, from the busiest blocks of each slot of the day, and never above what the cohort does at most all day long:
 * what is learned of seasons only lowers ceilings, and not below the floors.
 *
 * An agent keeps its ceiling of all day long where it does more than its cohort, in a slot or at all: who always works at
 * night is no finding for that. So what holds of ceilings holds here: a ratio's mean is 1 at most as long as an honest agent
 * does no more, in a slot, than `MARGIN` times what it or its cohort was seen to do in that slot.
 */
import { COUNT_PLACES } from '../behaviour/features.ts';
import { FleetError } from '../error.ts';
import {
  AGENTS_MIN,
  type Ceilings,
  type CohortWindows,
  commonOf,
  LEVELS,
  levelOf,
  MARGIN,
  type Paces,
  upperOf,
} from './ceilings.ts';
import { SLOTS } from './slots.ts';

/** An agent that was seen in a slot on fewer days says nothing of it: a week, with what is different at its end. */
export const SEASON_DAYS_MIN = 7;

export interface Seasons {
  /** The cohort's level for each slot and place: at most that of all day long. */
  readonly cohort: Uint8Array;
  /** For each slot, what agents do more of there than that: `row * COUNT_PLACES + place`, for the few of whom it is so. */
  readonly apart: readonly Uint32Array[];
}

/** Ones of this form, to be filled: of each slot, how many are apart. Throws `FleetError` FORM for more than there can be. */
export function emptySeasons(apart: readonly number[], agents: number): Seasons {
  if (apart.some((length) => length > agents * COUNT_PLACES))
    throw new FleetError('FORM', 'expected agents who do more in a slot of the day, met more than there are');
  return { cohort: new Uint8Array(SLOTS * COUNT_PLACES), apart: apart.map((length) => new Uint32Array(length)) };
}

/** Whether they can be those of so many agents. */
export function areSeasons({ cohort, apart }: Seasons, agents: number): boolean {
  return (
    cohort.every((level) => level <= LEVELS) && apart.every((more) => more.every((i) => i < agents * COUNT_PLACES))
  );
}

/** Of a slot that fewer than `AGENTS_MIN` agents say enough of, nothing is known but the ceilings of all day long. */
export function seasonsOf(windows: CohortWindows, ceilings: Ceilings): Seasons {
  const cohort = new Uint8Array(SLOTS * COUNT_PLACES);
  const apart = Array.from({ length: SLOTS }, (_, slot) => {
    const more: number[] = [];
    for (let place = 0; place < COUNT_PLACES; place++) {
      const seen = windows.pacesIn(slot, place, SEASON_DAYS_MIN);
      const level = slotLevel(place, seen.paces, ceilings.cohort[place] as number);
      cohort[slot * COUNT_PLACES + place] = level;
      if (level < (ceilings.cohort[place] as number)) more.push(...beyond(seen, place, level));
    }
    return Uint32Array.from(more);
  });
  return { cohort, apart };
}

function slotLevel(place: number, paces: readonly number[], allDay: number): number {
  if (paces.length < AGENTS_MIN) return allDay;
  return Math.min(allDay, levelOf(commonOf(place, upperOf(paces))));
}

function beyond({ rows, paces }: Paces, place: number, level: number): readonly number[] {
  return rows.filter((_, i) => levelOf(MARGIN * (paces[i] as number)) > level).map((row) => row * COUNT_PLACES + place);
}

/** The ceilings that hold in a slot: for windows that begin in it. As large as those of all day long; made once a slot. */
export function ceilingsIn(slot: number, ceilings: Ceilings, { cohort: levels, apart }: Seasons): Ceilings {
  const cohort = levels.slice(slot * COUNT_PLACES, (slot + 1) * COUNT_PLACES);
  const own = ceilings.levels.map((level, i) => {
    const place = i % COUNT_PLACES;
    return level === ceilings.cohort[place] ? (cohort[place] as number) : level;
  });
  for (const i of apart[slot] as Uint32Array) own[i] = ceilings.levels[i] as number;
  return { ...ceilings, cohort, levels: own };
}
