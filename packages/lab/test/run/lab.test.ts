import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as later } from 'node:timers/promises';
import { NodeDisk } from '@capgate/base/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Executor, ExecutorParts } from '../../src/run/executor.ts';
import type { Progress } from '../../src/run/progress.ts';
import { ThreadExecutor } from '../../src/run/thread-executor.ts';
import { allOf, experimentOf, type Made, openLab, temporaryFolder, thread } from './harness.ts';
import { recordsIn } from './records.ts';

describe('an experiment', () => {
  it('that is changed is another experiment', async () => {
    const folder = temporaryFolder();
    const lab = await openLab(folder);
    for (const seed of [1, 2]) {
      const { plan } = experimentOf({ plain: ['allow', 'deny', 'allow'] }, { seed }, folder);
      expect((await lab.run(plan, folder)).ending).toBe('done');
    }
    const { items } = await lab.experiments({ limit: 10 });
    expect(items.map(({ experiment }) => experiment.seed)).toEqual([2, 1]);
    await expect(lab.find('a-test')).rejects.toThrow(/expected one experiment, met 2/u);
    expect(await lab.find(items[1]?.hash.slice(0, 12) ?? '')).toEqual(items[1]);
    expect(await codeOf(() => lab.find('nobody'))).toBe('RUN');
    await lab.close();
  });

  it('is refused before anything is measured: files that the plan does not name, a lab that others may write to', async () => {
    const { folder, plan } = experimentOf({ plain: ['allow', 'allow', 'allow'] });
    writeFileSync(join(folder, 'plain.jsonl'), 'something else');
    const lab = await openLab(folder);
    expect(await codeOf(() => lab.run(plan, folder))).toBe('TASKS');
    expect((await lab.experiments({ limit: 1 })).items).toEqual([]);
    await lab.close();
    chmodSync(join(folder, 'lab'), 0o777);
    expect(await codeOf(() => openLab(folder))).toBe('RUN');
  });

  it('is refused before anything is measured where its labels are not there, are others, or are of others', async () => {
    const folder = temporaryFolder();
    const text = 'stratum,task,annotator,label\nplain,plain-0,1,harmless\nplain,plain-0,2,dangerous\n';
    const sha256 = createHash('sha256').update(text).digest('hex');
    const labelled = (annotators: number): Made => {
      const labels = { path: 'labels.csv', sha256, annotators };
      const groundTruth = { source: 'labels', labels } as const;
      return experimentOf({ plain: ['allow', 'allow', 'allow'] }, { groundTruth }, folder);
    };
    const lab = await openLab(folder);
    const path = join(folder, 'labels.csv');
    await expect(lab.run(labelled(2).plan, folder)).rejects.toThrow(/^expected labels in .*labels\.csv, met: ENOENT/u);
    writeFileSync(path, `${text}plain,plain-1,1,harmless\n`);
    await expect(lab.run(labelled(2).plan, folder)).rejects.toThrow('other labels are another experiment');
    writeFileSync(path, text);
    expect(await codeOf(() => lab.run(labelled(3).plan, folder))).toBe('LABELS');
    expect((await lab.experiments({ limit: 1 })).items).toEqual([]);
    const { plan } = labelled(2);
    expect(await lab.run(plan, folder)).toMatchObject({ ending: 'done' });
    rmSync(path);
    expect(await lab.run(plan, folder)).toMatchObject({ ending: 'already' });
    await lab.close();
  });

  it('is refused before anything is measured where what its commands do cannot be seen', async () => {
    const groundTruth = { source: 'effects' } as const;
    const { folder, plan } = experimentOf({ plain: ['allow', 'allow', 'allow'] }, { groundTruth });
    const lab = await openLab(folder);
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    onTestFinished(() => void (process.env['PATH'] = path));
    await expect(lab.run(plan, folder)).rejects.toThrow('expected commands that can be isolated here, met MISSING');
    expect((await lab.experiments({ limit: 1 })).items).toEqual([]);
    await lab.close();
  });

  it('is not run twice at a time', async () => {
    const { folder, plan } = experimentOf({ plain: Array.from({ length: 60 }, () => 'wait 20') }, { replicates: 1 });
    const [lab, other] = [await openLab(folder), await openLab(folder)];
    const refused: unknown[] = [];
    const ended = lab.run(plan, folder, {
      onProgress: () =>
        void (
          refused.length === 0 &&
          refused.push(
            codeOf(() => other.run(plan, folder)),
            other.running(),
          )
        ),
    });
    await ended;
    expect(await Promise.all(refused)).toEqual(['RUN', plan.hash]);
    expect(await other.running()).toBeUndefined();
    await lab.close();
    await other.close();
  });
});

