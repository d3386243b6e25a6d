import { nodePrimitives } from '@capgate/keys/node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isToBeWatched, watcherOf } from '../../src/index.ts';

const NODES = Array.from({ length: 50 }, (_, i) => `region-${i}`);
const good = (): number => 0.9;
const watching = (node: string, others: readonly string[], scoreOf: (node: string) => number = good, salt = 'salt') =>
  watcherOf(node, others, { scoreOf, salt }, nodePrimitives);

describe('who watches', () => {
  test('looks at those below 0.8', () => {
    expect([0, 0.5, 0.799, 0.8, 0.95].map(isToBeWatched)).toEqual([true, true, true, false, false]);
  });

  test('is another, in good standing, and the same whoever asks', () => {
    const others = fc.uniqueArray(fc.constantFrom(...NODES), { maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...NODES), others, fc.nat(100), (node, some, bad) => {
        const scoreOf = (name: string): number => ((name.length * 31 + some.indexOf(name)) % 101 > bad ? 0.81 : 0.79);
        const watcher = watching(node, some, scoreOf);
        const able = some.filter((name) => name !== node && scoreOf(name) >= 0.8);
        expect(able.length === 0 ? [undefined] : able).toContain(watcher);
        expect(watching(node, some.toReversed(), scoreOf)).toBe(watcher);
      }),
    );
  });

  test('stays the same where others come and go', () => {
    for (const left of NODES.slice(0, 10)) {
      const rest = NODES.filter((name) => name !== left);
      const moved = rest.filter((node) => watching(node, NODES) !== watching(node, rest));
      expect(moved.every((node) => watching(node, NODES) === left)).toBe(true);
    }
  });

  test('has about as many to watch as any other', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 5_000; i++) {
      const watcher = watching(`edge-${i}`, NODES) as string;
      counts.set(watcher, (counts.get(watcher) ?? 0) + 1);
    }
    expect(counts.size).toBe(NODES.length);
    // A hundred in the mean, by six standard deviations.
    expect(Math.max(...counts.values())).toBeLessThan(160);
    expect(Math.min(...counts.values())).toBeGreaterThan(40);
  });

  test('is another with another salt, so that no name chosen before makes one’s own node watch', () => {
    const differ = NODES.filter((node) => watching(node, NODES) !== watching(node, NODES, good, 'another'));
    expect(differ.length).toBeGreaterThan(40);
  });
});
