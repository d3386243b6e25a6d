/** What waits, measured in threads: who is displaced, who is refused, and what kills leave. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '@capgate/testing';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/experiment/plan.ts';
import type { Lab } from '../../src/run/lab.ts';
import type { RunReport } from '../../src/run/measuring.ts';
import { allOf, EXECUTORS, expectedKeys, experimentOf, keysOf, openLab, waitingIn } from './harness.ts';

const SLOW = { plain: Array.from({ length: 120 }, () => 'wait 30') };
const names = async (lab: Lab): Promise<string[]> => (await lab.waiting(10)).map(({ name }) => name);

describe('something critical that is entered meanwhile', () => {
  it('displaces what is less, which goes on behind it with all that it has', async () => {
    const { lab, folder, plans } = await waitingIn(openLab, [{ name: 'slow', priority: 8, commands: SLOW }]);
    const urgent = experimentOf({ plain: ['allow', 'allow', 'allow'] }, { name: 'urgent', priority: 9 }, folder);
    const slow = plans['slow'] as Plan;
    const other = await openLab(folder);
    const ended: RunReport[] = [];
    const kept: number[] = [];
    const left: string[][] = [];
    let isEntered = false;
    const onProgress = ({ done }: { readonly done: number }): void => {
      if (isEntered || done < 10) return;
      isEntered = true;
      void other.submit(urgent.plan, folder);
    };
    for await (const report of lab.runWaiting({ onProgress })) {
      ended.push(report);
      kept.push((await allOf(lab, slow)).length);
      left.push(await names(lab));
    }
    expect(ended.map(({ record, ending }) => `${record.name} ${ending}`)).toEqual([
      'slow displaced',
      'urgent done',
      'slow done',
    ]);
    expect(left).toEqual([['urgent', 'slow'], ['slow'], []]);
    expect(ended[0]?.record.state).toBe('queued');
    const [atFirst = 0, meanwhile] = kept;
    expect(atFirst).toBeGreaterThanOrEqual(10);
    expect(atFirst).toBeLessThan(480);
    expect(meanwhile).toBe(atFirst);
    const results = await allOf(lab, slow);
    expect(keysOf(results)).toEqual(expectedKeys(slow, SLOW));
    const urgents = (await allOf(lab, urgent.plan)).map(({ startedAt }) => startedAt);
    const [from, to] = [Math.min(...urgents), Math.max(...urgents)];
    expect(results.filter(({ startedAt }) => startedAt > from && startedAt < to)).toEqual([]);
    await lab.close();
    await other.close();
  });

  it('displaces nothing that is critical, nothing that workers elsewhere are asked for, and nothing that runs alone', async () => {
    for (const [open, priority] of [
      [openLab, 9],
      [openElsewhere, 1],
    ] as const) {
      const { lab, folder } = await waitingIn(open, [{ name: 'slow', priority, commands: SLOW }]);
      const urgent = experimentOf({ plain: ['allow', 'allow', 'allow'] }, { name: 'urgent', priority: 10 }, folder);
      let entering: Promise<unknown> | undefined;
      const onProgress = (): void => void (entering ??= lab.submit(urgent.plan, folder));
      const ended: string[] = [];
      for await (const { record, ending } of lab.runWaiting({ onProgress })) ended.push(`${record.name} ${ending}`);
      expect(ended).toEqual(['slow done', 'urgent done']);
      await lab.close();
    }
    const { lab, folder, plans } = await waitingIn(openLab, [{ name: 'slow', priority: 1, commands: SLOW }]);
    const urgent = experimentOf({ plain: ['allow', 'allow', 'allow'] }, { name: 'urgent', priority: 10 }, folder);
    await lab.submit(urgent.plan, folder);
    expect(await lab.run(plans['slow'] as Plan, join(folder, 'slow'))).toMatchObject({ ending: 'done' });
    expect(await names(lab)).toEqual(['urgent']);
    await lab.close();
  });
});

/** As if workers on other machines were asked. */
function openElsewhere(folder: string): Promise<Lab> {
  return openLab(folder, {
    executorOf: (parts) => {
      const threads = EXECUTORS['worker threads'](parts);
      return { isElsewhere: true, execute: (job, watching) => threads.execute(job, watching) };
    },
  });
}

