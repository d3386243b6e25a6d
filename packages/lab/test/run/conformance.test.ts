/** What every executor does, by one suite: another is added to `EXECUTORS`. */
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/experiment/plan.ts';
import type { Lab } from '../../src/run/lab.ts';
import type { Progress } from '../../src/run/progress.ts';
import { codeOf, needsProgram } from '@capgate/testing';
import { SECRET } from './arms.ts';
import { allOf, EXECUTORS, expectedKeys, experimentOf, keysOf, openLab, waitingIn } from './harness.ts';

describe.each(Object.entries(EXECUTORS))('%s', (name, executorOf) => {
  beforeEach((context) => {
    if (name === 'workers at a NATS server') needsProgram(context, 'nats-server');
  });

  const open = (folder: string): Promise<Lab> => openLab(folder, { executorOf });

  describe('an experiment', () => {
    it('is measured once for each arm, task and replicate, and is not measured again', async () => {
      const commands = { plain: ['allow', 'deny', 'refuse', 'allow'], other: ['allow', 'deny'] };
      const { folder, plan } = experimentOf(commands, { replicates: 3 });
      const lab = await open(folder);
      const progress: Progress[] = [];
      const report = await lab.run(plan, folder, {
        onProgress: (now) => progress.push(now),
        variables: { TOLD: 'a word' },
      });
      expect(report).toMatchObject({ ending: 'done', counts: { answered: 30, unanswered: 6, failed: 0, timeout: 0 } });
      expect(report.record).toMatchObject({ state: 'finished', itemCount: 36, facts: { one: { told: 'a word' } } });
      const isElsewhere = name === 'workers at a NATS server';
      expect(report.record.environment === undefined).toBe(isElsewhere);
      const results = await allOf(lab, plan);
      expect(keysOf(results)).toEqual(expectedKeys(plan, commands));
      expect(progress.at(-1)).toMatchObject({ done: 36, total: 36, failed: 0, remainingMs: 0 });
      const denied = results.find(({ verdict }) => verdict === 'deny');
      expect(denied).toMatchObject({
        costUsd: 0.25,
        tokens: 12,
        memoryBytes: 1_024,
        energyJ: 0.5,
        outcome: 'answered',
      });
      const refused = results.find(({ outcome }) => outcome === 'unanswered');
      expect(await lab.raw(refused as NonNullable<typeof refused>)).toBe('I would rather not say.');
      expect(await lab.run(plan, folder)).toMatchObject({ ending: 'already', record: report.record });
      await lab.close();
    });

    it('asks all arms a task behind each other, by one worker, and the plan says in which order', async () => {
      const { folder, plan } = experimentOf(
        { plain: Array.from({ length: 40 }, () => 'allow') },
        { arms: ['a', 'b', 'c'] },
      );
      const lab = await open(folder);
      await lab.run(plan, folder);
      const results = await allOf(lab, plan);
      for (let i = 0; i < results.length; i += 3) {
        const group = results.slice(i, i + 3);
        expect(group.map(({ arm }) => arm).sort()).toEqual(['a', 'b', 'c']);
        expect(new Set(group.map(({ task, replicate, worker }) => `${task} ${replicate} ${worker}`)).size).toBe(1);
      }
      await lab.close();
    });
  });

  describe('what goes wrong', () => {
    it('is told in the result, without secrets, in few words and without control characters', async () => {
      const { folder, plan } = experimentOf(
        { plain: ['fail', 'odd', 'negative', 'allow'] },
        { arms: ['one', 'two'], replicates: 1 },
      );
      const lab = await open(folder);
      expect((await lab.run(plan, folder)).counts).toEqual({ answered: 2, unanswered: 0, failed: 6, timeout: 0 });
      const failures = (await allOf(lab, plan)).map(({ failure = '' }) => failure).filter((failure) => failure !== '');
      const [told = ''] = failures.filter((failure) => failure.includes('met none'));
      expect(told).toMatch(/^ARM: expected an answer, met none.*the end$/u);
      expect(told.length).toBeLessThanOrEqual(500);
      expect(failures.join('')).not.toContain('\u001b');
      expect(failures.join('')).not.toContain(SECRET);
      expect(failures.filter((failure) => failure.startsWith('ARM: expected a verdict'))).toHaveLength(2);
      expect(failures.filter((failure) => failure.includes('latencyNs'))).toHaveLength(2);
      await lab.close();
    });

    it('is tried again as often as the plan says, and counted', async () => {
      const resources = { timeoutMs: 5_000, workers: 1, retries: 2 };
      const { folder, plan } = experimentOf({ plain: ['again', 'fail', 'allow'] }, { replicates: 1, resources });
      const lab = await open(folder);
      await lab.run(plan, folder);
      const tries = (await allOf(lab, plan))
        .map(({ task, outcome, attempts }) => `${task} ${outcome} ${attempts}`)
        .sort();
      expect(tries).toEqual([
        'plain-0 answered 2',
        'plain-0 answered 2',
        'plain-1 failed 3',
        'plain-1 failed 3',
        'plain-2 answered 1',
        'plain-2 answered 1',
      ]);
      await lab.close();
    });

    it('ends in time: an arm that obeys its signal, one that does not, and one that keeps its thread', async () => {
      const resources = { timeoutMs: 100, workers: 2, retries: 0 };
      const commands = { plain: ['wait 5000', 'hang', 'spin', 'allow'] };
      const { folder, plan } = experimentOf(commands, { replicates: 1, resources });
      const lab = await open(folder);
      const { counts, ending } = await lab.run(plan, folder);
      expect({ counts, ending }).toEqual({
        ending: 'done',
        counts: { answered: 2, unanswered: 0, failed: 0, timeout: 6 },
      });
      const hung = (await allOf(lab, plan)).filter(({ failure = '' }) => failure.includes('did not come back'));
      expect(hung.map(({ task }) => task).sort()).toEqual(['plain-1', 'plain-1', 'plain-2', 'plain-2']);
      await lab.close();
    });

    it('does not take others along: a thread that dies is replaced, and its task has failed', async () => {
      const resources = { timeoutMs: 5_000, workers: 2, retries: 1 };
      const commands = { plain: ['allow', 'exit', 'allow', 'deny'] };
      const { folder, plan } = experimentOf(commands, { resources });
      const lab = await open(folder);
      const { counts } = await lab.run(plan, folder);
      expect(counts).toEqual({ answered: 12, unanswered: 0, failed: 4, timeout: 0 });
      const died = (await allOf(lab, plan)).filter(({ outcome }) => outcome === 'failed');
      for (const { task, attempts, failure } of died) {
        expect({ task, attempts }).toEqual({ task: 'plain-1', attempts: 2 });
        expect(failure).toMatch(/ended \(3\).*this thread is about to end/u);
      }
      await lab.close();
    });

    it('ends the experiment where no arm can be asked, and says why', async () => {
      const { folder, plan } = experimentOf({ plain: ['allow', 'allow', 'allow'] }, { arms: ['one', 'unopened'] });
      const lab = await open(folder);
      const { ending, record } = await lab.run(plan, folder);
      expect({ ending, state: record.state, why: record.why }).toEqual({
        ending: 'failed',
        state: 'failed',
        why: 'ARM: expected a program, met none',
      });
      await lab.close();
    });
  });

  describe('experiments that wait', () => {
    it('are measured one after the other, the most urgent first, whatever becomes of those before them', async () => {
      const { lab, plans, folder } = await waitingIn(open, [
        { name: 'low', priority: 2 },
        { name: 'first', priority: 5 },
        { name: 'second', priority: 5 },
        { name: 'high', priority: 8, arms: ['one', 'unopened'] },
        { name: 'critical', priority: 10 },
        { name: 'no-more', priority: 9 },
      ]);
      await lab.cancel(plans['no-more']?.hash ?? '', 'nobody asks for it any more');
      expect((await lab.waiting(10)).map(({ name: one }) => one)).toEqual([
        'critical',
        'high',
        'first',
        'second',
        'low',
      ]);
      const ended: string[] = [];
      for await (const { record, ending } of lab.runWaiting()) ended.push(`${record.name} ${ending}`);
      expect(ended).toEqual(['critical done', 'high failed', 'first done', 'second done', 'low done']);
      expect(await lab.waiting(10)).toEqual([]);
      const all = await Promise.all(['low', 'critical'].map((one) => allOf(lab, plans[one] as Plan)));
      const [lows, criticals] = all.map((results) => results.map(({ startedAt }) => startedAt)) as [number[], number[]];
      expect(Math.max(...criticals)).toBeLessThanOrEqual(Math.min(...lows));
      await lab.submit(plans['no-more'] as Plan, join(folder, 'no-more'));
      expect((await lab.waiting(10)).map(({ name: one }) => one)).toEqual(['no-more']);
      await lab.close();
    });
  });

  describe('an experiment that is broken off', () => {
    const slow = { plain: Array.from({ length: 60 }, () => 'wait 20') };

    it('keeps what it has, and goes on from there', async () => {
      const { folder, plan } = experimentOf(slow, { replicates: 1 });
      const lab = await open(folder);
      const stop = new AbortController();
      const first = await lab.run(plan, folder, {
        signal: stop.signal,
        onProgress: ({ done }) => done > 20 && stop.abort(),
      });
      expect(first).toMatchObject({ ending: 'stopped', record: { state: 'running' } });
      const kept = await allOf(lab, plan);
      expect(kept.length).toBeGreaterThan(20);
      expect(kept.length).toBeLessThan(120);
      const second = await lab.resume(plan.hash);
      expect(second).toMatchObject({ ending: 'done', record: { state: 'finished' } });
      const all = await allOf(lab, plan);
      expect(keysOf(all)).toEqual(expectedKeys(plan, slow));
      const places = new Map(all.map((result) => [result.position, result]));
      for (const result of kept) expect(places.get(result.position)).toEqual(result);
      await lab.close();
    });

    it('by another process ends soon, and a resume takes it up', async () => {
      const { folder, plan } = experimentOf(slow, { replicates: 2 });
      const [lab, other] = [await open(folder), await open(folder)];
      const ended = lab.run(plan, folder, {
        onProgress: ({ done }) => void (done > 10 && other.cancel(plan.hash, 'enough').catch(() => {})),
      });
      expect(await ended).toMatchObject({ ending: 'cancelled', record: { state: 'cancelled', why: 'enough' } });
      expect((await allOf(lab, plan)).length).toBeLessThan(240);
      expect(await other.resume(plan.hash)).toMatchObject({ ending: 'done' });
      expect(await codeOf(() => lab.cancel(plan.hash, 'too late'))).toBe('RUN');
      await lab.close();
      await other.close();
    });
  });
});
