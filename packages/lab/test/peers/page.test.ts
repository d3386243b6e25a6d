import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, needsProgram, type OpenedPage, openPage, type Skippable } from '@capgate/testing';
import axe from 'axe-core';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answers, Benchmark } from '../../src/peers/ask.ts';
import { writePeers } from '../../src/peers/peers.ts';
import { HOSTILE } from '../report/hostile.ts';
import { answersOf, benchmarkOf, ROWS } from './world.ts';

const WIDTH = 1_000;
const environment = {
  cpu: 'A processor',
  cores: 2,
  memoryMb: 4_096,
  platform: 'linux x64',
  kernel: '6.1.0',
  versions: { node: '24.0.0' },
};

let folder: string;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capgate-peers-page-'));
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

interface Opened extends OpenedPage<Tab> {
  readonly at: string;
}

async function open(
  context: Skippable,
  benchmark: Benchmark,
  arms: Answers['facts']['arms'] = {},
  scheme: 'light' | 'dark' = 'light',
): Promise<Opened> {
  const executablePath = needsProgram(context, 'chromium');
  browser ??= await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
  const at = await mkdtemp(join(folder, 'page-'));
  await writePeers(benchmark, { results: answersOf(benchmark), facts: { arms, environment } }, at);
  return { ...(await openPage(browser, join(at, 'peers.html'), { width: WIDTH, colorScheme: scheme })), at };
}

const sample = benchmarkOf();

/** Every number that stands on the page, and the one at its place in the JSON. */
async function numbersOf({
  tab,
  at,
}: Opened): Promise<readonly (readonly [place: string, shown: number, kept: unknown])[]> {
  const record = JSON.parse(await readFile(join(at, 'peers.json'), 'utf8')) as object;
  const shown = await tab.evaluate<{ at: string; value: string }[]>(
    `[...document.querySelectorAll('data')].map((one) => ({ at: one.dataset.at, value: one.value }))`,
  );
  return shown.map(({ at: pointer, value }) => {
    const kept = pointer
      .split('/')
      .slice(1)
      .reduce((part: unknown, step) => Reflect.get(part as object, step) as unknown, record);
    return [pointer, Number(value), kept] as const;
  });
}

describe('the page of a benchmark', () => {
  test('has the numbers of the JSON, all shares among them', async (context) => {
    const numbers = await numbersOf(await open(context, sample));
    expect(numbers.length).toBeGreaterThan(300);
    for (const [place, shown, kept] of numbers) expect([place, shown]).toEqual([place, kept]);
    const places = new Set(numbers.map(([place]) => place));
    for (const i of [0, 1])
      for (const arm of [0, 1, 2])
        for (const name of ['sensitivity', 'specificity', 'accuracy', 'balancedAccuracy'])
          for (const end of ['value', 'low', 'high'])
            expect(places).toContain(`/scores/${i}/arms/${arm}/${name}/measured/${end}`);
  });

  for (const scheme of ['light', 'dark'] as const) {
    test(`fetches and runs nothing in a ${scheme} room, and has no fault for axe`, async (context) => {
      const { tab, faults } = await open(context, sample, {}, scheme);
      expect(faults).toEqual([]);
      await tab.evaluate(axe.source);
      const found = await tab.evaluate<{ violations: { id: string; impact: string }[] }>('axe.run(document)');
      expect(found.violations.map(({ id, impact }) => `${id} ${impact}`)).toEqual([]);
    });
  }

  test('fits onto narrow screens and paper, whatever the commands are', async (context) => {
    const long = ROWS.map((row, i) => ({ ...row, command: i % 3 === 0 ? 'x'.repeat(3_000) : row.command }));
    const { tab } = await open(context, benchmarkOf(long));
    for (const width of [360, WIDTH]) {
      await tab.setViewportSize({ width, height: 900 });
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    await tab.emulateMedia({ media: 'print' });
    // A4 within its margins, at 96 pixels an inch.
    await tab.setViewportSize({ width: 688, height: 1_000 });
    const wide = await tab.evaluate<string[]>(
      `[...document.querySelectorAll('table, svg')].filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.tagName + ' ' + (one.caption?.textContent ?? ''))`,
    );
    expect(wide).toEqual([]);
  });

  test('shows hostile texts as texts', async (context) => {
    const texts = HOSTILE.filter((text) => !text.includes('\0'));
    const rows = ROWS.map((row, i) => ({ ...row, command: texts[i % texts.length] ?? '' }));
    const benchmark = benchmarkOf(rows, 1, '</title><script>globalThis.harmed=1</script>');
    const facts = Object.fromEntries(HOSTILE.map((text, i) => [`fact ${i}`, text.toWellFormed()]));
    const opened = await open(context, benchmark, { one: facts });
    const { tab, faults, at } = opened;
    expect(faults).toEqual([]);
    expect(await tab.evaluate('globalThis.harmed')).toBeUndefined();
    expect(await tab.evaluate(`document.querySelectorAll('h1, script, img, title style, a').length`)).toBe(1);
    const text = await tab.evaluate<string>('document.body.innerText');
    expect(text).toContain('<img src=x onerror="globalThis.harmed=1">');
    expect(text).toContain(String.raw`safe \u{202e}# olleh\u{2066}`);
    const page = await readFile(join(at, 'peers.html'), 'utf8');
    for (const hidden of ['\u202e', '\u200b', '\u2028', '\u001b']) expect(page.includes(hidden)).toBe(false);
    for (const [place, shown, kept] of await numbersOf(opened)) expect([place, shown]).toEqual([place, kept]);
  });

  test('marks arms that stand for something else wherever it names them', async (context) => {
    const { tab } = await open(context, sample, { other: { simulated: true } });
    const heads = await tab.evaluate<string[]>(`[...document.querySelectorAll('th')].map((one) => one.textContent)`);
    expect(heads.filter((head) => head.includes('other (simulated)')).length).toBeGreaterThan(8);
    expect(heads.filter((head) => /\bother\b(?! \(simulated\))/u.test(head))).toEqual([]);
  });
});
