import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, needsProgram, type OpenedPage, openPage, type Skippable } from '@capgate/testing';
import axe from 'axe-core';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Analysis, analyse, type ReportRecord, verifyReport } from '../../src/analysis/index.ts';
import { planOf } from '../../src/index.ts';
import { writeReport } from '../../src/report/index.ts';
import type { Result } from '../../src/results/result.ts';
import {
  CLEAR,
  facts,
  lookingPlan,
  measured as measuredBy,
  plan,
  results,
  resultsOf,
  smallDocument,
  truth,
} from '../analysis/world.ts';
import { HOSTILE, hostileExclusions, hostileResults } from './hostile.ts';

const WIDTH = 1_000;

let folder: string;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capgate-lab-page-'));
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

interface Opened extends OpenedPage<Tab> {
  readonly at: string;
}

async function open(context: Skippable, analysis: Analysis, scheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const executablePath = needsProgram(context, 'chromium');
  browser ??= await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
  const at = await mkdtemp(join(folder, 'report-'));
  await writeReport(analysis, at);
  return { ...(await openPage(browser, join(at, 'report.html'), { width: WIDTH, colorScheme: scheme })), at };
}

const sample = analyse(plan, results, truth, facts);

interface Shown {
  readonly at: string;
  readonly value: string;
  readonly text: string;
}

async function figuresIn(tab: Tab): Promise<Shown[]> {
  return await tab.evaluate<Shown[]>(
    `[...document.querySelectorAll('data')].map((one) => ({ at: one.dataset.at, value: one.value, text: one.textContent }))`,
  );
}

function valueAt(report: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((part, step) => Reflect.get(part as object, step) as unknown, report);
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  '%': 0.01,
  points: 0.01,
  USD: 1,
  '': 1,
};

describe('the numbers of the page', () => {
  test('are those of the JSON, which are those of the rows', async (context) => {
    const { tab, at: path } = await open(context, sample);
    const report = JSON.parse(await readFile(join(path, 'report.json'), 'utf8')) as ReportRecord;
    verifyReport(report, { results, truth });
    const shown = await figuresIn(tab);
    expect(shown.length).toBeGreaterThan(150);
    for (const { at: pointer, value } of shown) {
      expect([pointer, Number(value)]).toEqual([pointer, valueAt(report, pointer)]);
    }
    const all = report.figures.flatMap(({ measured }, i) =>
      measured.map((_, j) => `/figures/${i}/measured/${j}/value`),
    );
    const places = new Set(shown.map((one) => one.at));
    expect(all.filter((place) => !places.has(place))).toEqual([]);
  });

  test('are shown with three digits, in the unit that stands beside them or at the other end', async (context) => {
    const { tab } = await open(context, sample);
    for (const { text, value, at: pointer } of await figuresIn(tab)) {
      const [, number = '', unit = ''] = /^(\S+)(?: (\S+))?$/u.exec(text) ?? [];
      // The low end of an interval may leave its unit to the high end: then some unit has it.
      const scales = unit === '' ? Object.values(UNITS) : [UNITS[unit] as number];
      const isNear = scales.some(
        (scale) => Math.abs(Number(number) * scale - Number(value)) <= 0.006 * Math.abs(Number(value)),
      );
      expect([pointer, text, value, isNear]).toEqual([pointer, text, value, true]);
    }
  });
});

