/** Who may do what in a log's folder. */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Keyring } from '@capgate/keys';
import { codeOf, SeededRandom } from '@capgate/testing';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { MemoryKeyStore, newKeyring } from './harness.ts';
import { openNodeLog } from './node-log.ts';

let keyring: Keyring;

beforeAll(async () => {
  keyring = await newKeyring(new MemoryKeyStore(new SeededRandom(1)));
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-permissions-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'log');
}

async function writeIn(folder: string): Promise<void> {
  const log = await openNodeLog(folder, keyring);
  await log.append('decision', {});
  await log.close();
}

test('all that a log makes is its user’s alone', async () => {
  const folder = newFolder();
  const old = process.umask(0);
  onTestFinished(() => void process.umask(old));
  await writeIn(folder);
  const names = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  expect(names).toEqual(expect.arrayContaining(['lock', 'checkpoint', 'keys.json', 'keys-recorded', 'tile']));
  const open = names.filter((name) => (lstatSync(join(folder, name)).mode & 0o077) !== 0);
  expect(open).toEqual([]);
});

test.each(['.', 'journal', 'tile'])('a log whose folder %s others may write to is not opened', async (name) => {
  const folder = newFolder();
  await writeIn(folder);
  for (const mode of [0o702, 0o720, 0o777]) {
    chmodSync(join(folder, name), mode);
    expect(await codeOf(() => writeIn(folder)), mode.toString(8)).toBe('PERMISSIONS');
  }
  chmodSync(join(folder, name), 0o755);
  await writeIn(folder);
});

test('a folder that was there before may be read by others, and not be written to', async () => {
  const folder = newFolder();
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  expect(await codeOf(() => writeIn(folder))).toBe('PERMISSIONS');
  chmodSync(folder, 0o755);
  expect(await codeOf(() => writeIn(folder))).toBe(undefined);
});
