import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '@capgate/testing';
import { expect, test } from 'vitest';
import { openStore, type Store } from '../src/index.ts';
import { temporaryFolder } from './folder.ts';
import { allPages } from './harness.ts';

const LOG = 'log.example';
const APPLIER = fileURLToPath(new URL('kill/applier.ts', import.meta.url));
const KILLS = 8;
const LIFE_MS_MAX = 150;

/** The last position that a process said it had applied before it was killed. */
async function lastSaid(path: string, batch: number, lifeMs: number): Promise<number> {
  const applier = spawn(process.execPath, ['--conditions=@capgate/source', APPLIER, path, String(batch)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  applier.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  await once(applier.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, lifeMs));
  applier.kill('SIGKILL');
  await once(applier, 'close');
  return Number(said.split('\n').at(-2));
}

/** How many decisions there are, how many were counted, and whether each is the one that its place says. */
async function look(store: Store) {
  const decisions = await allPages((page) => store.decisions({ tenant: 'acme' }, page), 1_000);
  const [agent] = (await store.agents('acme', { limit: 1 })).items;
  const isWhole = decisions.every(({ index }, i) => index === decisions.length - 1 - i);
  return { decisionCount: decisions.length, counted: agent?.counts.allow, isWhole };
}

test.each([1, 700])(
  'a process killed while it applies %i at a time leaves rows that agree with the position',
  async (batch) => {
    const folder = temporaryFolder();
    const path = join(folder, 'store.db');
    const random = new SeededRandom(batch);
    for (let kill = 0; kill < KILLS; kill++) {
      const said = await lastSaid(path, batch, random.below(LIFE_MS_MAX));
      const store = await openStore({ kind: 'sqlite', path });
      const position = (await store.position(LOG)) ?? -1;
      expect(position).toBeGreaterThanOrEqual(said);
      expect(await look(store)).toEqual({ decisionCount: position + 1, counted: position + 1, isWhole: true });
      await store.close();
    }
    rmSync(folder, { recursive: true, force: true });
  },
);
