import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Accounts } from '../src/serve/accounts.ts';

const OWN = process.getuid?.() ?? 0;
const OTHER = OWN + 1_000;

function accounts(text: string): { readonly path: string; readonly names: Accounts } {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-users-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'passwd');
  writeFileSync(path, text);
  return { path, names: new Accounts(path) };
}

test('users have the names of their accounts, the first of several, and their numbers where they have none', () => {
  const { names } = accounts(`ada:x:${OTHER}:100::/home/ada:/bin/sh\nlovelace:x:${OTHER}:100::/:/bin/sh\nno account\n`);
  expect([names.nameOf(OTHER), names.nameOf(OTHER + 1)]).toEqual(['ada', `uid-${OTHER + 1}`]);
});

test('an account that is made later has its name from then on', () => {
  const { path, names } = accounts('');
  expect(names.nameOf(OTHER)).toBe(`uid-${OTHER}`);
  writeFileSync(path, `ada:x:${OTHER}:100::/home/ada:/bin/sh\n`);
  expect(names.nameOf(OTHER)).toBe('ada');
});

test("the service's own user has its name also where its account is not in the file, and there is none", () => {
  expect(accounts('').names.nameOf(OWN)).toBe(userInfo().username);
  expect(new Accounts('/nowhere/passwd').nameOf(OTHER)).toBe(`uid-${OTHER}`);
});

test('no more than the beginning of a file without an end is read', () => {
  const { names } = accounts(`${'#'.repeat(1 << 20)}\nada:x:${OTHER}:100::/home/ada:/bin/sh\n`);
  expect(names.nameOf(OTHER)).toBe(`uid-${OTHER}`);
});

test('users have the home folders of their accounts, and none where the system names none', () => {
  const { names } = accounts(`ada:x:${OTHER}:100:Ada, of here:/home/ada:/bin/sh\nsys:x:${OTHER + 1}:100:::\n`);
  expect([OTHER, OTHER + 1, OTHER + 2].map(names.homeOf)).toEqual(['/home/ada', '', undefined]);
});
