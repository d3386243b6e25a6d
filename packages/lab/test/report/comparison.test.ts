import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, codeOf, needsProgram, type OpenedPage, openPage, type Skippable } from '@capgate/testing';
import axe from 'axe-core';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse, type Comparison, compare } from '../../src/analysis/index.ts';
import { planOf } from '../../src/index.ts';
import { comparisonPage } from '../../src/report/comparison-page.ts';
import { comparisonText, writeComparison } from '../../src/report/index.ts';
import { facts, plan, results, resultsOf, smallDocument, truth } from '../analysis/world.ts';
import { HOSTILE } from './hostile.ts';

let folder: string;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capgate-lab-comparison-'));
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

const later = planOf({ ...smallDocument(), seed: 8 });
const slower = { right: { gate: 0.9, other: 0.7 }, slower: { gate: 0.5, other: 0.8 }, silent: 0.02 };
const comparison = compare(
  analyse(plan, results, truth, facts),
  analyse(later, resultsOf(later, 2, slower), truth, facts),
);

async function open(context: Skippable, of: Comparison, scheme: 'light' | 'dark' = 'light'): Promise<OpenedPage<Tab>> {
  const executablePath = needsProgram(context, 'chromium');
  browser ??= await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
  const path = join(folder, 'comparison.html');
  await writeComparison(of, path);
  return openPage(browser, path, { colorScheme: scheme });
}

interface Shown {
  readonly at: string;
  readonly value: string;
  readonly text: string;
}

/** Of the page's source: these are the numbers, whoever shows them. */
function figuresIn(page: string): Shown[] {
  return [...page.matchAll(/<data value="([^"]*)" data-at="([^"]*)">([^<]*)<\/data>/gu)].map(
    ([, value = '', at = '', text = '']) => ({ value, at, text }),
  );
}

function valueAt(record: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((part, step) => Reflect.get(part as object, step) as unknown, record);
}

describe('the numbers of the page', () => {
  const page = comparisonPage(comparison);
  const shown = figuresIn(page);

  test('are those of the JSON', () => {
    const record: unknown = JSON.parse(JSON.stringify(comparison));
    expect(shown.length).toBeGreaterThan(150);
    for (const { at, value } of shown) expect([at, Number(value)]).toEqual([at, valueAt(record, at)]);
  });

  test('are those of the text, every one of them', () => {
    const lines = comparisonText(comparison).split('\n');
    const ofFigures = lines.flatMap((line) => [...line.matchAll(/([^\s,][^,]*?) \[(.+?) to (.+?)\]/gu)]);
    const triples: (readonly string[])[] = ofFigures.map(([, value = '', low = '', high = '']) => [
      value.replace(/^.*: /u, ''),
      low,
      high,
    ]);
    const figures = shown.filter(({ at }) => !at.endsWith('adjustedP')).map(({ text }) => text);
    const met = Array.from({ length: figures.length / 3 }, (_, i) => {
      // On the page the interval stands under its value, low end first.
      const [value = '', low = '', high = ''] = figures.slice(3 * i, 3 * i + 3);
      return [value, low, high];
    });
    expect(met).toEqual(triples);
    const ps = lines.flatMap((line) => [...line.matchAll(/\(p ([^)]+)\)/gu)].map(([, p]) => p));
    expect(shown.filter(({ at }) => at.endsWith('adjustedP')).map(({ text }) => text)).toEqual(ps);
  });

  test('stand beside what was compared, and what it does not show', () => {
    for (const { plan: hash, results: rows } of comparison.experiments) {
      expect(page).toContain(hash);
      expect(page).toContain(rows);
    }
    for (const note of comparison.notes) expect(page).toContain(`<li>${note}</li>`);
  });
});

describe.each(['light', 'dark'] as const)('in a %s room', (scheme) => {
  test('the page fetches nothing, runs nothing, and shows no fault to axe', async (context) => {
    const { tab, faults } = await open(context, comparison, scheme);
    expect(faults).toEqual([]);
    await tab.evaluate(axe.source);
    const found = await tab.evaluate<{ violations: { id: string; impact: string }[] }>('axe.run(document)');
    expect(found.violations.map(({ id, impact }) => `${id} ${impact}`)).toEqual([]);
  });
});

describe('the page', () => {
  test('fits onto paper and narrow screens: nothing sticks out', async (context) => {
    const { tab } = await open(context, comparison);
    for (const width of [360, 1_000]) {
      await tab.setViewportSize({ width, height: 900 });
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    await tab.emulateMedia({ media: 'print' });
    await tab.setViewportSize({ width: 688, height: 1_000 });
    const wide = await tab.evaluate<string[]>(
      `[...document.querySelectorAll('table')].filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.caption?.textContent)`,
    );
    expect(wide).toEqual([]);
  });

  test('shows hostile texts as texts', async (context) => {
    const [first, second] = comparison.experiments;
    const hostile: Comparison = {
      ...comparison,
      experiments: [{ ...first, title: HOSTILE.join(' ').toWellFormed() }, second],
      notes: HOSTILE.map((text) => text.toWellFormed()),
    };
    const { tab, faults } = await open(context, hostile);
    expect(faults).toEqual([]);
    expect(await tab.evaluate('globalThis.harmed')).toBeUndefined();
    expect(await tab.evaluate(`document.querySelectorAll('h1, script, img, a').length`)).toBe(1);
    expect(await tab.evaluate<string>('document.body.innerText')).toContain('<script>globalThis.harmed=1</script>');
  });

  test('says of one plan that it was measured twice', () => {
    const again = results.map((result) => ({ ...result, startedAt: result.startedAt + 1 }));
    const twice = compare(analyse(plan, results, truth, facts), analyse(plan, again, truth, facts));
    expect(comparisonPage(twice)).toContain('One plan, measured twice');
    expect(comparisonPage(comparison)).not.toContain('One plan, measured twice');
  });

  test('is the same each time, takes the place of what was there, and is for its owner alone', async () => {
    const path = join(folder, 'again.html');
    await writeFile(path, 'before');
    await writeComparison(comparison, path);
    expect(await readFile(path, 'utf8')).toBe(comparisonPage(comparison));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await codeOf(() => writeComparison(comparison, join(folder, 'nowhere', 'a.html')))).toBe('STORE');
  });
});
