/** `capgate init`, `upgrade` and `uninstall` as they are typed, in a home folder of their own. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { INSTALL_CLIENTS } from '@capgate/agents';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { COMMANDS } from '../../src/commands.ts';
import type { CommandSpec } from '../../src/specification.ts';
import { packageFiles, packageFolder, versionOf } from '../../src/install/package-files.ts';
import { install, prune, versionFor } from '../../src/install/versions.ts';
import { capgate, type Outcome, type Surroundings } from '../harness.ts';
import { Home, textAt } from './home.ts';

vi.setConfig({ testTimeout: 60_000 });

let home: Home;
let data: string;
beforeEach(() => {
  home = new Home();
  data = join(home.path, '.local/share/capgate');
});
afterEach(() => home.remove());

/** The gate that `init` starts has a test of its own. */
function run(words: readonly string[], more: Surroundings = {}): Promise<Outcome> {
  return capgate(words[0] === 'init' ? [...words, '--no-service'] : words, {
    home: home.path,
    cwd: home.project,
    env: { PATH: join(home.path, 'bin') },
    ...more,
  });
}

const SETTINGS = '{\n  "model": "x"\n}\n';
const DIGESTED = /^Capgate \d+\.\d+\.\d+ is installed in /u;

function specOf(command: string): CommandSpec | undefined {
  return COMMANDS.commands?.find(({ name }) => name === command);
}

describe('capgate init', () => {
  test('finds who is here, shows the change, asks, installs, and is undone', async () => {
    const path = home.file('.claude/settings.json', SETTINGS);
    const shown = await run(['init'], { answers: ['y'] });
    expect(shown).toMatchObject({ status: 0, stderr: '' });
    expect(shown.stdout).toMatch(DIGESTED);
    expect(shown.stdout).toContain(`--- ${path}\n+++ ${path}\n`);
    expect(shown.stdout).toContain('+        "matcher": ".*"');
    expect(shown.stdout).toContain('Claude Code asks the gate from its next session on.');
    expect(shown.stdout).not.toContain('Codex');
    const launcher = join(data, 'current/bin/capgate-hook');
    expect(textAt(path)).toContain(JSON.stringify(launcher));
    expect(existsSync(launcher)).toBe(true);
    expect(await run(['init'])).toMatchObject({ status: 0, stdout: expect.stringContaining('as they should be') });
    const undone = await run(['init', '--undo'], { answers: ['yes'] });
    expect(undone).toMatchObject({ status: 0, stdout: `claude: ${path} is as it was before\n` });
    expect(textAt(path)).toBe(SETTINGS);
    expect((await run(['init', '--undo'])).stdout).toContain('Nothing is installed');
  });

  test('writes nothing in a dry run, nor after a no, nor where nobody can be asked', async () => {
    home.file('.claude/settings.json', SETTINGS);
    const before = home.snapshot();
    expect(await run(['init', '--dry-run'])).toMatchObject({ status: 0, stdout: expect.stringContaining('+++ ') });
    expect(await run(['init'], { answers: ['n'] })).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('Nothing'),
    });
    expect(await run(['init'])).toMatchObject({ status: 2, stderr: expect.stringContaining('or --yes') });
    expect(home.snapshot()).toEqual(before);
  });

  test('leaves what it cannot read, says so, and goes on with the others', async () => {
    home.file('.claude/settings.json', '{"model": ');
    home.file('.gemini/settings.json', SETTINGS);
    const { status, stdout, stderr } = await run(['init', '--yes']);
    expect(status).toBe(1);
    expect(stderr).toContain('expected JSON, met what is none in line 1');
    expect(stdout).toContain('Claude Code is not gated as it should be.');
    expect(stdout).toContain('Gemini CLI asks the gate');
    expect(textAt(join(home.path, '.claude/settings.json'))).toBe('{"model": ');
  });

  test('shows no secret of the lines around a change', async () => {
    home.file('.claude/settings.json', '{\n  "env": {\n    "API_KEY": "hunter2hunter2"\n  }\n}\n');
    const { stdout } = await run(['init', '--dry-run']);
    expect(stdout).toContain('"API_KEY": [redacted field]');
    expect(stdout).not.toContain('hunter2');
  });

  test('takes agents by name and a project, whose files name nobody’s home', async () => {
    const { status } = await run(['init', '--yes', '--agent', 'claude', '--agent', 'openhands', '--scope', 'project']);
    expect(status).toBe(0);
    for (const file of ['.claude/settings.json', '.openhands/hooks.json']) {
      const text = textAt(join(home.project, file));
      expect(text).toContain('${XDG_DATA_HOME:-$HOME/.local/share}/capgate/current/bin/capgate-hook');
      expect(text).not.toContain(home.path);
      expect(lstatSync(join(home.project, file)).mode & 0o777).toBe(0o644);
    }
    expect(existsSync(join(home.path, '.claude'))).toBe(false);
    await run(['init', '--undo', '--yes', '--agent', 'claude']);
    expect(readdirSync(home.project).sort()).toEqual(['.git', '.openhands']);
  });

  test('says what it cannot do with the words it was given', async () => {
    expect(await run(['init'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('No coding agent is found'),
    });
    const scoped = await run(['init', '--agent', 'goose', '--scope', 'project']);
    expect(scoped).toMatchObject({ status: 2, stderr: expect.stringContaining('expected --scope user for goose') });
    expect((await run(['init', '--agent', 'clade'])).status).toBe(2);
    const kiro = await run(['init', '--yes', '--agent', 'kiro']);
    expect(kiro).toMatchObject({ status: 1, stderr: expect.stringContaining('hooks belong to an agent') });
  });

  test.each(['init', 'doctor'])('%s and hook know the agents that there are, and no others', async (command) => {
    const choices = specOf(command)?.options?.find(({ name }) => name === 'agent')?.choices;
    expect(choices).toEqual(INSTALL_CLIENTS.map(({ name }) => name));
    expect(specOf('hook')?.operands?.completion).toEqual(choices);
    const { status, stderr } = await run([command, '--agent', 'clade']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/expected --agent to be claude, codex, .* or goose, met "clade"; did you mean claude\?/u);
  });

  test('a second one waits for nobody: it is refused while the first runs', async () => {
    home.file('.claude/settings.json', SETTINGS);
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    mkdirSync(join(home.path, '.local/state/capgate/install'), { recursive: true, mode: 0o700 });
    const lock = new DatabaseSync(join(home.path, '.local/state/capgate/install/lock'));
    lock.exec('BEGIN EXCLUSIVE');
    expect(await run(['init', '--yes'])).toMatchObject({ status: 2, stderr: expect.stringContaining('LOCKED') });
    lock.close();
    expect(textAt(join(home.path, '.claude/settings.json'))).toBe(SETTINGS);
  });
});