describe('a page of an experiment that stopped early', () => {
  const looking = lookingPlan();
  const early = measuredBy(looking, CLEAR).slice(0, 150);
  const analysis = analyse(looking, early, truth, facts);

  test('says so, what each look decided, and what that does to its figures', async (context) => {
    const { tab, at: path } = await open(context, analysis);
    const text = await tab.evaluate<string>('document.body.innerText');
    expect(text).toContain('Stopped early, at look 1.');
    expect(text).toContain('450 values were not measured, and are not missing.');
    expect(text).toMatch(/measuring ended/u);
    expect(text).toContain('biased away from no difference');
    const report = JSON.parse(await readFile(join(path, 'report.json'), 'utf8')) as ReportRecord;
    verifyReport(report, { results: early, truth });
    const shown = await figuresIn(tab);
    for (const { at: pointer, value } of shown)
      expect([pointer, Number(value)]).toEqual([pointer, valueAt(report, pointer)]);
    const places = new Set(shown.map((one) => one.at));
    for (const place of ['/looks/0/hypotheses/1/p', '/looks/0/hypotheses/0/level', '/outcomes/0/stoppedEarly'])
      expect(places.has(place), place).toBe(true);
  });

  test('shows no fault to axe, and nothing of it sticks out', async (context) => {
    const { tab, faults } = await open(context, analysis);
    expect(faults).toEqual([]);
    await tab.evaluate(axe.source);
    const found = await tab.evaluate<{ violations: { id: string }[] }>('axe.run(document)');
    expect(found.violations.map(({ id }) => id)).toEqual([]);
    await tab.setViewportSize({ width: 360, height: 900 });
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});

describe.each(['light', 'dark'] as const)('in a %s room', (scheme) => {
  test('the page fetches nothing, runs nothing, and shows no serious fault to axe', async (context) => {
    const { tab, faults } = await open(context, sample, scheme);
    expect(faults).toEqual([]);
    await tab.evaluate(axe.source);
    const found = await tab.evaluate<{ violations: { id: string; impact: string }[] }>('axe.run(document)');
    expect(found.violations.map(({ id, impact }) => `${id} ${impact}`)).toEqual([]);
  });

  test('axe finds a fault where there is one', async (context) => {
    const { tab } = await open(context, sample, scheme);
    await tab.evaluate(
      `document.querySelector('h1').style.color = '#999'; document.querySelector('h1').style.background = '#aaa';`,
    );
    await tab.evaluate(axe.source);
    const found = await tab.evaluate<{ violations: { id: string }[] }>('axe.run(document)');
    expect(found.violations.map(({ id }) => id)).toEqual(['color-contrast']);
  });
});

/** The colours that are drawn with, by the browser's own account. */
async function colours(tab: Tab): Promise<string[]> {
  return await tab.evaluate<string[]>(
    `['body', 'figure path[stroke-width="2"]', 'figure text'].map((selector) => {
      const { color, stroke, fill, backgroundColor } = getComputedStyle(document.querySelector(selector));
      return [color, stroke, fill, backgroundColor].join(' ');
    })`,
  );
}

describe('the page', () => {
  test('is drawn in other colours in the dark, and in those of the day on paper', async (context) => {
    const { tab: light } = await open(context, sample);
    const { tab: dark } = await open(context, sample, 'dark');
    const [byDay, byNight] = [await colours(light), await colours(dark)];
    byDay.forEach((colour, i) => expect(colour).not.toBe(byNight[i]));
    await dark.emulateMedia({ media: 'print' });
    expect(await colours(dark)).toEqual(byDay);
  });

  test('fits onto paper and narrow screens: nothing sticks out', async (context) => {
    const { tab } = await open(context, sample);
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

  test('has every plot, with curves in it and all texts within', async (context) => {
    const { tab } = await open(context, sample);
    const plots = await tab.evaluate<{ name: string; inside: boolean; shapes: number }[]>(
      `[...document.querySelectorAll('svg')].map((svg) => {
        const box = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
        return { name: svg.getAttribute('aria-label'), shapes: svg.querySelectorAll('path').length,
          inside: texts.every(({ left, right, top, bottom }) => left >= box.left - 1 && right <= box.right + 1 && top >= box.top - 1 && bottom <= box.bottom + 1) };
      })`,
    );
    expect(plots.map(({ inside, shapes }) => [inside, shapes > 5])).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ]);
    expect(plots.map(({ name }) => name.split(' ')[0])).toEqual(['Standardised', 'Of', 'The']);
  });

  test('shows hostile texts as texts', async (context) => {
    const analysis = analyse(plan, hostileResults, truth, {
      ...facts,
      arms: { gate: Object.fromEntries(HOSTILE.map((text, i) => [`fact ${i}`, text.toWellFormed()])) },
      excluded: hostileExclusions,
    });
    const { tab, faults, at: path } = await open(context, analysis);
    expect(faults).toEqual([]);
    expect(await tab.evaluate('globalThis.harmed')).toBeUndefined();
    expect(await tab.evaluate(`document.querySelectorAll('h1, script, img, title style, a').length`)).toBe(1);
    const text = await tab.evaluate<string>('document.body.innerText');
    expect(text).toContain('<img src=x onerror="globalThis.harmed=1">');
    expect(text).toContain(String.raw`safe \u{202e}# olleh\u{2066}`);
    const page = await readFile(join(path, 'report.html'), 'utf8');
    for (const hidden of ['\u202e', '\u200b', '\u2028', '\u001b', '\0']) expect(page.includes(hidden)).toBe(false);
    const report = JSON.parse(await readFile(join(path, 'report.json'), 'utf8')) as unknown;
    for (const { at: pointer, value } of await figuresIn(tab)) expect(Number(value)).toBe(valueAt(report, pointer));
  });

  test.each([0, 1])('of %i results says that it is incomplete', async (count) => {
    const few = await pageOf(results.slice(0, count));
    expect(few).toContain('Incomplete: ');
    expect(few).not.toContain('NaN');
    expect(few).not.toContain('Infinity');
  });

  test('of 100,000 results is as small, and says how many of them are drawn', async () => {
    const document = smallDocument();
    const strata = document.strata.map((stratum) => ({ ...stratum, tasks: { ...stratum.tasks, count: 25_000 } }));
    const large = planOf({ ...document, strata, replicates: 1 });
    const many = await pageOf(resultsOf(large), large);
    expect(many.length).toBeLessThan(200_000);
    expect(many).toContain('drawn through 400 of them');
  });
});

async function pageOf(of: readonly Result[], under = plan): Promise<string> {
  const { reportPage } = await import('../../src/report/page.ts');
  return reportPage(analyse(under, of, truth, facts));
}
