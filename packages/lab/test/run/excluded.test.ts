import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { exclusionFileHash, recordOf, verifyReport } from '../../src/analysis/index.ts';
import { NodeDisk, systemClock, systemRandom } from '@capgate/base/node';
import { nodePrimitives } from '@capgate/keys/node';
import { planRecords } from '../../src/run/logged.ts';
import { allOf, experimentOf, openLab } from './harness.ts';

const machine = { disk: new NodeDisk(), clock: systemClock, random: systemRandom, primitives: nodePrimitives };
const EXCLUSION = 'Tasks that need a network.';

const fileOf = (...tasks: readonly string[]): Buffer =>
  Buffer.from(
    ['stratum,task,exclusion,reason', ...tasks.map((task) => `plain,${task},${EXCLUSION},It fetches.`), ''].join('\n'),
  );

const [FIRST, SECOND] = [fileOf('plain-0'), fileOf('plain-1')];

it('a file of exclusions goes into the log of the lab when it is first given, and each report says which came first', async () => {
  const { folder, plan } = experimentOf({ plain: ['allow', 'deny', 'allow'] }, { exclusions: [EXCLUSION] });
  const lab = await openLab(folder);
  const beforeMs = Date.now();
  await lab.run(plan, folder);
  const logged = async () => await planRecords(machine, join(folder, 'lab'), plan.hash);
  const kinds = async (): Promise<string[]> => (await logged()).map(({ kind }) => kind);
  const ask = async (exclusions?: Uint8Array) =>
    recordOf(await lab.analysis(plan.hash, { ...(exclusions !== undefined && { exclusions }) }));

  expect((await ask()).facts.exclusionFiles).toBeUndefined();
  const first = await ask(FIRST);
  expect(first.exclusions).toEqual([{ text: EXCLUSION, tasks: 1 }]);
  expect(first.limits.join('\n')).toContain('after the last question (results could be known by then)');
  const entry = (await logged()).at(-1);
  expect(entry).toMatchObject({
    kind: 'lab.excluded',
    body: { plan: plan.hash, file: exclusionFileHash(FIRST), tasks: 1 },
  });
  expect(entry?.at).toBeGreaterThanOrEqual(beforeMs);
  expect(first.facts.exclusionFiles?.given).toEqual([{ sha256: exclusionFileHash(FIRST), at: entry?.at }]);

  // The same once more adds nothing; another is told, and so is that none is taken.
  expect(await ask(FIRST)).toEqual(first);
  const second = await ask(SECOND);
  expect(second.limits.join('\n')).toContain(`It is not the first such file. ${exclusionFileHash(FIRST)} was given`);
  expect(await kinds()).toEqual(['lab.planned', 'lab.measured', 'lab.excluded', 'lab.excluded']);
  const none = await ask();
  expect(none.limits.join('\n')).toContain('It is not taken here: all tasks count.');
  expect(none.exclusions).toEqual([{ text: EXCLUSION, tasks: 0 }]);
  const results = await allOf(lab, plan);
  expect(verifyReport(second, { results, exclusions: SECOND }).content.verdict).toBe(second.verdict);
  await lab.close();
});

it('a file of exclusions that is none, or of tasks that the experiment does not have, is refused and is in no log', async () => {
  const { folder, plan } = experimentOf({ plain: ['allow', 'deny', 'allow'] }, { exclusions: [EXCLUSION] });
  const lab = await openLab(folder);
  await lab.run(plan, folder);
  await expect(lab.analysis(plan.hash, { exclusions: fileOf('plain-7') })).rejects.toMatchObject({
    code: 'EXCLUSIONS',
    message: 'line 2: expected a task of the experiment, met "plain-7" of "plain"',
  });
  expect((await planRecords(machine, join(folder, 'lab'), plan.hash)).map(({ kind }) => kind)).not.toContain(
    'lab.excluded',
  );
  await lab.close();
});

it('a file that is given before anything is measured is told as that', async () => {
  const { folder, plan } = experimentOf({ plain: ['wait 5', 'wait 5', 'wait 5'] }, { exclusions: [EXCLUSION] });
  const lab = await openLab(folder);
  await lab.run(plan, folder, { signal: AbortSignal.abort() });
  await lab.analysis(plan.hash, { exclusions: FIRST });
  expect(await lab.resume(plan.hash)).toMatchObject({ ending: 'done' });
  const { content } = await lab.analysis(plan.hash, { exclusions: FIRST });
  expect(content.limits.join('\n')).toContain(', before the first question.');
  // What the tables say of when results came is held against the log, so the file cannot be made to look earlier.
  const database = new DatabaseSync(join(folder, 'lab', 'lab.db'));
  database.exec('update experiment_results set started_at = started_at + 100000');
  database.close();
  await expect(lab.analysis(plan.hash, { exclusions: SECOND })).rejects.toMatchObject({ code: 'STORE' });
  await lab.close();
});
