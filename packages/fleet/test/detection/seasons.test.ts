import { SeededRandom } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FLOORS } from '../../src/behaviour/features.ts';
import {
  BLOCK,
  type Ceilings,
  ceilingsIn,
  ChangeSums,
  CohortWindows,
  COUNT_PLACES,
  levelMean,
  Place,
  SEASON_DAYS_MIN,
  type Seasons,
  seasonsOf,
  slotAt,
  SLOTS,
  VECTOR_LENGTH,
  Windows,
} from '../../src/index.ts';
import { slotOf } from '../../src/detection/slots.ts';
import { negativeBinomial } from './draws.ts';

const AGENTS = 120;
/** Of each slot that is learned from, on each day. */
const WINDOWS = 6 * BLOCK;
const [NIGHT, MORNING] = [0, 1];
const PLACE = Place.DECISIONS;
const SIZE = 3;

/** Events a window in the mean, of an agent in a slot of a day. */
type Pace = (row: number, slot: number, day: number) => number;
const byDay: Pace = (_, slot) => (slot === MORNING || slot === 2 ? 4 : 0.02);

const byNight: Pace = (row, slot, day) => (row === 7 ? 4 : byDay(row, slot, day));

interface Learned {
  readonly ceilings: Ceilings;
  readonly seasons: Seasons;
}

interface Learning {
  readonly days?: number;
  readonly seed?: number;
  readonly isThere?: (row: number, slot: number) => boolean;
}

const always = (): boolean => true;

function learned(pace: Pace, { days = SEASON_DAYS_MIN, seed = 1, isThere = always }: Learning = {}): Learned {
  const [random, windows] = [new SeededRandom(seed), new CohortWindows(AGENTS)];
  const vector = new Uint16Array(VECTOR_LENGTH);
  for (let day = 0; day < days; day++) {
    for (let slot = 0; slot < SLOTS; slot++) {
      for (let row = 0; row < AGENTS; row++) {
        for (let window = 0; window < WINDOWS && isThere(row, slot); window++) {
          vector[Place.TIME] = slot * 60 + Math.floor(window / BLOCK);
          vector[PLACE] = negativeBinomial(random, { mean: pace(row, slot, day), size: SIZE });
          windows.take(row, vector, 0);
        }
      }
    }
  }
  const ceilings = windows.ceilings();
  return { ceilings, seasons: seasonsOf(windows, ceilings) };
}

const inSlot = (slot: number, { ceilings, seasons }: Learned): Ceilings => ceilingsIn(slot, ceilings, seasons);
const meanOf = ({ levels }: Ceilings, row: number): number => levelMean(levels[row * COUNT_PLACES + PLACE] as number);

/** How often an agent is a finding in so many windows, at a threshold, where each window has this mean. */
function findings(ceilings: Ceilings, row: number, mean: number, windows: number, threshold: number): number {
  const [random, sums] = [new SeededRandom(5), new ChangeSums(AGENTS)];
  const vector = new Uint16Array(VECTOR_LENGTH);
  let found = 0;
  for (let i = 0; i < windows; i++) {
    vector[PLACE] = negativeBinomial(random, { mean, size: ceilings.sizes[PLACE] as number });
    sums.take(row, vector, 0, ceilings);
    if (sums.sumOf(row, PLACE) < threshold) continue;
    found++;
    sums.restart(row);
  }
  return found;
}

describe('slots of the day', () => {
  test('are those of the vectors of windows that begin then', () => {
    const [windows, vector] = [new Windows(1), new Uint16Array(VECTOR_LENGTH)];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (beganMs) => {
        windows.close(0, beganMs, vector, 0);
        expect(slotOf(vector[Place.TIME] as number)).toBe(slotAt(beganMs));
        expect(slotAt(beganMs)).toBe(Math.floor(new Date(beganMs).getUTCHours() / 6));
      }),
    );
  });
});

