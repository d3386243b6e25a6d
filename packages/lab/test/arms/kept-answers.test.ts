import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, openArm, type Question } from '../../src/arms/index.ts';
import type { ModelSettings } from '../../src/arms/model/model-arm.ts';
import { planOf } from '../../src/experiment/plan.ts';
import { Lab } from '../../src/run/lab.ts';
import { ThreadExecutor } from '../../src/run/thread-executor.ts';
import { OWN_THREAD } from '../../src/run/own-thread.ts';
import { allOf, experimentOf } from '../run/harness.ts';
import { ModelServer } from './model-server.ts';

const KEY = 'sk-a-key-that-nobody-may-read';
const PRICES = { inputUsdPerMillion: 2, outputUsdPerMillion: 10 };
const COST = (100 * 2 + 10 * 10) / 1_000_000;

let server: ModelServer;
let folder: string;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'capgate-answers-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

const variablesOf = (way: string) => ({ CAPGATE_LAB_MODEL_URL: server.urlOf(way), CAPGATE_LAB_MODEL_KEY: KEY });
const QUESTION: Question = { command: 'rm -rf x', cwd: '/work', occasion: 'a'.repeat(64) };

async function ask(
  question: Question = QUESTION,
  settings: Partial<ModelSettings> = {},
  way = 'well',
): Promise<{ readonly answer: Answer; readonly asked: number }> {
  const before = server.asked.length;
  const arm = await openArm(
    { name: 'm', kind: 'model', settings: { model: 'm', retries: 0, cache: true, ...PRICES, ...settings } },
    { folder: '/', variables: variablesOf(way), cacheFolder: folder },
  );
  const answer = await arm.answer(question, AbortSignal.timeout(20_000));
  await arm.close();
  return { answer, asked: server.asked.length - before };
}

/** All files of the cache. */
function entries(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('an answer that was kept', () => {
  test('is given again without asking: marked, without a time, and what it cost is saved', async () => {
    const first = await ask();
    expect(first.asked).toBe(1);
    expect(first.answer).toMatchObject({ verdict: 'deny', costUsd: COST, tokens: 110, latencyNs: expect.any(Number) });
    expect(first.answer).not.toHaveProperty('cachedAt');
    const again = await ask();
    expect(again.asked).toBe(0);
    expect(again.answer).toEqual({
      verdict: 'deny',
      cachedAt: expect.any(Number),
      savedUsd: COST,
      raw: first.answer.raw,
    });
    expect(Math.abs(Date.now() - (again.answer.cachedAt ?? 0))).toBeLessThan(60_000);
  });

  test('is not taken, nor kept, unless the plan asks for it', async () => {
    expect((await ask(QUESTION, { cache: false })).asked).toBe(1);
    expect(entries()).toEqual([]);
    await ask();
    expect((await ask(QUESTION, { cache: false })).asked).toBe(1);
  });

  test('is none of another time of asking, so that replicates are no copies', async () => {
    await ask();
    expect((await ask({ ...QUESTION, occasion: 'b'.repeat(64) })).asked).toBe(1);
    const { occasion: _, ...unnamed } = QUESTION;
    expect((await ask(unnamed)).asked).toBe(1);
    expect((await ask(unnamed)).asked).toBe(1);
    expect(entries()).toHaveLength(2);
  });

  test.each<[string, Partial<Question>, Partial<ModelSettings>, string]>([
    ['command', { command: 'rm -rf y' }, {}, 'well'],
    ['folder', { cwd: '/elsewhere' }, {}, 'well'],
    ['model', {}, { model: 'other' }, 'well'],
    ['temperature', {}, { temperature: 0.5 }, 'well'],
    ['seed', {}, { seed: 1 }, 'well'],
    ['bound', {}, { tokensMax: 64 }, 'well'],
    ['endpoint', {}, {}, 'limiting'],
  ])('is none to another %s', async (_, question, settings, way) => {
    await ask();
    const { asked } = await ask({ ...QUESTION, ...question }, { ...settings, retries: 1 }, way);
    expect(asked).toBeGreaterThan(0);
  });

  test('is taken by other prices and retries, which it does not depend on', async () => {
    await ask();
    const { asked, answer } = await ask(QUESTION, { retries: 3, inputUsdPerMillion: 4, outputUsdPerMillion: 20 });
    expect([asked, answer.savedUsd]).toEqual([0, 2 * COST]);
  });

  test('is kept also where it is no verdict, and not where there was none at all', async () => {
    await ask(QUESTION, {}, 'refusing');
    const again = await ask(QUESTION, {}, 'refusing');
    expect([again.asked, again.answer.verdict]).toEqual([0, undefined]);
    await expect(ask(QUESTION, {}, 'unknown')).rejects.toMatchObject({ code: 'ARM' });
    await expect(ask(QUESTION, {}, 'unknown')).rejects.toMatchObject({ code: 'ARM' });
    expect(entries()).toHaveLength(1);
  });

  test('has no key in it', async () => {
    expect((await ask(QUESTION, {}, 'echoing')).answer.verdict).toBe('allow');
    const [entry = ''] = entries();
    expect(readFileSync(entry, 'utf8')).toContain('Bearer …');
    expect(readFileSync(entry, 'utf8')).not.toContain(KEY);
  });
});

describe('what was altered where answers lie', () => {
  const alterations: Readonly<Record<string, (text: string) => string>> = {
    'a verdict': (text) => text.replace('deny', 'allow'),
    'its end': (text) => text.slice(0, -10),
    everything: () => '',
    // Another digit, whichever it was.
    'its hash': (text) => `${text.startsWith('0') ? '1' : '0'}${text.slice(1)}`,
  };
  test.each(Object.keys(alterations))('by %s is refused, and asked for again', async (name) => {
    await ask();
    const [entry = ''] = entries();
    const text = readFileSync(entry, 'utf8');
    writeFileSync(entry, (alterations[name] as (text: string) => string)(text));
    const again = await ask();
    expect([again.asked, again.answer.verdict]).toEqual([1, 'deny']);
    // And is whole again.
    expect((await ask()).asked).toBe(0);
  });

  test('by another answer under its name is refused', async () => {
    await ask({ ...QUESTION, command: 'ls' });
    const [other = ''] = entries();
    await ask();
    const own = entries().find((path) => path !== other) ?? '';
    writeFileSync(own, readFileSync(other));
    const again = await ask();
    expect([again.asked, again.answer.verdict]).toEqual([1, 'deny']);
  });

  test('to be no folder at all keeps nothing, and costs no answer', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file');
    expect((await ask()).answer.verdict).toBe('deny');
    expect((await ask()).asked).toBe(1);
  });
});

