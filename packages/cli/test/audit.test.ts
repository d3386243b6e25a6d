/** `capgate audit` on the real disk: logs as they are, tampered with, and copied elsewhere. */
import { UNSAFE } from '@capgate/testing';
import { cpSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@capgate/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FINGERPRINT, LogHome, numbered } from './log-harness.ts';

const HOSTILE = { command: 'echo \u001b[31m\u202e \u0007\nrm' };

let home: LogHome;
beforeEach(() => {
  home = new LogHome();
});
afterEach(() => home.remove());

/** The one bundle of entries that a small log's last checkpoint covers. */
function bundleOf(folder: string): string {
  const below = join(folder, 'tile/entries/000.p');
  const widest = readdirSync(below).toSorted((left, right) => Number(right) - Number(left))[0] ?? '';
  return join(below, widest);
}

/** The lines of `audit tail`. */
async function lines(...words: string[]): Promise<string[]> {
  return (await home.print('audit', 'tail', ...words)).trimEnd().split('\n');
}

/** Keeps the last checkpoint, as somebody else would. */
function held(name: string): string {
  return home.write(name, home.read(join(home.log, 'checkpoint')));
}

/** A clock that rings when the test says so, and says when somebody waits for it. */
class Polls {
  #waiting = Promise.withResolvers<() => void>();
  readonly clock: Clock = {
    nowMs: () => home.clock.nowMs(),
    monotonicMs: () => home.clock.monotonicMs(),
    schedule: (_delayMs, ring) => {
      this.#waiting.resolve(ring);
      return () => {};
    },
  };

  /** Resolves to what ends the next wait. */
  async next(): Promise<() => void> {
    const ring = await this.#waiting.promise;
    this.#waiting = Promise.withResolvers();
    return ring;
  }
}

