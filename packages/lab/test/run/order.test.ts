import fc from 'fast-check';
import { codeOf } from '@capgate/testing';
import { describe, expect, it } from 'vitest';
import { chunkItemsOf, chunksOf, type Item, LoadOrder, Order, type OrderParts } from '../../src/run/order.ts';

const parts = fc.record({
  taskCounts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
  armCount: fc.integer({ min: 1, max: 5 }),
  replicates: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
});

function itemsOf(order: Order): Item[] {
  return Array.from({ length: order.size }, (_, position) => order.itemAt(position));
}

/** The tasks of 40 that are in by a look at half of them. */
function inFirst(seed: number): number[] {
  const order = new Order({ taskCounts: [40], armCount: 1, replicates: 1, seed, looks: [[20], [40]] });
  return itemsOf(order)
    .slice(0, 20)
    .map(({ task }) => task)
    .sort((a, b) => a - b);
}

function wanted({ taskCounts, armCount, replicates }: OrderParts): string[] {
  const all: string[] = [];
  for (let replicate = 0; replicate < replicates; replicate++)
    for (const [stratum, count] of taskCounts.entries())
      for (let task = 0; task < count; task++)
        for (let arm = 0; arm < armCount; arm++) all.push([arm, stratum, task, replicate].join(' '));
  return all.sort();
}

describe('the order of questions', () => {
  it('has each question once', () => {
    fc.assert(
      fc.property(parts, (some) => {
        const items = itemsOf(new Order(some));
        const met = items.map(({ arm, stratum, task, replicate }) => [arm, stratum, task, replicate].join(' ')).sort();
        expect(met).toEqual(wanted(some));
      }),
    );
  });

  it('puts a task to all arms behind each other, and goes through all tasks before it begins anew', () => {
    fc.assert(
      fc.property(parts, (some) => {
        const items = itemsOf(new Order(some));
        for (let i = 0; i < items.length; i += some.armCount) {
          const group = items.slice(i, i + some.armCount);
          expect(new Set(group.map(({ stratum, task, replicate }) => `${stratum} ${task} ${replicate}`)).size).toBe(1);
        }
        const replicates = items.map(({ replicate }) => replicate);
        expect(replicates).toEqual(replicates.toSorted((a, b) => a - b));
      }),
    );
  });

  it('is the same for the same plan, from wherever one asks; another seed draws another', () => {
    fc.assert(
      fc.property(parts, fc.array(fc.nat(), { maxLength: 20 }), (some, places) => {
        const [order, again] = [new Order(some), new Order(some)];
        for (const place of places) {
          const position = place % order.size;
          expect(again.itemAt(position)).toEqual(order.itemAt(position));
        }
      }),
    );
    const orders = [1, 2].map((seed) => itemsOf(new Order({ taskCounts: [50], armCount: 2, replicates: 1, seed })));
    expect(orders[0]).not.toEqual(orders[1]);
  });

  it('gives each arm each place equally often, and each task each place', () => {
    const order = new Order({ taskCounts: [3, 2], armCount: 3, replicates: 20_000, seed: 1 });
    const firsts = [0, 0, 0];
    const tasks = [0, 0, 0, 0, 0];
    for (let position = 0; position < order.size; position += 15) {
      const { arm, stratum, task } = order.itemAt(position);
      firsts[arm] = (firsts[arm] ?? 0) + 1;
      tasks[stratum * 3 + task] = (tasks[stratum * 3 + task] ?? 0) + 1;
    }
    // χ² of 2 and 4 degrees of freedom: beyond these once in 10^6 seeds, and this is one seed.
    expect(chiSquare(firsts)).toBeLessThan(27.6);
    expect(chiSquare(tasks)).toBeLessThan(33.4);
    // The measure finds what is not even.
    expect(chiSquare([7_000, 6_500, 6_500])).toBeGreaterThan(24);
  });

  describe('of a plan that looks before its end', () => {
    /** Counts that four can share, so that a look at a quarter, a half or three of them has whole tasks. */
    const looking = fc
      .record({
        quarters: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        shares: fc.subarray([1, 2, 3], { minLength: 1 }),
        armCount: fc.integer({ min: 1, max: 3 }),
        replicates: fc.integer({ min: 1, max: 3 }),
        seed: fc.integer({ min: 0, max: 0xffff_ffff }),
      })
      .map(({ quarters, shares, ...others }) => ({
        ...others,
        taskCounts: quarters.map((count) => 4 * count),
        looks: [...shares, 4].map((share) => quarters.map((count) => share * count)),
      }));

    it('has by each look whole tasks of each stratum in its share, and each question once in the end', () => {
      fc.assert(
        fc.property(looking, (some) => {
          const order = new Order(some);
          const items = itemsOf(order);
          const met = items.map(({ arm, stratum, task, replicate }) => [arm, stratum, task, replicate].join(' '));
          expect(met.toSorted()).toEqual(wanted(some));
          expect(order.ends).toHaveLength(some.looks.length);
          order.ends.forEach((end, look) => {
            const within = Map.groupBy(items.slice(0, end), ({ stratum }) => stratum);
            some.looks[look]?.forEach((count, stratum) => {
              const own = within.get(stratum) ?? [];
              expect(new Set(own.map(({ task }) => task)).size).toBe(count);
              expect(own).toHaveLength(count * some.armCount * some.replicates);
            });
          });
        }),
      );
    });

    it('draws by the seed which tasks are in by a look', () => {
      expect(inFirst(1)).toEqual(inFirst(1));
      expect(inFirst(1)).not.toEqual(inFirst(2));
      const times = Array.from({ length: 40 }, () => 0);
      for (let seed = 0; seed < 4_000; seed++) for (const task of inFirst(seed)) times[task] = (times[task] ?? 0) + 1;
      // χ² of 39 degrees of freedom, of half of the variance of independent draws: beyond this once in 10^6 times.
      expect(chiSquare(times)).toBeLessThan(100);
    });
  });

  it('refuses more questions than it can keep account of', async () => {
    const many = { taskCounts: [10_000], armCount: 2, replicates: 501, seed: 1 };
    expect(await codeOf(() => new Order(many))).toBe('RUN');
    expect(new Order({ ...many, replicates: 500 }).size).toBe(10_000_000);
  });
});

