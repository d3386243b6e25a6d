/**
 * Takes the pictures of a benchmark of peers in `docs/lab/`:
 * `node --conditions=@capgate/source packages/lab/test/peers/shots.ts [FOLDER]`.
 *
 * A sample: three arms on the suite's own command lines, labelled by who wrote them. It says nothing of which is right.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CHROMIUM_FLAGS } from '@capgate/testing';
import { chromium } from 'playwright-core';
import { armNamed, askPeers, readBenchmark, writePeers } from '../../src/peers/index.ts';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../../../docs/lab', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'capgate-sample-peers-'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [...CHROMIUM_FLAGS],
  });
  try {
    const document = {
      version: 1,
      title: 'A sample: three arms on command lines of the lab’s own suite',
      corpora: [{ path: 'corpus.jsonl', labelledBy: 'who wrote the suite' }],
      arms: ['balanced', 'strict', 'cc-safety-net'].map(armNamed),
    };
    const benchmark = await readBenchmark(document, HERE);
    const answers = await askPeers(benchmark, { environment: { folder: HERE, variables: {} } });
    await writePeers(benchmark, answers, folder);
    for (const scheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ colorScheme: scheme, viewport: { width: 1_040, height: 1_240 } });
      const tab = await context.newPage();
      await tab.goto(pathToFileURL(join(folder, 'peers.html')).href);
      await tab.screenshot({ path: join(FOLDER, `peers-${scheme}.png`) });
      if (process.argv[3] === 'whole')
        await tab.screenshot({ path: join(FOLDER, `whole-${scheme}.png`), fullPage: true });
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

await main();
