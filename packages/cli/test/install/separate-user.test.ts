/** The gate of the machine, under a user of its own: what `capgate init --separate-user` sets up, and what then is refused. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needsProgram } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemConfig, systemUnit } from '../../src/install/service/system-gate.ts';
import { capgate } from '../harness.ts';
import { Home } from './home.ts';

vi.setConfig({ testTimeout: 180_000 });

const SCENARIO = fileURLToPath(new URL('apart/scenario.ts', import.meta.url));
const PROVED = /^Claude Code \(user\) +yes +yes +yes +\d+\.\d ms$/mu;
const ETC = [
  '/etc/capgate/config.yaml',
  '/etc/systemd/system/capgate.service',
  '/etc/systemd/system/multi-user.target.wants.capgate',
  '/etc/sysusers.d/capgate.conf',
];

let home: Home;
beforeEach(() => {
  home = new Home();
});
afterEach(() => home.remove());

function run(...words: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return capgate(words, { home: home.path, cwd: home.project, env: { PATH: home.path } });
}

describe('is refused', () => {
  test.each([['init'], ['init', '--undo'], ['uninstall']])('to anybody but root: %s %s', async (...words) => {
    const { status, stderr } = await run(...words, '--separate-user', '--yes');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/expected root, .* call it by sudo; nothing was done/u),
    ]);
  });

  test.each([['--agent', 'claude'], ['--scope', 'managed'], ['--no-service']])('together with %s', async (...words) => {
    const { status, stderr } = await run('init', '--separate-user', ...words);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`without ${words[0]}`)]);
  });

  test.each(['--user', '--approver'])('as nothing else is set up by %s', async (option) => {
    const { status, stderr } = await run('init', option, 'ada');
    expect([status, stderr]).toEqual([2, expect.stringContaining('--separate-user')]);
  });
});

test('the unit is one that systemd takes', (context) => {
  const program = home.file('capgate', '#!/bin/sh\n', 0o755);
  const path = home.file('capgate.service', systemUnit(program));
  const analyze = needsProgram(context, 'systemd-analyze');
  const { status, stderr } = spawnSync(analyze, ['verify', '--recursive-errors=no', path], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('the unit has one capability, which is no right to files, and hides no temporary folder', () => {
  const lines = systemUnit('/opt/capgate/current/bin/capgate').split('\n');
  expect(lines.filter((line) => line.includes('CAP_'))).toEqual([
    'AmbientCapabilities=CAP_SYS_PTRACE',
    'CapabilityBoundingSet=CAP_SYS_PTRACE',
  ]);
  expect(lines).toEqual(expect.arrayContaining(['User=capgate', 'NoNewPrivileges=yes', 'PrivateTmp=no']));
});

test('the configuration is what a gate can be run by', async () => {
  const path = home.file('config.yaml', systemConfig({ users: [5_001], approvers: [] }));
  const [{ readConfig }, { parseArguments }, { COMMANDS }, { settle, checkConfig }] = await Promise.all([
    import('../../src/serve/settings.ts'),
    import('../../src/arguments.ts'),
    import('../../src/commands.ts'),
    import('@capgate/gate'),
  ]);
  const { value, absolute } = await readConfig(
    parseArguments(COMMANDS, ['serve', '--config', path]).arguments,
    home.io(),
  );
  const places = { stateFolder: '/s', runtimeFolder: '/r', keysFolder: '/k', logFolder: '/l' };
  expect(settle(checkConfig(value), places, absolute)).toMatchObject({
    socketPath: '/run/capgate/gate.sock',
    users: [5_001],
    approvers: [],
    keysFolder: '/var/lib/capgate/keys',
  });
});

interface Told {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Once for all that it shows: it takes its time. */
function scenario(): Readonly<Record<string, unknown>> {
  const namespaces = ['unshare', '--mount', '--net', '--pid', '--fork', '--mount-proc'];
  const folder = mkdtempSync(join(tmpdir(), 'capgate-apart-'));
  // A copy: the gate's user runs it, and may not come to where this one lies.
  const node = join(folder, 'node');
  chmodSync(folder, 0o755);
  copyFileSync(process.execPath, node);
  const words = ['--wait', ...namespaces, node, '--conditions=@capgate/source', SCENARIO];
  const env = { PATH: process.env['PATH'] };
  const { status, stdout, stderr } = spawnSync('setsid', words, { env, encoding: 'utf8', maxBuffer: 1 << 24 });
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`expected the scenario to end well, met ${status}: ${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

test('set up, attacked by an agent’s user, and taken back', (context) => {
  if (process.getuid?.() !== 0) context.skip('only root can be several users');
  for (const program of ['unshare', 'setpriv', 'setsid', 'script', 'ip', 'systemd-sysusers'])
    needsProgram(context, program);
  const told = scenario();
  const of = (name: string): Told => told[name] as Told;

  // What it is set up for is said or known, shown first, done once, and as it was shown.
  expect(of('for nobody')).toMatchObject({ status: 2, stderr: expect.stringContaining('--approver USER') });
  expect(of('dry')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('+AmbientCapabilities=CAP_SYS_PTRACE'),
  });
  expect(told['dry changed']).toEqual([]);
  expect(of('init')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('The gate runs.') });
  expect(told['init changed']).toEqual(expect.arrayContaining(ETC));
  expect(told['config']).toBe(systemConfig({ users: [5_001], approvers: [5_002] }));
  expect(of('again').stdout).toMatch(/^The settings are as they should be\.\nThe gate runs\./u);
  expect(told['modes']).toEqual({
    '/run/capgate': 'capgate 755',
    '/run/capgate/gate.sock': 'capgate 666',
    '/var/lib/capgate': 'capgate 700',
    '/etc/capgate/config.yaml': 'root 644',
    '/opt/capgate/install': 'root 700',
  });
  expect(told['writable by others']).toEqual([]);
  expect(told['gate']).toMatchObject({ capabilities: '0000000000080000' });

  // Asking works, for whom it is meant to; and nothing else does.
  expect(of('hook allows')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(of('hook stops').stdout).toContain('a whole home folder');
  expect(of('hook of a stranger').status).toBe(2);
  const attacks = Object.entries(told['attacks'] as Record<string, number>);
  expect(attacks.filter(([, status]) => status === 0)).toEqual([]);
  expect(attacks.length).toBeGreaterThan(15);
  expect(new Set(Object.values(told['own'] as object))).toEqual(new Set([0]));
  expect(told['alive']).toBe(true);
  expect(told['false gate']).toMatchObject({ isThere: true, hook: { status: 2, stdout: '' } });

  // Its users' hooks are tried with it, and start no other; the machine's call a launcher that is root's.
  expect(of('hooks of a user')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(PROVED) });
  expect(told['gate of a user']).toBe(false);
  expect(of('hooks of the machine').stdout).toContain('/opt/capgate/current/bin/capgate-hook');

  // A person of an approver's may approve, and nobody who may be an agent.
  expect(of('agent approves').stdout).toMatch(/FORBIDDEN.*socket\.approvers/u);
  expect(of('approver without a terminal').stderr).toMatch(/FORBIDDEN.*no terminal/u);
  expect(of('approver below an unknown agent').stdout).toMatch(/FORBIDDEN.*CLAUDECODE/u);
  expect(of('hook allows without the capability').status).toBe(0);
  expect(of('approver without the capability').stdout).toMatch(/FORBIDDEN.*CAP_SYS_PTRACE/u);
  expect(of('approver')).toMatchObject({ status: 0, stdout: expect.stringContaining('is allowed: frobnicate') });

  expect(of('undo')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('/var/lib/capgate') });
  expect(told['undo changed']).toEqual([]);
  expect(told['left']).toEqual([false, true]);
});