describe('a chunk', () => {
  it('has whole groups, and no more of them than it takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 16 }), (itemCount, armCount) => {
        const items = chunkItemsOf(itemCount, armCount);
        expect(items % armCount).toBe(0);
        expect(items).toBeGreaterThanOrEqual(32);
        expect(items).toBeLessThan(1_024 + armCount);
      }),
    );
  });
});

describe('chunks', () => {
  it('are all of the order, and end where a look is', () => {
    const looks = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 1_024 }), (places, chunkItems) => {
        const ends = places.toSorted((a, b) => a - b);
        const chunks = chunksOf({ ends }, chunkItems);
        let position = 0;
        chunks.flat().forEach(({ number, start, count }, i) => {
          expect([number, start]).toEqual([i, position]);
          expect(count).toBeGreaterThan(0);
          expect(count).toBeLessThanOrEqual(chunkItems);
          position += count;
        });
        expect(chunks.map((own) => (own.at(-1)?.start ?? 0) + (own.at(-1)?.count ?? 0))).toEqual(ends);
      }),
    );
  });
});

function chiSquare(counts: readonly number[]): number {
  const even = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - even) ** 2 / even, 0);
}

describe('the order of questions under load', () => {
  it('has each question once, in blocks of one arm, with the tasks of a replicate in one order for all arms', () => {
    fc.assert(
      fc.property(parts, (some) => {
        const order = new LoadOrder(some);
        const items = itemsOf(order);
        const met = items.map(({ arm, stratum, task, replicate }) => [arm, stratum, task, replicate].join(' ')).sort();
        expect(met).toEqual(wanted(some));
        const blocks = Array.from({ length: items.length / order.chunkItems }, (_, i) =>
          items.slice(i * order.chunkItems, (i + 1) * order.chunkItems),
        );
        expect(blocks).toHaveLength(some.armCount * some.replicates);
        for (const [i, block] of blocks.entries()) {
          expect(new Set(block.map(({ arm, replicate }) => `${arm} ${replicate}`)).size).toBe(1);
          const first = blocks[i - (i % some.armCount)] as Item[];
          expect(block.map(({ stratum, task }) => `${stratum} ${task}`)).toEqual(
            first.map(({ stratum, task }) => `${stratum} ${task}`),
          );
        }
        const [position = 0] = items.map(({ position: at }, i) => at - i).filter((off) => off !== 0);
        expect(position).toBe(0);
        expect(new LoadOrder(some).itemAt(order.size - 1)).toEqual(items.at(-1));
      }),
    );
  });

  it('has every arm first about as often as any other', () => {
    const order = new LoadOrder({ taskCounts: [2], armCount: 3, replicates: 3_000, seed: 1 });
    const firsts = Array.from({ length: 3_000 }, (_, replicate) => order.itemAt(replicate * 6).arm);
    for (const arm of [0, 1, 2]) {
      const count = firsts.filter((one) => one === arm).length;
      // Beyond four standard deviations of 1,000.
      expect(Math.abs(count - 1_000)).toBeLessThan(104);
    }
  });
});