describe('a person who cancels', () => {
  const commands = { plain: ['allow', 'allow', 'allow'] };

  it('is heard while the experiment waits', async () => {
    const { folder, plan } = experimentOf(commands);
    const [lab, other] = [await openLab(folder), await openLab(folder)];
    const lock = await new NodeDisk().lock(join(folder, 'lab', 'lock'));
    const ended = lab.run(plan, folder);
    while ((await other.experiments({ limit: 1 })).items.length === 0) await later(1);
    await other.cancel(plan.hash, 'enough');
    await lock.release();
    expect(await ended).toMatchObject({ ending: 'cancelled', record: { state: 'cancelled', why: 'enough' } });
    expect(await allOf(lab, plan)).toEqual([]);
    expect(await lab.resume(plan.hash)).toMatchObject({ ending: 'done' });
    await lab.close();
    await other.close();
  });

  it('is heard after the last result, and not after an end', async () => {
    const { folder, plan } = experimentOf(commands);
    const [lab, other] = [await openLab(folder), await openLab(folder)];
    const cancelled: Promise<void>[] = [];
    const { ending, record } = await lab.run(plan, folder, {
      onProgress: ({ done, total }) => void (done === total && cancelled.push(other.cancel(plan.hash, 'enough'))),
    });
    await Promise.all(cancelled);
    expect({ ending, record }).toMatchObject({ ending: 'cancelled', record: { state: 'cancelled', why: 'enough' } });
    expect(record.resultsHash).toBeUndefined();
    await expect(lab.cancel(plan.hash, 'again')).rejects.toThrow('met a-test, cancelled');
    expect(await lab.resume(plan.hash)).toMatchObject({ ending: 'done', record: { state: 'finished' } });
    await lab.close();
    await other.close();
  });

  it('does not take the place of why it failed', async () => {
    const { folder, plan } = experimentOf(commands, { arms: ['one', 'unopened'] });
    const lab = await openLab(folder);
    const { record } = await lab.run(plan, folder);
    await expect(lab.cancel(plan.hash, 'enough')).rejects.toThrow(
      'expected an experiment that runs or waits, met a-test, failed',
    );
    expect(await lab.find(plan.hash)).toEqual(record);
    await lab.close();
  });
});

describe('arms', () => {
  const commands = { plain: ['allow', 'allow', 'allow'] };
  const workers = 1;

  it('are closed where one behind them cannot be opened, also behind one that does not close', async () => {
    const { folder, plan } = experimentOf(commands, { arms: ['stubborn', 'one', 'unopened'] });
    const lab = await openLab(folder);
    const diary = join(folder, 'diary');
    const { ending, record } = await lab.run(plan, folder, { workers, variables: { DIARY: diary } });
    expect({ ending, why: record.why }).toEqual({ ending: 'failed', why: 'ARM: expected a program, met none' });
    expect(readFileSync(diary, 'utf8').split('\n').sort()).toEqual(['', 'one closed', 'stubborn closed']);
    await lab.close();
  });

  it('are closed where somebody interrupts while they open', async () => {
    const { folder, plan } = experimentOf(commands);
    const lab = await openLab(folder);
    const diary = join(folder, 'diary');
    const variables = { DIARY: diary, OPEN_MS: '500' };
    const stop = new AbortController();
    const opens = vi.waitFor(() => expect(readFileSync(diary, 'utf8')).toContain('opens'), { timeout: 30_000 });
    const stopped = opens.then(() => stop.abort());
    const { ending } = await lab.run(plan, folder, { workers, variables, signal: stop.signal });
    await stopped;
    expect(ending).toBe('stopped');
    const closed = readFileSync(diary, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('closed'));
    expect(closed.sort()).toEqual(['one closed', 'other closed']);
    await lab.close();
  });
});

