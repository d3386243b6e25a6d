/** Claude Code's settings as `capgate init --http` leaves them, before the gate that made their token: installed, tried, undone. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Examination } from '../src/doctor/examine.ts';
import { capgate } from './harness.ts';
import { Home } from './install/home.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const SOURCES = ['--conditions=@capgate/source', MAIN];
const SETTINGS = '{\n  "model": "x"\n}\n';
// Where an agent runs these tests, the gate rightly takes nobody here for a person.
const isAgents = Object.keys(process.env).some((name) =>
  /^(?:AI_AGENT|AGENT|CLAUDECODE|CODEX_SANDBOX|GEMINI_CLI)$/u.test(name),
);

let home: Home;
let settings: string;
let service: ChildProcess;
let address: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  home = new Home();
  home.claude('2.1.329');
  settings = home.file('.claude/settings.json', SETTINGS);
  const socket = join(home.path, 'run/gate.sock');
  const config = home.file('gate.yaml', `socket: { path: ${socket} }\nhttp: { port: 0 }\n`);
  env = { PATH: `${join(home.path, 'bin')}:/usr/bin:/bin`, HOME: home.path, CAPGATE_SOCKET: socket };
  service = spawn(process.execPath, [...SOURCES, 'serve', '--config', config], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of service.stdout ?? []) {
    said += String(chunk);
    if (said.includes('ends it')) break;
  }
  address = /http:\/\/127\.0\.0\.1:\d+/u.exec(said)?.[0] ?? '';
});

afterAll(() => {
  service.kill('SIGKILL');
  home.remove();
});

/** As a person at a terminal types it. */
function atTerminal(...words: readonly string[]): string {
  const line = [process.execPath, ...SOURCES, ...words].map((word) => `'${word}'`).join(' ');
  const around = { env: { ...env }, cwd: home.project, encoding: 'utf8' } as const;
  return spawnSync('script', ['-qec', line, '/dev/null'], around).stdout;
}

async function examined(): Promise<{ readonly status: number; readonly claude: Examination | undefined }> {
  const words = ['doctor', '--agent', 'claude', '--json'];
  const { status, stdout } = await capgate(words, { home: home.path, cwd: home.project, env });
  return { status, claude: (JSON.parse(stdout) as { agents: readonly Examination[] }).agents[0] };
}

/** With other settings for the time of a step. */
async function altered<Value>(from: string | RegExp, to: string, step: () => Promise<Value>): Promise<Value> {
  const before = readFileSync(settings, 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(settings, after);
  try {
    return await step();
  } finally {
    writeFileSync(settings, before);
  }
}

const CLOSED = { 'no gate': true, 'silent gate': true, 'garbled gate': true, 'revoked token': true };
const OPEN = { 'no gate': false, 'silent gate': false, 'garbled gate': false, 'revoked token': false };

describe.skipIf(isAgents)('by a person at a terminal', () => {
  test('it is installed, stops what is dangerous, and stops everything without a gate', async ({ skip }) => {
    needsProgram({ skip }, 'script');
    const shown = atTerminal('init', '--yes', '--no-service', '--agent', 'claude', '--http', '--address', address);
    expect(shown).toContain('Claude Code asks the gate from its next session on.');
    expect(readFileSync(settings, 'utf8')).toContain(`"url": "${address}/v1/hooks/claude"`);
    const { status, claude } = await examined();
    expect(claude?.notConnected).toBeUndefined();
    expect(claude?.hook).toEqual({
      stopsDanger: true,
      passesHarmless: true,
      stopsWithout: CLOSED,
      medianMs: expect.any(Number),
    });
    expect(status).toBe(0);
  });

  test('what lets failures pass is found', async () => {
    const { status, claude } = await altered('"onFailure": "block"', '"onFailure": "continue"', examined);
    expect(status).toBe(1);
    expect(claude?.notConnected).toMatch(/^settings\.json is not as capgate init has it/u);
    expect(claude?.hook).toMatchObject({ stopsDanger: true, stopsWithout: OPEN });
  });

  test('so is a missing launcher for sessions, a token that the gate does not take, and a file that others read', async () => {
    const without = await altered(/"SessionStart"/u, '"SessionEnd"', examined);
    expect(without.claude?.notConnected).toMatch(/^settings\.json is not as/u);
    const refused = await altered(/cgt_[\w-]+/u, 'cgt_another', examined);
    expect(refused.claude?.notConnected).toContain('the gate does not take its token');
    home.claude('2.1.200');
    expect((await examined()).claude?.notConnected).toContain('met 2.1.200');
    home.claude('2.1.329');
    spawnSync('chmod', ['644', settings]);
    expect((await examined()).claude?.notConnected).toContain('holds a token, and others may read it');
    spawnSync('chmod', ['600', settings]);
  });

  test('what answers every action with no objection, in the gate’s place, is found', async () => {
    const yes: Server = createServer((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => void yes.listen(0, '127.0.0.1', resolve));
    const { port } = yes.address() as AddressInfo;
    const { claude } = await altered(address, `http://127.0.0.1:${port}`, examined);
    yes.close();
    expect(claude?.hook).toMatchObject({ stopsDanger: false, passesHarmless: true });
  });

  test('it is undone to the byte, and its token is revoked', async () => {
    const token = /cgt_[\w-]+/u.exec(readFileSync(settings, 'utf8'))?.[0] ?? '';
    const asks = (): Promise<Response> =>
      fetch(`${address}/v1/hooks/claude`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      });
    expect((await asks()).status).toBe(200);
    expect(atTerminal('init', '--undo', '--yes')).toContain('is as it was before');
    expect(readFileSync(settings, 'utf8')).toBe(SETTINGS);
    expect((await asks()).status).toBe(401);
  });
});
