/** What a watch has learned, over a restart. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COUNT_PLACES, LEARNED_WINDOWS, LEVELS, SimulatedAgents, Watch } from '../../src/index.ts';
import { codeOf } from '@capgate/testing';
import { bytesOf, type Counts } from '../../src/behaviour/counts.ts';
import { Cohort } from '../../src/node/cohort.ts';
import { fill } from '../../src/node/watch-state.ts';
import { simulatedBaseline } from '../../src/simulation/world.ts';
import { AGENTS, busyOne, CALM, KIND, THRESHOLD } from './busy.ts';

const MAX = 100;

const newAgents = (): SimulatedAgents => new SimulatedAgents(AGENTS, 0, 1);

describe('a watch behind a restart', () => {
  test('goes on learning where it stopped, to the very same ceilings', () => {
    const [through, first] = [new Watch(MAX), new Watch(MAX)];
    const [agents, same] = [newAgents(), newAgents()];
    busyOne(through, agents, 0, LEARNED_WINDOWS);
    // In the middle of a block of windows.
    busyOne(first, same, 0, 2_000);
    const second = Watch.restored(MAX, first.written());
    busyOne(second, same, 2_000, LEARNED_WINDOWS);
    expect(second.baselines).toEqual(through.baselines);
    expect(second.baselines.size).toBe(1);
    expect(Buffer.compare(second.written(), through.written())).toBe(0);
  });

  test('leaves an agent the ceiling of its own that it has learned, and its tools known', () => {
    const [watch, agents] = [new Watch(MAX), newAgents()];
    busyOne(watch, agents, 0, LEARNED_WINDOWS);
    const after = Watch.restored(MAX, watch.written());
    expect(after.agents).toBe(AGENTS + 1);
    expect(busyOne(after, agents, LEARNED_WINDOWS, LEARNED_WINDOWS + 200)).toEqual([]);
    // A control: one that has the cohort's ceilings alone finds it.
    const unknown = new Watch(MAX);
    unknown.use(KIND, simulatedBaseline(0, AGENTS, 400, 5));
    expect(busyOne(unknown, newAgents(), 0, 200)).toContain('busy');
  });

  test('knows how days go, and who does more at an hour than others', () => {
    const form = { windows: 70_000, isLearning: false, isLearned: true, apart: [1, 0, 0, 0] };
    const before = Cohort.ofForm(MAX, form);
    const [levels, cohort, sizes, bySlot, apart] = before.arrays as readonly [Counts, Counts, Counts, Counts, Counts];
    for (const some of [levels, cohort, bySlot]) some.fill(10);
    sizes.fill(2);
    // Of the night, and of one agent in it.
    bySlot.fill(3, 0, COUNT_PLACES);
    apart[0] = 7 * COUNT_PLACES;
    before.settle();
    const after = Cohort.ofForm(MAX, before.form);
    fill(after.arrays, before.arrays.map(bytesOf));
    after.settle();
    const [night, noon] = [0, 43_200_000].map((beganMs) => after.ceilingsAt(beganMs));
    expect([night?.cohort[0], noon?.cohort[0]]).toEqual([3, 10]);
    expect([6, 7].map((row) => night?.levels[row * COUNT_PLACES])).toEqual([3, 10]);
    expect(before.ceilingsAt(0)).toEqual(night);
    apart[0] = MAX * COUNT_PLACES;
    expect(() => before.settle()).toThrow(expect.objectContaining({ code: 'FORM' }));
  });
});

const codeFor = (bytes: Uint8Array, max = MAX) => codeOf(() => Watch.restored(max, bytes));

test('a watch that was sent more baselines than it has cohorts goes on with all of them', () => {
  const sent = simulatedBaseline(0, AGENTS, 400, 5);
  const watch = new Watch(MAX);
  for (let i = 0; i < 200; i++) watch.use(`kind-${i}`, sent);
  watch.observe('a', 'kind-7', CALM);
  watch.close(0, THRESHOLD);
  const after = Watch.restored(MAX, watch.written());
  after.use('kind-7', sent);
  const found: unknown[] = [];
  for (let window = 1; window < 20; window++) {
    for (let i = 0; i < 12; i++) after.observe('a', 'kind-7', CALM);
    found.push(...after.close(window * 10_000, THRESHOLD).flatMap(({ finding }) => finding ?? []));
  }
  expect(found.length).toBeGreaterThan(0);
});

describe('what is no watch', () => {
  const written = (() => {
    const [watch, agents] = [new Watch(MAX), newAgents()];
    busyOne(watch, agents, 0, 30);
    watch.use(KIND, simulatedBaseline(0, AGENTS, 400, 5));
    return watch.written();
  })();
  test('of as many agents is none, nor one that was cut, lengthened or altered in its head', async () => {
    expect(await codeFor(written)).toBeUndefined();
    expect(await codeFor(written, MAX + 1)).toBe('FORM');
    expect(await codeFor(new Uint8Array())).toBe('FORM');
    expect(await codeFor(Buffer.concat([written, Buffer.alloc(4)]))).toBe('FORM');
    const altered = (from: string, to: string): Uint8Array =>
      Buffer.from(Buffer.from(written).toString('latin1').replace(from, to), 'latin1');
    expect(await codeFor(altered('capgate watch v1', 'capgate watch v2'))).toBe('FORM');
    expect(await codeFor(altered('"row":1', '"row":0'))).toBe('FORM');
    expect(await codeFor(altered('"isLearned":false', '"isLearned":true '))).toBe('FORM');
  });

  test('never is more than refused, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: written.length - 1 }), (length) => {
        expect(() => Watch.restored(MAX, written.slice(0, length))).toThrow(expect.objectContaining({ code: 'FORM' }));
      }),
      { numRuns: 50 },
    );
  });

  test('has ceilings that nobody has learned', async () => {
    const [watch, agents] = [new Watch(MAX), newAgents()];
    busyOne(watch, agents, 0, LEARNED_WINDOWS);
    const bytes = Uint8Array.from(watch.written());
    // Behind them lie the cohort's levels and the sizes, each behind its length.
    const levelsEnd = bytes.length - (4 + 8 * COUNT_PLACES) - (4 + COUNT_PLACES);
    bytes[levelsEnd - 1] = LEVELS + 1;
    expect(await codeFor(bytes)).toBe('FORM');
  });
});
