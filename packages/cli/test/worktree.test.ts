/** The workspace of work in a folder, beside what a client tells of it and what git knows. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workspaceOf } from '../src/check/worktree.ts';

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-worktree-')));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(cwd: string, ...words: readonly string[]): void {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  execFileSync('git', [...who, ...words], { cwd, env, stdio: 'pipe' });
}

/** A repository with a commit; its root. */
function repository(name: string): string {
  const root = join(folder, name);
  mkdirSync(join(root, 'src'), { recursive: true });
  git(root, 'init', '--quiet');
  git(root, 'commit', '--quiet', '--allow-empty', '-m', 'first');
  return root;
}

describe('the workspace', () => {
  test('is the innermost of those that the client told around the folder', () => {
    const told = ['/srv/one', '/srv/two', '/srv/two/inner'];
    expect(workspaceOf('/srv/two/inner/src', told)).toBe('/srv/two/inner');
    expect(workspaceOf('/srv/two/innermost', told)).toBe('/srv/two');
    expect(workspaceOf('/srv/two', told)).toBe('/srv/two');
  });

  test('is the first that was told for a folder that is in none of them', () => {
    expect(workspaceOf(folder, ['/srv/one', '/srv/two'])).toBe('/srv/one');
  });

  test('is the worktree around a folder, linked or not, where none was told', (context) => {
    needsProgram(context, 'git');
    const main = repository('told-none');
    git(main, 'worktree', 'add', '--quiet', '../told-none-linked');
    mkdirSync(join(folder, 'told-none-linked/src'));
    expect(workspaceOf(join(main, 'src'), [])).toBe(main);
    expect(workspaceOf(join(folder, 'told-none-linked/src'), [])).toBe(join(folder, 'told-none-linked'));
  });

  test('is the linked worktree of a repository that was told, and of no other', (context) => {
    needsProgram(context, 'git');
    const [main, other] = [repository('main'), repository('other')];
    git(main, 'worktree', 'add', '--quiet', '../linked');
    const linked = join(folder, 'linked');
    expect(workspaceOf(linked, [main])).toBe(linked);
    expect(workspaceOf(linked, [join(main, 'src')])).toBe(linked);
    expect(workspaceOf(main, [linked])).toBe(main);
    expect(workspaceOf(linked, [other])).toBe(other);
    expect(workspaceOf(other, [main])).toBe(main);
  });

  test('is never a folder that only says to be a worktree', (context) => {
    needsProgram(context, 'git');
    const main = repository('claimed');
    git(main, 'worktree', 'add', '--quiet', '../real');
    const claiming = join(folder, 'claiming');
    mkdirSync(claiming);
    for (const data of [join(main, '.git/worktrees/real'), join(main, '.git'), '/dev/zero', `${main}\n`]) {
      writeFileSync(join(claiming, '.git'), `gitdir: ${data}\n`);
      expect(workspaceOf(claiming, [main])).toBe(main);
    }
  });
});
