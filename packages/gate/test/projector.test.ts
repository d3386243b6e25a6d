import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Store, StoreError } from '@capgate/store';
import { codeOf } from '@capgate/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import type { LocalRecorder } from '../src/recorder/local.ts';
import { newWorld, openLocal, openWorldStore, recordsOf, turn, type World } from './harness.ts';

/** A store that can be away. */
class Flaky {
  isAway = false;
  /** What applying waits for first, if anything. */
  held: Promise<void> | undefined;
  readonly store: Store;
  appliedCount = 0;

  constructor(real: Store) {
    const check = (): void => {
      if (this.isAway) throw new StoreError('UNAVAILABLE', 'expected a database, met none');
    };
    this.store = new Proxy(real, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function' || name === 'close') return (method as () => unknown).bind(target);
        return async (...args: unknown[]) => {
          check();
          if (name === 'applyEncoded') await this.held;
          if (name === 'applyEncoded') this.appliedCount++;
          return Reflect.apply(method, target, args) as unknown;
        };
      },
    });
  }
}

let world: World;
let flaky: Flaky;
let recorder: LocalRecorder;

beforeEach(async () => {
  world = await newWorld();
  await open();
});

async function open(): Promise<void> {
  flaky = new Flaky(await openWorldStore(world));
  recorder = await openLocal(world, flaky.store);
}

async function made(count: number, by = 'alice', reason = 'r'): Promise<void> {
  for (let n = 0; n < count; n++) {
    await recorder.recorded('pause.started', { tenant: `t${n}`, until: 1e15, by, reason });
  }
}

async function pausesBy(store: Store): Promise<string[]> {
  return (await store.pauses(0)).map(({ tenant, by }) => `${tenant} ${by}`).toSorted();
}

/** Lets retries come due, one after the other. */
async function later(): Promise<void> {
  for (let i = 0; i < 40; i++) {
    world.clock.advance(1_000);
    await turn();
  }
}

describe('a store that is away for a time', () => {
  test('has everything once it is back, without being asked', async () => {
    await made(3);
    flaky.isAway = true;
    await made(5, 'bob');
    await later();
    expect(world.failures.some((failure) => failure.startsWith('store'))).toBe(true);
    flaky.isAway = false;
    await later();
    expect(await pausesBy(flaky.store)).toEqual(['t0 bob', 't1 bob', 't2 bob', 't3 bob', 't4 bob']);
  });

  test('is waited for by nobody who asks whether it is up to the log', async () => {
    flaky.isAway = true;
    await made(1);
    expect(await codeOf(() => recorder.settled())).toBe('UNAVAILABLE');
    expect(await codeOf(() => recorder.settled())).toBe('UNAVAILABLE');
    flaky.isAway = false;
    await recorder.settled();
    expect(await pausesBy(flaky.store)).toEqual(['t0 alice']);
  });

  test('that hangs, and fails once more than the bound waits, misses nothing', async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    promise.catch(() => {});
    flaky.held = promise;
    const reason = 'x'.repeat(60_000);
    for (let n = 0; n < 700; n++) {
      await recorder.recorded('pause.started', { tenant: `t${n}`, until: 1e15, by: 'bob', reason });
    }
    flaky.held = undefined;
    reject(new StoreError('UNAVAILABLE', 'expected a database, met none'));
    const count = async (): Promise<number> => {
      await later();
      return (await flaky.store.pauses(0)).length;
    };
    await expect.poll(count, { timeout: 30_000 }).toBe(700);
  });

  test('is missed for no more memory than the bound, and caught up from the files of the log', async () => {
    await made(1);
    flaky.isAway = true;
    // 60 kB each: more than waits in memory.
    for (let n = 0; n < 700; n++) {
      await recorder.recorded('pause.started', {
        tenant: 'long',
        until: 1e15 + n,
        by: 'bob',
        reason: 'x'.repeat(60_000),
      });
      if (n % 100 === 0) await later();
    }
    flaky.isAway = false;
    const until = async (): Promise<number | undefined> => {
      await later();
      return (await flaky.store.pauses(0)).find(({ tenant }) => tenant === 'long')?.until;
    };
    await expect.poll(until, { timeout: 30_000 }).toBe(1e15 + 699);
  });

  test('keeps a gate from starting: who does not know what is in force answers nobody', async () => {
    await recorder.close();
    flaky = new Flaky(await openWorldStore(world));
    flaky.isAway = true;
    expect(await codeOf(() => openLocal(world, flaky.store))).toBe('UNAVAILABLE');
  });
});

describe('a store that is behind', () => {
  test('is brought up to the log at the start', async () => {
    await made(2);
    flaky.isAway = true;
    await made(4, 'bob');
    await recorder.close();
    await open();
    expect(await pausesBy(flaky.store)).toEqual(['t0 bob', 't1 bob', 't2 bob', 't3 bob']);
  });

  test('and gone is made again, to the same rows', async () => {
    await made(300);
    await recorder.settled();
    const before = [await pausesBy(flaky.store), (await flaky.store.startState(0)).pauses];
    await recorder.close();
    rmSync(join(world.folder, 'store.db'));
    await open();
    expect([await pausesBy(flaky.store), (await flaky.store.startState(0)).pauses]).toEqual(before);
  });

  test('does not make a failure of every start', async () => {
    await made(2);
    await recorder.close();
    rmSync(join(world.folder, 'store.db'));
    await open();
    expect(world.failures).toEqual([]);
  });
});

describe('a store that is ahead', () => {
  test('has its records from another log, and is made again', async () => {
    await made(30);
    await recorder.settled();
    await recorder.close();
    const other = await newWorld(2);
    // The same keys and store, and a log that is younger than the store.
    world = { ...world, disk: other.disk, clock: other.clock, random: other.random };
    await open();
    expect(await pausesBy(flaky.store)).toEqual([]);
    await made(1, 'carol');
    await recorder.settled();
    expect(await pausesBy(flaky.store)).toEqual(['t0 carol']);
  });
});

describe('asking for it from several sides', () => {
  test('applies each record once and in order', async () => {
    const asked = Array.from({ length: 20 }, async (_, n) => {
      await recorder.recorded('pause.started', { tenant: 'one', until: 1e15 + n, by: `p${n}`, reason: 'r' });
      await recorder.settled();
    });
    await Promise.all(asked);
    expect(world.failures).toEqual([]);
    expect((await flaky.store.pauses(0)).map(({ until }) => until)).toEqual([1e15 + 19]);
    expect(await flaky.store.position('gate.example')).toBe((await recordsOf(world, recorder)).length - 1);
  });
});

describe('while neither works', () => {
  test('later records wait for those before them, and nothing is passed over', async () => {
    await made(1);
    flaky.isAway = true;
    await made(2, 'bob');
    world.disk.roomBytes = 0;
    await recorder.recorded('pause.ended', { tenant: 't0', by: 'x' }).catch(() => {});
    flaky.isAway = false;
    await later();
    world.disk.roomBytes = Number.POSITIVE_INFINITY;
    // Opening the log checks signatures, which takes the system's time.
    const isWorking = async (): Promise<boolean> => {
      await later();
      return recorder.isWorking;
    };
    await expect.poll(isWorking, { timeout: 30_000 }).toBe(true);
    await made(3, 'carol');
    await recorder.settled();
    expect(await pausesBy(flaky.store)).toEqual(['t0 carol', 't1 carol', 't2 carol']);
  });
});