describe('a lab', () => {
  test('that is none keeps no answers: the arm is refused', async () => {
    const settings = { model: 'm', cache: true };
    const opened = openArm({ name: 'm', kind: 'model', settings }, { folder: '/', variables: variablesOf('well') });
    await expect(opened).rejects.toMatchObject({ code: 'ARM', message: expect.stringContaining('take cache out') });
    const wrong = openArm(
      { name: 'm', kind: 'model', settings: { ...settings, cache: 'yes' } },
      { folder: '/', variables: variablesOf('well'), cacheFolder: folder },
    );
    await expect(wrong).rejects.toThrow('expected true or false, met "yes"');
  });

  test('takes what an earlier experiment was answered, says so in its report, and counts neither time nor cost', async () => {
    // Two tasks of the same command are two questions.
    const made = experimentOf({ plain: ['rm a', 'rm a', 'ls'] }, { name: 'first', replicates: 2 });
    const arms = [
      { name: 'gate', kind: 'gate' },
      { name: 'model', kind: 'model', settings: { model: 'm', cache: true, ...PRICES } },
    ];
    const { experiment } = made.plan;
    const hypothesis = { ...experiment.hypotheses.primary[0], arms: ['gate', 'model'] };
    const kind = { type: 'gate_vs_llm', blinding: 'labels' } as const;
    const document = { ...experiment, ...kind, arms, hypotheses: { primary: [hypothesis] } };
    const [first, second] = [planOf({ ...document }), planOf({ ...document, name: 'second', seed: 8 })];
    const lab = await Lab.open({
      folder: join(made.folder, 'lab'),
      executorOf: (parts) => new ThreadExecutor({ ...parts, thread: OWN_THREAD }),
    });
    try {
      const before = server.asked.length;
      const variables = variablesOf('well');
      await lab.run(first, made.folder, { variables });
      expect(server.asked.length - before).toBe(6);
      const { ending } = await lab.run(second, made.folder, { variables });
      expect([ending, server.asked.length - before]).toEqual(['done', 6]);
      const own = (await allOf(lab, second)).filter(({ arm }) => arm === 'model');
      expect(own).toHaveLength(6);
      for (const result of own) {
        expect(result).toMatchObject({ outcome: 'answered', cachedAt: expect.any(Number), savedUsd: COST });
        for (const absent of ['latencyNs', 'costUsd', 'tokens']) expect(result).not.toHaveProperty(absent);
      }
      const { content } = await lab.analysis(second.hash);
      expect(content.outcomes.find(({ arm }) => arm === 'model')).toMatchObject({ cached: 6 });
      expect(content.limits.join('\n')).toMatch(
        /6 answers of model were kept from an earlier time.*no latency here.*0\.0018\d* USD that they cost then were saved/u,
      );
      // Whoever saw them could plan what comes out.
      expect(content.hypotheses).toMatchObject([
        { verdict: 'not testable', because: expect.stringContaining('6 answers of model were kept from before') },
      ]);
      const figures = content.figures.filter(({ arm }) => arm === 'model').map(({ metric }) => metric);
      expect(figures).not.toContain('latency');
      expect(figures).not.toContain('cost');
      const told = await lab.analysis(first.hash);
      expect(told.content.limits.join('\n')).not.toContain('kept from an earlier time');
    } finally {
      await lab.close();
      rmSync(made.folder, { recursive: true, force: true });
    }
  });
});