describe('audit verify', () => {
  it('says what is in the log, and what that proves', async () => {
    const fingerprint = await home.begin();
    home.clock.advance(5000);
    await home.append(numbered(300));
    const report = await home.json('audit', 'verify', '--key', fingerprint);
    expect(report).toMatchObject({
      valid: true,
      origin: 'log.example',
      size: 301,
      first_index: 0,
      first_at: '2026-01-01T00:00:00.000Z',
      last_at: '2026-01-01T00:00:05.000Z',
      kinds: { decision: 300, 'log.key': 1 },
      keys: [fingerprint],
      trusted_by: 'option',
    });
    const text = await home.print('audit', 'verify', '--key', fingerprint);
    for (const part of ['301', String(report['root']), 'decision 300, log.key 1', `Trusted    ${fingerprint}\n`]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('VERIFIED');
    expect(text).toContain('only a checkpoint held elsewhere can');
  });

  it('trusts this machine where no key is named, and says that it does', async () => {
    const fingerprint = await home.begin();
    expect(await home.json('audit', 'verify')).toMatchObject({ trusted: fingerprint, trusted_by: 'machine' });
    const text = (await home.print('audit', 'verify')).replaceAll(/\s+/gu, ' ');
    expect(text).toContain("this machine's word for its own log");
    expect(text).toContain('a key that this machine calls its own');
  });

  it.each([
    ['an entry', () => bundleOf(home.log), 100, /^(?:ENTRY|FORM|TILE)$/u],
    ['a hash', () => bundleOf(home.log).replace('entries', '0'), 40, /^TILE$/u],
    ['the chain of keys', () => join(home.log, 'keys.json'), 90, /^(?:FORM|CHAIN|SIGNATURE|NAME)$/u],
    ['the name in the checkpoint', () => join(home.log, 'checkpoint'), 0, /^UNTRUSTED$/u],
    ['the root in the checkpoint', () => join(home.log, 'checkpoint'), 20, /^SIGNATURE$/u],
  ])('finds one bit of %s that was changed', async (_what, path, at, code) => {
    const fingerprint = await home.begin();
    await home.append(numbered(20));
    home.flip(path(), at);
    const words = ['audit', 'verify', '--key', fingerprint];
    const { status, stdout } = await home.capgate(words);
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: expect.stringMatching(/^NOT VERIFIED {2}[A-Z]+: .*expected/u),
    });
    const json = await home.capgate([...words, '--json']);
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual({
      valid: false,
      code: expect.stringMatching(code),
      message: expect.stringContaining('expected'),
    });
  });

  it('says where: the entry that is none', async () => {
    await home.begin();
    await home.append(numbered(20));
    const bytes = home.read(bundleOf(home.log));
    home.flip(bundleOf(home.log), bytes.indexOf('{"i":7}'));
    const { status, stdout } = await home.capgate(['audit', 'verify']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringContaining('ENTRY: entry 8: ') });
  });

  it('finds a file that is gone, also the checkpoint, but no log at all is no answer', async () => {
    await home.begin();
    rmSync(join(home.log, 'checkpoint'));
    const headless = await home.capgate(['audit', 'verify']);
    expect(headless).toMatchObject({ status: 1, stdout: expect.stringContaining('MISSING') });
    rmSync(home.log, { recursive: true });
    const none = await home.capgate(['audit', 'verify']);
    expect(none).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('expected a log in') });
  });

  it('refuses another key, and part of a fingerprint', async () => {
    const fingerprint = await home.begin();
    const wrong = await home.capgate(['audit', 'verify', '--key', 'ab'.repeat(32)]);
    expect(wrong).toMatchObject({ status: 1, stdout: expect.stringContaining('UNTRUSTED') });
    const part = await home.capgate(['audit', 'verify', '--key', fingerprint.slice(0, 16)]);
    expect(part).toMatchObject({ status: 2, stderr: expect.stringContaining('the 64 hexadecimal digits') });
  });

  it('needs some key to trust', async () => {
    await home.begin();
    const { status, stderr } = await home.capgate(['audit', 'verify', '--keys', 'elsewhere']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('--key FINGERPRINT or a chain') });
  });

  it('holds the log against checkpoints that somebody else kept', async () => {
    await home.begin();
    const first = held('first');
    await home.append(numbered(10));
    const second = held('second');
    const words = ['--checkpoint', first, '--checkpoint', second];
    expect(await home.json('audit', 'verify', ...words)).toMatchObject({ valid: true, checkpoints: 2 });
    expect(await home.print('audit', 'verify', ...words)).toContain('Continues  2 checkpoints');
  });

  it('finds a log that was rolled back, or written anew by whoever has the key', async () => {
    await home.begin();
    await home.append(numbered(3));
    cpSync(home.log, join(home.path, 'before'), { recursive: true });
    await home.append([{ inconvenient: true }]);
    const checkpoint = held('held');
    cpSync(home.log, join(home.path, 'after'), { recursive: true });
    rmSync(home.log, { recursive: true });
    cpSync(join(home.path, 'before'), home.log, { recursive: true });
    expect(await home.json('audit', 'verify')).toMatchObject({ valid: true });
    const shorter = await home.capgate(['audit', 'verify', '--checkpoint', checkpoint]);
    expect(shorter).toMatchObject({ status: 1, stdout: expect.stringContaining('ROLLBACK') });
    await home.append([{ harmless: true }, { more: true }]);
    expect(await home.json('audit', 'verify')).toMatchObject({ valid: true });
    const other = await home.capgate(['audit', 'verify', '--checkpoint', checkpoint]);
    expect(other).toMatchObject({ status: 1, stdout: expect.stringContaining('FORK') });
    expect((await home.capgate(['audit', 'verify', 'after', '--checkpoint', checkpoint])).status).toBe(0);
  });

  it.each([
    [['--checkpoint', 'absent'], 'ENOENT'],
    [['--checkpoint', 'text'], 'expected a signed note'],
    [['--chain', 'text'], 'expected --chain with --proof'],
    [['--proof', 'text', '--checkpoint', 'text'], 'either --proof or --checkpoint'],
    [['one', 'two'], 'expected FOLDER'],
  ])('has no answer to %j', async (words, message) => {
    await home.begin();
    home.write('text', 'no note');
    const { status, stderr } = await home.capgate(['audit', 'verify', ...words]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
  });

  it('shows a bar where standard error is a terminal, and clears it', async () => {
    await home.begin();
    await home.append(numbered(600));
    const { status, stderr } = await home.capgate(['audit', 'verify'], { errorColumns: 80 });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^\r.* 42 % of 601\r.* 100 % of 601\r\p{Cc}\[K$/su),
    });
  });
});

