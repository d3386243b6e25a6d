import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ageMsOf,
  findingThreshold,
  isStale,
  type Partition,
  Reachability,
  type Reading,
  type ReadingKind,
  readingOf,
  SILENT_AFTER,
  STALE_AFTER_MS,
  thresholdBy,
  thresholdUnder,
  wideningOf,
} from '../../src/index.ts';
import { Draws } from '../../src/simulation/draws.ts';

const KINDS = Object.keys(STALE_AFTER_MS) as readonly ReadingKind[];
const NOW = Date.UTC(2026, 5, 1, 12);
const INTERVAL_MS = 10_000;

const anyReading = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    takenMs: fc.integer({ min: 0, max: 2 * NOW }),
    drawn: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  })
  .map(({ kind, takenMs, drawn }) => readingOf(kind, 1, takenMs, () => drawn));

const anyPartition: fc.Arbitrary<Partition> = fc
  .tuple(fc.nat(600), fc.nat(600))
  .map(([peers, others]) => Math.min(peers, others))
  .chain((silent) => fc.tuple(fc.constant(silent), fc.integer({ min: silent, max: 600 })))
  .map(([silent, peers]) => ({
    kind: silent === 0 ? 'whole' : silent < peers ? 'partial' : 'cut off',
    peers,
    silent,
  }));

/** As it is at an age, beside what it was. */
function variance(reading: Reading<number>, ageMs: number): number {
  return wideningOf(reading, reading.takenMs + ageMs) ** 2;
}

describe('a reading', () => {
  test.each(KINDS)('of %s is stale after a time within its range, and bounds differ', (kind) => {
    const [fromMs, toMs] = STALE_AFTER_MS[kind];
    const draws = new Draws(1);
    const bounds = Array.from({ length: 2_000 }, () => readingOf(kind, 1, NOW, () => draws.uniform()).boundMs);
    expect(Math.min(...bounds)).toBeGreaterThanOrEqual(fromMs);
    expect(Math.max(...bounds)).toBeLessThan(toMs);
    // Evenly over the range: each tenth of it has its tenth of them, by five standard errors.
    for (let tenth = 0; tenth < 10; tenth++) {
      const end = (bound: number): number => Math.floor((10 * (bound - fromMs)) / (toMs - fromMs));
      expect(Math.abs(bounds.filter((bound) => end(bound) === tenth).length - 200)).toBeLessThan(5 * Math.sqrt(180));
    }
  });

  test('is stale once it is older than its bound, and not before', () => {
    fc.assert(
      fc.property(anyReading, fc.double({ min: 0, max: 3, noNaN: true }), (reading, bounds) => {
        const nowMs = reading.takenMs + bounds * reading.boundMs;
        expect(isStale(reading, nowMs)).toBe(nowMs - reading.takenMs > reading.boundMs);
      }),
    );
  });

  test('has a variance that grows evenly with its age, and has doubled once it is stale', () => {
    fc.assert(
      fc.property(anyReading, fc.nat(10_000_000), fc.nat(10_000_000), (reading, oneMs, otherMs) => {
        expect(variance(reading, 0)).toBe(1);
        expect(variance(reading, reading.boundMs)).toBeCloseTo(2, 6);
        // As of a random walk: what it gains in both times together is the sum of what it gains in each.
        const gained = variance(reading, oneMs) + variance(reading, otherMs) - 1;
        expect(variance(reading, oneMs + otherMs) / gained).toBeCloseTo(1, 6);
      }),
    );
  });

  test('is not fresh for being dated ahead', async () => {
    const ahead = readingOf('population', 1, NOW + 3_600_000, () => 0.5);
    expect(ageMsOf(ahead, NOW)).toBe(3_600_000);
    expect(isStale(ahead, NOW)).toBe(true);
    for (const takenMs of [Number.NaN, Infinity])
      expect(await codeOf(() => readingOf('anomaly', 1, takenMs, () => 0))).toBe('VALUE');
  });
});

function reachable(peers: number): Reachability {
  const reachability = new Reachability(INTERVAL_MS);
  for (let i = 0; i < peers; i++) reachability.expect(`node-${i}`, NOW);
  return reachability;
}

