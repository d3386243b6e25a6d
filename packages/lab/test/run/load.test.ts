/** Arms of known times under load. Times of this machine are compared with each other, and with what they follow from. */
import { codeOf } from '@capgate/testing';
import { describe, expect, it } from 'vitest';
import { type Analysis, recordOf, verifyReport } from '../../src/analysis/index.ts';
import { arrivalsOf } from '../../src/experiment/arrivals.ts';
import type { Experiment } from '../../src/experiment/schema.ts';
import { reportPage } from '../../src/report/page.ts';
import type { Result } from '../../src/results/result.ts';
import { jobOf } from '../../src/kubernetes/index.ts';
import { natsExecutorOf } from '../../src/run/nats/nats-executor.ts';
import { allOf, type Changes, expectedKeys, experimentOf, keysOf, openLab } from './harness.ts';

const NS_PER_MS = 1e6;
/** A machine that others use as well. */
const MEDIAN_MS_MAX = 5;

/** One of forty keeps its arm for as long as many others are due. */
const STALLED = { plain: Array.from({ length: 40 }, (_, i) => (i === 3 ? 'sleep 300' : 'sleep 5')) };
const CLOSED: Changes = { replicates: 2, resources: { timeoutMs: 10_000, workers: 1, retries: 0 } };
const LOAD: Changes = { ...CLOSED, type: 'load', load: { ratePerSecond: 100 } };

async function measured(
  commands: Readonly<Record<string, readonly string[]>>,
  changes: Changes,
): Promise<{ readonly experiment: Experiment; readonly results: readonly Result[]; readonly analysis: Analysis }> {
  const { folder, plan } = experimentOf(commands, changes);
  const lab = await openLab(folder);
  expect(await lab.run(plan, folder)).toMatchObject({ ending: 'done' });
  const results = await allOf(lab, plan);
  expect(keysOf(results)).toEqual(expectedKeys(plan, commands));
  const analysis = await lab.analysis(plan.hash);
  await lab.close();
  return { experiment: plan.experiment, results, analysis };
}

/**
 * Of each question, what is left of its time between the moment at which it could have been begun (it was due, and the
 * one before had its answer) and its answer, once the time that it was served is taken off.
 */