describe('what is installed', () => {
  test('runs by itself, by the Node that installed it, and refuses where the gate does not run', async () => {
    expect((await run(['init', '--yes', '--agent', 'claude'])).status).toBe(0);
    const env = { PATH: '/usr/bin:/bin', HOME: home.path };
    const version = spawnSync(join(data, 'current/bin/capgate'), ['--version'], { env, encoding: 'utf8' });
    expect(version.stdout).toBe(`capgate ${versionOf(packageFolder())}\n`);
    const input = JSON.stringify({ hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: { command: 'ls' } });
    const hook = spawnSync(join(data, 'current/bin/capgate-hook'), ['claude'], { env, input, encoding: 'utf8' });
    expect(hook).toMatchObject({ status: 2, stderr: expect.stringContaining('nothing was run') });
  });

  test('is complete: what the service needs is in it', async () => {
    await run(['init', '--yes', '--agent', 'claude']);
    const names = packageFiles(packageFolder()).map(({ name }) => name);
    expect(names).toContain('dist/service/service.mjs');
    expect(names).toContain('node_modules/koffi/package.json');
    for (const name of names) expect(existsSync(join(data, 'current', name)), name).toBe(true);
  });
});

/** A package as npx keeps it, small: with what it needs beside it. */
function fakePackage(version: string): string {
  const modules = join(home.path, `npx-${version}/node_modules`);
  const files: Readonly<Record<string, string>> = {
    'capgate/package.json': JSON.stringify({ name: 'capgate', version, files: ['bin'], dependencies: { koffi: '1' } }),
    'capgate/bin/capgate.cjs': `console.log('${version}')`,
    'capgate/secret.txt': 'not published',
    'koffi/package.json': JSON.stringify({
      name: 'koffi',
      version: '1',
      optionalDependencies: { '@k/x': '1', '@k/y': '1' },
    }),
    '@k/x/package.json': '{"name": "@k/x", "version": "1"}',
    '@k/x/native.node': 'bytes',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(modules, name, '..'), { recursive: true });
    writeFileSync(join(modules, name), text);
  }
  return join(modules, 'capgate');
}

function setUp(from: string): string {
  const version = versionFor(data, from, process.execPath);
  install({ data, isSystems: false }, from, version, process.execPath);
  return version.name;
}

