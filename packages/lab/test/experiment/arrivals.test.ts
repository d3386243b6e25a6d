import { describe, expect, it } from 'vitest';
import { arrivalsOf } from '../../src/experiment/arrivals.ts';

const COUNT = 200_000;

/** How long each waits for one server, by D. V. Lindley (1952), in nanoseconds. */
function waitsOf(dueNs: Float64Array, serviceNs: number): number[] {
  let freeNs = 0;
  return [...dueNs].map((due) => {
    const startNs = Math.max(due, freeNs);
    freeNs = startNs + serviceNs;
    return startNs - due;
  });
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('arrivals', () => {
  it('at a fixed distance are at that distance, and nobody waits for who is faster', () => {
    const dueNs = arrivalsOf({ ratePerSecond: 250 }, { seed: 1, replicate: 0, count: 1_000 });
    expect(dueNs.slice(0, 3)).toEqual(Float64Array.of(0, 4e6, 8e6));
    expect(Math.max(...waitsOf(dueNs, 3.9e6))).toBe(0);
  });

  it('of many who do not know of each other wait for one server of constant time as Pollaczek and Khinchine say', () => {
    const load = { ratePerSecond: 100, arrivals: 'poisson' } as const;
    for (const share of [0.3, 0.6, 0.8]) {
      const waits = [0, 1, 2, 3].flatMap((replicate) =>
        waitsOf(arrivalsOf(load, { seed: 7, replicate, count: COUNT }), share * 1e7),
      );
      const expected = (share * share * 1e7) / (2 * (1 - share));
      expect(Math.abs(meanOf(waits) / expected - 1), `share ${share}`).toBeLessThan(0.04);
    }
  });

  it('are the same for the same plan, and others in another replicate or with another seed', () => {
    const load = { ratePerSecond: 100, arrivals: 'poisson' } as const;
    const some = [
      [1, 0],
      [1, 1],
      [2, 0],
    ].map(([seed = 0, replicate = 0]) => [...arrivalsOf(load, { seed, replicate, count: 20 })].join(' '));
    expect(new Set(some).size).toBe(3);
    expect([...arrivalsOf(load, { seed: 1, replicate: 0, count: 20 })].join(' ')).toBe(some[0]);
    expect(some[0]?.startsWith('0 ')).toBe(true);
  });
});
