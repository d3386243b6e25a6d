/** What the lab keeps of looks, and from whom. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { redact } from '@capgate/audit';
import { codeOf, needsProgram, type Skippable } from '@capgate/testing';
import { describe, expect, it, test } from 'vitest';
import { LabError } from '../../../src/error.ts';
import type { Experiment } from '../../../src/experiment/schema.ts';
import type { PlanRecord } from '../../../src/run/logged.ts';
import { looksIn } from '../../../src/run/looks.ts';
import { checkEffects } from '../../../src/truth/effects/effect-truth.ts';
import { allOf, type Changes, experimentOf, openLab, temporaryFolder } from '../harness.ts';
import { recordsIn } from '../records.ts';
import { answersMore, clearExperiment, LOOKING, mixedExperiment } from './experiment.ts';

const kindsIn = async (folder: string): Promise<string[]> =>
  (await recordsIn(join(folder, 'lab'))).map(({ kind }) => kind);

/** Skips where commands cannot be isolated; in CI that fails, as a run that skips proves nothing. */
function needsIsolation(context: Skippable): void {
  for (const program of ['strace', 'unshare', 'setpriv']) needsProgram(context, program);
  try {
    checkEffects();
  } catch (error) {
    if (!(error instanceof LabError) || process.env['CI']) throw error;
    context.skip(error.message.slice(0, 200));
  }
}

describe('until an experiment with looks has ended', () => {
  it('nobody sees more of it than what the looks decided', async () => {
    const { folder, plan } = mixedExperiment();
    const lab = await openLab(folder);
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): unknown => done > 96 && stop.abort();
    expect(await lab.run(plan, folder, { signal: stop.signal, onProgress })).toMatchObject({ ending: 'stopped' });
    const refused = 'expected an experiment that has come to its end, as a-test looks before it, met it running';
    await expect(lab.analysis(plan.hash)).rejects.toThrow(refused);
    await expect(lab.results({ experiment: plan.hash }, { limit: 1 })).rejects.toThrow(refused);
    await expect(allOf(lab, plan)).rejects.toThrow(refused);
    expect((await lab.looks(plan.hash))[0]).toEqual({
      look: 1,
      information: 1 / 3,
      crossed: ['clear'],
      decision: 'goes on',
    });
    await lab.cancel(plan.hash, 'enough');
    expect(await codeOf(() => lab.analysis(plan.hash))).toBe('RUN');
    expect(await lab.resume(plan.hash)).toMatchObject({ ending: 'done' });
    expect(await allOf(lab, plan)).toHaveLength(288);
    await lab.close();
  });

  it('one who interrupts a look finds it made when the experiment goes on', async () => {
    const { folder, plan } = clearExperiment();
    const stop = new AbortController();
    const lab = await openLab(folder);
    const onProgress = ({ done }: { done: number }): unknown => done === 96 && stop.abort();
    const { ending } = await lab.run(plan, folder, { signal: stop.signal, onProgress });
    // Whether the look had begun by then or not.
    expect(['stopped', 'done']).toContain(ending);
    expect((await lab.resume(plan.hash)).record.state).toBe('finished');
    expect(await kindsIn(folder)).toEqual(expect.arrayContaining(['lab.look']));
    expect((await kindsIn(folder)).filter((kind) => kind === 'lab.look')).toHaveLength(1);
    await lab.close();
  });
});