describe('versions', () => {
  test('hold what is published and what it needs, and nothing else', () => {
    setUp(fakePackage('1.0.0'));
    const version = join(data, 'versions/1.0.0');
    expect(readdirSync(version).sort()).toEqual(['.digest', 'bin', 'node_modules', 'package.json']);
    expect(readdirSync(join(version, 'bin')).sort()).toEqual(['capgate', 'capgate-hook', 'capgate-run', 'capgate.cjs']);
    expect(textAt(join(version, 'node_modules/@k/x/native.node'))).toBe('bytes');
  });

  test('replace one another by one link, and the same again is no other', () => {
    const [one, two] = [fakePackage('1.0.0'), fakePackage('2.0.0')];
    expect([setUp(one), setUp(two), setUp(two)]).toEqual(['1.0.0', '2.0.0', '2.0.0']);
    expect(readlinkSync(join(data, 'current'))).toBe('versions/2.0.0');
    const { stdout } = spawnSync(join(data, 'current/bin/capgate'), { encoding: 'utf8' });
    expect(stdout).toBe('2.0.0\n');
    expect(versionFor(data, join(data, 'versions/2.0.0'), process.execPath)).toMatchObject({
      isNew: false,
      isCurrent: true,
    });
    expect(readdirSync(data).sort()).toEqual(['current', 'versions']);
  });

  test('another build of the same version lies beside it', () => {
    const from = fakePackage('1.0.0');
    setUp(from);
    writeFileSync(join(from, 'bin/capgate.cjs'), 'console.log("other")');
    expect(setUp(from)).toMatch(/^1\.0\.0-[0-9a-f]{8}$/u);
    expect(readdirSync(join(data, 'versions'))).toHaveLength(2);
    prune(data, ['1.0.0']);
    expect(readdirSync(join(data, 'versions'))).toEqual(['1.0.0']);
  });

  test('an incomplete package, and something else in the place of the link, are told', () => {
    const from = fakePackage('1.0.0');
    rmSync(join(from, '../koffi'), { recursive: true });
    expect(() => setUp(from)).toThrow('expected koffi beside');
    rmSync(join(from, 'bin'), { recursive: true });
    expect(() => setUp(from)).toThrow('npm run build');
    mkdirSync(join(data, 'current'), { recursive: true });
    expect(() => setUp(fakePackage('2.0.0'))).toThrow('to be a link');
  });
});

describe('capgate upgrade', () => {
  test('brings version and entries up to date, and keeps the version before', async () => {
    const path = home.file('.claude/settings.json', SETTINGS);
    await run(['init', '--yes']);
    const version = versionOf(packageFolder());
    // As if what is installed were older.
    for (const old of ['0.0.8', '0.0.9'])
      cpSync(join(data, 'versions', version), join(data, 'versions', old), { recursive: true });
    rmSync(join(data, 'versions', version), { recursive: true });
    rmSync(join(data, 'current'));
    symlinkSync('versions/0.0.9', join(data, 'current'));
    const current = textAt(path) ?? '';
    writeFileSync(path, current.replace('"timeout": 10', '"timeout": 5'));
    rmSync(join(data, 'versions/0.0.9/.digest'));
    rmSync(join(data, 'versions/0.0.8/.digest'));
    const upgraded = await run(['upgrade', '--yes']);
    expect(upgraded).toMatchObject({ status: 0, stderr: '' });
    expect(upgraded.stdout).toContain('-            "timeout": 5,\n+            "timeout": 10,');
    expect(textAt(path)).toBe(current);
    expect(readlinkSync(join(data, 'current'))).toBe(`versions/${version}`);
    expect(readdirSync(join(data, 'versions')).sort()).toEqual(['0.0.9', version]);
    // The person's change in between is another's: the entries are taken out of what it left.
    expect(await run(['init', '--undo', '--yes'])).toMatchObject({ status: 0 });
    expect(JSON.parse(textAt(path) ?? '')).toEqual({ model: 'x' });
  });
});

describe('capgate uninstall', () => {
  test('takes everything back, and names what stays', async () => {
    home.file('.claude/settings.json', SETTINGS);
    home.file('.config/capgate/policy.yaml', 'version: 1\nrules: []\n');
    const before = home.snapshot();
    await run(['init', '--yes']);
    expect((await run(['uninstall', '--dry-run'])).stdout).toContain('is as it was before');
    expect(existsSync(join(data, 'current'))).toBe(true);
    const { status, stdout } = await run(['uninstall', '--yes']);
    expect(status).toBe(0);
    expect(stdout).toContain(`  ${join(home.path, '.config/capgate')}\n`);
    expect(existsSync(data)).toBe(false);
    const made = ['/.local', '/.local/share', '/.local/state', '/.local/state/capgate'];
    const after = Object.entries(home.snapshot()).filter(([name]) => !made.includes(name));
    expect(Object.fromEntries(after)).toEqual(before);
  });

  test('stays where a hook is left that still calls it', async () => {
    await run(['init', '--yes', '--agent', 'opencode']);
    const plugin = join(home.path, '.config/opencode/plugins/capgate.js');
    writeFileSync(plugin, `${textAt(plugin)}// mine\n`);
    const { status, stderr } = await run(['uninstall', '--yes']);
    expect(status).toBe(1);
    expect(stderr).toContain('stays, as hooks may still call it');
    expect(existsSync(join(data, 'current/bin/capgate-hook'))).toBe(true);
  });
});

