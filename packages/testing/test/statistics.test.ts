import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSection, meetsBar } from '../src/bench/rows.ts';
import { seededRandom, shuffle } from '../src/bench/shuffle.ts';
import { distribution, median, medianInterval, percentile } from '../src/bench/statistics.ts';
import { SeededRandom } from '../src/simulated/random.ts';

const numbers = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 200 });
const sortedCopy = (values: readonly number[]) => values.toSorted((a, b) => a - b);

describe('percentile', () => {
  // The worked example of the nearest-rank method: https://en.wikipedia.org/wiki/Percentile#Worked_examples
  test.each([
    [5, 15],
    [30, 20],
    [40, 20],
    [50, 35],
    [100, 50],
  ])('%d %% of 15, 20, 35, 40, 50 is %d', (percent, value) => {
    expect(percentile([15, 20, 35, 40, 50], percent)).toBe(value);
  });

  test('is the smallest value that enough of the values do not exceed', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const found = percentile(sortedCopy(values), percent);
        const enough = (limit: number) =>
          values.filter((value) => value <= limit).length * 100 >= percent * values.length;
        expect(values).toContain(found);
        expect(enough(found)).toBe(true);
        expect(values.filter((value) => value < found).some(enough)).toBe(false);
      }),
    );
  });

  test('of nothing is no number', () => {
    expect(percentile([], 50)).toBeNaN();
  });
});

test('median and distribution leave their argument as it was, and agree', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const before = [...values];
      const { p50, p99, p999, max, mean } = distribution(values);
      expect(values).toEqual(before);
      expect(p50).toBe(median(values));
      expect([p50, p99, p999, max]).toEqual(sortedCopy([p50, p99, p999, max]));
      expect(max).toBe(Math.max(...values));
      expect(mean).toBeCloseTo(
        values.reduce((sum, value) => sum + value / values.length, 0),
        3,
      );
    }),
  );
});

describe('an interval of a median', () => {
  // As many as lie outside by chance: 5 of 100, give or take three standard deviations of that.
  test('misses the true median about as often as it says', () => {
    const random = new SeededRandom(5);
    const uniform = () => Array.from({ length: 4 }, () => random.below(1_001));
    let missedCount = 0;
    for (let run = 0; run < 100; run++) {
      const { low, high } = medianInterval(Array.from({ length: 25 }, uniform), random, 200);
      if (low > 500 || high < 500) missedCount++;
    }
    expect(missedCount).toBeGreaterThan(0);
    expect(missedCount).toBeLessThanOrEqual(12);
  });

  test('of groups that are all alike is that value', () => {
    expect(medianInterval([[3], [3, 3]], new SeededRandom(1))).toEqual({ low: 3, high: 3 });
  });
});

describe('shuffle', () => {
  test('keeps what it shuffles, and gives one order a seed', () => {
    const items = Array.from({ length: 100 }, (_, index) => index);
    const one = shuffle([...items], seededRandom(1));
    expect(one).toEqual(shuffle([...items], seededRandom(1)));
    expect(one).not.toEqual(shuffle([...items], seededRandom(2)));
    expect(sortedCopy(one)).toEqual(items);
  });

  test('puts every item everywhere about equally often', () => {
    const random = seededRandom(3);
    const firsts = new Uint32Array(4);
    for (let run = 0; run < 4000; run++) {
      const first = shuffle([0, 1, 2, 3], random)[0] as number;
      firsts[first] = (firsts[first] as number) + 1;
    }
    // 1,000 each are expected; 900 and 1,100 lie more than three standard deviations off.
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(100);
  });
});

describe('a row', () => {
  test('meets its bar from the right side', () => {
    const row = { name: 'time', unit: 'ns', value: 2 } as const;
    expect(meetsBar(row)).toBeUndefined();
    expect(meetsBar({ ...row, bar: { limit: 2 } })).toBe(true);
    expect(meetsBar({ ...row, bar: { limit: 1 } })).toBe(false);
    expect(meetsBar({ ...row, bar: { limit: 3, atLeast: true } })).toBe(false);
  });

  test('is printed beside its bar', () => {
    const text = formatSection({
      title: 'decide',
      notes: ['warm'],
      rows: [{ name: 'p50', unit: 'ns', value: 1234.5, bar: { limit: 500 } }],
    });
    expect(text.split('\n').map((line) => line.trim().replaceAll(/\s+/gu, ' '))).toEqual([
      'decide',
      'warm',
      'p50 1,235 ns ≤ 500 ns MISSED',
      '',
    ]);
  });
});
