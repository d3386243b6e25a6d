/** The gate that `capgate init` keeps running: by systemd, by launchd, and where neither is there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needsProgram } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keeperFor } from '../../src/install/service/keeper.ts';
import { agentText, launchd } from '../../src/install/service/launchd.ts';
import { unitText } from '../../src/install/service/systemd.ts';
import { setupOf } from '../../src/install/setup.ts';
import { capgate, type Outcome } from '../harness.ts';
import { Home, textAt } from './home.ts';

vi.setConfig({ testTimeout: 120_000 });

const SETTINGS = '{\n  "model": "x"\n}\n';
const PROVED = /^Claude Code \(user\) +yes +yes +yes +\d+\.\d ms$/mu;

let home: Home;
beforeEach(() => {
  home = new Home();
  home.file('.claude/settings.json', SETTINGS);
  home.file('.config/capgate/config.yaml', 'http: false\n');
});
afterEach(async () => {
  await run('uninstall', '--yes');
  home.remove();
});

function run(...words: readonly string[]): Promise<Outcome> {
  return capgate(words, { home: home.path, cwd: home.project, env: { PATH: join(home.path, 'bin') } });
}

/** What a person has, apart from what Capgate keeps for itself and Node for it. */
function own(): Readonly<Record<string, string>> {
  const kept = /^\/\.(?:cache|local|config\/capgate)/u;
  return Object.fromEntries(Object.entries(home.snapshot()).filter(([name]) => !kept.test(name)));
}

/** As if what is installed were of another version. */
function makeStale(): void {
  const link = join(home.path, '.local/share/capgate/current');
  const version = readlinkSync(link);
  unlinkSync(link);
  symlinkSync(version.replace(/[^/]+$/u, '0.0.1'), link);
}

/** Of the gate that was started alone. */
function pid(): number | undefined {
  return JSON.parse(textAt(join(home.path, '.local/state/capgate/install/service.json')) ?? '{}').pid;
}

describe('where no manager of services is', () => {
  test('the gate runs by itself, is proved, started anew by another version, and ended by the way back', async () => {
    const before = own();
    const first = await run('init', '--yes');
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toContain('It does not start by itself: no systemd or launchd');
    expect(first.stdout).toMatch(PROVED);
    const started = pid();
    expect(isThere(started)).toBe(true);
    // What it was started from is a login's, which it outlives.
    expect(readFileSync(`/proc/${started}/stat`, 'latin1').split(') ')[1]?.split(' ').slice(2, 5)).toEqual([
      String(started),
      String(started),
      '0',
    ]);
    expect(await run('init', '--yes')).toMatchObject({ status: 0, stderr: '' });
    expect(pid()).toBe(started);
    makeStale();
    expect(await run('upgrade', '--yes')).toMatchObject({ status: 0, stdout: expect.stringMatching(PROVED) });
    expect(pid()).not.toBe(started);
    expect([isThere(started), isThere(pid())]).toEqual([false, true]);
    const last = pid();
    expect(await run('init', '--undo', '--yes')).toMatchObject({ status: 0, stderr: '' });
    expect(isThere(last)).toBe(false);
    expect(own()).toEqual(before);
  });

  test('one that does not start is told at once, with the place of its reasons', async () => {
    home.file('.config/capgate/config.yaml', 'http: nonsense\n');
    const { status, stderr, stdout } = await run('init', '--yes');
    const journal = join(home.path, '.local/state/capgate/service.log');
    expect(status).toBe(1);
    expect(stderr).toContain(`met one that ended; what it says is in: ${journal}`);
    expect(textAt(journal)).toContain('expected');
    expect(stdout).toContain('Gate: none answers at');
    expect(stdout).toContain('Claude Code: stops ls');
  });

  test('is left out where a person says so', async () => {
    const { status, stdout } = await run('init', '--yes', '--no-service');
    expect([status, pid()]).toEqual([0, undefined]);
    expect(stdout).not.toMatch(PROVED);
  });
});