describe('who can be heard', () => {
  test('is measured by the last sign of life of each', () => {
    const reachability = reachable(4);
    const silentMs = NOW + SILENT_AFTER * INTERVAL_MS + 1;
    expect(reachability.at(silentMs - 1)).toEqual({ kind: 'whole', peers: 4, silent: 0 });
    expect(reachability.at(silentMs)).toEqual({ kind: 'cut off', peers: 4, silent: 4 });
    reachability.heard('node-2', silentMs);
    expect(reachability.at(silentMs)).toEqual({ kind: 'partial', peers: 4, silent: 3 });
    expect([reachability.isUp('node-2', silentMs), reachability.isUp('node-1', silentMs)]).toEqual([true, false]);
    for (let i = 0; i < 4; i++) reachability.heard(`node-${i}`, silentMs + 5);
    expect(reachability.at(silentMs + 5).kind).toBe('whole');
  });

  test('is not changed by who is not expected, by old messages or by clocks that go back', () => {
    const reachability = reachable(1);
    reachability.heard('stranger', NOW);
    expect(reachability.at(NOW)).toEqual({ kind: 'whole', peers: 1, silent: 0 });
    expect(reachability.isUp('stranger', NOW)).toBe(false);
    reachability.heard('node-0', NOW - 86_400_000);
    expect(reachability.heardMsOf('node-0')).toBe(NOW);
    reachability.expect('node-0', NOW + 60_000);
    expect(reachability.heardMsOf('node-0')).toBe(NOW);
    expect(reachability.isUp('node-0', NOW - 60_000)).toBe(true);
  });

  test('is nobody to wait for once forgotten, and an interval is one', async () => {
    const reachability = reachable(2);
    reachability.forget('node-0');
    reachability.forget('node-1');
    expect(reachability.at(NOW + 1e9)).toEqual({ kind: 'whole', peers: 0, silent: 0 });
    for (const intervalMs of [0, -1, Number.NaN, Infinity])
      expect(await codeOf(() => new Reachability(intervalMs))).toBe('VALUE');
  });

  test('is bounded in number', async () => {
    const reachability = reachable(100_000);
    expect(await codeOf(() => reachability.expect('one-more', NOW))).toBe('VALUE');
    expect(await codeOf(() => reachability.expect('node-0', NOW))).toBeUndefined();
  });
});

describe('the evidence that is asked for', () => {
  const base = findingThreshold(1e-8);

  test('rises where fewer are heard, and is what it was where all are', () => {
    expect(thresholdUnder({ kind: 'whole', peers: 50, silent: 0 }, base)).toBe(base);
    expect(thresholdUnder({ kind: 'cut off', peers: 50, silent: 50 }, base)).toBeCloseTo(base + Math.log(51), 9);
    fc.assert(
      fc.property(anyPartition, (state) => {
        if (state.silent === state.peers) return;
        const more = { ...state, silent: state.silent + 1 };
        expect(thresholdUnder(more, base)).toBeGreaterThan(thresholdUnder(state, base));
      }),
    );
  });

  test('leaves all parts of a fleet together with the false alarms of the whole', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(parts, (sizes) => {
        const nodes = sizes.reduce((sum, size) => sum + size, 0);
        // Each node of a part hears the others of it; a threshold of t is crossed with a probability of exp(-t) at most.
        const alarms = sizes.map((size) =>
          Math.exp(-thresholdUnder({ kind: 'partial', peers: nodes - 1, silent: nodes - size }, base)),
        );
        const sum = alarms.reduce((all, one) => all + one, 0);
        expect(sum / Math.exp(-base)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('never makes a finding of what is none, however old readings are and whoever is silent', () => {
    fc.assert(
      fc.property(
        anyPartition,
        fc.array(anyReading, { maxLength: 5 }),
        fc.integer({ min: 0, max: 2 * NOW }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (state, readings, nowMs, share) => {
          const threshold = readings.reduce((sum, one) => thresholdBy(one, nowMs, sum), thresholdUnder(state, base));
          expect(share * base > threshold).toBe(false);
          expect(Number.isNaN(threshold)).toBe(false);
        },
      ),
    );
  });

  test('rises with age by little: what is as old as its bound asks for a third of a nat more', () => {
    const reading = readingOf('baseline', 1, NOW, () => 0.5);
    expect(thresholdBy(reading, NOW, base)).toBe(base);
    expect(thresholdBy(reading, NOW + reading.boundMs, base) - base).toBeCloseTo(Math.log(2) / 2, 9);
    expect(thresholdBy(reading, NOW + 86_400_000, base) - base).toBeLessThan(6);
  });
});