/** A program that speaks as `codex app-server` does, and keeps trust in a file. */
const CODEX = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const folder = process.env.HOME + '/.codex';
const lines = require('node:readline').createInterface({ input: process.stdin });
const answer = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
lines.on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  const config = readFileSync(folder + '/config.toml', 'utf8');
  const keys = ['pre_tool_use:1', 'permission_request:0'].map((at) => folder + '/hooks.json:' + at + ':0');
  if (method === 'initialize') answer(id, {});
  if (method === 'hooks/list') {
    const others = [{ key: folder + '/hooks.json:pre_tool_use:0:0', currentHash: 'sha256:0', trustStatus: 'untrusted' }];
    const trustStatus = config.includes('sha256:1') ? 'trusted' : 'untrusted';
    const own = keys.map((key) => ({ key, currentHash: 'sha256:1', trustStatus }));
    answer(id, { data: [{ hooks: [...others, ...own] }] });
  }
  if (method === 'config/batchWrite' && !existsSync(folder + '/stubborn')) {
    for (const [name, { trusted_hash }] of Object.entries(params.edits[0].value)) {
      appendFileSync(folder + '/config.toml', '\\n[hooks.state."' + name + '"]\\ntrusted_hash = "' + trusted_hash + '"\\n');
    }
  }
  if (method === 'config/batchWrite') answer(id, {});
});
`;

/** In which Codex finds its settings. */
function codexEnv(): Readonly<Record<string, string>> {
  return { PATH: join(home.path, 'bin'), HOME: home.path };
}

function codexFiles(snapshot: object): unknown {
  return Object.entries(snapshot).filter(([name]) => name.startsWith('/.codex'));
}

describe('Codex’s trust', () => {
  const OTHERS = JSON.stringify({
    hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: 'x' }] }] },
  });

  beforeEach(() => {
    home.file('bin/codex', CODEX, 0o755);
    home.file('.codex/hooks.json', OTHERS);
    home.file('.codex/config.toml', 'model = "x"\n');
  });

  test('is given to our hook alone, and taken back with the rest', async () => {
    const before = home.snapshot();
    const { status, stdout } = await run(['init'], { answers: ['y', 'y'], env: codexEnv() });
    expect(stdout).toContain('Codex trusts its hook.');
    expect(status).toBe(0);
    const config = textAt(join(home.path, '.codex/config.toml'));
    expect(config).toContain('hooks.json:pre_tool_use:1:0');
    expect(config).toContain('hooks.json:permission_request:0:0');
    expect(config).not.toContain('hooks.json:pre_tool_use:0:0');
    await run(['uninstall', '--yes'], { env: codexEnv() });
    expect(codexFiles(home.snapshot())).toEqual(codexFiles(before));
  });

  test('is asked for, and what is to be done without it is said, also by the doctor', async () => {
    const { status, stderr } = await run(['init'], { answers: ['y', 'n'], env: codexEnv() });
    expect(status).toBe(1);
    expect(stderr).toContain('it is not trusted: type /hooks in Codex');
    expect(textAt(join(home.path, '.codex/config.toml'))).not.toContain('trusted_hash');
    const untrusted = await run(['doctor', '--agent', 'codex'], { env: codexEnv() });
    expect(untrusted.stdout.replaceAll(/\s+/gu, ' ')).toContain('Codex says that the hook is untrusted: type /hooks');
    await run(['init'], { answers: ['y', 'y'], env: codexEnv() });
    const trusted = await run(['doctor', '--agent', 'codex'], { env: codexEnv() });
    expect(trusted.stdout).not.toContain('/hooks in Codex and trust');
  });

  test.each([
    ['does not take it', undefined, 'Codex says that the hook is untrusted'],
    ['ends at once', 'exit 1', 'Codex has ended'],
    ['answers garbage and ends', 'echo garbage', 'Codex has ended'],
  ])('where Codex %s', async (_, body, reason) => {
    home.file('.codex/stubborn', '');
    if (body !== undefined) home.file('bin/codex', `#!/bin/sh\n${body}\n`, 0o755);
    const { status, stderr } = await run(['init', '--yes'], { env: codexEnv() });
    expect(status).toBe(1);
    expect(stderr).toContain(`${reason}: type /hooks`);
  });

  test('where Codex is not on the search path', async () => {
    chmodSync(join(home.path, 'bin/codex'), 0o644);
    const { stderr } = await run(['init', '--yes'], { env: codexEnv() });
    expect(stderr).toContain('codex is not on the search path');
  });
});
