import { codeOf, SeededRandom, SimulatedClock } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERDICTS } from '../../src/arms/arm.ts';
import type { LabStore } from '../../src/results/lab-store.ts';
import type { ResultFilter } from '../../src/results/queries.ts';
import { OUTCOMES, type Result } from '../../src/results/result.ts';
import { Lab } from '../../src/run/lab.ts';
import { chunksOf, Order } from '../../src/run/order.ts';
import type { Lease } from '../../src/run/queue.ts';
import { allOf, experimentOf, expectedKeys, keysOf, type Made, openLab } from '../run/harness.ts';
import { LEASE_MS, type Place, PLACES } from './harness.ts';

const SERVER_TIMEOUT_MS = 60_000;
const CHUNK = 20;
const COMMANDS = { calm: ['allow', 'deny', 'ask', 'allow', 'allow'], wild: ['allow', 'deny', 'allow'] };

let seed = 0;

/** Another experiment each time: a plan of its own, and another order. */
function newExperiment(): Made {
  return experimentOf(COMMANDS, { seed: seed++, replicates: 6 });
}

function orderOf({ plan: { experiment } }: Made): Order {
  return new Order({ taskCounts: [5, 3], armCount: 2, replicates: experiment.replicates, seed: experiment.seed });
}

async function entered(store: LabStore, made: Made): Promise<Order> {
  const order = orderOf(made);
  const tasks = Object.entries(COMMANDS).map(([stratum, commands]) => ({
    stratum,
    tasks: commands.map((command, i) => ({ id: `${stratum}-${i}`, command })),
  }));
  await store.enter({
    plan: made.plan,
    folder: made.folder,
    tasks,
    itemCount: order.size,
    chunks: chunksOf(order, CHUNK).flat(),
  });
  return order;
}

/** What was measured there, with whatever a result may have. */
function resultAt({ plan }: Made, order: Order, position: number, random: SeededRandom): Result {
  const { arm, stratum, task, replicate } = order.itemAt(position);
  const outcome = OUTCOMES[random.below(OUTCOMES.length)] as Result['outcome'];
  const name = plan.experiment.strata[stratum]?.name ?? '';
  return {
    experiment: plan.hash,
    arm: plan.experiment.arms[arm]?.name ?? '',
    stratum: name,
    task: `${name}-${task}`,
    replicate,
    outcome,
    ...(outcome === 'answered' && { verdict: VERDICTS[random.below(3)] as NonNullable<Result['verdict']> }),
    ...(outcome === 'answered' || outcome === 'unanswered'
      ? {
          ...(random.below(3) === 0
            ? { cachedAt: 1_600_000_000_000, savedUsd: 0.125 }
            : { latencyNs: random.below(1_000), responseNs: 1_000 + random.below(1_000), costUsd: 0.125 }),
          artifact: 'ab'.repeat(32),
          tokens: 3,
          energyJ: 1.5,
          memoryBytes: 9,
        }
      : { failure: 'ARM: expected an answer, met none' }),
    attempts: 1 + random.below(3),
    worker: 'thread-1',
    position,
    startedAt: 1_700_000_000_000 + position,
  };
}

function resultsOf(made: Made, order: Order, { start, count }: Lease, random: SeededRandom): Result[] {
  return Array.from({ length: count }, (_, i) => resultAt(made, order, start + i, random));
}

async function pagesOf(store: LabStore, filter: ResultFilter, limit: number): Promise<Result[]> {
  const all: Result[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await store.results(filter, { limit, ...(cursor !== undefined && { cursor }) });
    all.push(...items);
    cursor = next;
  } while (cursor !== undefined);
  return all;
}

/** What a filter is to find, said without a database. */
function isFound(result: Result, { arm, stratum, task, outcome, verdict, latencyNs = {} }: ResultFilter): boolean {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = latencyNs;
  const isInRange =
    result.latencyNs === undefined
      ? Object.keys(latencyNs).length === 0
      : result.latencyNs >= from && result.latencyNs <= to;
  return (
    isInRange &&
    [arm ?? result.arm, stratum ?? result.stratum, task ?? result.task].join() ===
      [result.arm, result.stratum, result.task].join() &&
    (outcome ?? result.outcome) === result.outcome &&
    (verdict ?? result.verdict) === result.verdict
  );
}

function someFilter(experiment: string, random: SeededRandom): ResultFilter {
  const maybe = <Value>(values: readonly Value[]): Value | undefined =>
    random.below(3) === 0 ? values[random.below(values.length)] : undefined;
  const fields = {
    arm: maybe(['one', 'other']),
    stratum: maybe(['calm', 'wild']),
    task: maybe(['calm-0', 'calm-4', 'wild-2']),
    outcome: maybe(OUTCOMES),
    verdict: maybe(VERDICTS),
    latencyNs: maybe([{ from: 500 }, { to: 250 }, { from: 100, to: 900 }, { from: 2_000 }]),
  };
  return { experiment, ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) };
}