/** Does with a unit what systemctl does, as far as these tests look; and writes down what it was called with. */
const SYSTEMCTL = `#!${process.execPath}
const fs = require('node:fs');
const { join } = require('node:path');
const { spawn } = require('node:child_process');
const words = process.argv.slice(2);
const home = process.env.HOME;
fs.appendFileSync(join(home, '.local/fake/calls'), words.join(' ') + '\\n');
if (fs.existsSync(join(home, '.local/fake/no-bus'))) process.exit(1);
const unit = join(home, '.config/systemd/user/capgate.service');
const wants = join(home, '.config/systemd/user/default.target.wants');
const pidFile = join(home, '.local/fake/pid');
const pid = () => Number(fs.existsSync(pidFile) && fs.readFileSync(pidFile, 'utf8'));
const isAlive = () => { try { return pid() > 0 && process.kill(pid(), 0); } catch { return false; } };
const stop = () => {
  if (!isAlive()) return;
  process.kill(pid(), 'SIGTERM');
  while (isAlive()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
};
const does = {
  'is-active': () => process.exit(isAlive() ? 0 : 3),
  enable: () => {
    fs.mkdirSync(wants);
    fs.symlinkSync(unit, join(wants, 'capgate.service'));
  },
  restart: () => {
    stop();
    const [, program, rest] = /^ExecStart=[/]bin[/]sh "(.*)"(.*)$/mu.exec(fs.readFileSync(unit, 'utf8'));
    const child = spawn(program, rest.trim().split(' '), { detached: true, stdio: 'ignore', env: { HOME: home } });
    fs.writeFileSync(pidFile, String(child.pid));
    child.unref();
  },
  disable: () => {
    stop();
    fs.rmSync(pidFile, { force: true });
    fs.rmSync(wants, { recursive: true, force: true });
  },
};
const verb = words.find((word) => !word.startsWith('-'));
if (verb !== 'enable' || !fs.existsSync(wants)) does[verb]?.();
`;

function unit(): string {
  return join(home.path, '.config/systemd/user/capgate.service');
}

/** What it was told since that was asked for last. */
function calls(): string[] {
  const path = join(home.path, '.local/fake/calls');
  const all = (textAt(path) ?? '').split('\n');
  writeFileSync(path, '');
  return all.filter((line) => line !== '' && !/show|is-active/u.test(line));
}

describe('with a fake systemctl', () => {
  beforeEach(() => {
    home.file('bin/systemctl', SYSTEMCTL, 0o755);
    home.file('.local/fake/calls', '');
  });

  test('the unit is shown, written, enabled and started, and all of it is undone', async () => {
    const before = own();
    const dry = await run('init', '--dry-run');
    expect(dry.stdout).toContain(`service:\n--- /dev/null\n+++ ${unit()}\n`);
    expect(dry.stdout).toContain('+WantedBy=default.target');
    expect([own(), calls()]).toEqual([before, []]);
    const first = await run('init', '--yes');
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toMatch(PROVED);
    expect(calls()).toEqual(START);
    const after = own();
    expect(await run('init', '--yes')).toMatchObject({ status: 0, stdout: expect.stringMatching(PROVED) });
    expect(calls()).toEqual(START.slice(0, 2));
    expect(own()).toEqual(after);
    makeStale();
    expect(await run('upgrade', '--yes')).toMatchObject({ status: 0, stderr: '' });
    expect(calls()).toEqual(START);
    expect(await run('init', '--undo', '--yes')).toMatchObject({ status: 0, stderr: '' });
    expect(calls()).toEqual(['--user disable --now capgate.service', '--user daemon-reload']);
    expect(own()).toEqual(before);
  });

  test('a unit that somebody else wrote is left, and what he has of it stays', async () => {
    home.file('.config/systemd/user/capgate.service', '[Service]\nExecStart=/bin/true\n');
    const { status, stderr } = await run('init', '--yes');
    expect(status).toBe(1);
    expect(stderr).toContain(`service: ${unit()}: expected a file that Capgate made, or none, met another`);
    expect(textAt(unit())).toBe('[Service]\nExecStart=/bin/true\n');
    expect(calls()).toEqual([]);
  });

  test('what cannot be ended stays, with the file by which it can be', async () => {
    await run('init', '--yes');
    home.file('.local/fake/no-bus', '');
    const { status, stderr } = await run('uninstall', '--yes');
    expect(status).toBe(1);
    expect(stderr).toContain('service: ');
    expect(existsSync(unit())).toBe(true);
    expect(textAt(join(home.path, '.claude/settings.json'))).toBe(SETTINGS);
    unlinkSync(join(home.path, '.local/fake/no-bus'));
    expect(await run('uninstall', '--yes')).toMatchObject({ status: 0, stderr: '' });
    expect(existsSync(unit())).toBe(false);
  });

  test('without its manager the gate runs by itself', () => {
    home.file('.local/fake/no-bus', '');
    const io = home.io({ env: { PATH: join(home.path, 'bin') } });
    expect(keeperFor(setupOf(io), io).placements).toEqual([]);
  });
});

