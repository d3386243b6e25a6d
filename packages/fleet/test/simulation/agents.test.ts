import { describe, expect, test } from 'vitest';
import {
  AGENT_KINDS,
  ATTACK_KINDS,
  type Attack,
  type Ceilings,
  ChangeSums,
  CohortWindows,
  COUNT_PLACES,
  findingThreshold,
  Place,
  SimulatedAgents,
  VECTOR_LENGTH,
  Windows,
} from '../../src/index.ts';
import { ATTACKS, SELDOM, WORK } from '../../src/simulation/lines.ts';
import { decided } from '../../src/simulation/decided.ts';
import { Draws } from '../../src/simulation/draws.ts';

const DEVELOPER = AGENT_KINDS.indexOf('developer');
/** Ten in the morning, when there is work. */
const MORNING = 3_600;
const THRESHOLD = findingThreshold(1e-8);

/** The vectors of so many agents, window after window. */
function* vectors(agents: SimulatedAgents, count: number, from: number): Generator<(row: number) => Uint16Array> {
  const windows = new Windows(count);
  const vector = new Uint16Array(VECTOR_LENGTH);
  for (let window = from; ; window++) {
    yield (row) => {
      agents.act(row, window, (of, observed) => windows.observe(of, observed));
      windows.close(row, window * 10_000, vector, 0);
      return vector;
    };
  }
}

function learned(count: number, windows: number): Ceilings {
  const cohort = new CohortWindows(count);
  const source = vectors(new SimulatedAgents(count, DEVELOPER, 1), count, MORNING);
  for (let i = 0; i < windows; i++) {
    const vectorOf = source.next().value as (row: number) => Uint16Array;
    for (let row = 0; row < count; row++) cohort.take(row, vectorOf(row), 0);
  }
  return cohort.ceilings();
}

/** Those of agents of whom nothing is known. */
function unknown({ cohort, ...others }: Ceilings, count: number): Ceilings {
  const levels = new Uint8Array(count * COUNT_PLACES);
  for (let row = 0; row < count; row++) levels.set(cohort, row * COUNT_PLACES);
  return { ...others, cohort, levels };
}

/** In which window each agent was found, counted from 1; those that were not are left out. */
function found(ceilings: Ceilings, windows: number, seed: number, turned?: Attack): readonly number[] {
  const count = 100;
  const agents = new SimulatedAgents(count, DEVELOPER, seed);
  if (turned !== undefined) for (let row = 0; row < count; row++) agents.turn(row, { attack: turned, pace: 1 });
  const source = vectors(agents, count, MORNING);
  const sums = new ChangeSums(count);
  const at = new Map<number, number>();
  for (let i = 1; i <= windows; i++) {
    const vectorOf = source.next().value as (row: number) => Uint16Array;
    for (let row = 0; row < count; row++) {
      const place = sums.take(row, vectorOf(row), 0, ceilings);
      if (sums.sumOf(row, place) > THRESHOLD && !at.has(row)) at.set(row, i);
    }
  }
  return [...at.values()].toSorted((a, b) => a - b);
}

const stopped = (lines: readonly string[]): number =>
  decided(lines).filter(({ verdict }) => verdict > 0).length / lines.length;

const sequence = (seed: number): readonly number[][] => {
  const source = vectors(new SimulatedAgents(5, 0, seed), 5, MORNING);
  return Array.from({ length: 50 }, () => {
    const vectorOf = source.next().value as (row: number) => Uint16Array;
    return [0, 1, 2, 3, 4].flatMap((row) => [...vectorOf(row)]);
  });
};

const actions = (from: number): number => {
  const source = vectors(new SimulatedAgents(200, 0, 6), 200, from);
  let sum = 0;
  for (let i = 0; i < 300; i++) {
    const vectorOf = source.next().value as (row: number) => Uint16Array;
    for (let row = 0; row < 200; row++) sum += vectorOf(row)[Place.DECISIONS] as number;
  }
  return sum;
};

const DAY = 8_640;

