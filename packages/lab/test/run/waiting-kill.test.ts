import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '@capgate/testing';
import { expect, test } from 'vitest';
import { allOf, expectedKeys, experimentOf, keysOf, type Made, openLab, waitingIn } from './harness.ts';

const LINE = fileURLToPath(new URL('kill/line.ts', import.meta.url));
const KILLS = 8;
/** From its first result: beyond the time after which it is looked whether something critical waits. */
const LIFE_MS_MAX = 3_000;
const TIMEOUT_MS = 300_000;
const LONG = { plain: Array.from({ length: 600 }, () => 'wait 15') };
const SHORT = { plain: Array.from({ length: 40 }, () => 'wait 15') };

/** Until it is killed after so long, or nothing waits where absent. What it told of whole experiments. */
async function worked(folder: string, lifeMs?: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--conditions=@capgate/source', LINE, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')));
  if (lifeMs !== undefined) {
    await Promise.race([once(child.stdout, 'data'), closed]);
    await Promise.race([later(lifeMs), closed]);
    child.kill('SIGKILL');
  }
  await closed;
  return said.split('\n').filter((line) => line.includes(' '));
}

test(`what waits is complete in the end, with nothing twice, where its process is killed at ${KILLS} moments and more is entered meanwhile`, {
  timeout: TIMEOUT_MS,
}, async ({ annotate }) => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  await annotate(`SEED=${seed}`);
  const random = new SeededRandom(seed);
  const { lab, folder, plans } = await waitingIn(openLab, [
    { name: 'long', priority: 6, commands: LONG },
    { name: 'longer', priority: 5, commands: LONG },
  ]);
  const made: Made[] = ['long', 'longer'].map((name) => ({
    folder: join(folder, name),
    plan: plans[name] as Made['plan'],
  }));
  const told: string[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const ended = worked(folder, random.below(LIFE_MS_MAX));
    if (kill % 3 === 0) {
      const own = join(folder, `urgent-${kill}`);
      mkdirSync(own);
      made.push(experimentOf(SHORT, { name: `urgent-${kill}`, priority: 9 }, own));
      await lab.submit((made.at(-1) as Made).plan, own);
    }
    told.push(...(await ended));
  }
  expect((await lab.waiting(10)).length, `SEED=${seed}: ${told.join(', ')}`).toBeGreaterThan(0);
  told.push(...(await worked(folder)));
  expect(await lab.waiting(10)).toEqual([]);
  for (const { plan } of made) {
    const commands = plan.experiment.name.startsWith('urgent') ? SHORT : LONG;
    expect(keysOf(await allOf(lab, plan)), `SEED=${seed}`).toEqual(expectedKeys(plan, commands));
    expect(await lab.find(plan.hash)).toMatchObject({ state: 'finished' });
  }
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});
