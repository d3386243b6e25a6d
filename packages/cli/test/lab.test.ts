import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Experiment, Hypothesis } from '@capgate/lab';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from '../src/documents.ts';
import { findLab } from '../src/lab/find.ts';
import { capgate } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'capgate-lab-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PAGE = readFileSync(new URL('../../../docs/lab.md', import.meta.url), 'utf8');
/** The document that the page shows. */
const [, DOCUMENT = ''] = /^```yaml\n(.*?)^```$/msu.exec(PAGE) ?? [];

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('lab plan', () => {
  it('prints what docs/lab.md shows', async () => {
    const { status, stdout } = await capgate(['lab', 'plan', written('experiment.yaml', DOCUMENT)]);
    const [, shown = ''] = /^\$ capgate lab plan experiment\.yaml\n(.*?)^```$/msu.exec(PAGE) ?? [];
    expect(status).toBe(0);
    expect(stdout).toBe(shown);
  });

  it('tells a program the same, with the hash of the plan', async () => {
    const path = written('experiment.yaml', DOCUMENT);
    const plan = JSON.parse((await capgate(['lab', 'plan', '--json', path])).stdout);
    expect(plan).toMatchObject({ tasks: 1_500, urgency: 'high', hash: expect.stringMatching(/^[0-9a-f]{64}$/u) });
    expect((await capgate(['lab', 'plan', path])).stdout).toContain(plan.hash);
    expect(plan.hypotheses[0]).toMatchObject({ role: 'primary', isPowered: true });
    // All that the document says is there, and what it leaves to a default.
    const { hypotheses, ...said } = (await parseDocument(DOCUMENT, path)) as Experiment;
    expect(plan).toMatchObject(said);
    expect(plan.hypotheses).toMatchObject(hypotheses.primary);
    expect(plan.hypotheses.map(({ alternative }: Hypothesis) => alternative)).toEqual(['two-sided', 'less']);
  });

  it('tells what is wrong, and where', async () => {
    const path = written('few.yaml', DOCUMENT.replace('count: 600', 'count: 6').replace('count: 900', 'count: 9'));
    const { status, stdout } = await capgate(['lab', 'plan', path]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^error ".*few\.yaml" \/strata: expected \d+ tasks for the power 0\.9 of as-accurate, met 15/u,
    );
    const { faults } = JSON.parse((await capgate(['lab', 'plan', '--json', path])).stdout);
    expect(faults).toHaveLength(2);
  });

  it('says of equivalence what it looks for', async () => {
    const equal = DOCUMENT.replace(/test: signed-rank\n.*alternative: less\n.*effect: .*/u, (text) =>
      text
        .replace('signed-rank', 'paired-equivalence')
        .replace(/ *alternative: less\n/u, '')
        .replace(/effect: .*/u, 'effect: { margin: 1000, standardDeviation: 2000 }'),
    );
    const path = written('equal.yaml', equal);
    expect((await capgate(['lab', 'plan', path])).stdout).toContain('paired-equivalence, within the margin, α');
    const { hypotheses } = JSON.parse((await capgate(['lab', 'plan', '--json', path])).stdout);
    expect(hypotheses[1]).toMatchObject({ test: 'paired-equivalence', alternative: 'within the margin' });
  });

  it('prints nothing that could steer a terminal', async () => {
    const path = written('loud.yaml', DOCUMENT.replace(/^title: .*$/mu, String.raw`title: "\e[2Jgone"`));
    const { status, stdout } = await capgate(['lab', 'plan', path]);
    expect(status).toBe(0);
    expect(stdout).not.toContain('\u001b');
  });

  it('says what it cannot read', async () => {
    const { status, stderr } = await capgate(['lab', 'plan', join(folder, 'nowhere.yaml')]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('expected to read') });
  });
});

describe('lab schema', () => {
  it('prints a schema for editors', async () => {
    const { stdout } = await capgate(['lab', 'schema']);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  });
});

describe('where the lab is not installed', () => {
  it('says what to install', async () => {
    await expect(findLab('@capgate/nowhere')).rejects.toThrow(/npm install --global @capgate\/nowhere/u);
  });
});

describe('lab claims', () => {
  it('prints what is claimed, what was measured, and whether it holds', async () => {
    const { status, stdout } = await capgate(['lab', 'claims', 'descriptor-bytes', 'label-accuracy']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/claimed {3}≤ 24 B\n {4}measured {2}24 B, 95 % from 24 to 24, n [\d,]+\n.*\n {4}HOLDS\n/u);
    expect(stdout).toMatch(/\(label-accuracy\)\n.*\n {4}measured {2}takes labels.*\n.*\n {4}NOT MEASURABLE HERE\n/u);
    expect(stdout).toContain('1 holds, 0 does not hold, 0 undecided, 1 not measurable here');
  });

  it('tells a program the figure with its rows’ hash, and the machine', async () => {
    const { environment, claims } = JSON.parse((await capgate(['lab', 'claims', '--json', 'descriptor-bytes'])).stdout);
    expect(environment).toMatchObject({ cores: expect.any(Number), kernel: expect.any(String) });
    expect(claims).toMatchObject([
      { id: 'descriptor-bytes', verdict: 'holds', measured: { source: expect.stringMatching(/^[0-9a-f]{64}$/u) } },
    ]);
  });

  it('names the claims that there are', async () => {
    const { status, stderr } = await capgate(['lab', 'claims', 'speed']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('decision-median') });
  });
});