function unexplainedMs({ load, seed }: Experiment, block: readonly Result[]): number[] {
  const { replicate = 0 } = block[0] ?? {};
  const dueNs = arrivalsOf(load as NonNullable<typeof load>, { seed, replicate, count: block.length });
  let freeNs = 0;
  return block.map(({ latencyNs = 0, responseNs = 0 }, i) => {
    const due = dueNs[i] as number;
    const begunNs = Math.max(due, freeNs);
    freeNs = due + responseNs;
    return (freeNs - begunNs - latencyNs) / NS_PER_MS;
  });
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

describe('under load', () => {
  it('a question that waits for a stalled arm counts from when it was due, as the queue in front of it says', async () => {
    const { experiment, results } = await measured(STALLED, LOAD);
    const blocks = [0, 1, 2, 3].map((i) => results.slice(i * 40, (i + 1) * 40));
    for (const block of blocks) {
      const unexplained = unexplainedMs(experiment, block);
      expect(Math.min(...unexplained)).toBeGreaterThan(-1);
      expect(medianOf(unexplained)).toBeLessThan(MEDIAN_MS_MAX);
      for (const { responseNs = 0, latencyNs = 0 } of block) expect(responseNs).toBeGreaterThanOrEqual(latencyNs);
    }
    const late = results.filter(({ responseNs = 0 }) => responseNs > 50 * NS_PER_MS).length;
    const slow = results.filter(({ latencyNs = 0 }) => latencyNs > 50 * NS_PER_MS).length;
    expect(late).toBeGreaterThan(4 * 15);
    expect(slow).toBeLessThan(4 * 5);
  });

  it('is what a closed loop does not see: there, the stall is a single time, and nothing says how late the others were', async () => {
    const { results } = await measured(STALLED, CLOSED);
    expect(results.filter(({ latencyNs = 0 }) => latencyNs > 50 * NS_PER_MS).length).toBeLessThan(4 * 5);
    expect(results.every(({ responseNs }) => responseNs === undefined)).toBe(true);
  });

  it('arms are asked in blocks, one at a time, in the same order of tasks within a replicate', async () => {
    const commands = { plain: Array.from({ length: 12 }, () => 'sleep 2') };
    const { results } = await measured(commands, { ...LOAD, resources: { timeoutMs: 5_000, workers: 2, retries: 0 } });
    const blocks = [0, 1, 2, 3].map((i) => results.slice(i * 12, (i + 1) * 12));
    expect(blocks.map((block) => new Set(block.map(({ arm, replicate }) => `${arm} ${replicate}`)).size)).toEqual([
      1, 1, 1, 1,
    ]);
    const orders = blocks.map((block) => block.map(({ task }) => task).join(' '));
    expect(orders[0]).toBe(orders[1]);
    expect(orders[2]).toBe(orders[3]);
    expect(orders[0]).not.toBe(orders[2]);
    for (let i = 1; i < blocks.length; i++) {
      const [before = [], block = []] = [blocks[i - 1], blocks[i]];
      const last = Math.max(...before.map(({ startedAt, latencyNs = 0 }) => startedAt + latencyNs / NS_PER_MS));
      // A clock of whole milliseconds.
      expect(Math.min(...block.map(({ startedAt }) => startedAt))).toBeGreaterThanOrEqual(last - 2);
    }
  });

  it('a report says what was offered and achieved, who fell behind, and which time is which; and verifies', async () => {
    const { analysis, results } = await measured({ plain: Array.from({ length: 40 }, () => 'sleep 25') }, LOAD);
    const [one] = analysis.content.load ?? [];
    const { value = 0, unit } = one?.achieved?.toJSON() ?? {};
    expect(one).toMatchObject({ arm: 'one', blocks: 2, offered: 100 });
    expect(unit).toBe('1/s');
    expect(value).toBeGreaterThan(10);
    expect(value).toBeLessThanOrEqual(40);
    expect(one?.longestWaitNs).toBeGreaterThan(200 * NS_PER_MS);
    const { limits } = analysis.content;
    expect(limits.filter((limit) => limit.includes('fell behind'))).toHaveLength(2);
    expect(limits.join(' ')).toContain('Latency is the time from the question to the answer');
    const record = recordOf(analysis);
    expect(recordOf(verifyReport(record, { results }))).toEqual(record);
    const page = reportPage(analysis);
    expect(page).toContain('How the arms kept up');
    expect(page).toContain('Response, from when a question was due');
    const planted = { ...record, load: record.load?.map((of) => ({ ...of, longestWaitNs: 1 })) };
    expect(await codeOf(async () => verifyReport(planted, { results }))).toBe('FIGURE');
  });

  it('arms that keep up are said to', async () => {
    const { analysis } = await measured(
      { plain: Array.from({ length: 40 }, () => 'allow') },
      { ...LOAD, load: { ratePerSecond: 50, arrivals: 'poisson' } },
    );
    for (const { offered, achieved } of analysis.content.load ?? [])
      expect((achieved?.toJSON().value ?? 0) / offered).toBeGreaterThan(0.95);
    expect(analysis.content.limits.join(' ')).not.toContain('fell behind');
  });

  it('what fails has a response too, and what ends its thread has none; those behind it are asked all the same', async () => {
    const commands = { plain: ['allow', 'fail', 'allow', 'exit', 'allow', 'refuse', 'hang', 'allow'] };
    const { results } = await measured(commands, { ...LOAD, resources: { timeoutMs: 300, workers: 1, retries: 0 } });
    const told = new Map(
      results.map(({ task, outcome, responseNs }) => [task, `${outcome} ${responseNs !== undefined}`]),
    );
    expect(commands.plain.map((_, i) => told.get(`plain-${i}`))).toEqual([
      'answered true',
      'failed true',
      'answered true',
      'failed false',
      'answered true',
      'unanswered true',
      'timeout false',
      'answered true',
    ]);
  });
});

describe('a block that is broken off', () => {
  const commands = { plain: Array.from({ length: 30 }, () => 'sleep 5') };

  it('is measured anew, whole: by an interruption, and by somebody who cancels', async () => {
    const { folder, plan } = experimentOf(commands, LOAD);
    const [lab, other] = [await openLab(folder), await openLab(folder)];
    const stop = new AbortController();
    const first = await lab.run(plan, folder, {
      signal: stop.signal,
      onProgress: () => void setTimeout(() => stop.abort(), 100),
    });
    expect(first).toMatchObject({ ending: 'stopped', counts: { answered: 30 } });
    const second = await lab.run(plan, folder, {
      onProgress: ({ done }) => void (done === 60 && other.cancel(plan.hash, 'enough').catch(() => {})),
    });
    expect(second.ending).toBe('cancelled');
    expect(second.counts.answered % 30).toBe(0);
    expect(await lab.resume(plan.hash)).toMatchObject({ ending: 'done' });
    const results = await allOf(lab, plan);
    expect(keysOf(results)).toEqual(expectedKeys(plan, commands));
    // What was thrown away is seen.
    expect(results.filter(({ attempts }) => attempts === 2)).toHaveLength(30);
    await lab.close();
    await other.close();
  });

  it.each([
    ['cannot be opened', 'unopened', 'ARM'],
    ['end their thread as they open', 'gone', 'a worker thread that ended (3)'],
  ])('ends the experiment where its arms %s', async (_, arm, why) => {
    const { folder, plan } = experimentOf(commands, { ...LOAD, arms: ['one', arm] });
    const lab = await openLab(folder);
    expect(await lab.run(plan, folder)).toMatchObject({
      ending: 'failed',
      record: { why: expect.stringContaining(why) },
    });
    await lab.close();
  });
});

it('workers elsewhere are not asked under load', async () => {
  const { folder, plan } = experimentOf({ plain: ['allow', 'allow', 'allow'] }, LOAD);
  const lab = await openLab(folder, { executorOf: natsExecutorOf({ address: 'nats://127.0.0.1:1', variables: {} }) });
  await expect(lab.run(plan, folder)).rejects.toThrow('expected an experiment without load for workers elsewhere');
  // It is refused before it is begun.
  expect((await lab.experiments({ limit: 1 })).items).toEqual([]);
  await lab.close();
  const facts = { image: `x@sha256:${'0'.repeat(64)}`, namespace: 'default', secret: 'x' };
  expect(await codeOf(async () => jobOf(plan, facts))).toBe('PLAN');
});