describe('what waits', () => {
  it('waits on with the reason where it cannot be measured, and keeps nobody else', async () => {
    const { lab, folder, plans } = await waitingIn(openLab, [
      { name: 'changed', priority: 9 },
      { name: 'calm', priority: 3 },
    ]);
    const path = join(folder, 'changed', 'plain.jsonl');
    writeFileSync(path, 'something else');
    const ended: string[] = [];
    for await (const { record, ending } of lab.runWaiting()) ended.push(`${record.name} ${ending} ${record.state}`);
    expect(ended).toEqual(['changed refused queued', 'calm done finished']);
    const [left] = await lab.waiting(10);
    expect(left).toMatchObject({ name: 'changed', why: expect.stringContaining('TASKS: expected') });
    const { plan } = experimentOf(
      { plain: ['allow', 'deny', 'allow', 'allow'] },
      { name: 'changed', priority: 9 },
      join(folder, 'changed'),
    );
    expect(plan.hash).toBe(plans['changed']?.hash);
    for await (const { ending, record } of lab.runWaiting()) expect([ending, record.why]).toEqual(['done', undefined]);
    await lab.close();
  });

  it('is entered as it is checked by a run, and once', async () => {
    const { lab, folder, plans } = await waitingIn(openLab, [{ name: 'calm' }]);
    const other = experimentOf({ plain: ['allow', 'allow', 'allow'] }, { name: 'other' }, join(folder, 'calm'));
    writeFileSync(join(folder, 'calm', 'plain.jsonl'), 'something else');
    expect(await codeOf(() => lab.submit(other.plan, join(folder, 'calm')))).toBe('TASKS');
    expect(await names(lab)).toEqual(['calm']);
    experimentOf({ plain: ['allow', 'deny', 'allow', 'allow'] }, { name: 'calm' }, join(folder, 'calm'));
    const plan = plans['calm'] as Plan;
    expect(await lab.submit(plan, join(folder, 'calm'))).toMatchObject({ state: 'queued' });
    for await (const { ending } of lab.runWaiting()) expect(ending).toBe('done');
    expect(await lab.submit(plan, join(folder, 'calm'))).toMatchObject({ state: 'finished' });
    expect(await names(lab)).toEqual([]);
    await lab.close();
  });

  it('ends where somebody interrupts, and goes on with what was broken off in its place', async () => {
    const { lab, plans } = await waitingIn(openLab, [
      { name: 'slow', priority: 5, commands: SLOW },
      { name: 'behind', priority: 5 },
    ]);
    const stop = new AbortController();
    const ended: string[] = [];
    const onProgress = ({ done }: { readonly done: number }): unknown => done > 10 && stop.abort();
    for await (const { record, ending } of lab.runWaiting({ signal: stop.signal, onProgress }))
      ended.push(`${record.name} ${ending}`);
    expect(await names(lab)).toEqual(['slow', 'behind']);
    for await (const { record, ending } of lab.runWaiting()) ended.push(`${record.name} ${ending}`);
    expect(ended).toEqual(['slow stopped', 'slow done', 'behind done']);
    expect(keysOf(await allOf(lab, plans['slow'] as Plan))).toEqual(expectedKeys(plans['slow'] as Plan, SLOW));
    await lab.close();
  });

  it('is not begun where it is cancelled as its turn comes, and keeps others out while it is measured', async () => {
    const { lab, folder, plans } = await waitingIn(openLab, [
      { name: 'one', priority: 5, commands: SLOW },
      { name: 'two', priority: 5 },
    ]);
    const other = await openLab(folder);
    const refused: Promise<unknown>[] = [];
    const ended: string[] = [];
    const options = {
      onBegin: ({ hash, name }: { readonly hash: string; readonly name: string }): void =>
        void (name === 'two' && refused.push(other.cancel(hash, 'not any more'))),
      onProgress: (): void =>
        void (refused.length === 0 && refused.push(codeOf(() => other.run(plans['two'] as Plan, join(folder, 'two'))))),
    };
    for await (const { record, ending } of lab.runWaiting(options)) ended.push(`${record.name} ${ending}`);
    expect(ended).toEqual(['one done', 'two cancelled']);
    expect(await Promise.all(refused)).toEqual(['RUN', undefined]);
    expect(await allOf(lab, plans['two'] as Plan)).toEqual([]);
    await lab.close();
    await other.close();
    rmSync(folder, { recursive: true });
  });
});