describe('a proof', () => {
  it('shows anybody that an entry is in the log, with the chain and a fingerprint alone', async () => {
    const fingerprint = await home.begin();
    await home.append(numbered(50));
    await home.print('audit', 'export', 'bundle');
    expect(await home.capgate(['audit', 'prove', '23', '--output', 'proof'])).toMatchObject({ status: 0, stdout: '' });
    const words = ['--proof', 'proof', '--chain', 'bundle/keys.json', '--key', fingerprint, '--keys', 'nowhere'];
    rmSync(home.log, { recursive: true });
    expect(await home.json('audit', 'verify', ...words)).toMatchObject({
      valid: true,
      size: 51,
      entry: { index: 23, kind: 'decision', body: { i: 22 } },
    });
    expect(await home.print('audit', 'verify', ...words)).toMatch(/ decision .*\{"i":22\}\n(?:.*\n)*VERIFIED/u);
  });

  it('is printed in the form of C2SP, by index or by identifier', async () => {
    await home.begin();
    await home.append(numbered(5));
    const proof = await home.print('audit', 'prove', '3');
    expect(proof).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra \S+\nindex 3\n(?:\S{44}\n)+\nlog\.example\n6\n/u);
    home.write('proof', proof);
    const { entry } = await home.json('audit', 'verify', '--proof', 'proof');
    expect(await home.print('audit', 'prove', (entry as { id: string }).id)).toBe(proof);
  });

  it('fails where it was altered, or is by somebody else', async () => {
    await home.begin();
    await home.append(numbered(5));
    const proof = await home.print('audit', 'prove', '3');
    home.write('moved', proof.replace('index 3', 'index 2'));
    home.write('empty', 'c2sp.org/tlog-proof@v1\n\n');
    home.write('good', proof);
    const tried = async (...words: string[]) => home.capgate(['audit', 'verify', '--proof', ...words]);
    expect(await tried('moved')).toMatchObject({ status: 1, stdout: expect.stringContaining('PROOF') });
    expect(await tried('empty')).toMatchObject({ status: 1, stdout: expect.stringContaining('FORM') });
    expect(await tried('good', '--key', '0'.repeat(64))).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('UNTRUSTED'),
    });
    expect(await tried('good')).toMatchObject({ status: 0 });
  });

  it('of what is not there is none', async () => {
    await home.begin();
    for (const id of ['1', '99999999999999999999', 'nonsense', '01900000-0000-7000-8000-000000000000']) {
      const { status, stdout, stderr } = await home.capgate(['audit', 'prove', id]);
      expect({ status, stdout, stderr }).toEqual({
        status: 1,
        stdout: '',
        stderr: expect.stringContaining('NOT_FOUND'),
      });
    }
  });

  it('is not handed out where the tiles are damaged', async () => {
    await home.begin();
    await home.append(numbered(5));
    home.flip(bundleOf(home.log).replace('entries', '0'), 40);
    const { status, stdout, stderr } = await home.capgate(['audit', 'prove', '3', '--output', 'proof']);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining('PROOF') });
    expect(existsSync(join(home.path, 'proof'))).toBe(false);
  });
});

describe('audit export', () => {
  it('makes a bundle that is verified by a fingerprint alone', async () => {
    const fingerprint = await home.begin();
    await home.append(numbered(600));
    const stdout = await home.print('audit', 'export', 'bundle');
    expect(stdout).toContain('Entries  601');
    expect(FINGERPRINT.exec(stdout.slice(stdout.indexOf('Key')))?.[0]).toBe(fingerprint);
    rmSync(join(home.path, '.local'), { recursive: true });
    rmSync(join(home.path, '.config'), { recursive: true });
    expect(await home.json('audit', 'verify', 'bundle', '--key', fingerprint)).toMatchObject({
      valid: true,
      size: 601,
    });
    home.flip(join(home.path, 'bundle/tile/entries/001'), 500);
    expect((await home.capgate(['audit', 'verify', 'bundle', '--key', fingerprint])).status).toBe(1);
  });

  it('has nothing of the journal in it, and overwrites no other log', async () => {
    await home.begin();
    await home.print('audit', 'export', 'bundle');
    expect(readdirSync(join(home.path, 'bundle')).toSorted()).toEqual(['checkpoint', 'keys.json', 'tile']);
    const { status, stderr } = await home.capgate(['audit', 'export', 'bundle']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('EXISTS') });
  });
});

