/** `capgate doctor` on agents' settings as `capgate init` leaves them, before a real gate and before none. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CANARIES } from '@capgate/agents';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Examination } from '../src/doctor/examine.ts';
import { type InstalledHooks, installedHooks } from '../src/doctor/look.ts';
import type { Io } from '../src/io.ts';
import { capgate, type Outcome } from './harness.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** Agents that have settings of the user's own. */
const AGENTS = [
  'claude',
  'codex',
  'gemini',
  'qwen',
  'copilot',
  'opencode',
  'cline',
  'cursor',
  'windsurf',
  'droid',
  'goose',
] as const;

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let home: string;
let socket: string;
let service: ChildProcess;
let installed: Outcome;
const env = { PATH: '/usr/bin:/bin' };

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'capgate-doctor-test-'));
  socket = join(home, 'run/gate.sock');
  writeFileSync(join(home, 'gate.yaml'), `socket: { path: ${socket} }\nhttp: { port: 0 }\n`);
  mkdirSync(join(home, 'project'));
  const named = AGENTS.flatMap((agent) => ['--agent', agent]);
  // Its status is 1: Codex, which is not here, trusts no hook yet.
  installed = await capgate(['init', '--yes', '--no-service', ...named], around());
  service = spawn(
    process.execPath,
    ['--conditions=@capgate/source', MAIN, 'serve', '--config', join(home, 'gate.yaml')],
    {
      env: { ...env, HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await new Promise<void>((resolve) => {
    service.stdout?.on('data', (chunk) => String(chunk).includes('ends it') && resolve());
  });
});

afterAll(() => {
  service.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function around() {
  return { home, cwd: join(home, 'project'), env };
}

function settings(): string {
  return join(home, '.gemini/settings.json');
}

function doctor(...words: readonly string[]): Promise<Outcome> {
  return capgate(['doctor', '--socket', socket, ...words], around());
}

async function examined(...words: readonly string[]): Promise<{ gate: string; agents: readonly Examination[] }> {
  return JSON.parse((await doctor('--json', ...words)).stdout);
}

const WELL = {
  stopsDanger: true,
  passesHarmless: true,
  stopsWithout: { 'no gate': true, 'silent gate': true, 'garbled gate': true, 'missing launcher': true },
  medianMs: expect.any(Number),
};

test('nothing but the trust of Codex, which is not here, was left undone', () => {
  expect(installed.stderr).toMatch(/^codex: .*codex is not on the search path.*\n$/u);
});

describe('with a gate that runs', () => {
  test('every agent is found to be stopped, let work, and stopped without a gate', async () => {
    const { status, stdout } = await doctor('--json');
    const { gate, agents } = JSON.parse(stdout) as { gate: string; agents: readonly Examination[] };
    expect(gate).toBe('answers');
    expect(agents.map(({ agent, scope, notConnected, hook }) => [agent, scope, notConnected, hook])).toEqual(
      AGENTS.map((agent) => [agent, 'user', undefined, WELL]),
    );
    expect(status).toBe(0);
  });

  test('it is told in a table, with what each agent does by its own design', async () => {
    const { status, stdout, stderr } = await doctor('--agent', 'claude', '--agent', 'cline');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Agent +Connected +Stops rm -rf ~ +Fails closed +Latency$/mu);
    expect(stdout).toMatch(/^Claude Code \(user\) +yes +yes +yes +\d+\.\d ms$/mu);
    expect(stdout).toMatch(/^Cline: It goes on where the hook cannot be started at all/mu);
  });

  test.each<[string, (text: string) => string, object]>([
    [
      'a hook whose failures are let pass',
      (text) => text.replace('exit 2; }', 'exit 0; }'),
      { 'no gate': false, 'silent gate': false, 'garbled gate': false, 'missing launcher': false },
    ],
    [
      'a missing launcher that is let pass',
      (text) => text.replace(/ \|\| \{.*?exit 2; \}/u, ''),
      { 'missing launcher': false },
    ],
  ])('%s is found', async (_, sabotage, opens) => {
    const before = readFileSync(settings(), 'utf8');
    const after = sabotage(before);
    expect(after).not.toBe(before);
    writeFileSync(settings(), after);
    const { agents } = await examined('--agent', 'gemini');
    writeFileSync(settings(), before);
    expect(agents[0]?.notConnected).toMatch(/^settings\.json is not as capgate init has it/u);
    expect(agents[0]?.hook).toMatchObject({ stopsDanger: true, stopsWithout: opens });
  });

  test('hooks that settings switch off are not connected', async () => {
    const before = readFileSync(settings(), 'utf8');
    writeFileSync(settings(), before.replace('{', '{ "hooksConfig": { "enabled": false },'));
    const { agents } = await examined('--agent', 'gemini');
    writeFileSync(settings(), before);
    expect(agents[0]?.notConnected).toBe(
      'settings.json has hooksConfig.enabled, by which the agent runs no hooks; take it out',
    );
  });

  test('a hook that is switched off is found', async () => {
    const before = readFileSync(settings(), 'utf8');
    const line = /"command": "(?<line>[^\n]*)"/u.exec(before)?.groups?.['line'] ?? '';
    writeFileSync(settings(), before.replace(line, `${line.split(' ', 1)[0]} gemini; exit 0`));
    const { agents } = await examined('--agent', 'gemini');
    writeFileSync(settings(), before);
    expect(agents[0]?.hook?.stopsWithout['no gate']).toBe(false);
  });

  test('settings that do not parse, or are gone, are not connected', async () => {
    const before = readFileSync(settings(), 'utf8');
    writeFileSync(settings(), '{ "hooks": ');
    const torn = await examined('--agent', 'gemini');
    rmSync(settings());
    const gone = await examined('--agent', 'gemini');
    writeFileSync(settings(), before);
    const found = [torn, gone].map(({ agents }) => {
      return agents.map(({ hook, notConnected }) => [hook, notConnected]);
    });
    expect(found).toEqual([
      [[undefined, expect.stringMatching(/^settings\.json: /u)]],
      [[undefined, 'no hook; capgate init --agent gemini puts one in']],
    ]);
  });
});

function look(more: Partial<Io> = {}): InstalledHooks {
  return installedHooks({ home, env, cwd: '/', platform: 'linux', ...more } as Io);
}

describe('what is seen without starting anything', () => {
  test('is which hooks are in place, and nothing of a project', () => {
    const { agents, isPersons } = look();
    expect(isPersons).toBe(true);
    expect(agents.map(({ agent, scope, hasHook, notConnected }) => [agent, scope, hasHook, notConnected])).toEqual(
      AGENTS.map((agent) => [agent, 'user', true, undefined]),
    );
  });

  test('is why one does not ask, without what else is in its settings', () => {
    const before = readFileSync(settings(), 'utf8');
    writeFileSync(settings(), before.replace('{', '{ "key": "secret-word", "hooksConfig": { "enabled": false },'));
    const { agents } = look();
    writeFileSync(settings(), '{ "hooks": "secret-word');
    const torn = look().agents;
    writeFileSync(settings(), before);
    const seen = (among: typeof agents) => among.find(({ agent }) => agent === 'gemini');
    expect(seen(agents)).toMatchObject({ hasHook: true, notConnected: expect.stringContaining('hooksConfig.enabled') });
    expect(seen(torn)).toMatchObject({ hasHook: false, notConnected: expect.stringContaining('settings.json') });
    expect(JSON.stringify([agents, torn])).not.toContain('secret-word');
  });

  test('starts no hook and no agent', () => {
    const bin = join(home, 'traps');
    mkdirSync(bin);
    for (const name of ['claude', 'codex', 'gemini']) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho ran > ${proof()}\n`, { mode: 0o755 });
    }
    expect(look({ env: { PATH: `${bin}:/usr/bin:/bin` } }).agents.length).toBe(AGENTS.length);
    expect(existsSync(proof())).toBe(false);
  });

  test('is nothing of a home folder for a gate under a user of its own', () => {
    expect(look({ home: '/var/lib/capgate' })).toEqual({ home: '/var/lib/capgate', isPersons: false, agents: [] });
  });
});

const here = () => join(home, 'hostile');
const proof = () => join(home, 'proof');

function put(name: string, text: string): void {
  const path = join(here(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o755 });
}

async function examinedHere(agent: string): Promise<Examination | undefined> {
  const words = ['doctor', '--socket', socket, '--agent', agent, '--json'];
  const { stdout } = await capgate(words, { home, cwd: here(), env: { ...env, PROOF: proof() } });
  const { agents } = JSON.parse(stdout) as { agents: readonly Examination[] };
  return agents.find(({ scope }) => scope === 'project');
}

describe('what a repository brings along as hooks of ours is not started', () => {
  const script = '#!/bin/sh\necho ran > "$PROOF"\n';

  afterEach(() => rmSync(here(), { recursive: true, force: true }));

  test.each<[agent: string, prepare: () => void]>([
    [
      'gemini',
      () => {
        const command = `"${here()}/capgate/current/bin/capgate-hook" gemini`;
        put('capgate/current/bin/capgate-hook', script);
        put('.gemini/settings.json', JSON.stringify({ hooks: { BeforeTool: [{ hooks: [{ command }] }] } }));
      },
    ],
    ['opencode', () => put('.opencode/plugins/capgate.js', '// Made by Capgate.\nprocess.exit(7);\n')],
    ['cline', () => put('.clinerules/hooks/PreToolUse', script)],
  ])('%s', async (agent, prepare) => {
    mkdirSync(join(here(), '.git'), { recursive: true });
    prepare();
    const found = await examinedHere(agent);
    expect(existsSync(proof())).toBe(false);
    expect(found?.hook).toBeUndefined();
    expect(found?.notConnected).toContain('it was not started');
  });

  test('a program beside ours', async () => {
    mkdirSync(join(here(), '.git'), { recursive: true });
    put('.clinerules/hooks/PreToolUse', script);
    await capgate(['init', '--yes', '--agent', 'cline', '--scope', 'project', '--no-service'], {
      home,
      cwd: here(),
      env,
    });
    expect(readFileSync(join(here(), '.clinerules/hooks/PreToolUse.before-capgate'), 'utf8')).toBe(script);
    expect((await examinedHere('cline'))?.hook).toBeUndefined();
    expect(existsSync(proof())).toBe(false);
    rmSync(join(here(), '.clinerules/hooks/PreToolUse.before-capgate'));
    expect((await examinedHere('cline'))?.hook).toMatchObject(WELL);
  });
});

describe('with a gate that was killed', () => {
  test('agents are found to be stopped, and nothing passes', async () => {
    service.kill('SIGKILL');
    await new Promise((resolve) => service.once('close', resolve));
    const { status, stdout } = await doctor('--agent', 'claude', '--agent', 'copilot');
    expect(status).toBe(1);
    expect(stdout).toContain(`Gate: none answers at "${socket}"; capgate serve starts one\n`);
    expect(stdout).toMatch(/^Claude Code \(user\) +yes +yes +yes/mu);
    expect(stdout).toContain('Claude Code: stops ls, which is harmless; see capgate status.');
  });
});

test('each agent has a canary', () => {
  expect(Object.keys(CANARIES)).toEqual(expect.arrayContaining([...AGENTS]));
});