describe('ceilings by the time of the day', () => {
  const all = learned(byDay);
  const [night, morning] = [inSlot(NIGHT, all), inSlot(MORNING, all)];

  test('are low where a cohort does little, and those of all day long where it is at work', () => {
    expect(meanOf(all.ceilings, 0)).toBeGreaterThan(4);
    expect(meanOf(morning, 0)).toBe(meanOf(all.ceilings, 0));
    expect(meanOf(night, 0)).toBeLessThan(meanOf(all.ceilings, 0) / 3);
    expect(levelMean(night.cohort[PLACE] as number)).toBe(meanOf(night, 0));
  });

  test('show work in the night that all day long is none', () => {
    const threshold = Math.log(COUNT_PLACES / 1e-8);
    expect(findings(night, 3, 4, 60, threshold)).toBeGreaterThan(0);
    expect(findings(all.ceilings, 3, 4, 60, threshold)).toBe(0);
    expect(findings(morning, 3, 4, 60, threshold)).toBe(0);
  });

  test('are crossed no more often than sums say, at the ceiling of the slot itself', () => {
    // By n windows with a probability of at most n / 1,000: Poisson's 1 - 1e-6 quantile of 20 is 46.
    expect(findings(night, 3, meanOf(night, 3), 20_000, Math.log(1_000))).toBeLessThan(46);
    expect(findings(night, 3, 0.02, 20_000, Math.log(1_000))).toBeLessThan(46);
    // Beyond it, they are.
    expect(findings(night, 3, 3 * meanOf(night, 3), 20_000, Math.log(1_000))).toBeGreaterThan(46);
  });

  test('leave an agent that always works at night its own of all day long', () => {
    const met = learned((row, slot, day) => (row === 7 ? byDay(row, (slot + 2) % SLOTS, day) : byDay(row, slot, day)));
    const then = inSlot(NIGHT, met);
    expect(meanOf(then, 7)).toBe(meanOf(met.ceilings, 7));
    expect(meanOf(then, 8)).toBeLessThan(meanOf(met.ceilings, 8) / 3);
    expect(findings(then, 7, 4, 20_000, Math.log(COUNT_PLACES / 1e-8))).toBe(0);
  });

  test('know an agent that is there by night alone', () => {
    const met = learned(byNight, { isThere: (row, slot) => row !== 7 || slot === NIGHT });
    expect(meanOf(inSlot(NIGHT, met), 7)).toBe(meanOf(met.ceilings, 7));
    expect(meanOf(inSlot(NIGHT, met), 8)).toBeLessThan(meanOf(met.ceilings, 8) / 3);
  });

  test('leave an agent that does more than its cohort what it has', () => {
    const met = learned((row, slot, day) => (row === 7 ? 4 : 1) * byDay(row, slot, day));
    expect(meanOf(met.ceilings, 7)).toBeGreaterThan(meanOf(met.ceilings, 8));
    for (let slot = 0; slot < SLOTS; slot++) expect(meanOf(inSlot(slot, met), 7)).toBe(meanOf(met.ceilings, 7));
  });

  test('are not moved by one in twenty of the cohort, and are where more lie', () => {
    const [few, many] = [21, 10].map((one) => {
      const met = learned((row, slot, day) => (row % one === 0 ? 400 : byDay(row, slot, day)), { seed: 2 });
      return meanOf(inSlot(NIGHT, met), 1);
    }) as [number, number];
    expect(few / meanOf(night, 1)).toBeGreaterThan(0.6);
    expect(few / meanOf(night, 1)).toBeLessThan(1.6);
    expect(many).toBeGreaterThan(100);
  });

  test('are those of all day long where too few days were seen', () => {
    const met = learned(byDay, { days: SEASON_DAYS_MIN - 1 });
    for (let slot = 0; slot < SLOTS; slot++) expect(inSlot(slot, met).levels).toEqual(met.ceilings.levels);
  });

  test('are never above those of all day long, and never below the floors', () => {
    const paces = fc.array(fc.double({ min: 0.01, max: 20, noNaN: true }), { minLength: SLOTS, maxLength: SLOTS });
    fc.assert(
      fc.property(paces, fc.nat(1_000), (means, seed) => {
        const met = learned((row, slot) => (means[slot] as number) * (row % 7 === 0 ? 2 : 1), { seed });
        for (let slot = 0; slot < SLOTS; slot++) {
          const { levels, ratios } = inSlot(slot, met);
          expect(ratios).toBe(met.ceilings.ratios);
          const isOne = levels.every((level, i) => {
            const floor = FLOORS[i % COUNT_PLACES] as number;
            return level <= (met.ceilings.levels[i] as number) && levelMean(level) >= floor;
          });
          expect(isOne).toBe(true);
        }
      }),
      { numRuns: 3 },
    );
  });
});