describe('audit tail', () => {
  it('shows the last entries, oldest first', async () => {
    await home.begin();
    await home.append(numbered(600));
    expect((await lines()).map((line) => line.trim().split(' ')[0])).toEqual(
      Array.from({ length: 10 }, (_, i) => String(591 + i)),
    );
    const last = (await lines('-n', '300', '--json')).map((line) => JSON.parse(line) as { index: number });
    expect(last.map(({ index }) => index)).toEqual(Array.from({ length: 300 }, (_, i) => 301 + i));
    expect(last[0]).toMatchObject({ index: 301, kind: 'decision', at: home.clock.nowMs(), body: { i: 300 } });
    expect(await lines('-n', '5000')).toHaveLength(601);
    expect(await home.print('audit', 'tail', '-n', '0')).toBe('');
  });

  it('shows the last of one kind, however far back', async () => {
    await home.begin();
    await home.append([{ wanted: 1 }, { wanted: 2 }, { wanted: 3 }], 'approval');
    await home.append(numbered(600));
    const found = (await lines('-n', '2', '--kind', 'approval', '--json')).map((line) => JSON.parse(line).body);
    expect(found).toEqual([{ wanted: 2 }, { wanted: 3 }]);
    expect(await home.print('audit', 'tail', '--kind', 'nothing')).toBe('');
  });

  it('shows no character that a terminal obeys, and no more than the line holds', async () => {
    await home.begin();
    await home.append([HOSTILE, { long: 'x'.repeat(5000) }]);
    for (const form of [[], ['--json']]) expect(await home.print('audit', 'tail', ...form)).not.toMatch(UNSAFE);
    const { stdout } = await home.capgate(['audit', 'tail', '-n', '1'], { columns: 90, env: { NO_COLOR: '1' } });
    expect(stdout.trimEnd().length).toBeLessThanOrEqual(90);
  });

  it('goes on with what comes, once a checkpoint covers it, until nobody reads', async () => {
    await home.begin();
    await home.append(numbered(3));
    const polls = new Polls();
    const words = ['audit', 'tail', '-n', '1', '--follow', '--json', '--kind', 'decision'];
    const running = home.capgate(words, { clock: polls.clock, closeAfter: 300 });
    const first = await polls.next();
    await home.append([{ late: 1 }]);
    await home.append([{ late: true }], 'approval');
    first();
    const second = await polls.next();
    second();
    const third = await polls.next();
    await home.append([{ late: 2 }, { late: 3 }]);
    third();
    const { status, stdout, stderr } = await running;
    expect({ status, stderr }).toEqual({ status: 141, stderr: '' });
    const bodies = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).body as object);
    expect(bodies).toEqual([{ i: 2 }, { late: 1 }, { late: 2 }]);
  });

  it('stops where the log that it follows becomes shorter', async () => {
    await home.begin();
    cpSync(home.log, join(home.path, 'before'), { recursive: true });
    await home.append(numbered(3));
    const polls = new Polls();
    const running = home.capgate(['audit', 'tail', '--follow'], { clock: polls.clock });
    const poll = await polls.next();
    cpSync(join(home.path, 'before'), home.log, { recursive: true });
    poll();
    expect(await running).toMatchObject({ status: 1, stderr: expect.stringContaining('ROLLBACK') });
  });

  it('says what is no entry', async () => {
    await home.begin();
    await home.append(numbered(2));
    home.flip(bundleOf(home.log), home.read(bundleOf(home.log)).indexOf('{"i":1}'));
    const { status, stderr } = await home.capgate(['audit', 'tail']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('capgate audit tail: ENTRY') });
  });
});

describe('audit stats', () => {
  it('says how large and how old the log and its keys are', async () => {
    const fingerprint = await home.begin();
    await home.append(numbered(20));
    home.clock.advance(3 * 3_600_000);
    const stats = await home.json('audit', 'stats');
    expect(stats).toMatchObject({
      origin: 'log.example',
      size: 21,
      first_index: 0,
      last_at: '2026-01-01T00:00:00.000Z',
      age_seconds: 3 * 3600,
      keys: [{ fingerprint, age_days: 0 }],
    });
    expect(stats['size_bytes']).toBeGreaterThan(statSync(bundleOf(home.log)).size);
    const text = await home.print('audit', 'stats');
    for (const part of ['21, kept from 0 on', '3 hours ago', `${fingerprint}  current`]) expect(text).toContain(part);
  });

  it('takes no lock and leaves no trace', async () => {
    await home.begin();
    const before = readdirSync(home.log, { recursive: true, encoding: 'utf8' }).toSorted();
    for (const command of ['stats', 'tail', 'verify']) await home.print('audit', command);
    await home.print('audit', 'prove', '0');
    await home.print('audit', 'export', 'bundle');
    expect(readdirSync(home.log, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(before);
  });

  it('finds what is no log', async () => {
    home.write('checkpoint', 'nonsense');
    const { status, stderr } = await home.capgate(['audit', 'stats', '--log', '.']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('FORM') });
  });
});
