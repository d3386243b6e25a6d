/** Starting a confined command: who is confined, when it runs, how it ends. */
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Identity } from '@capgate/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOBODY, Trial } from './trial.ts';

const isRoot = process.getuid?.() === 0;

function statusOf(pid: number | 'self', field: string): string {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return new RegExp(`^${field}:\\s+(.+)$`, 'mu').exec(text)?.[1] ?? 'none';
}

function failed(): Promise<void> {
  return Promise.reject(new Error('no group for it'));
}

/** As `id` sees them from inside. */
async function groupsOf(trial: Trial, user: Identity): Promise<string> {
  const path = trial.path('groups');
  const fd = openSync(path, 'w+');
  await (await trial.start(['id', '-G'], { stdio: [0, fd, fd], user })).exited;
  closeSync(fd);
  return readFileSync(path, 'utf8');
}

describe.runIf(process.platform === 'linux')('a confined command', () => {
  let trial: Trial;
  beforeEach(() => {
    trial = new Trial('user');
  });
  afterEach(() => trial.remove());

  it('is confined, and this process is not: neither it nor its helper threads', async () => {
    const { code, out } = await trial.confined('cat', '/proc/self/status');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^NoNewPrivs:\s+1$[\s\S]+^Seccomp:\s+2$/mu) });
    expect([statusOf('self', 'NoNewPrivs'), statusOf('self', 'Seccomp')]).toEqual(['0', '0']);
    expect(readFileSync(trial.path('home/.ssh/id_test'), 'utf8')).toBe('a secret\n');
    const helped = await Promise.all(
      Array.from({ length: 16 }, () => readFile(trial.path('home/.ssh/id_test'), 'utf8')),
    );
    expect(new Set(helped)).toEqual(new Set(['a secret\n']));
  });

  it('does not run before what must come first is done', async () => {
    const seen: (string | number)[] = [];
    const { exited, pid } = await trial.start(['touch', 'ran'], {
      beforeStart: async (held) => {
        // Long enough for it to have run, were it not held.
        await new Promise((resolve) => setTimeout(resolve, 300));
        seen.push(held, statusOf(held, 'Name'), String(existsSync(trial.path('workspace/ran'))));
      },
    });
    await expect(exited).resolves.toEqual({ code: 0, signal: null });
    expect(seen).toEqual([pid, 'sh', 'false']);
    expect(existsSync(trial.path('workspace/ran'))).toBe(true);
  });

  it.runIf(isRoot)('has the groups of its user alone, and cannot become another again', async () => {
    const user = { uid: NOBODY, gid: NOBODY, groups: [NOBODY, 4_242] };
    expect(await groupsOf(trial, user)).toBe(`${NOBODY} 4242\n`);
    expect(await groupsOf(trial, { ...user, groups: [] })).toBe(`${NOBODY}\n`);
    expect([process.getuid?.(), process.getgroups?.()?.includes(4_242)]).toEqual([0, false]);
    const back = 'import os\ntry: os.setuid(0)\nexcept PermissionError: print("refused")';
    expect(await trial.confined('python3', '-c', back)).toMatchObject({ code: 0, out: 'refused\n' });
  });

  it('does not run at all where that fails', async () => {
    await expect(trial.start(['touch', 'ran'], { beforeStart: failed })).rejects.toThrow('no group for it');
    expect(existsSync(trial.path('workspace/ran'))).toBe(false);
  });

  it('ends with its own status, or the signal that ended it', async () => {
    expect(await trial.confined('sh', '-c', 'exit 7')).toMatchObject({ code: 7, signal: null });
    const started = await trial.start(['sleep', '600']);
    expect(started.kill('SIGTERM')).toBe(true);
    await expect(started.exited).resolves.toEqual({ code: null, signal: 'SIGTERM' });
    expect(started.kill('SIGTERM')).toBe(false);
  });

  it('ends as in a shell where it is not there, or may not be run', async () => {
    expect(await trial.confined('no-such-program')).toMatchObject({
      code: 127,
      out: expect.stringContaining('not found'),
    });
    expect(await trial.confined('./work')).toMatchObject({ code: 126 });
  });

  it('cannot be started in a folder that is not there', async () => {
    trial.remove();
    await expect(trial.start(['true'])).rejects.toThrow(/expected to start a command in \S+, met/u);
  });

  it('gets its words as they are, and none of the descriptor that held it', async () => {
    writeFileSync(
      trial.path('workspace/words.py'),
      'import os, sys; print(sys.argv[1:], sorted(os.listdir("/proc/self/fd")))',
    );
    const words = ['python3', 'words.py', '', 'a b', '$HOME', "it's", '-c'];
    const { out } = await trial.confined(...words);
    expect(out).toContain(`['', 'a b', '$HOME', "it's", '-c'] [`);
    expect(out).toBe(trial.free(...words).out);
  });

  it.runIf(isRoot)('runs as the user that is named, without any of the powers of root', async () => {
    const { out } = await trial.confined('sh', '-c', 'id -u; id -g; grep ^Cap /proc/self/status');
    expect(out).toMatch(new RegExp(`^${NOBODY}\n${NOBODY}\n`, 'u'));
    expect(out).toMatch(/^CapEff:\s+0+$/mu);
  });

  it.runIf(isRoot)('has, as root, none of those that lead out', async () => {
    const asRoot = new Trial('root');
    try {
      const { out } = await asRoot.confined('grep', '^CapEff', '/proc/self/status');
      const effective = BigInt(`0x${/\s([0-9a-f]+)$/mu.exec(out)?.[1]}`);
      const has = (capability: bigint): boolean => (effective & (1n << capability)) !== 0n;
      expect([12n, 16n, 19n, 21n, 38n, 39n].filter(has)).toEqual([]);
      expect([0n, 1n, 6n, 7n].filter(has)).toEqual([0n, 1n, 6n, 7n]);
    } finally {
      asRoot.remove();
    }
  });
});
