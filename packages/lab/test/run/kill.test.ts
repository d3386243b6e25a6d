import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as later } from 'node:timers/promises';
import { SeededRandom } from '@capgate/testing';
import { expect, test } from 'vitest';
import { COMMANDS, killedExperiment } from './kill/experiment.ts';
import { allOf, expectedKeys, keysOf, openLab, temporaryFolder } from './harness.ts';

const ORCHESTRATOR = fileURLToPath(new URL('kill/orchestrator.ts', import.meta.url));
const KILLS = 30;
/** From its start, so that it is killed while it opens the lab and writes its log as well; or from its first result. */
const START_MS_MAX = 1_200;
const LIFE_MS_MAX = 400;
const TIMEOUT_MS = 600_000;
/** How long nothing may come: a machine that is busy, but not one that hangs. */
const FIRST_MS_MAX = 60_000;

function started(folder: string) {
  return spawn(process.execPath, ['--conditions=@capgate/source', ORCHESTRATOR, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function killed(folder: string, random: SeededRandom): Promise<void> {
  const child = started(folder);
  const closed = once(child, 'close');
  if (random.below(2) === 0) await later(random.below(START_MS_MAX));
  else {
    await Promise.race([once(child.stdout, 'data'), closed, later(FIRST_MS_MAX, undefined, { ref: false })]);
    await later(random.below(LIFE_MS_MAX));
  }
  child.kill('SIGKILL');
  await closed;
}

async function finished(folder: string): Promise<string | undefined> {
  const child = started(folder);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  await once(child, 'close');
  return said.trimEnd().split('\n').at(-1);
}

test(`an experiment whose process is killed at ${KILLS} moments, and whose threads die, is complete in the end, with nothing twice`, {
  timeout: TIMEOUT_MS,
}, async ({ annotate }) => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  await annotate(`SEED=${seed}`);
  const folder = temporaryFolder();
  const { plan } = killedExperiment(folder);
  const random = new SeededRandom(seed);
  const lab = await openLab(folder);
  let kept = new Map<number, unknown>();
  const sizes: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    await killed(folder, random);
    const isEntered = (await lab.experiments({ limit: 1 })).items.length > 0;
    const results = isEntered ? await allOf(lab, plan) : [];
    const now = new Map(results.map((result) => [result.position, result]));
    for (const [position, result] of kept) expect(now.get(position), `SEED=${seed}`).toEqual(result);
    kept = now;
    sizes.push(now.size);
  }
  const expected = expectedKeys(plan, COMMANDS);
  // The kills came while there was something to do.
  expect(new Set(sizes).size, `SEED=${seed}: ${sizes.join(' ')}`).toBeGreaterThan(5);
  expect(sizes.at(-1)).toBeLessThan(expected.length);
  expect(await finished(folder)).toBe('done');
  const results = await allOf(lab, plan);
  expect(keysOf(results), `SEED=${seed}`).toEqual(expected);
  expect(results.every(({ outcome }) => outcome === 'answered')).toBe(true);
  for (const result of results.filter((_, i) => i % 97 === 0)) expect(await lab.raw(result)).toHaveProperty('command');
  expect(await lab.find(plan.hash)).toMatchObject({ state: 'finished' });
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});