describe('arms that are others by now', () => {
  const slow = { plain: Array.from({ length: 60 }, () => 'wait 20') };

  it('are not asked where an experiment goes on, and what was kept stays', async () => {
    const { folder, plan } = experimentOf(slow, { replicates: 1 });
    const lab = await openLab(folder);
    const stop = new AbortController();
    const variables = { TOLD: 'first' };
    const onProgress = ({ done }: Progress): unknown => done > 10 && stop.abort();
    await lab.run(plan, folder, { variables, signal: stop.signal, onProgress });
    const kept = await allOf(lab, plan);
    await expect(lab.resume(plan.hash, { variables: { TOLD: 'second' } })).rejects.toThrow(
      'expected the arms that were asked until now, met told second of one, where it was first; make them the same',
    );
    expect(await allOf(lab, plan)).toEqual(kept);
    expect((await lab.find(plan.hash)).facts).toMatchObject({ one: { told: 'first' } });
    expect(await lab.resume(plan.hash, { variables })).toMatchObject({ ending: 'done', counts: { answered: 120 } });
    await lab.close();
  });

  it('are refused in one thread beside another, before they answer', async () => {
    const { folder, plan } = experimentOf(slow, { arms: ['one', 'fickle'] });
    const lab = await openLab(folder);
    expect(await codeOf(() => lab.run(plan, folder, { workers: 2 }))).toBe('RUN');
    const workers = new Set((await allOf(lab, plan)).map(({ worker }) => worker));
    expect(workers.size).toBeLessThanOrEqual(1);
    await lab.close();
  });

  it('may be asked where none has answered yet', async () => {
    const { folder, plan } = experimentOf({ plain: ['wait 9000', 'wait 9000', 'wait 9000'] }, { replicates: 1 });
    const lab = await openLab(folder);
    const resources = { workers: 1 };
    const first = await lab.run(plan, folder, {
      ...resources,
      variables: { TOLD: 'first' },
      signal: AbortSignal.timeout(1_500),
    });
    expect(first).toMatchObject({ counts: { answered: 0 }, record: { facts: { one: { told: 'first' } } } });
    const second = await lab.resume(plan.hash, {
      ...resources,
      variables: { TOLD: 'second' },
      signal: AbortSignal.timeout(1_500),
    });
    expect(second.record).toMatchObject({ facts: { one: { told: 'second' } } });
    await lab.close();
  });
});

describe('the machine', () => {
  it('is that of the beginning, and nothing is said of it where arms are asked elsewhere', async () => {
    const { folder, plan } = experimentOf({ plain: Array.from({ length: 60 }, () => 'wait 20') }, { replicates: 1 });
    const [here, elsewhere] = [await openLab(folder), await openLab(folder, { executorOf: threadsElsewhere })];
    const stop = new AbortController();
    const first = await here.run(plan, folder, {
      signal: stop.signal,
      onProgress: ({ done }) => done > 10 && stop.abort(),
    });
    expect(first.moved).toBeUndefined();
    const second = await elsewhere.resume(plan.hash);
    expect(second.moved).toMatch(/^expected to go on where it began, met workers elsewhere/u);
    expect(second.record.environment).toEqual(first.record.environment);
    const other = experimentOf({ plain: ['sleep 1200', 'allow', 'allow'] }, { replicates: 1, seed: 8 }, folder);
    expect((await elsewhere.run(other.plan, folder)).record.environment).toBeUndefined();
    const { content } = await elsewhere.analysis(other.plan.hash);
    expect(content.limits).toContain('On which machine times were taken is not recorded.');
    expect(content.facts.machine).toBeUndefined();
    await here.close();
    await elsewhere.close();
  });
});