const START = ['--user daemon-reload', '--user enable capgate.service', '--user restart capgate.service'];

describe('with a fake launchctl', () => {
  const LAUNCHCTL = `#!/bin/sh
echo "$*" >> "$HOME/bin/calls"
case "$1 $2" in
  "print gui/501") exit 0 ;;
  "print "*) [ -e "$HOME/bin/loaded" ] ;;
  bootstrap*) : > "$HOME/bin/loaded" ;;
  bootout*) rm "$HOME/bin/loaded" ;;
esac
`;

  test('the agent is taken in, taken in anew, and taken out', async () => {
    home.file('bin/launchctl', LAUNCHCTL, 0o755);
    const io = home.io({ env: { PATH: `${home.path}/bin:/bin` }, platform: 'darwin', uid: 501 });
    const keeper = keeperFor(setupOf(io), io);
    const path = join(home.path, 'Library/LaunchAgents/capgate.plist');
    expect(keeper.placements.map((placement) => placement.path)).toEqual([path]);
    keeper.enable();
    await keeper.start();
    await keeper.start();
    await keeper.end();
    await keeper.end();
    const told = (textAt(join(home.path, 'bin/calls')) ?? '').split('\n').filter((line) => /^(?:boot|en)/u.test(line));
    expect(told).toEqual([
      'enable gui/501/capgate',
      `bootstrap gui/501 ${path}`,
      'bootout gui/501/capgate',
      `bootstrap gui/501 ${path}`,
      'bootout gui/501/capgate',
    ]);
    expect(launchd(setupOf(io), io).isRunning()).toBe(false);
  });
});

const ODD = '/home/a "b" \\ %h $X & <c>/capgate';
const VARIABLES = [['XDG_STATE_HOME', ODD]] as const;

test('the unit is one that systemd takes, with its odd names', (context) => {
  const program = home.file('odd "b" %h $X/capgate', '#!/bin/sh\n', 0o755);
  const path = home.file('capgate.service', unitText(program, VARIABLES));
  const analyze = needsProgram(context, 'systemd-analyze');
  const { status, stderr } = spawnSync(analyze, ['verify', '--user', '--recursive-errors=no', path], {
    encoding: 'utf8',
    env: { HOME: home.path, XDG_RUNTIME_DIR: home.path },
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(readdirSync(home.path)).toContain('odd "b" %h $X');
});

test('the launch agent is a property list, with its odd names', (context) => {
  const code = 'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
  const input = agentText(ODD, '/state/service.log', VARIABLES);
  const { stdout } = spawnSync(needsProgram(context, 'python3'), ['-c', code], { input, encoding: 'utf8' });
  expect(JSON.parse(stdout)).toMatchObject({
    Label: 'capgate',
    ProgramArguments: [ODD, 'serve'],
    EnvironmentVariables: { XDG_STATE_HOME: ODD },
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
  });
});

/** One that ended stays until whoever started it looks, which here is this test. */
function isThere(process: number | undefined): boolean {
  return existsSync(`/proc/${process}`) && !readFileSync(`/proc/${process}/stat`, 'latin1').includes(') Z ');
}
