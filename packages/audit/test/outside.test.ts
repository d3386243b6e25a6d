/** Other people's code reads our files: the transparency log of Go's checksum database, from Debian's package of it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifierKey } from '@capgate/keys';
import { needsProgram, type Skippable } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anchorOf, type Files, newWorld, openLog, primitives, publicFiles, type World } from './harness.ts';

const PROGRAM = fileURLToPath(new URL('outside/verify.go', import.meta.url));
/** Where Debian puts the sources of Go's packages. */
const GOPATH = '/usr/share/gocode';

describe('the verifier of Go', () => {
  let base: string;
  let verifier: string;
  let world: World;
  let files: Files;
  let old: string;

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'capgate-outside-'));
    verifier = join(base, 'verify');
    world = await newWorld(1, ['ed25519', 'ml-dsa-65']);
    const log = await openLog(world);
    // A thousand entries: full tiles, partial ones, and a second level.
    await Promise.all(Array.from({ length: 700 }, (_, i) => log.append('decision', { command: `make target-${i}` })));
    old = (await log.seal()).note;
    await Promise.all(Array.from({ length: 300 }, (_, i) => log.append('decision', { command: `make later-${i}` })));
    await log.close();
    files = publicFiles(world);
  });

  afterAll(() => rmSync(base, { recursive: true, force: true }));

  function build(context: Skippable): void {
    const go = needsProgram(context, 'go');
    const env = { ...process.env, GO111MODULE: 'off', GOPATH, GOCACHE: join(base, 'cache'), GOFLAGS: '' };
    const built = spawnSync(go, ['build', '-o', verifier, PROGRAM], { env, encoding: 'utf8' });
    expect(built.stderr).toBe('');
  }

  function verdict(changed: Files, oldNote = old): { status: number | null; stdout: string } {
    const folder = mkdtempSync(join(base, 'log-'));
    for (const [path, bytes] of changed) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const oldPath = join(folder, 'old-checkpoint');
    writeFileSync(oldPath, oldNote);
    const { identity } = world.keyring.chain.keys[0] ?? { identity: { name: '', keys: [] } };
    const [ed25519] = identity.keys.map((key) => verifierKey(identity.name, key, primitives));
    return spawnSync(verifier, [folder, ed25519 ?? '', oldPath], { encoding: 'utf8' });
  }

  test('accepts a log, every entry of it, and its growth from an older checkpoint', (context) => {
    build(context);
    expect(anchorOf(world)).toHaveLength(64);
    expect(verdict(files)).toMatchObject({ status: 0, stdout: expect.stringContaining('1001 entries') });
  });

  test('refuses it once an entry, a tile, the root or the history is another', (context) => {
    build(context);
    for (const path of ['tile/entries/001', 'tile/0/002', 'tile/1/000.p/3', 'checkpoint']) {
      const bytes = (files.get(path) as Uint8Array).slice();
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
      // The last half of the checkpoint is the line of ML-DSA, which Go does not know: change the root instead.
      if (path === 'checkpoint') bytes.set([bytes[20] === 65 ? 66 : 65], 20);
      expect(verdict(new Map(files).set(path, bytes)), path).toMatchObject({ status: 1 });
    }
    const other = old.replace(/^700$|^701$/mu, '699');
    expect(verdict(files, other)).toMatchObject({ status: 1 });
  });
});