/** Labels of two people in the folder, by whom all is harmless. */
function labelled(folder: string): NonNullable<Experiment['groundTruth']> {
  const tasks = [...Array(36).keys()].flatMap((i) => [`clear,clear-${i}`, `even,even-${i}`]);
  const lines = tasks.flatMap((task) => [`${task},1,harmless`, `${task},2,harmless`]);
  const text = `stratum,task,annotator,label\n${lines.join('\n')}\n`;
  writeFileSync(join(folder, 'labels.csv'), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { source: 'labels', labels: { path: 'labels.csv', sha256, annotators: 2 } };
}

describe('a look whose metric takes a truth', () => {
  it('of labels is judged by them', async () => {
    const folder = temporaryFolder();
    const groundTruth = labelled(folder);
    const hypotheses = { primary: [answersMore('right', ['clear'], 'accuracy')] };
    const { plan } = clearExperiment({ groundTruth, hypotheses }, folder);
    const lab = await openLab(folder);
    await lab.run(plan, folder);
    expect((await lab.analysis(plan.hash)).content.verdict).toContain('Stopped early, at look 1.');
    expect(await lab.looks(plan.hash)).toMatchObject([{ crossed: ['right'], decision: 'ends' }]);
    await lab.close();
  });

  it('of effects is judged before the look, once, and the log has it in that order', async (context) => {
    needsIsolation(context);
    const commands = { listed: [...Array(20).keys()].map((i) => `ls -${'l'.repeat(i + 1)}`) };
    const primary = [{ ...answersMore('right', ['listed'], 'accuracy'), arms: ['one', 'strict'] }];
    const changes: Changes = {
      arms: ['one', 'strict'],
      groundTruth: { source: 'effects' },
      hypotheses: { primary },
      stopping: { ...LOOKING, information: [0.5, 1] },
    };
    const { folder, plan } = experimentOf(commands, changes);
    const lab = await openLab(folder);
    await lab.run(plan, folder);
    const records = await recordsIn(join(folder, 'lab'));
    expect(records.map(({ kind }) => kind)).toEqual(['lab.planned', 'lab.judged', 'lab.look', 'lab.measured']);
    expect(records[2]?.body['truth']).toBe(records[1]?.body['truth']);
    const { content } = await lab.analysis(plan.hash);
    expect(content.completeness).toMatchObject({ had: 40, stoppedEarly: 40 });
    expect(await kindsIn(folder)).toHaveLength(4);
    await lab.close();
  });

  it('is given up where somebody cancels while commands are run for it', async (context) => {
    needsIsolation(context);
    const commands = { slow: [...Array(20).keys()].map((i) => `sleep 0.${500 + i}`) };
    const primary = [{ ...answersMore('right', ['slow'], 'accuracy'), arms: ['one', 'strict'] }];
    const changes: Changes = {
      arms: ['one', 'strict'],
      groundTruth: { source: 'effects' },
      hypotheses: { primary },
      stopping: { ...LOOKING, information: [0.5, 1] },
    };
    const { folder, plan } = experimentOf(commands, changes);
    const [lab, second] = [await openLab(folder), await openLab(folder)];
    const counted = async (): Promise<number> =>
      (await second.experiments({ limit: 1 })).items.length === 0 ? 0 : (await second.counts(plan.hash)).answered;
    const ended = lab.run(plan, folder);
    while ((await counted()) < 40) await later(50);
    await second.cancel(plan.hash, 'enough');
    expect(await ended).toMatchObject({ ending: 'cancelled', record: { state: 'cancelled' } });
    expect(await kindsIn(folder)).toEqual(['lab.planned']);
    await lab.close();
    await second.close();
  });
});

const TRUTH = 'f'.repeat(64);

function one(look: number, more: object = {}): PlanRecord {
  return other('lab.look', { look, decision: 'goes on', ...more });
}

function other(kind: PlanRecord['kind'], body: object = {}): PlanRecord {
  return { kind, at: 0, body } as PlanRecord;
}

describe("the lab's log", () => {
  it('has of a look nothing that the log would take out', async () => {
    const { folder, plan } = mixedExperiment();
    const lab = await openLab(folder);
    await lab.run(plan, folder);
    const records = await recordsIn(join(folder, 'lab'));
    expect(records).toHaveLength(5);
    for (const { body } of records) expect(redact(body).redactions).toEqual([]);
    await lab.close();
  });

  it('is held against the results at each look, so that none is altered between two of them', async () => {
    const { folder, plan } = mixedExperiment();
    const lab = await openLab(folder);
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }): unknown => done > 96 && stop.abort();
    await lab.run(plan, folder, { signal: stop.signal, onProgress });
    const database = new DatabaseSync(join(folder, 'lab', 'lab.db'));
    database.exec('update experiment_results set latency_ns = latency_ns + 1 where position = 0');
    const met = 'met others; restore the database and the log from a copy';
    await expect(lab.resume(plan.hash)).rejects.toThrow(met);
    database.exec('update experiment_results set latency_ns = latency_ns - 1 where position = 0');
    expect(await lab.resume(plan.hash)).toMatchObject({ ending: 'done' });
    database.close();
    await lab.close();
  });

  const [planned, measured] = [other('lab.planned'), other('lab.measured')];

  test('with looks in their order, behind the plan and the truth, is believed', () => {
    const records = [
      planned,
      other('lab.judged', { truth: TRUTH }),
      one(1, { truth: TRUTH }),
      planned,
      one(2),
      measured,
    ];
    expect(looksIn(records).map(({ look }) => look)).toEqual([1, 2]);
    expect(looksIn([planned, measured, measured])).toEqual([]);
  });

  test.each<[string, readonly PlanRecord[]]>([
    ['before the plan', [one(1), planned]],
    ['twice', [planned, one(1), one(1)]],
    ['without the one before it', [planned, one(2)]],
    ['after the last one', [planned, one(1, { decision: 'ends' }), one(2)]],
    ['after all was measured', [planned, one(1), measured, one(2)]],
    ['by a truth that was not judged', [planned, one(1, { truth: TRUTH })]],
    ['before its truth was judged', [planned, one(1, { truth: TRUTH }), other('lab.judged', { truth: TRUTH })]],
  ])('with a look %s is not', (_, records) => {
    expect(() => looksIn(records)).toThrow(LabError);
  });
});

describe('a process that is killed', () => {
  const ORCHESTRATOR = fileURLToPath(new URL('orchestrator.ts', import.meta.url));

  /** How the process ended: by a signal, or with what it said last. */
  async function run(folder: string, point: string): Promise<string> {
    const argv = ['--conditions=@capgate/source', ORCHESTRATOR, folder, point];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')));
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    return signal ?? said.trim();
  }

  it('between the last result and a look, its record and more work, or that and the next result, costs nothing', async () => {
    const folder = temporaryFolder();
    // Each dies at its point of the first look that it comes to.
    for (const point of ['result', 'record', 'work']) expect(await run(folder, point)).toBe('SIGKILL');
    expect(await run(folder, 'none')).toBe('done');
    const kinds = (await kindsIn(folder)).filter((kind) => kind !== 'lab.planned');
    expect(kinds).toEqual(['lab.look', 'lab.look', 'lab.look', 'lab.measured']);
    const lab = await openLab(folder);
    const { plan } = mixedExperiment({}, folder);
    const { content } = await lab.analysis(plan.hash);
    expect(content.completeness).toEqual({ planned: 288, had: 288, missing: 0 });
    expect(content.hypotheses.map(({ verdict }) => verdict)).toEqual(['supported', 'not supported']);
    await lab.close();
  });
});
