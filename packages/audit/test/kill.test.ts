/** A real process on a real disk, killed at random moments. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeChain, Keyring, type KeyringParts } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { SeededRandom } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderReader } from '../src/index.ts';
import { decodeRecord, findEntry, noteOf, parseCheckpoint, TreeReader, verifyLog } from '../src/verify/index.ts';
import { disk, keyStoreIn, openNodeLog } from './node-log.ts';

const WRITER = fileURLToPath(new URL('kill/writer.ts', import.meta.url));
const KILLS_A_LOG = 25;
const LOGS = [1, 2, 3, 4, 5, 6, 7, 8];
/** From the first promise until the kill. */
const LIFE_MS_MAX = 60;

describe('after a process was killed 200 times under load', () => {
  let base: string;
  let parts: KeyringParts;
  let statements: readonly string[];

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'capgate-kill-'));
    parts = { store: keyStoreIn(join(base, 'keys')), primitives: nodePrimitives };
    const keyring = await Keyring.create(parts, { name: 'log.example', algorithms: ['ed25519'], nowMs: Date.now() });
    ({ statements } = keyring.chain);
    writeFileSync(join(base, 'keys/chain.json'), encodeChain(statements));
  });

  afterAll(() => rmSync(base, { recursive: true, force: true }));

  test.each(LOGS)('log %i has all that was promised, and verifies', async (seed) => {
    const folder = join(base, `log-${seed}`);
    const random = new SeededRandom(seed);
    const promised = new Map<number, string>();
    for (let kill = 0; kill < KILLS_A_LOG; kill++) {
      const said = await lived(folder, join(base, 'keys'), random.below(LIFE_MS_MAX));
      for (const [index, id] of said) promised.set(index, id);
    }
    expect(promised.size).toBeGreaterThan(KILLS_A_LOG);
    const keyring = await Keyring.from(parts, statements);
    const log = await openNodeLog(folder, keyring);
    await log.close();
    expect(await missing(folder, promised)).toEqual([]);
    const anchor = keyring.chain.keys[0]?.fingerprint ?? '';
    const report = await verifyLog({ reader: folderReader(disk, folder), primitives: nodePrimitives, anchor });
    expect(report.kinds.get('decision')).toBeGreaterThanOrEqual(promised.size);
  });
});

/** What a writer promised before it was killed. */
async function lived(folder: string, keys: string, lifeMs: number): Promise<Map<number, string>> {
  const writer = spawn(process.execPath, ['--conditions=@capgate/source', WRITER, folder, keys], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = wordsOf(writer);
  await once(writer.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, lifeMs));
  writer.kill('SIGKILL');
  await once(writer, 'close');
  const lines = said().split('\n').slice(0, -1);
  return new Map(lines.map((line) => [Number(line.split(' ')[0]), line.split(' ')[1] ?? '']));
}

function wordsOf({ stdout }: ChildProcess): () => string {
  let text = '';
  stdout?.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  return () => text;
}

async function missing(folder: string, promised: ReadonlyMap<number, string>): Promise<string[]> {
  const reader = folderReader(disk, folder);
  const tree = new TreeReader(reader, parseCheckpoint(await noteOf(reader)).size, nodePrimitives.sha256);
  const gone: string[] = [];
  for (const [index, id] of promised) {
    if (decodeRecord((await findEntry(tree, String(index))).entry).id !== id) gone.push(`${index} ${id}`);
  }
  return gone;
}
