/** What `capgate audit verify` reads may have been put together by anybody. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeOf, needsProgram } from '@capgate/testing';
import { expect, onTestFinished, test } from 'vitest';
import { folderReader } from '../src/index.ts';
import { verifyLog } from '../src/verify/index.ts';
import { anchorOf, newWorld, openLog, primitives, publicFiles, type World } from './harness.ts';
import { disk } from './node-log.ts';

/** The log of a world in a folder of this test's own. */
function bundleOf(world: World): string {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-hostile-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, bytes] of publicFiles(world)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

test('a FIFO, a link or a folder in the place of any file is refused at once', async (context) => {
  const mkfifo = needsProgram(context, 'mkfifo');
  const world = await newWorld(1);
  const log = await openLog(world);
  for (let i = 0; i < 10; i++) await log.append('decision', { i });
  await log.close();
  const folder = bundleOf(world);
  const verify = () =>
    codeOf(() => verifyLog({ reader: folderReader(disk, folder), primitives, anchor: anchorOf(world) }));
  expect(await verify()).toBe(undefined);
  for (const path of ['checkpoint', 'keys.json', 'tile/0/000.p/11', 'tile/entries/000.p/11']) {
    const full = join(folder, path);
    const bytes = publicFiles(world).get(path) as Uint8Array;
    const places = [() => execFileSync(mkfifo, [full]), () => symlinkSync('/dev/zero', full), () => mkdirSync(full)];
    for (const put of places) {
      rmSync(full);
      put();
      expect(await verify(), path).toBe('NOT_A_FILE');
      rmSync(full, { recursive: true });
      writeFileSync(full, bytes);
    }
  }
  expect(await verify()).toBe(undefined);
});
