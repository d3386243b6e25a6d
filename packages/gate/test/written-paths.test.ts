import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PATH_AGE_MS_MAX, PATH_CHARACTERS_MAX, PATHS_MAX, WrittenPaths } from '../src/decisions/written-paths.ts';

const path = fc.integer({ min: 0, max: 3_000 }).map((number) => `/w/${number}${'x'.repeat(number % 300)}`);

describe('the paths that a session wrote', () => {
  test('stay within their bounds, and the newest is always among them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(path, { minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 8 }),
        (actions) => {
          const written = new WrittenPaths();
          for (const [i, paths] of actions.entries()) {
            written.add(paths, i);
            const all = written.all(i);
            expect(all.length).toBeLessThanOrEqual(PATHS_MAX);
            expect(all.join('').length).toBeLessThanOrEqual(PATH_CHARACTERS_MAX);
            expect(all.at(-1)).toBe(paths.at(-1));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test('are forgotten in the order in which they were written last', () => {
    const written = new WrittenPaths();
    written.add(['/old', '/again'], 0);
    written.add(['/again'], 1);
    written.add(
      Array.from({ length: PATHS_MAX - 1 }, (_, i) => `/${i}`),
      2,
    );
    const all = written.all(2);
    expect([all.includes('/old'), all[0], all.length]).toEqual([false, '/again', PATHS_MAX]);
  });

  test('are known once they had to make room, and hardly any other is', () => {
    const written = new WrittenPaths();
    const paths = Array.from({ length: 20_000 }, (_, i) => `/srv/app/src/${i}.ts`);
    written.add(paths, 0);
    const kept = new Set(written.all(0));
    const lost = paths.filter((one) => !kept.has(one));
    expect(lost.length).toBeGreaterThanOrEqual(paths.length - PATHS_MAX);
    expect(lost.every((one) => written.mayHaveLost(one))).toBe(true);
    const others = Array.from({ length: 20_000 }, (_, i) => `/srv/app/test/${i}.ts`);
    expect(others.filter((one) => written.mayHaveLost(one)).length).toBeLessThan(others.length / 100);
  });

  test('are forgotten after a day', () => {
    const written = new WrittenPaths();
    written.add(['/old'], 0);
    written.add(['/new'], 10);
    expect(written.all(PATH_AGE_MS_MAX)).toEqual(['/old', '/new']);
    expect(written.all(PATH_AGE_MS_MAX + 1)).toEqual(['/new']);
  });

  test('keep one that is longer than all together may be', () => {
    const written = new WrittenPaths();
    written.add(['/a', 'x'.repeat(PATH_CHARACTERS_MAX + 1)], 0);
    expect(written.all(0)).toEqual(['x'.repeat(PATH_CHARACTERS_MAX + 1)]);
  });
});