describe.each(Object.entries(PLACES))('the lab in %s', (_, begin) => {
  const clock = new SimulatedClock(1_700_000_000_000);
  let place: Place;
  let store: LabStore;

  beforeAll(async () => {
    place = await begin();
    store = await place.open(clock);
  }, SERVER_TIMEOUT_MS);
  afterAll(async () => {
    await store.close();
    await place.end();
  }, SERVER_TIMEOUT_MS);

  it('gives each chunk to one worker, until nothing is left', async () => {
    const made = newExperiment();
    const order = await entered(store, made);
    const random = new SeededRandom(1);
    const leases: Lease[] = [];
    for (const worker of ['a', 'b', 'a', 'b', 'a', 'b']) {
      const lease = await store.take(made.plan.hash, worker);
      if (lease !== undefined) leases.push(lease);
    }
    expect(leases.map(({ number, start, count, attempts }) => [number, start, count, attempts])).toEqual([
      [0, 0, 20, 1],
      [1, 20, 20, 1],
      [2, 40, 20, 1],
      [3, 60, 20, 1],
      [4, 80, 16, 1],
    ]);
    for (const lease of leases)
      expect(await store.record(lease, resultsOf(made, order, lease, random), true)).toBe('held');
    expect(await store.take(made.plan.hash, 'a')).toBeUndefined();
    expect(keysOf(await pagesOf(store, { experiment: made.plan.hash }, 7))).toEqual(expectedKeys(made.plan, COMMANDS));
  });

  it('gives a chunk to another once its worker is not heard of, and keeps each result once, whoever had it', async () => {
    const made = newExperiment();
    const order = await entered(store, made);
    const random = new SeededRandom(2);
    const { hash } = made.plan;
    const first = (await store.take(hash, 'a')) as Lease;
    const results = resultsOf(made, order, first, random);
    clock.advance(LEASE_MS - 1);
    expect(await store.record(first, results.slice(0, 5), false)).toBe('held');
    clock.advance(LEASE_MS - 1);
    expect((await store.take(hash, 'b'))?.number).toBe(1);
    clock.advance(1);
    const second = (await store.take(hash, 'c')) as Lease;
    expect(second).toMatchObject({ number: 0, attempts: 2, stored: new Set([0, 1, 2, 3, 4]) });
    // It comes back, with more than it had said: what is new counts, and the chunk is another's.
    expect(await store.record(first, results.slice(3, 8), true)).toBe('lost');
    const others = resultsOf(made, order, second, random);
    expect(await store.record(second, others, true)).toBe('held');
    expect(await pagesOf(store, { experiment: hash }, 50)).toEqual([...results.slice(0, 8), ...others.slice(8)]);
  });

  it('gives back what is released, and tells workers that their experiment was cancelled', async () => {
    const made = newExperiment();
    await entered(store, made);
    const { hash } = made.plan;
    const lease = (await store.take(hash, 'a')) as Lease;
    await store.release(lease);
    expect(await store.take(hash, 'a')).toMatchObject({ number: 0, attempts: 2 });
    await store.take(hash, 'b');
    await store.releaseAll(hash);
    const again = (await store.take(hash, 'c')) as Lease;
    expect(again).toMatchObject({ number: 0, attempts: 3 });
    await store.end(hash, { state: 'cancelled', why: 'enough' });
    expect(await store.record(again, [], false)).toBe('cancelled');
    expect(await store.experiment(hash)).toMatchObject({ state: 'cancelled', why: 'enough' });
  });

  it('ends what runs, and overwrites neither an end nor what began otherwise than it was read', async () => {
    const made = newExperiment();
    await entered(store, made);
    const { hash } = made.plan;
    const [finished, cancelled] = [
      { state: 'finished', resultsHash: 'ab' },
      { state: 'cancelled', why: 'enough' },
    ] as const;
    expect(await store.end(hash, finished)).toBe(false);
    expect(await store.end(hash, cancelled)).toBe(true);
    expect(await store.begin(hash, 'queued')).toBe(false);
    expect(await store.end(hash, { state: 'failed', why: 'later' })).toBe(false);
    expect(await store.experiment(hash)).toMatchObject({ state: 'cancelled', why: 'enough' });
    expect(await store.begin(hash, 'cancelled')).toBe(true);
    expect((await store.experiment(hash))?.why).toBeUndefined();
    expect(await store.end(hash, finished)).toBe(true);
    expect(await store.end(hash, cancelled)).toBe(false);
    expect(await store.experiment(hash)).toMatchObject(finished);
  });

  it('has what waits in the order of measuring: by priority, and of equal ones what was entered first', async () => {
    const names = ['fifth', 'third', 'first', 'fourth', 'second'];
    const all = [2, 5, 10, 5, 9].map((priority, i) =>
      experimentOf(COMMANDS, { name: names[i] as string, priority, seed: seed++, replicates: 6 }),
    );
    for (const made of all) await entered(store, made);
    const [fifth, third, first, fourth, second] = all.map(({ plan }) => plan.hash) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const waiting = async (without: readonly string[] = []): Promise<string[]> =>
      (await store.waiting({ limit: 100, without }))
        .map(({ hash }) => hash)
        .filter((hash) => all.some(({ plan }) => plan.hash === hash));
    expect(await waiting()).toEqual([first, second, third, fourth, fifth]);
    expect(await waiting([first, fourth])).toEqual([second, third, fifth]);
    await store.begin(third, 'queued');
    await store.end(second, { state: 'cancelled', why: 'enough' });
    expect(await waiting()).toEqual([first, third, fourth, fifth]);
    expect(await store.wait(third, { from: ['running'], why: 'not here' })).toBe(true);
    expect(await store.experiment(third)).toMatchObject({ state: 'queued', why: 'not here' });
    expect(await store.wait(second, { from: ['queued', 'running'] })).toBe(false);
    expect(await store.wait(second, { from: ['cancelled', 'failed'] })).toBe(true);
    const again = await store.experiment(second);
    expect([again?.state, again?.why, again?.endedAt]).toEqual(['queued', undefined, undefined]);
    expect(await waiting()).toEqual([first, second, third, fourth, fifth]);
    for (const hash of [first, second, third, fourth, fifth])
      await store.end(hash, { state: 'cancelled', why: 'done' });
  });

  it('keeps results of a batch all or none', async () => {
    const made = newExperiment();
    const order = await entered(store, made);
    const lease = (await store.take(made.plan.hash, 'a')) as Lease;
    const results = resultsOf(made, order, lease, new SeededRandom(3));
    const strange = [...results.slice(0, 3), { ...(results[3] as Result), arm: 'nobody' }];
    expect(await codeOf(() => store.record(lease, strange, true))).toBe('STORE');
    expect(await pagesOf(store, { experiment: made.plan.hash }, 50)).toEqual([]);
    // The chunk was not done by that, either.
    expect(await store.record(lease, results, true)).toBe('held');
  });

  it('answers any filter, page by page, as going through all results does', async () => {
    const made = newExperiment();
    const order = await entered(store, made);
    const random = new SeededRandom(4);
    const { hash } = made.plan;
    const all: Result[] = [];
    for (let lease = await store.take(hash, 'a'); lease !== undefined; lease = await store.take(hash, 'a')) {
      const results = resultsOf(made, order, lease, random);
      all.push(...results);
      await store.record(lease, results, true);
    }
    let foundCount = 0;
    for (let i = 0; i < 300; i++) {
      const filter = someFilter(hash, random);
      const expected = all.filter((result) => isFound(result, filter));
      expect(await pagesOf(store, filter, 1 + random.below(40)), JSON.stringify(filter)).toEqual(expected);
      foundCount += expected.length;
    }
    expect(foundCount).toBeGreaterThan(1_000);
    const counts = await store.counts(hash);
    for (const outcome of OUTCOMES) expect(counts[outcome]).toBe(all.filter((one) => one.outcome === outcome).length);
  });

  it('says what it does not have', async () => {
    const { plan } = newExperiment();
    const ask = (filter: ResultFilter) => codeOf(() => store.results(filter, { limit: 1 }));
    expect(await ask({ experiment: plan.hash })).toBe('STORE');
    expect(await codeOf(() => store.take(plan.hash, 'a'))).toBe('STORE');
    const made = newExperiment();
    await entered(store, made);
    const { hash } = made.plan;
    expect(await ask({ experiment: hash, arm: 'nobody' })).toBe('QUERY');
    expect(await ask({ experiment: hash, task: 'nothing' })).toBe('QUERY');
    expect(await codeOf(() => store.results({ experiment: hash }, { limit: 0 }))).toBe('QUERY');
    expect(await codeOf(() => store.results({ experiment: hash }, { limit: 1, cursor: 'AAAA' }))).toBe('QUERY');
  });

  it('has a whole experiment run on it', async () => {
    const { folder, plan } = experimentOf(COMMANDS);
    const lab = await openLab(folder, { database: await place.database() });
    expect(lab).toBeInstanceOf(Lab);
    expect(await lab.run(plan, folder)).toMatchObject({ ending: 'done', record: { state: 'finished' } });
    expect(keysOf(await allOf(lab, plan))).toEqual(expectedKeys(plan, COMMANDS));
    await lab.close();
  });
});
