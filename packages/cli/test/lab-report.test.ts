import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXCLUSION, labWorld, MEASURING_TIMEOUT_MS } from './lab-world.ts';

const { folder, lab, ask, written, run } = labWorld();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => run('served', 1), MEASURING_TIMEOUT_MS);

describe('lab report --excluded', () => {
  it('leaves out the tasks of a file, and says when it was given', async () => {
    const path = written('excluded.csv', `stratum,task,exclusion,reason\nplain,t-1,${EXCLUSION},It fetches a page.\n`);
    const output = join(folder, 'report');
    expect(await ask('report', '--excluded', 'excluded.csv', '--output', output, 'served')).toMatchObject({
      status: 0,
    });
    const report = JSON.parse(readFileSync(join(output, 'report.json'), 'utf8'));
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    expect(report.exclusions).toEqual([{ text: EXCLUSION, tasks: 1 }]);
    expect(report.facts.exclusionFiles).toMatchObject({ taken: sha256, given: [{ sha256 }] });
    expect(report.limits.join('\n')).toContain('after the last question (results could be known by then)');
    expect(readFileSync(join(output, 'report.html'), 'utf8')).toContain('<code>plain/t-1</code>: It fetches a page.');
  });

  it('refuses what was not planned, by its line, and a file that is not there', async () => {
    written('other.csv', 'stratum,task,exclusion,reason\nplain,t-1,Tasks that do not suit.,They do not.\n');
    expect(await ask('report', '--excluded', 'other.csv', 'served')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('EXCLUSIONS: line 2: expected an exclusion of the plan, word for word'),
    });
    expect(await ask('report', '--excluded', 'absent.csv', 'served')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('expected to read "absent.csv"'),
    });
  });
});

describe('lab compare', () => {
  const theirs = join(folder, 'theirs');

  beforeAll(async () => {
    await run('later', 2);
    await run('served', 1, '--lab', theirs);
  }, MEASURING_TIMEOUT_MS);

  it('writes a page whose numbers are those that it prints', async () => {
    const { status, stdout } = await ask('compare', '--html', 'page.html', 'served', 'later');
    expect(status).toBe(0);
    expect(stdout).toMatch(/\nPage {4}\/.*\/page\.html\n$/u);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    const [, mean = ''] = /latency of strict, plain, mean: ([^[]+) \[/u.exec(stdout) ?? [];
    expect(mean).not.toBe('');
    expect(page).toContain(`>${mean}</data>`);
    expect(page).toContain('Two experiments side by side');
    const record = JSON.parse((await ask('compare', '--json', 'served', 'later')).stdout);
    for (const { plan, results } of record.experiments)
      for (const hash of [plan, results]) expect(page).toContain(hash);
  });

  it('puts one plan side by side that was measured in two labs, and not one that was copied', async () => {
    const { status, stdout } = await ask('compare', '--with-lab', theirs, 'served', 'served');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('Both measured one plan') });
    expect(await ask('compare', 'served', 'served')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('or one of this plan that was measured in another lab'),
    });
    const copy = join(folder, 'copy');
    cpSync(lab, copy, { recursive: true });
    expect(await ask('compare', '--with-lab', copy, '--html', 'copy.html', 'served', 'served')).toMatchObject({
      status: 2,
    });
    expect(existsSync(join(folder, 'copy.html'))).toBe(false);
  });

  it("runs no command of somebody else's lab to find out what is right", async () => {
    const strange = join(folder, 'strange');
    cpSync(theirs, strange, { recursive: true });
    const database = new DatabaseSync(join(strange, 'lab.db'));
    database.exec(
      `update experiments set document = json_set(document, '$.groundTruth', json('{"source":"effects"}'))`,
    );
    database.close();
    expect(await ask('compare', '--with-lab', strange, 'served', 'served')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('expected "served" with what its commands do, met none in its lab'),
    });
  });

  it('says where the other lab is none', async () => {
    expect(await ask('compare', '--with-lab', join(folder, 'nowhere'), 'served', 'served')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('nowhere, met none'),
    });
  });
});
