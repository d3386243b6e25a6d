import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, needsProgram, type OpenedPage, openPage, type Skippable } from '@capgate/testing';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousIn } from '../../../console/test/axe.ts';
import { simulationHtml } from '../../src/adapters/simulation/index.ts';
import type { SimulationRecord } from '../../src/simulation/record.ts';
import { smallSimulation } from '../simulation/small.ts';

let folder: string;
let record: SimulationRecord;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capgate-fleet-page-'));
  record = await smallSimulation();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

async function open(context: Skippable, page: string, width = 1_000): Promise<OpenedPage<Tab>> {
  const executablePath = needsProgram(context, 'chromium');
  browser ??= await chromium.launch({ executablePath, headless: true, args: [...CHROMIUM_FLAGS] });
  const path = join(await mkdtemp(join(folder, 'report-')), 'report.html');
  await writeFile(path, page);
  return openPage(browser, path, { width });
}

describe('the report of a simulation', () => {
  test('fetches nothing, runs nothing, and shows no serious fault to axe', async (context) => {
    const { tab, faults } = await open(context, await simulationHtml(record));
    expect(faults).toEqual([]);
    expect(await seriousIn(tab)).toEqual([]);
  });

  test('axe finds a fault where there is one', async (context) => {
    const page = (await simulationHtml(record)).replaceAll(' role="img" aria-label=', ' role="img" data-was=');
    const { tab } = await open(context, page);
    expect(await seriousIn(tab)).not.toEqual([]);
  });

  test('has both plots, with a curve for each attack that was found, and its figures in tables', async (context) => {
    const { tab } = await open(context, await simulationHtml(record));
    expect(await tab.locator('figure svg').count()).toBe(2);
    for (const { attack, found } of record.turned.attacks) {
      const row = tab.getByRole('region', { name: 'Turned simulated agents' }).getByRole('row', { name: attack });
      expect(await row.textContent()).toContain(String(found.at(-1)));
    }
    const curves = await tab.locator('figure svg').first().locator('path[fill="none"]').count();
    expect(curves).toBeGreaterThanOrEqual(record.turned.attacks.length);
  });

  test('says everywhere that it is simulated', async (context) => {
    const { tab } = await open(context, await simulationHtml(record));
    expect(await tab.title()).toContain('simulated');
    for (const caption of await tab.locator('figcaption').allTextContents()) expect(caption).toContain('simulated');
    const limits = await tab.locator('section', { hasText: 'What this does not show' }).textContent();
    for (const limit of record.limits) expect(limits).toContain(limit);
  });

  test('fits onto narrow screens: nothing sticks out', async (context) => {
    const { tab } = await open(context, await simulationHtml(record), 380);
    const width = await tab.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(380);
  });

  test('is there where nobody was turned', async (context) => {
    const { tab, faults } = await open(context, await simulationHtml(await smallSimulation({ turned: 0, windows: 1 })));
    expect(faults).toEqual([]);
    expect(await tab.getByText('None was turned.').count()).toBe(1);
  });
});
