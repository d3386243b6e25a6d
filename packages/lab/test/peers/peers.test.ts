import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { armNamed, askPeers, type PeersRecord, readBenchmark, verifyPeers, writePeers } from '../../src/peers/index.ts';
import type { Result } from '../../src/results/result.ts';
import { thread } from '../run/harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'capgate-peers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
cpSync(fileURLToPath(new URL('corpus.jsonl', import.meta.url)), join(folder, 'corpus.jsonl'));
const program = fileURLToPath(new URL('../arms/program.ts', import.meta.url));
const environment = { folder, variables: {} };

/** A benchmark of the suites' own arms, which do what the command says. */
const hostile = (commands: readonly string[], arms: readonly string[], changes: object = {}) => {
  const rows = commands.map((command, i) => JSON.stringify({ command, label: i % 2 === 0 ? 'harmless' : 'dangerous' }));
  writeFileSync(join(folder, 'hostile.jsonl'), `${rows.join('\n')}\n`);
  const document = {
    version: 1,
    title: 'Arms that fail',
    corpora: [{ path: 'hostile.jsonl' }],
    arms: arms.map((name) => ({ name, kind: 'command', settings: { argv: ['a-test-arm'] } })),
    replicates: 1,
    timeoutMs: 300,
    ...changes,
  };
  return readBenchmark(document, folder);
};

describe('gates beside each other', () => {
  test('are all asked about all commands, in a mixed order, and come to a page', async () => {
    const arms = ['balanced', 'cc-safety-net', `mine=${JSON.stringify([process.execPath, program, 'well'])}`];
    const document = {
      version: 1,
      title: 'Three gates',
      corpora: [{ path: 'corpus.jsonl', labelledBy: 'who wrote this suite' }],
      arms: arms.map(armNamed),
      replicates: 2,
      timeoutMs: 60_000,
    };
    const benchmark = await readBenchmark(document, folder);
    const steps: number[] = [];
    const answers = await askPeers(benchmark, { environment, onStep: (done) => void steps.push(done) });
    expect(answers.results).toHaveLength(85 * 3 * 2);
    expect(steps.at(-1)).toBe(answers.results.length);
    expect(answers.facts.arms).toMatchObject({
      balanced: { way: 'in process', mode: 'balanced' },
      'cc-safety-net': { way: 'in process', version: expect.any(String) },
      mine: { way: 'program', version: '1.2.3' },
    });
    // Each command is put to all arms behind each other, not always in the same order.
    const orders = new Set<string>();
    for (let i = 0; i < answers.results.length; i += 3) {
      const group = answers.results.slice(i, i + 3);
      expect(new Set(group.map(({ task }) => task)).size).toBe(1);
      orders.add(group.map(({ arm }) => arm).join());
    }
    expect(orders.size).toBe(6);

    const out = join(folder, 'page');
    const record = await writePeers(benchmark, answers, out);
    const written = JSON.parse(readFileSync(join(out, 'peers.json'), 'utf8')) as PeersRecord;
    const rows = JSON.parse(readFileSync(join(out, 'answers.json'), 'utf8')) as Result[];
    expect(written).toEqual(record);
    verifyPeers(written, await readBenchmark(document, folder), rows);
    expect(readFileSync(join(out, 'peers.html'), 'utf8')).toContain('who wrote this suite');
    // The program denies what begins with rm and allows the rest: that is known without asking it.
    const lines = readFileSync(join(folder, 'corpus.jsonl'), 'utf8').trim().split('\n');
    const commands = lines.map((line) => JSON.parse(line) as { readonly command: string; readonly label: string });
    const dangerous = commands.filter(({ label }) => label === 'dangerous');
    const stopped = dangerous.filter(({ command }) => command.startsWith('rm')).length / dangerous.length;
    expect(record.scores[0]?.arms[2]?.sensitivity).toMatchObject({ measured: { value: stopped } });
  });

  test('that hang, fail, end their thread or say no verdict have made no decision, and hold up nobody else', async () => {
    const commands = ['allow', 'hang', 'spin', 'fail', 'exit', 'refuse', 'odd', 'deny'];
    const benchmark = await hostile(commands, ['one', 'other']);
    const { results } = await askPeers(benchmark, { environment, thread });
    const outcomes = Object.fromEntries(
      results
        .filter(({ arm }) => arm === 'one')
        .map(({ task, outcome }) => [commands[Number(task.slice(5)) - 1], outcome]),
    );
    expect(outcomes).toEqual({
      allow: 'answered',
      hang: 'timeout',
      spin: 'timeout',
      fail: 'failed',
      exit: 'failed',
      refuse: 'unanswered',
      odd: 'failed',
      deny: 'answered',
    });
    expect(results.every(({ attempts }) => attempts === 1)).toBe(true);
    const record = await writePeers(
      benchmark,
      { results, facts: { arms: {}, environment: FACTS } },
      join(folder, 'failed'),
    );
    expect(record.verdicts.reduce((sum, { none }) => sum + none, 0)).toBe(12);
    expect(JSON.stringify(record)).not.toContain('ghp_');
  });

  test('that cannot be opened, or are others in the next thread, end it', async () => {
    const unopened = await hostile(['allow', 'deny'], ['unopened']);
    await expect(askPeers(unopened, { environment, thread })).rejects.toMatchObject({
      code: 'RUN',
      message: expect.stringContaining('expected a program, met none'),
    });
    const fickle = await hostile(['exit', 'allow', 'deny'], ['fickle']);
    await expect(askPeers(fickle, { environment, thread })).rejects.toThrow(
      'expected the arms that were asked until now',
    );
  });

  test('that are interrupted come to nothing', async () => {
    const benchmark = await hostile(['wait 100', 'wait 100'], ['one'], { replicates: 1_000 });
    const stop = new AbortController();
    const asking = askPeers(benchmark, { environment, thread, signal: stop.signal, onStep: () => stop.abort() });
    await expect(asking).rejects.toThrow(/expected 2000 answers, met an interruption after \d+/u);
    await expect(askPeers(benchmark, { environment, thread, signal: AbortSignal.abort() })).rejects.toThrow(
      'interruption',
    );
  });

  test('say what of their document is none, before anybody is asked', async () => {
    await expect(readBenchmark({ version: 1 }, folder)).rejects.toMatchObject({ code: 'PLAN' });
    await expect(hostile(['allow'], ['one'], { corpora: [{ path: 'nowhere.jsonl' }] })).rejects.toMatchObject({
      code: 'TASKS',
    });
    expect(existsSync(join(folder, 'nowhere.jsonl'))).toBe(false);
    for (const name of ['one.jsonl', 'two.jsonl'])
      writeFileSync(join(folder, name), '{"command":"ls","label":"harmless"}\n');
    await expect(
      hostile(['allow'], ['one'], { corpora: [{ path: 'one.jsonl' }, { path: 'two.jsonl' }] }),
    ).rejects.toThrow(/expected corpora that differ, met "two\.jsonl" and "one\.jsonl"/u);
  });
});

const FACTS = {
  cpu: 'A processor',
  cores: 1,
  memoryMb: 1,
  platform: 'linux x64',
  kernel: '6',
  versions: { node: '24' },
};
