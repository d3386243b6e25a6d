/** Users of this machine, held against what `id` and the system's own list say. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { accountOf } from '@capgate/kernel';
import { describe, expect, it } from 'vitest';

const lines = process.platform === 'linux' ? readFileSync('/etc/passwd', 'utf8').trim().split('\n') : [];
const entries = lines.map((line) => line.split(':')).filter(([name]) => name !== undefined && name !== '+');

function groupsBy(...words: string[]): Set<number> {
  return new Set(spawnSync('id', words, { encoding: 'utf8' }).stdout.trim().split(' ').map(Number));
}

describe.runIf(entries.length > 0)('a user of this machine', () => {
  it.each(entries)('%s is as the system has it, by name and by number', (name = '', _, uid, gid, __, home) => {
    const account = accountOf(name);
    expect(account).toMatchObject({ name, uid: Number(uid), gid: Number(gid), home });
    expect(new Set(account.groups)).toEqual(groupsBy('-G', name));
    expect(accountOf(Number(uid)).uid).toBe(Number(uid));
  });

  it.each(['', 'no-such-user', 'root\nroot', '../root', 4_000_000_000])('is not made up: %j', (user) => {
    expect(() => accountOf(user)).toThrow(/expected a user of this machine/u);
  });
});
