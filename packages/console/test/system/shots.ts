/**
 * Takes the pictures of the page of the system: `node --conditions=@capgate/source packages/console/test/system/shots.ts
 * [FOLDER]`. The agents are in a home folder of their own; all else is a gate's as it runs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { person } from '../../../gate/test/http/harness.ts';
import { World } from '../harness.ts';
import { configWith, installAgents, lookAt } from './world.ts';

const FOLDER = process.argv[2] ?? fileURLToPath(new URL('../../../../docs/console', import.meta.url));
const SIZE = { width: 1360, height: 860 };

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'capgate-shots-'));
  installAgents(home);
  const installedHooks = () => ({ ...lookAt(home), home: '/home/user' });
  const world = await World.start('/usr/bin/chromium', { version: '0.1.0', config: configWith(), installedHooks });
  try {
    const { gate } = world.service;
    await gate.keys.rotate(person, gate.keys.chain.keys.at(-1)?.fingerprint ?? '', {});
    for (const session of ['s-18', 's-19', 's-20']) await world.decide('git status', { session });
    for (let i = 0; i < 40; i++) await world.service.ask('POST', '/v1/hooks/claude', world.token, {});
    for (const scheme of ['light', 'dark'] as const) {
      const { tab, faults } = await world.open('#/system', { scheme, size: SIZE });
      await tab.waitForTimeout(6_500);
      // The page scrolls within its window: what is below is part of the picture.
      const height = await tab.evaluate(() => document.querySelector('#main')?.scrollHeight ?? 0);
      await tab.setViewportSize({ ...SIZE, height: Math.max(SIZE.height, height) });
      await tab.screenshot({ path: `${FOLDER}/system-${scheme}.png`, animations: 'disabled' });
      if (faults.length > 0) console.error(faults);
    }
  } finally {
    await world.end();
    rmSync(home, { recursive: true, force: true });
  }
}

await main();