/** How much each of so many agents does on each of these days since 1970, one of which is a Monday. */
function doneOn(days: readonly number[], count: number): readonly (readonly number[])[] {
  const [first = 0, last = 0] = [days[0], days.at(-1)];
  const source = vectors(new SimulatedAgents(count, DEVELOPER, 8), count, first * DAY);
  const done = new Map(days.map((day) => [day, Array.from({ length: count }, () => 0)]));
  for (let window = first * DAY; window < (last + 1) * DAY; window++) {
    const vectorOf = source.next().value as (row: number) => Uint16Array;
    const counts = done.get(Math.floor(window / DAY));
    for (let row = 0; row < count; row++) {
      const decisions = vectorOf(row)[Place.DECISIONS] as number;
      if (counts !== undefined) counts[row] = (counts[row] as number) + decisions;
    }
  }
  return [...done.values()];
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Pearson's, of logarithms. */
function correlation(one: readonly number[], other: readonly number[]): number {
  const [x, y] = [one, other].map((values) => {
    const logs = values.map(Math.log);
    const middle = sumOf(logs) / logs.length;
    return logs.map((log) => log - middle);
  }) as [number[], number[]];
  const along = sumOf(x.map((value, i) => value * (y[i] as number)));
  return along / Math.sqrt(sumOf(x.map((value) => value ** 2)) * sumOf(y.map((value) => value ** 2)));
}

const mean = (draw: () => number): number => {
  let sum = 0;
  for (let i = 0; i < 40_000; i++) sum += draw();
  return sum / 40_000;
};

describe('simulated command lines', () => {
  test('of work are mostly let through, and of attacks mostly not', () => {
    expect(stopped(Object.values(WORK).flat())).toBeLessThan(0.2);
    expect(stopped(SELDOM)).toBeLessThan(0.7);
    for (const kind of ATTACK_KINDS) expect(stopped(ATTACKS[kind])).toBeGreaterThan(0.4);
  });
});

describe('simulated agents', () => {
  test('are the same for the same seed', () => {
    expect(sequence(3)).toEqual(sequence(3));
    expect(sequence(3)).not.toEqual(sequence(4));
  });

  test('work by day more than by night', () => {
    expect(actions(MORNING)).toBeGreaterThan(1.5 * actions(0));
  });

  test('rest at the end of the week, and drift: in two weeks they are others, and their kind is what it was', {
    timeout: 120_000,
  }, () => {
    const [monday, tuesday, saturday] = [4, 5, 9];
    const [first, next, free, later] = doneOn([monday, tuesday, saturday, monday + 14], 100) as [
      readonly number[],
      readonly number[],
      readonly number[],
      readonly number[],
    ];
    expect(sumOf(free)).toBeLessThan(0.7 * sumOf(next));
    expect(Math.abs(Math.log(sumOf(later) / sumOf(first)))).toBeLessThan(0.2);
    expect(correlation(first, next)).toBeGreaterThan(0.7);
    expect(correlation(first, later)).toBeLessThan(correlation(first, next) - 0.2);
  });

  test('are not found by chance, and all are found that were turned', { timeout: 300_000 }, () => {
    const ceilings = unknown(learned(300, 1_500), 100);
    expect(found(ceilings, 1_000, 21)).toEqual([]);
    for (const kind of ATTACK_KINDS) {
      const at = found(ceilings, 400, 22, kind);
      expect([kind, at.length >= 99]).toEqual([kind, true]);
    }
  });
});

describe('draws', () => {
  test('have the means that they are asked for', () => {
    const draws = new Draws(9);
    expect(mean(() => draws.uniform())).toBeCloseTo(0.5, 1);
    for (const wanted of [0.02, 1.5, 70]) {
      const met = mean(() => draws.poisson(wanted));
      // Five standard errors.
      expect(Math.abs(met - wanted)).toBeLessThan(5 * Math.sqrt(wanted / 40_000));
    }
    expect(Math.abs(mean(() => draws.geometric(12)) - 12)).toBeLessThan(0.4);
    expect(draws.geometric(1)).toBe(1);
  });
});
