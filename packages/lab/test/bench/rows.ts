/** A million results, stored in the order of a plan and asked for by filters, in SQLite. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@capgate/base/node';
import type { Section } from '@capgate/testing';
import type { Lease } from '../../src/run/queue.ts';
import { chunksOf, Order } from '../../src/run/order.ts';
import { LabStore } from '../../src/results/lab-store.ts';
import type { ResultFilter } from '../../src/results/queries.ts';
import type { Result } from '../../src/results/result.ts';
import { experimentOf, temporaryFolder } from '../run/harness.ts';

const TASKS = 10_000;
const REPLICATES = 50;
const BATCH = 10_000;
const ASKED = 9;
const ARTIFACT = 'ab'.repeat(32);
const VERDICTS = ['allow', 'deny', 'ask'] as const;

const FILTERS: Readonly<Record<string, Omit<ResultFilter, 'experiment'>>> = {
  'the first': {},
  'of an arm, denied': { arm: 'other', verdict: 'deny' },
  'that failed, one in 100,000': { outcome: 'failed' },
  'that timed out, none': { outcome: 'timeout' },
  'of a task': { task: 'plain-7777' },
  'slower than all but one in 10,000': { latencyNs: { from: 999_900 } },
  'of an arm and a stratum, allowed, in a range that has none': {
    arm: 'one',
    stratum: 'plain',
    verdict: 'allow',
    latencyNs: { from: 2_000_000 },
  },
};

export async function rows(): Promise<Section> {
  const folder = temporaryFolder();
  const commands = { plain: Array.from({ length: TASKS }, () => 'allow') };
  const { plan } = experimentOf(commands, { replicates: REPLICATES }, folder);
  const order = new Order({ taskCounts: [TASKS], armCount: 2, replicates: REPLICATES, seed: 1 });
  const database = { kind: 'sqlite', path: join(folder, 'lab.db') } as const;
  const store = await LabStore.open({ database, clock: systemClock });
  const tasks = [{ stratum: 'plain', tasks: commands.plain.map((command, i) => ({ id: `plain-${i}`, command })) }];
  await store.enter({ plan, folder, tasks, itemCount: order.size, chunks: chunksOf(order, BATCH).flat() });
  const storedMs = await stored(store, plan.hash, order);
  const asked: Section['rows'][number][] = [];
  for (const [name, filter] of Object.entries(FILTERS)) {
    const value = await medianMs(() => store.results({ experiment: plan.hash, ...filter }, { limit: 100 }));
    asked.push({ name: `100 ${name}, p50`, unit: 'ms', value, bar: { limit: 200 } });
  }
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return {
    title: `${order.size.toLocaleString('en')} results in SQLite`,
    notes: [
      `${TASKS.toLocaleString('en')} tasks, 2 arms, ${REPLICATES} replicates; in chunks of ${BATCH.toLocaleString('en')}`,
    ],
    rows: [{ name: 'stored', unit: 's', value: storedMs / 1e3, bar: { limit: 20 } }, ...asked],
  };
}

/** What the store took; the results are made beside it. */
async function stored(store: LabStore, hash: string, order: Order): Promise<number> {
  let tookMs = 0;
  for (
    let lease = await store.take(hash, 'thread-1');
    lease !== undefined;
    lease = await store.take(hash, 'thread-1')
  ) {
    const results = resultsOf(lease, order);
    const startMs = performance.now();
    await store.record(lease, results, true);
    tookMs += performance.now() - startMs;
  }
  return tookMs;
}

function resultsOf({ experiment, start, count }: Lease, order: Order): Result[] {
  return Array.from({ length: count }, (_, i) => {
    const { position, arm, task, replicate } = order.itemAt(start + i);
    const key = { experiment, arm: arm === 0 ? 'one' : 'other', stratum: 'plain', task: `plain-${task}`, replicate };
    const about = { position, attempts: 1, worker: 'thread-1', startedAt: 1_700_000_000_000 + position };
    if (position % 100_000 === 77) return { ...key, ...about, outcome: 'failed', failure: 'ARM: expected an answer' };
    const verdict = VERDICTS[task % 3] as (typeof VERDICTS)[number];
    const latencyNs = (position * 7_919) % 1_000_000;
    return {
      ...key,
      ...about,
      outcome: 'answered',
      verdict,
      latencyNs,
      tokens: 12,
      costUsd: 0.001,
      artifact: ARTIFACT,
    };
  });
}

async function medianMs(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ASKED; i++) {
    const startMs = performance.now();
    await ask();
    times.push(performance.now() - startMs);
  }
  return times.sort((a, b) => a - b)[ASKED >> 1] ?? Number.NaN;
}
