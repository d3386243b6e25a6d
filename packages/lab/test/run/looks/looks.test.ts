/** Looks before the end, by every executor; and what is left of them by a process that ends at the worst moments. */
import { join } from 'node:path';
import { codeOf, needsProgram } from '@capgate/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LabStore } from '../../../src/results/lab-store.ts';
import { hashOfResults } from '../../../src/results/results-hash.ts';
import type { Executor, ExecutorParts } from '../../../src/run/executor.ts';
import { groupSequentialLooks, mcNemarTest } from '../../../src/statistics/index.ts';
import { allOf, EXECUTORS, openLab } from '../harness.ts';
import { recordsIn } from '../records.ts';
import { clearExperiment, LOOKING, mixedExperiment } from './experiment.ts';

const kindsIn = async (folder: string): Promise<string[]> =>
  (await recordsIn(join(folder, 'lab'))).map(({ kind }) => kind);
const looksIn = async (folder: string) =>
  (await recordsIn(join(folder, 'lab'))).filter(({ kind }) => kind === 'lab.look').map(({ body }) => body);

describe.each(Object.entries(EXECUTORS))('%s', (name, executorOf) => {
  beforeEach((context) => {
    if (name === 'workers at a NATS server') needsProgram(context, 'nats-server');
  });

  it('an experiment stops at the look at which all primary hypotheses have crossed, and the rest is not missing', async () => {
    const { folder, plan } = clearExperiment();
    const lab = await openLab(folder, { executorOf });
    const report = await lab.run(plan, folder);
    expect(report).toMatchObject({ ending: 'done', record: { state: 'finished', itemCount: 288 } });
    const results = await allOf(lab, plan);
    expect(results).toHaveLength(96);
    const [look, ...others] = await looksIn(folder);
    const { nominalAlpha } = groupSequentialLooks(LOOKING)[0] as { nominalAlpha: number };
    const clear = { id: 'clear', p: mcNemarTest(12, 0).exactP, level: nominalAlpha, hasCrossed: true };
    const so = { look: 1, information: 1 / 3, count: 96, hypotheses: [clear], decision: 'ends' };
    expect(look).toEqual({ plan: plan.hash, ...so, results: hashOfResults(results) });
    expect(others).toEqual([]);
    const { content } = await lab.analysis(plan.hash);
    expect(content.completeness).toEqual({ planned: 288, had: 96, missing: 0, stoppedEarly: 192 });
    expect(content.verdict).toBe('Stopped early, at look 1. Of 1 primary hypothesis: supported: clear.');
    expect(content.results).toBe(report.record.resultsHash);
    expect(await lab.run(plan, folder)).toMatchObject({ ending: 'already' });
    await lab.close();
  });

  it('one that has crossed stays rejected while the others are measured on, and each look is logged before that', async () => {
    const { folder, plan } = mixedExperiment();
    const lab = await openLab(folder, { executorOf });
    await lab.run(plan, folder);
    const results = await allOf(lab, plan);
    expect(results).toHaveLength(288);
    expect(await kindsIn(folder)).toEqual(['lab.planned', 'lab.look', 'lab.look', 'lab.look', 'lab.measured']);
    const records = (await recordsIn(join(folder, 'lab'))).filter(({ kind }) => kind === 'lab.look');
    records.forEach(({ at, body }, i) => {
      const [before, after] = [results.slice(0, 96 * (i + 1)), results.slice(96 * (i + 1))];
      expect(body['results']).toBe(hashOfResults(before));
      for (const { startedAt } of before) expect(startedAt).toBeLessThanOrEqual(at);
      for (const { startedAt } of after) expect(startedAt).toBeGreaterThanOrEqual(at);
    });
    expect(records.map(({ body }) => (body['hypotheses'] as { id: string }[]).map(({ id }) => id))).toEqual([
      ['clear', 'even'],
      ['even'],
      ['even'],
    ]);
    expect(await lab.looks(plan.hash)).toEqual([
      { look: 1, information: 1 / 3, crossed: ['clear'], decision: 'goes on' },
      { look: 2, information: 2 / 3, crossed: [], decision: 'goes on' },
      { look: 3, information: 1, crossed: [], decision: 'ends' },
    ]);
    const { content } = await lab.analysis(plan.hash);
    expect(content.completeness).toEqual({ planned: 288, had: 288, missing: 0 });
    expect(content.hypotheses.map(({ id, look, verdict }) => [id, look, verdict])).toEqual([
      ['clear', 1, 'supported'],
      ['even', 3, 'not supported'],
    ]);
    await lab.close();
  });

  it.each(BREAKS)('one that is broken off $point comes to the same decisions, each once', async (broken) => {
    const { folder, plan } = mixedExperiment();
    for (let run = 0; run < broken.runs; run++) {
      const lab = await openLab(folder, { executorOf: breakingOff(executorOf, broken, run) });
      await expect(lab.run(plan, folder)).rejects.toThrow('broken off');
      expect(await codeOf(() => lab.analysis(plan.hash))).toBe('RUN');
      await lab.close();
    }
    const lab = await openLab(folder, { executorOf });
    expect(await lab.resume(plan.hash)).toMatchObject({ ending: 'done', record: { state: 'finished' } });
    const looks = await looksIn(folder);
    expect(looks.map(({ look }) => look)).toEqual([1, 2, 3]);
    expect(looks.map(decisionIn)).toEqual(await undisturbed());
    expect((await lab.analysis(plan.hash)).content.completeness).toEqual({ planned: 288, had: 288, missing: 0 });
    await lab.close();
  });
});

/** All but the hash of the results, which have times in them. */
function decisionIn({ look, count, hypotheses, decision }: Readonly<Record<string, unknown>>): object {
  return { look, count, hypotheses, decision };
}

/** What the looks decide where nothing breaks off. */
async function undisturbed() {
  const { folder, plan } = mixedExperiment();
  const lab = await openLab(folder);
  await lab.run(plan, folder);
  await lab.close();
  return (await looksIn(folder)).map(decisionIn);
}

interface Break {
  readonly point: string;
  /** How many runs end there, the first at the first look. */
  readonly runs: number;
  /** Of later runs: how often it may come there before, as the look at hand is made again. */
  readonly passes: number;
}

const BREAKS: readonly Break[] = [
  { point: 'before a look', runs: 3, passes: 1 },
  // The last look puts nothing into the queue.
  { point: 'between its record and more work', runs: 2, passes: 1 },
  { point: 'after a look', runs: 3, passes: 0 },
];

/** As a process that ends there leaves it. */
function breakingOff(
  executorOf: (parts: ExecutorParts) => Executor,
  { point, passes }: Break,
  run: number,
): (parts: ExecutorParts) => Executor {
  let left = run === 0 ? 0 : passes;
  const pass = (at: string): void => {
    if (at === point && left-- === 0) throw new Error('broken off');
  };
  return (parts) => {
    // The lab's own store, which it gives more work after a look.
    const store = parts.queue as LabStore;
    const addChunks = store.addChunks.bind(store);
    store.addChunks = async (...work) => {
      pass('between its record and more work');
      await addChunks(...work);
    };
    const executor = executorOf(parts);
    return {
      isElsewhere: executor.isElsewhere,
      execute: (job, watching) => {
        const onDry = async (): Promise<boolean> => {
          pass('before a look');
          const isMore = await watching.onDry();
          pass('after a look');
          return isMore;
        };
        return executor.execute(job, { ...watching, onDry });
      },
    };
  };
}
