import { setImmediate as turn } from 'node:timers/promises';
import { BoundedQueue } from '@capgate/base';
import fc from 'fast-check';
import { assert, describe, expect, test } from 'vitest';

const BOUNDS = { countMax: 5, weightMax: 20 };

interface Item {
  readonly id: number;
  readonly weight: number;
}

/** A queue as its documentation says, with no regard to speed. */
class ModelQueue {
  items: Item[] = [];

  get weight(): number {
    return this.items.reduce((sum, { weight }) => sum + weight, 0);
  }

  offer(item: Item): boolean {
    const isFull = this.items.length >= BOUNDS.countMax || this.weight + item.weight > BOUNDS.weightMax;
    if (this.items.length > 0 && isFull) return false;
    this.items.push(item);
    return true;
  }

  take(countMax: number, weightMax: number): Item[] {
    const taken: Item[] = [];
    for (const item of this.items.slice(0, countMax)) {
      const weight = [...taken, item].reduce((sum, part) => sum + part.weight, 0);
      if (taken.length > 0 && weight > weightMax) break;
      taken.push(item);
    }
    this.items = this.items.slice(taken.length);
    return taken;
  }
}

interface Pair {
  readonly model: ModelQueue;
  readonly real: BoundedQueue<Item>;
}

class Offer implements fc.Command<ModelQueue, BoundedQueue<Item>> {
  readonly #item: Item;

  constructor(item: Item) {
    this.#item = item;
  }

  check(): boolean {
    return true;
  }

  run(model: Pair['model'], real: Pair['real']): void {
    assert.equal(real.offer(this.#item, this.#item.weight), model.offer(this.#item));
    expectSame(model, real);
  }

  toString(): string {
    return `offer ${this.#item.id} of ${this.#item.weight}`;
  }
}

class Take implements fc.Command<ModelQueue, BoundedQueue<Item>> {
  readonly #countMax: number;
  readonly #weightMax: number;

  constructor(countMax: number, weightMax: number) {
    this.#countMax = countMax;
    this.#weightMax = weightMax;
  }

  check(): boolean {
    return true;
  }

  run(model: Pair['model'], real: Pair['real']): void {
    assert.deepEqual(real.take(this.#countMax, this.#weightMax), model.take(this.#countMax, this.#weightMax));
    expectSame(model, real);
  }

  toString(): string {
    return `take ${this.#countMax} of ${this.#weightMax}`;
  }
}

function expectSame(model: ModelQueue, real: BoundedQueue<Item>): void {
  expect({ count: real.count, weight: real.weight }).toEqual({ count: model.items.length, weight: model.weight });
}

const commands = fc.commands(
  [
    fc.record({ id: fc.nat(), weight: fc.nat(25) }).map((item) => new Offer(item)),
    fc.tuple(fc.nat(6), fc.nat(25)).map(([countMax, weightMax]) => new Take(countMax, weightMax)),
  ],
  { maxCommands: 60 },
);

test('does what its model does', () => {
  fc.assert(
    fc.property(commands, (sequence) => {
      fc.modelRun(() => ({ model: new ModelQueue(), real: new BoundedQueue<Item>(BOUNDS) }), sequence);
    }),
    { numRuns: 500 },
  );
});

describe('waiting for room', () => {
  test('is over at once where there is room, and for an empty queue whatever the weight', async () => {
    const queue = new BoundedQueue<number>(BOUNDS);
    expect(await isOver(queue.whenRoom(1_000))).toBe(true);
    queue.offer(1, 10);
    expect(await isOver(queue.whenRoom(10))).toBe(true);
  });

  test('lasts until enough was taken for the weight', async () => {
    const queue = new BoundedQueue<number>(BOUNDS);
    for (const id of [1, 2, 3]) queue.offer(id, 6);
    const [heavy, light] = [queue.whenRoom(14), queue.whenRoom(5)];
    expect([await isOver(heavy), await isOver(light)]).toEqual([false, false]);
    queue.take(1, 100);
    expect([await isOver(heavy), await isOver(light)]).toEqual([false, true]);
    queue.take(1, 100);
    expect(await isOver(heavy)).toBe(true);
  });

  test('is over for as many as there is room for, if they offer one after the other', async () => {
    const queue = new BoundedQueue<number>({ countMax: 1, weightMax: 1 });
    queue.offer(0, 1);
    const came: number[] = [];
    const producers = [1, 2, 3].map(async (id) => {
      while (!queue.offer(id, 1)) await queue.whenRoom(1);
      came.push(id);
    });
    while (came.length < 3) {
      await turn();
      queue.take(1, 1);
    }
    await Promise.all(producers);
    expect(came.toSorted((left, right) => left - right)).toEqual([1, 2, 3]);
  });
});

/** Whether a promise is settled once nothing but another event could settle it. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await turn();
  return settled;
}
