/** Takes the picture of `docs/fleet/`: `node --conditions=@capgate/source packages/fleet/test/report/shots.ts [FOLDER]`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CHROMIUM_FLAGS } from '@capgate/testing';
import { chromium } from 'playwright-core';
import { simulateHere, simulationHtml } from '../../src/adapters/simulation/index.ts';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../../../docs/fleet', import.meta.url));

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'capgate-sample-simulation-'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [...CHROMIUM_FLAGS],
  });
  try {
    const path = join(folder, 'report.html');
    const record = await simulateHere({ agents: 20_000, windows: 40, seed: 1, turned: 160 }, () => {});
    await writeFile(path, await simulationHtml(record));
    const tab = await (await browser.newContext({ viewport: { width: 1_040, height: 1_240 } })).newPage();
    await tab.goto(pathToFileURL(path).href);
    await tab.evaluate("document.querySelector('h2').scrollIntoView()");
    await tab.screenshot({ path: join(FOLDER, 'simulation-light.png') });
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

await main();