/** As workers on other machines are, who ask the arms of the suites all the same. */
function threadsElsewhere(parts: ExecutorParts): Executor {
  const threads = new ThreadExecutor({ ...parts, thread });
  return { isElsewhere: true, execute: (job, watching) => threads.execute(job, watching) };
}

describe("the lab's log", () => {
  it('has the plan before the first value and the hash of the results after the last, and verifies', async () => {
    const { folder, plan } = experimentOf({ plain: ['allow', 'deny', 'allow'] });
    const lab = await openLab(folder);
    const { record } = await lab.run(plan, folder);
    const first = Math.min(...(await allOf(lab, plan)).map(({ startedAt }) => startedAt));
    const [planned, measured, ...others] = await recordsIn(join(folder, 'lab'));
    const [stratum] = plan.experiment.strata;
    const tasks = [{ stratum: 'plain', sha256: stratum?.tasks.sha256, count: 3 }];
    expect(planned).toMatchObject({ kind: 'lab.planned', body: { plan: plan.hash, name: 'a-test', tasks } });
    expect(planned?.at).toBeLessThanOrEqual(first);
    const { resultsHash } = record;
    expect(resultsHash).toMatch(/^[0-9a-f]{64}$/u);
    expect(measured).toMatchObject({
      kind: 'lab.measured',
      body: { plan: plan.hash, results: resultsHash, count: 12 },
    });
    expect(others).toEqual([]);
    await lab.close();
  });

  it("is its owner's alone, as all of the lab is", async () => {
    const { folder, plan } = experimentOf({ plain: ['allow', 'deny', 'allow'] });
    mkdirSync(join(folder, 'lab'), { mode: 0o700 });
    const lab = await openLab(folder);
    await lab.run(plan, folder);
    await lab.close();
    const paths = readdirSync(join(folder, 'lab'), { recursive: true }).map((path) =>
      join(folder, 'lab', String(path)),
    );
    expect(paths.length).toBeGreaterThan(8);
    expect(paths.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
  });
});

describe('a report', () => {
  it('is of the results, the arms and the place that the log and the lab know, and of no others', async () => {
    const { folder, plan } = experimentOf({ plain: ['allow', 'deny', 'allow'] });
    const lab = await openLab(folder);
    const { record } = await lab.run(plan, folder);
    expect((await lab.analysis(plan.hash)).content.results).toBe(record.resultsHash);
    const database = new DatabaseSync(join(folder, 'lab', 'lab.db'));
    const altered = async (change: string): Promise<void> => {
      database.exec('begin');
      database.exec(change);
      database.exec('commit');
      await expect(lab.analysis(plan.hash)).rejects.toMatchObject({
        code: 'STORE',
        message: expect.stringContaining("that the lab's log names"),
      });
    };
    const [first] = database.prepare('select latency_ns from experiment_results where position = 0').all() as {
      latency_ns: number;
    }[];
    await altered('update experiment_results set latency_ns = 1 where position = 0');
    database.exec(`update experiment_results set latency_ns = ${first?.latency_ns} where position = 0`);
    expect((await lab.analysis(plan.hash)).content.results).toBe(record.resultsHash);
    await altered("update experiments set facts = '{}'");
    database.close();
    await lab.close();
  });

  it('is refused of a document that lies elsewhere than where it was begun', async () => {
    const { folder, plan } = experimentOf({ plain: ['allow', 'deny', 'allow'] });
    const lab = await openLab(folder);
    await lab.run(plan, folder);
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
      copyFileSync(join(folder, name), join(elsewhere, name));
    }
    await expect(lab.run(plan, elsewhere)).rejects.toMatchObject({
      code: 'RUN',
      message: expect.stringContaining('where it was begun'),
    });
    await lab.close();
  });
});
