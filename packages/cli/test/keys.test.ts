/** `capgate keys` on the real disk. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readVerifierKey } from '@capgate/keys';
import { nodePrimitives } from '@capgate/keys/node';
import { needsMaterial, needsProgram, type Skippable, UNSAFE } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FINGERPRINT, LogHome } from './log-harness.ts';

const DAY_MS = 86_400_000;
const VERIFIER_KEY = /^\S+\+[0-9a-f]{8}\+\S+$/gmu;

let home: LogHome;
beforeEach(() => {
  home = new LogHome();
});
afterEach(() => home.remove());

function chainFile(): string {
  return home.read(join(home.keys, 'chain.json')).toString('utf8');
}

describe('keys new', () => {
  it('makes a key that nobody else can read, a chain and a log, and says where', async () => {
    const stdout = await home.print('keys', 'new', '--no-passphrase', '--name', 'log.example');
    const fingerprint = FINGERPRINT.exec(stdout)?.[0] ?? '';
    const key = join(home.keys, `${fingerprint}.key`);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(statSync(home.keys).mode & 0o777).toBe(0o700);
    expect(stdout).toContain(`Private key  "${home.keys}"`);
    expect(stdout).toContain(`Log          "${home.log}"`);
    expect(await home.json('audit', 'stats')).toMatchObject({ origin: 'log.example', size: 1 });
  });

  it('prints the public keys as other verifiers of signed notes take them', async () => {
    const stdout = await home.print('keys', 'new', '--no-passphrase', '--name', 'log.example');
    const keys = (stdout.match(VERIFIER_KEY) ?? []).map((line) => readVerifierKey(line, nodePrimitives));
    // Of ML-DSA there are none: its key is long, and nobody else's program takes it.
    expect(keys).toMatchObject([{ name: 'log.example', keys: [{ algorithm: 'ed25519' }] }]);
  });

  it('is named after the host where no name is given, and of Ed25519 alone where that is asked for', async () => {
    await home.print('keys', 'new', '--no-passphrase', '--algorithm', 'ed25519');
    expect(await home.json('keys', 'show')).toMatchObject({
      name: expect.stringMatching(/^.+\/capgate$/u),
      keys: [{ algorithms: ['ed25519'] }],
    });
  });

  it('lies where the XDG variables say, if they are absolute', async () => {
    const env = { XDG_CONFIG_HOME: join(home.path, 'c'), XDG_STATE_HOME: 'relative' };
    const { status } = await home.capgate(['keys', 'new', '--no-passphrase', '--algorithm', 'ed25519'], { env });
    expect(status).toBe(0);
    expect(existsSync(join(home.path, 'c/capgate/keys/chain.json'))).toBe(true);
    expect(existsSync(join(home.log, 'checkpoint'))).toBe(true);
  });

  it('refuses where a chain is there, or the log of another, and changes nothing', async () => {
    await home.begin();
    const before = chainFile();
    const again = await home.capgate(['keys', 'new', '--no-passphrase']);
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('capgate keys rotate') });
    expect(chainFile()).toBe(before);
    const other = await home.capgate(['keys', 'new', '--no-passphrase', '--keys', 'other']);
    expect(other).toMatchObject({ status: 2, stderr: expect.stringContaining('name another with --log') });
    expect(existsSync(join(home.path, 'other'))).toBe(false);
  });

  it('refuses a name that no signed note can hold', async () => {
    const { status, stderr } = await home.capgate(['keys', 'new', '--no-passphrase', '--name', 'a b\u202e']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('NAME: expected a name') });
    expect(existsSync(join(home.keys, 'chain.json'))).toBe(false);
  });
});

describe('a passphrase', () => {
  const DEMAND = ['keys', 'new', '--algorithm', 'ed25519'];

  it('is asked for twice and needed from then on, and never printed', async () => {
    const made = await home.capgate(DEMAND, { secrets: ['correct horse', 'correct horse'] });
    expect(made.status).toBe(0);
    const rotated = await home.capgate(['keys', 'rotate'], { secrets: ['correct horse'] });
    expect(rotated.status).toBe(0);
    const wrong = await home.capgate(['keys', 'rotate'], { secrets: ['battery staple'] });
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('PASSPHRASE') });
    const nobody = await home.capgate(['keys', 'rotate']);
    expect(nobody).toMatchObject({ status: 2, stderr: expect.stringContaining('--passphrase-file') });
    for (const { stdout, stderr } of [made, rotated, wrong, nobody]) {
      expect(stdout + stderr).not.toMatch(/horse|battery/u);
    }
    expect((await home.json('keys', 'show'))['keys']).toHaveLength(2);
  });

  it('may come from a file, whose last line break is not part of it', async () => {
    home.write('pass', 'correct horse\n');
    expect(await home.print(...DEMAND, '--passphrase-file', 'pass')).toContain('Fingerprint');
    expect((await home.capgate(['keys', 'rotate'], { secrets: ['correct horse'] })).status).toBe(0);
  });

  it('in a file protects the next key though this one has none', async () => {
    await home.begin();
    home.write('pass', 'correct horse');
    await home.print('keys', 'rotate', '--passphrase-file', 'pass');
    expect(await home.capgate(['keys', 'rotate'])).toMatchObject({ status: 2 });
    await home.print('keys', 'rotate', '--passphrase-file', 'pass');
  });

  it.each([
    ['two different ones', { secrets: ['a', 'b'] }, [], 'two different ones'],
    ['an empty one', { secrets: ['', ''] }, [], 'an empty line'],
    ['no terminal and no file', {}, [], '--passphrase-file or --no-passphrase'],
    ['an empty file', {}, ['--passphrase-file', 'empty'], 'expected a secret of 1 to 1024 bytes'],
    ['a file too long', {}, ['--passphrase-file', 'long'], 'expected a secret of 1 to 1024 bytes'],
    ['no such file', {}, ['--passphrase-file', 'absent'], 'ENOENT'],
    ['both options', {}, ['--passphrase-file', 'empty', '--no-passphrase'], 'expected either'],
    ['half of a token', {}, ['--token', 'a'], '--pkcs11 and --token together'],
  ])('%s: nothing is made', async (_what, around, more, message) => {
    home.write('empty', '\n');
    home.write('long', 'x'.repeat(1025));
    const { status, stderr } = await home.capgate([...DEMAND, ...more], around);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
    expect(existsSync(home.keys) ? readdirSync(home.keys) : []).not.toContainEqual(expect.stringMatching(/key|chain/u));
    expect(existsSync(home.log)).toBe(false);
  });
});

describe('keys rotate', () => {
  it('makes a successor that the log records, and both sign while they overlap', async () => {
    const first = await home.begin();
    home.clock.advance(DAY_MS);
    const stdout = await home.print('keys', 'rotate', '--overlap-days', '3', '--lifetime-days', '30');
    expect(stdout).toContain(`Replaces     ${first}`);
    const checkpoint = home.read(join(home.log, 'checkpoint')).toString('utf8');
    expect(checkpoint.match(/^— log\.example /gmu)).toHaveLength(2);
    const { keys } = await home.json('keys', 'show');
    expect(keys).toMatchObject([
      { fingerprint: first, current: false, overlap_until: '2026-01-05T00:00:00.000Z' },
      { current: true, expires: '2026-02-01T00:00:00.000Z', overlap_until: null },
    ]);
    const verified = await home.json('audit', 'verify', '--key', first);
    expect(verified).toMatchObject({ valid: true, kinds: { 'log.key': 2 } });
  });

  it('changes nothing while another process has the log open', async () => {
    await home.begin();
    const before = chainFile();
    const { NodeDisk } = await import('@capgate/base/node');
    const lock = await new NodeDisk().lock(join(home.log, 'lock'));
    const { status, stderr } = await home.capgate(['keys', 'rotate']);
    await lock.release();
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('LOCKED') });
    expect(chainFile()).toBe(before);
    await home.print('keys', 'rotate');
  });

  it.each([
    ['--lifetime-days', '0', 'at least one day'],
    ['--overlap-days', '-1', 'expected an integer'],
    ['--overlap-days', '36501', 'from 0 to 36500'],
  ])('refuses %s %s', async (option, value, message) => {
    await home.begin();
    const { status, stderr } = await home.capgate(['keys', 'rotate', `${option}=${value}`]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
  });

  it('needs a chain', async () => {
    for (const words of [['rotate'], ['show'], ['revoke', '01234567', '--reason', 'x']]) {
      const { status, stderr } = await home.capgate(['keys', ...words]);
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('capgate keys new begins one') });
    }
    expect(existsSync(join(home.path, '.config'))).toBe(false);
  });
});

describe('keys show', () => {
  it('says how old a key is, and warns where it is overdue', async () => {
    await home.begin();
    home.clock.advance(10 * DAY_MS);
    expect(await home.print('keys', 'show')).toMatch(/Created .*, 10 days old\n.*Expires .*, in 80 days\n/u);
    expect(await home.json('keys', 'show')).toMatchObject({ keys: [{ age_days: 10, overdue: false }] });
    home.clock.advance(81 * DAY_MS);
    expect(await home.print('keys', 'show')).toContain('1 day ago: overdue; capgate keys rotate');
    expect(await home.json('keys', 'show')).toMatchObject({ keys: [{ age_days: 91, overdue: true }] });
  });

  it('refuses a chain that was altered', async () => {
    await home.begin();
    home.write(join(home.keys, 'chain.json'), chainFile().replace('log.example', 'log.examplf'));
    const { status, stderr } = await home.capgate(['keys', 'show']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('CHAIN') });
  });
});

describe('keys revoke', () => {
  it('takes the first digits, and the log no longer believes the key', async () => {
    const first = await home.begin();
    await home.print('keys', 'rotate', '--overlap-days', '0');
    const stdout = await home.print('keys', 'revoke', first.slice(0, 8), '--reason', 'lost \u001b[31m');
    expect(stdout).toContain(`Revoked  ${first}`);
    const shown = await home.print('keys', 'show');
    expect(shown).toMatch(/Revoked .*: lost \\x1b\[31m/u);
    expect(stdout + shown).not.toMatch(UNSAFE);
    expect(await home.json('audit', 'verify')).toMatchObject({ valid: true, kinds: { 'log.key': 3 } });
  });

  it.each([
    ['the current key', '', ['--reason', 'x'], 'rotate it first'],
    ['a key of nobody', 'ffffffff00', ['--reason', 'x'], 'met none'],
    ['too few digits', 'abc', ['--reason', 'x'], 'at least 8'],
    ['what are no digits', 'nonsense', ['--reason', 'x'], 'at least 8'],
    ['without a reason', '', [], '--reason TEXT'],
  ])('refuses %s', async (_what, digits, more, message) => {
    const first = await home.begin();
    const { status, stderr } = await home.capgate(['keys', 'revoke', digits === '' ? first : digits, ...more]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
    expect(await home.json('keys', 'show')).toMatchObject({ keys: [{ revoked: null }] });
  });
});

/** Where distributions put SoftHSM2's module. */
const MODULES = ['softhsm/libsofthsm2.so', 'x86_64-linux-gnu/softhsm/libsofthsm2.so', 'pkcs11/libsofthsm2.so'];
/** Compiled where a compiler is found when it is installed. */
const BINDING = fileURLToPath(new URL('../../../node_modules/pkcs11js/build/Release/pkcs11.node', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** A program in a process of its own, as the module reads its settings from there; `capgate` with a token of this test's. */
function tokenOf(context: Skippable): (...argv: string[]) => string {
  const softhsm = needsProgram(context, 'softhsm2-util');
  const module = MODULES.map((path) => join('/usr/lib', path)).find((path) => existsSync(path)) ?? '/usr/lib/softhsm';
  needsMaterial(context, module, '`sudo scripts/provision.sh` provides it');
  needsMaterial(context, BINDING, 'install a C++ compiler (`sudo scripts/provision.sh`), then `npm ci`');
  mkdirSync(join(home.path, 'tokens'));
  const conf = home.write('conf', `directories.tokendir = ${home.path}/tokens\nobjectstore.backend = file\n`);
  const pin = home.write('pin', '1234\n');
  const env = { ...process.env, SOFTHSM2_CONF: conf };
  execFileSync(softhsm, ['--init-token', '--free', '--label', 't', '--so-pin', '12345678', '--pin', '1234'], { env });
  const token = ['--pkcs11', module, '--token', 't', '--pin-file', pin, '--keys', home.keys, '--log', home.log];
  return (...argv) =>
    execFileSync(process.execPath, ['--conditions=@capgate/source', MAIN, ...argv, ...token], {
      env,
      encoding: 'utf8',
    });
}

describe('a token', { timeout: 60_000 }, () => {
  it('holds the private keys, and no file does', (context) => {
    const inToken = tokenOf(context);
    const first = FINGERPRINT.exec(inToken('keys', 'new', '--algorithm', 'ed25519'))?.[0] ?? '';
    inToken('keys', 'rotate');
    expect(inToken('keys', 'revoke', first.slice(0, 8), '--reason', 'a test')).toContain(first);
    expect(readdirSync(home.keys).toSorted()).toEqual(['chain.json', 'lock']);
  });

  it('signs what is verified without it', async (context) => {
    const inToken = tokenOf(context);
    const fingerprint = FINGERPRINT.exec(inToken('keys', 'new', '--algorithm', 'ed25519'))?.[0] ?? '';
    expect(await home.json('audit', 'verify', '--key', fingerprint)).toMatchObject({ valid: true, size: 1 });
    const without = await home.capgate(['keys', 'rotate']);
    expect(without).toMatchObject({ status: 2, stderr: expect.stringContaining('NOT_FOUND') });
  });
});
