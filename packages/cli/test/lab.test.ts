import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import type { Experiment, Hypothesis } from '@capgate/lab';
import { NatsServer, needsProgram } from '@capgate/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from '../src/documents.ts';
import { installed } from '../src/installed.ts';
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

  it('says at which rate arms are put under load', async () => {
    const [from, to] = ['type: gate_vs_llm', 'type: load\nload: { ratePerSecond: 20, arrivals: poisson }'];
    const { stdout } = await capgate(['lab', 'plan', written('load.yaml', DOCUMENT.replace(from, to))]);
    expect(stdout).toContain(
      'Load        20 questions a second, poisson arrivals, a block for each arm and replicate\n',
    );
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

/** An arm that answers the same to all it is asked. */
function answering(name: string, verdict: string) {
  const program = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) =>
    console.log(JSON.stringify({ id: JSON.parse(line).id, verdict: '${verdict}' })));`;
  return { name, kind: 'command', settings: { argv: [process.execPath, '-e', program] } };
}

describe('lab run, status, resume and cancel', () => {
  /** A plan that is sound, and whose arms cannot be asked: what they name is not there. */
  const TASKS = Array.from({ length: 4 }, (_, i) => `{"id":"t-${i}","command":"git status"}\n`).join('');
  const PLAN = {
    version: 1,
    name: 'not-to-be-asked',
    title: 'What is told of arms that do not answer?',
    type: 'gate_vs_gate',
    arms: ['one', 'other'].map((name) => ({ name, kind: 'command', settings: { argv: ['/nowhere/an-arm'] } })),
    strata: [
      {
        name: 'plain',
        tasks: { path: 'tasks.jsonl', sha256: createHash('sha256').update(TASKS).digest('hex'), count: 4 },
      },
    ],
    replicates: 2,
    seed: 1,
    blinding: 'none',
    hypotheses: {
      primary: [
        {
          id: 'sooner',
          statement: 'One answers sooner.',
          metric: 'latency',
          arms: ['one', 'other'],
          unit: 'replicate',
          test: 'welch',
          effect: { d: 100 },
        },
      ],
    },
    alpha: 0.05,
    power: 0.8,
    stopping: { rule: 'fixed' },
    exclusions: [],
    resources: { timeoutMs: 1_000, workers: 1 },
    priority: 5,
  };
  const home = join(folder, 'home');
  const ask = (...argv: readonly string[]) => capgate(['lab', ...argv], { home });

  it('says where there is nothing', async () => {
    const nowhere = join(folder, 'mistyped');
    const commands = [
      ['status'],
      ['cancel', 'x'],
      ['resume', 'x'],
      ['report', 'x'],
      ['export', 'x'],
      ['compare', 'x', 'y'],
    ];
    for (const [name = '', ...operands] of commands) {
      const { status, stderr } = await ask(name, '--lab', nowhere, ...operands);
      expect({ name, status, stderr }).toEqual({
        name,
        status: 2,
        stderr: expect.stringContaining(`RUN: expected a lab in ${nowhere}, met none; capgate lab run FILE makes one`),
      });
    }
    expect(existsSync(nowhere)).toBe(false);
  });

  it('refuses tasks that the plan does not name, before anything is entered', async () => {
    written('tasks.jsonl', 'others');
    const { status, stderr } = await ask('run', written('plan.json', JSON.stringify(PLAN)));
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('TASKS: expected') });
    expect(JSON.parse((await ask('status', '--json')).stdout)).toEqual({ experiments: [], waiting: [] });
    expect((await ask('status')).stdout).toContain('No experiment was run here; capgate lab run FILE runs one.');
    expect(await ask('cancel', 'nothing')).toMatchObject({ status: 2, stderr: expect.stringContaining('met nothing') });
  });

  it('refuses what asks for another machine', async () => {
    written('tasks.jsonl', TASKS);
    const path = written('elsewhere-only.json', JSON.stringify({ ...PLAN, constraints: { region: 'nowhere' } }));
    const { status, stderr } = await ask('run', path);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(
        'RUN: expected a machine with the region nowhere, met one without; run it on one',
      ),
    });
    expect(JSON.parse((await ask('status', '--json')).stdout)).toEqual({ experiments: [], waiting: [] });
  });

  it('refuses no threads at all', async () => {
    const { status, stderr } = await ask('run', '--workers', '0', written('plan.json', JSON.stringify(PLAN)));
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('from 1 to 256') });
  });

  it('tells why an experiment could not go on, by name, hash and to a program, and is asked to try again', async () => {
    written('tasks.jsonl', TASKS);
    const { status, stdout } = await ask('run', written('plan.json', JSON.stringify(PLAN)));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^It could not go on; capgate lab resume ([0-9a-f]{12}) tries again\.$/mu);
    expect(stdout).toMatch(/^Why +ARM: expected/mu);
    const [experiment] = JSON.parse((await ask('status', '--json')).stdout).experiments;
    expect(experiment).toMatchObject({ name: 'not-to-be-asked', state: 'failed', done: 0, itemCount: 16 });
    expect((await ask('status')).stdout).toBe(
      `${experiment.hash.slice(0, 12)}  not-to-be-asked  failed, 0 of 16 results\n`,
    );
    expect((await ask('status', experiment.hash.slice(0, 8))).stdout).toContain(experiment.hash);
    expect(JSON.parse((await ask('resume', '--json', 'not-to-be-asked')).stdout)).toMatchObject({ ending: 'failed' });
  });

  it('says of one that was interrupted that it was, also beside another that runs', async () => {
    const answers = `({ id }) => setTimeout(() => console.log(JSON.stringify({ id, verdict: 'allow' })), 100)`;
    const lines = `require('node:readline').createInterface({ input: process.stdin })`;
    const program = written(
      'slow.cjs',
      `const answer = ${answers};\n${lines}.on('line', (line) => answer(JSON.parse(line)));`,
    );
    const arms = ['one', 'other'].map((name) => ({
      name,
      kind: 'command',
      settings: { argv: [process.execPath, program] },
    }));
    const slowHome = join(folder, 'slow');
    written('tasks.jsonl', TASKS);
    const askThere = (...argv: readonly string[]) => capgate(['lab', ...argv], { home: slowHome });
    const run = (name: string) => {
      const path = written(
        `${name}.json`,
        JSON.stringify({ ...PLAN, name, arms, resources: { timeoutMs: 5_000, workers: 1 } }),
      );
      return askThere('run', path);
    };
    const untilRunning = async (name: string): Promise<Record<string, Record<string, unknown>>> => {
      for (;;) {
        const { status, stdout } = await askThere('status', '--json');
        const all: readonly Record<string, unknown>[] = status === 0 ? JSON.parse(stdout).experiments : [];
        const byName = Object.fromEntries(all.map((one) => [one['name'], one]));
        if (Number(byName[name]?.['done'] ?? 0) > 0) return byName;
        await later(20);
      }
    };
    for (const [name, states] of [
      ['first', { first: false }],
      ['second', { first: true, second: false }],
    ] as const) {
      const ended = run(name);
      const byName = await untilRunning(name);
      expect(Object.fromEntries(Object.keys(states).map((key) => [key, byName[key]?.['isInterrupted']]))).toEqual(
        states,
      );
      // As Node calls it at Ctrl+C.
      process.listeners('SIGINT').at(-1)?.('SIGINT');
      expect((await ended).stdout).toMatch(
        /^Interrupted; capgate lab resume .*^State +interrupted, \d+ of 16 results$/msu,
      );
    }
    expect((await askThere('status')).stdout).toMatch(
      /^Waiting, .*\n.*first {2}interrupted, .* results, normal \(5\)\n.*second {2}interrupted, .*\n$/u,
    );
  });

  it('has the gate asked, and does not ask it twice', async () => {
    const arms = ['strict', 'balanced'].map((mode) => ({ name: mode, kind: 'gate', settings: { mode } }));
    const hypotheses = { primary: [{ ...PLAN.hypotheses.primary[0], arms: ['strict', 'balanced'] }] };
    const path = written(
      'gates.json',
      JSON.stringify({ ...PLAN, name: 'two-modes', type: 'gate_vs_gate', arms, hypotheses }),
    );
    const report = JSON.parse((await ask('run', '--json', '--workers', '1', path)).stdout);
    expect(report).toMatchObject({ ending: 'done', state: 'finished', done: 16, counts: { answered: 16 } });
    expect(report.facts).toMatchObject({ strict: { mode: 'strict' }, balanced: { mode: 'balanced' } });
    const { status, stdout } = await ask('run', path);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('nothing was measured again') });
    expect(stdout).toContain(`Results     ${join(home, '.local/share/capgate/lab')}`);
    expect(await ask('cancel', 'two-modes')).toMatchObject({ status: 2 });
  });

  it('stops one early whose hypotheses have crossed, and says at which look', async () => {
    const tasks = Array.from({ length: 20 }, (_, i) => `{"id":"t-${i}","command":"git status"}\n`).join('');
    written('twenty.jsonl', tasks);
    const sha256 = createHash('sha256').update(tasks).digest('hex');
    const answers = { id: 'answers', statement: 'One answers more.', metric: 'answered', arms: ['one', 'other'] };
    const plan = {
      ...PLAN,
      name: 'looking',
      arms: [answering('one', 'allow'), answering('other', 'perhaps')],
      strata: [{ name: 'plain', tasks: { path: 'twenty.jsonl', sha256, count: 20 } }],
      hypotheses: {
        primary: [{ ...answers, unit: 'task', test: 'mcnemar', effect: { onlyFirst: 0.95, onlySecond: 0.01 } }],
      },
      stopping: { rule: 'group-sequential', information: [0.5, 1], spending: 'pocock' },
    };
    const { status, stdout } = await ask('run', written('looking.json', JSON.stringify(plan)));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^It stopped early, at look 1\.\n/u);
    expect(stdout).toContain('State       finished, 40 of 80 results, stopped early');
    expect(stdout).toContain('Stopped early, at look 1. Of 1 primary hypothesis: supported: answers.');
    const look = 'Look 1      at 50 % of the values: answers crossed, measuring ends';
    expect((await ask('status', 'looking')).stdout).toContain(look);
    const { looks } = JSON.parse((await ask('status', '--json', 'looking')).stdout);
    expect(looks).toEqual([{ look: 1, information: 0.5, crossed: ['answers'], decision: 'ends' }]);
  });

  it('reports it, and writes its results', async () => {
    const path = join(home, '.local/share/capgate/lab/reports');
    const { hash: plan } = JSON.parse((await ask('status', '--json', 'two-modes')).stdout);
    const report = plan.slice(0, 12);
    const { plan: reported, completeness } = JSON.parse(readFileSync(join(path, report, 'report.json'), 'utf8'));
    expect({ reported, completeness }).toEqual({
      reported: plan,
      completeness: { planned: 16, had: 16, missing: 0 },
    });
    const output = join(folder, 'report');
    const { status, stdout } = await ask('report', '--output', output, 'two-modes');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(`Report  ${output}/report.html`) });
    expect(readFileSync(join(output, 'report.html'), 'utf8')).toContain(plan);
    const rows = (await ask('export', 'two-modes')).stdout.trimEnd().split(/\r?\n/u);
    expect(rows).toHaveLength(17);
    const file = join(folder, 'results.parquet');
    expect(await ask('export', '--format', 'parquet', '--output', file, 'two-modes')).toMatchObject({ status: 0 });
    expect(readFileSync(file).subarray(0, 4).toString()).toBe('PAR1');
    expect(await ask('export', '--format', 'parquet', 'two-modes')).toMatchObject({ status: 2 });
    const places = [
      ['export', join(folder, 'nowhere', 'results.csv'), 'ENOENT'],
      ['export', join(file, 'results.csv'), 'ENOTDIR'],
      ['export', output, 'EISDIR'],
      ['report', file, 'EEXIST'],
      ['report', join(file, 'below'), 'ENOTDIR'],
    ] as const;
    for (const [name, place, code] of places) {
      const { status: refused, stderr } = await ask(name, '--output', place, 'two-modes');
      expect({ refused, stderr }).toEqual({
        refused: 2,
        stderr: expect.stringContaining(`STORE: expected to write ${place}, met ${code}; name another`),
      });
    }
    expect(existsSync(`${output}.part`)).toBe(false);
  });

  it('measures what waits, the most urgent first, and says which failed', async () => {
    const lineHome = join(folder, 'line');
    const askThere = (...argv: readonly string[]) => capgate(['lab', ...argv], { home: lineHome });
    written('tasks.jsonl', TASKS);
    const gates = JSON.parse(readFileSync(join(folder, 'gates.json'), 'utf8')) as object;
    const plans = [
      { ...gates, name: 'calm', priority: 3 },
      { ...PLAN, name: 'no-arms', priority: 7 },
      { ...gates, name: 'urgent', priority: 9 },
      { ...gates, name: 'no-more', priority: 9 },
    ];
    const paths = plans.map((plan) => written(`${plan.name}.json`, JSON.stringify(plan)));
    expect(await askThere('run')).toMatchObject({ status: 2, stderr: expect.stringContaining('met none') });
    const submitted = await askThere('submit', ...paths);
    expect(submitted.status).toBe(0);
    expect(submitted.stdout.replaceAll(/^[0-9a-f]{12} {2}/gmu, '')).toBe(
      'calm  low (3), 0 before it\nno-arms  high (7), 0 before it\nurgent  critical (9), 0 before it\nno-more  critical (9), 1 before it\n',
    );
    expect(await askThere('cancel', 'no-more')).toMatchObject({ status: 0 });
    const { waiting, experiments } = JSON.parse((await askThere('status', '--json')).stdout) as {
      readonly waiting: readonly string[];
      readonly experiments: readonly { readonly hash: string; readonly name: string }[];
    };
    const namesOf = waiting.map((hash) => experiments.find((one) => one.hash === hash)?.name);
    expect(namesOf).toEqual(['urgent', 'no-arms', 'calm']);
    expect((await askThere('status')).stdout.replaceAll(/^[0-9a-f]{12} {2}/gmu, '')).toBe(
      'no-more  cancelled, 0 of 16 results\nWaiting, the next first; capgate lab run measures them:\nurgent  queued, 0 of 16 results, critical (9)\nno-arms  queued, 0 of 16 results, high (7)\ncalm  queued, 0 of 16 results, low (3)\n',
    );
    expect(await askThere('run', '--output', 'report')).toMatchObject({ status: 2 });
    const { status, stdout } = await askThere('run', '--json');
    const ended = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect({ status, ended: ended.map(({ name, ending }) => [name, ending]) }).toEqual({
      status: 1,
      ended: [
        ['urgent', 'done'],
        ['no-arms', 'failed'],
        ['calm', 'done'],
      ],
    });
    expect(ended.map(({ report }) => report !== null)).toEqual([true, false, true]);
    expect(await askThere('run')).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing waits here') });
    expect((await askThere('submit', paths[2] as string)).stdout).toMatch(/urgent {2}was measured before/u);
    await askThere('submit', '--json', paths[3] as string);
    written('tasks.jsonl', 'others');
    const refused = await askThere('run');
    expect(refused).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('and waits on; capgate lab run tries'),
    });
    expect((await askThere('status')).stdout).toMatch(/no-more {2}queued, .*, critical \(9\)\n {2}TASKS: expected/u);
    written('tasks.jsonl', TASKS);
  });

  it('compares it with another experiment, and not with itself', async () => {
    const again = JSON.parse(readFileSync(join(folder, 'gates.json'), 'utf8')) as object;
    const path = written('gates-again.json', JSON.stringify({ ...again, name: 'two-modes-again', seed: 2 }));
    expect(await ask('run', '--workers', '1', path)).toMatchObject({ status: 0 });
    const { hash } = JSON.parse((await ask('plan', '--json', path)).stdout);
    expect((await ask('compare', 'two-modes', 'two-modes-again')).stdout).toContain(`Second  ${hash}`);
    expect(await ask('compare', hash, 'two-modes-again')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('PLAN: expected two experiments'),
    });
  });

  it('has arms asked by workers elsewhere, who are told the plan by its hash', async (context) => {
    const server = await NatsServer.start(needsProgram(context, 'nats-server'));
    const [gates, mode] = [['strict', 'balanced'], 'gate_vs_gate'];
    const arms = gates.map((name) => ({ name, kind: 'gate', settings: { mode: name } }));
    const hypotheses = { primary: [{ ...PLAN.hypotheses.primary[0], arms: gates }] };
    written('tasks.jsonl', TASKS);
    const plan = { ...PLAN, name: 'elsewhere', type: mode, arms, hypotheses };
    const path = written('elsewhere.json', JSON.stringify(plan));
    const { hash } = JSON.parse((await ask('plan', '--json', path)).stdout);
    const around = { cwd: folder, env: { CAPGATE_NATS_URL: server.address } };
    const [worked, run] = await Promise.all([
      capgate(['lab', 'worker', hash], around),
      ask('run', '--json', '--nats', server.address, path),
    ]);
    expect(JSON.parse(run.stdout)).toMatchObject({ ending: 'done', done: 16, counts: { answered: 16 } });
    expect(worked).toMatchObject({
      status: 0,
      stdout: 'The experiment is over. Of its results, 16 are from here (0 failed).\n',
    });
    await server.stop();
  });

  const worker = (...argv: readonly string[]) => capgate(['lab', 'worker', ...argv], { cwd: folder });

  it('lets no worker begin without a server, without TLS, or without the whole hash', async () => {
    const hash = 'ab'.repeat(32);
    expect(await worker(hash)).toMatchObject({ status: 2, stderr: expect.stringContaining('expected --nats URL') });
    const open = await worker('--nats', 'nats://nats.example.com', hash);
    expect(open).toMatchObject({ status: 2, stderr: expect.stringContaining('RUN: expected the address') });
    const short = await worker('--nats', 'nats://127.0.0.1:1', hash.slice(0, 12));
    expect(short).toMatchObject({ status: 2, stderr: expect.stringContaining('RUN: expected the whole hash') });
    const nobody = await worker('--nats', 'nats://127.0.0.1:1', hash);
    expect(nobody).toMatchObject({ status: 2, stderr: expect.stringContaining('RUN: expected the NATS server') });
  });

  it('cancels what has not ended', async () => {
    const refused = await ask('cancel', 'not-to-be-asked');
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('met not-to-be-asked, failed') });
    expect((await ask('status')).stdout).toContain('not-to-be-asked  failed, 0 of 16 results');
  });
});

describe('where the lab is not installed', () => {
  it('says what to install', async () => {
    await expect(installed('@capgate/nowhere')).rejects.toThrow(/npm install --global @capgate\/nowhere/u);
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

describe('lab job', () => {
  const image = `registry.example.com/capgate@sha256:${'a'.repeat(64)}`;

  it('prints the Job that runs workers with the hash of the plan', async () => {
    const path = written('experiment.yaml', DOCUMENT);
    const { stdout } = await capgate(['lab', 'job', '--image', image, '--namespace', 'lab', path]);
    const { hash } = JSON.parse((await capgate(['lab', 'plan', '--json', path])).stdout);
    const { kind, metadata, spec } = JSON.parse(stdout);
    expect({ kind, namespace: metadata.namespace }).toEqual({ kind: 'Job', namespace: 'lab' });
    expect(spec.template.spec.containers[0]).toMatchObject({ image, args: ['lab', 'worker', hash] });
  });

  it('asks for an image, by its digest', async () => {
    const path = written('experiment.yaml', DOCUMENT);
    expect(await capgate(['lab', 'job', path])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--image'),
    });
    const byTag = await capgate(['lab', 'job', '--image', 'capgate:latest', path]);
    expect(byTag).toMatchObject({ status: 2, stderr: expect.stringContaining('digest') });
  });
});
