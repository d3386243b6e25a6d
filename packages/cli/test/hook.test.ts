/** `capgate hook` and the launcher as an agent calls them: processes of their own, before a gate that runs, and before none. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AGENT_NAMES } from '@capgate/agents';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { launcherOf } from '../../../scripts/launchers.ts';
import { COMMANDS } from '../src/commands.ts';
import { capgate, type Outcome } from './harness.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const SOURCES = ['--conditions=@capgate/source', MAIN];
const CLEAR = { PATH: process.env['PATH'] ?? '' };

/** Many programs start here, each from its sources. */
const STARTS_MS = 60_000;
vi.setConfig({ testTimeout: STARTS_MS });

let home: string;
let socket: string;
let service: ChildProcess;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'capgate-hook-'));
  socket = join(home, 'run/gate.sock');
  writeFileSync(join(home, 'gate.yaml'), `socket: { path: ${socket} }\nhttp: { port: 0 }\n`);
  service = spawn(process.execPath, [...SOURCES, 'serve', '--config', join(home, 'gate.yaml')], {
    env: { ...CLEAR, HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await started(service);
}, STARTS_MS);

afterAll(() => {
  service.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

async function started(child: ChildProcess): Promise<void> {
  let printed = '';
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk);
    if (printed.includes('Ctrl+C ends it.')) return;
  }
  throw new Error(`expected the gate to start, met the end of it: ${printed}`);
}

const HOOK = [process.execPath, ...SOURCES, 'hook'];
const MACHINE = `${process.platform}-${process.arch}`;
/** Both are called with the same words. */
const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
  ['capgate hook', HOOK],
  ...(existsSync(launcherOf(MACHINE)) ? ([['the launcher', [launcherOf(MACHINE)]]] as const) : []),
];
let program: readonly string[] = HOOK;

/** The program with this input; undefined keeps the input open. */
async function hook(words: readonly string[], input: string | undefined, at = socket): Promise<Outcome> {
  const [command = '', ...before] = program;
  const child = spawn(command, [...before, ...words], {
    env: { ...CLEAR, HOME: home, CAPGATE_SOCKET: at },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  if (input !== undefined) child.stdin.end(input);
  const status = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  return { status, stdout, stderr };
}

/** As Claude Code 2.1.329 sends it. */
function claudes(tool_name: string, tool_input: object, more: object = {}): string {
  return JSON.stringify({
    session_id: '0cd86d9c-efa9-4146-b1b9-f692e0dde0b3',
    transcript_path: `${home}/.claude/projects/p/0cd86d9c.jsonl`,
    cwd: '/srv/work',
    permission_mode: 'acceptEdits',
    hook_event_name: 'PreToolUse',
    tool_name,
    tool_input,
    tool_use_id: 'toolu_fake0001',
    ...more,
  });
}

const HARMLESS = { command: 'echo hello' };

function decisionOf({ status, stdout, stderr }: Outcome): unknown {
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

function denial(reason: string): object {
  const permissionDecisionReason = expect.stringContaining(reason);
  return {
    hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny', permissionDecisionReason },
  };
}

interface Waiting {
  readonly shown: string;
  readonly ancestry?: readonly { readonly pid: number; readonly command: string }[];
}

describe.each(PROGRAMS)('%s before a gate that runs', (_, words) => {
  beforeEach(() => {
    program = words;
  });

  test('a harmless command gets no opinion', async () => {
    const outcome = await hook([], claudes('Bash', { command: 'echo hello', description: 'scripted' }));
    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('a catastrophe is denied with the reason, as a command and as a file', async () => {
    const command = decisionOf(await hook(['claude'], claudes('Bash', { command: 'rm -rf ~' })));
    expect(command).toEqual(denial('Capgate denies this: '));
    const file = decisionOf(await hook([], claudes('Write', { file_path: socket, content: '' })));
    expect(file).toEqual(denial('Capgate denies this: '));
  });

  test('what is asked about is asked by Claude Code, and by nobody where it has no person', async () => {
    const push = { command: 'git push --force origin main' };
    const asked = decisionOf(await hook([], claudes('Bash', push)));
    expect(asked).toMatchObject({ hookSpecificOutput: { permissionDecision: 'ask' } });
    const codexs = await hook([], claudes('Bash', push, { turn_id: 't1' }));
    expect(decisionOf(codexs)).toEqual(denial('capgate approvals allow '));
  });

  test('what waits knows the hook that called, and whom the hook was started by', async () => {
    const command = `frobnicate ${words.length}`;
    expect(decisionOf(await hook([], claudes('Bash', { command }, { turn_id: 't2' })))).toEqual(
      denial('approvals allow'),
    );
    const { stdout } = await capgate(['approvals', '--json'], { home, env: { CAPGATE_SOCKET: socket } });
    const waiting = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Waiting);
    const { ancestry = [] } = waiting.find(({ shown }) => shown === command) ?? {};
    expect(ancestry[0]?.command).toBe(basename(words[0] ?? ''));
    expect(ancestry[1]?.pid).toBe(process.pid);
  });

  test('the log has the agent, its session and the action', async () => {
    for (;;) {
      const { stdout } = await capgate(['log', '--json', '--verdict', 'ask'], {
        home,
        env: { CAPGATE_SOCKET: socket },
      });
      const rows = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { agent: string }]));
      const row = rows.find(({ agent }) => agent === 'claude');
      if (row === undefined) continue;
      expect(row).toMatchObject({ session: '0cd86d9c-efa9-4146-b1b9-f692e0dde0b3', action: { kind: 'command' } });
      break;
    }
  });

  test('what has happened already is passed by', async () => {
    const outcome = await hook(['claude'], claudes('Bash', {}, { hook_event_name: 'PostToolUse' }));
    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('a payload that is none of its client is denied', async () => {
    const outcome = await hook(['claude'], claudes('Bash', { command: 7 }));
    expect(decisionOf(outcome)).toEqual(denial('expected tool_input.command to be a text'));
  });
});

describe.each(PROGRAMS)('%s where nothing can be asked', (_, words) => {
  beforeEach(() => {
    program = words;
  });

  test('input that is no payload of anybody ends with status 2', async () => {
    const outcome = await hook([], 'hello');
    expect(outcome).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('capgate hook AGENT') });
    const named = decisionOf(await hook(['claude'], 'hello'));
    expect(named).toEqual(denial('expected the payload to be an object'));
  });

  test('input that does not end is waited for until the deadline and no longer', async () => {
    const outcome = await hook(['claude', '--deadline-ms', '500'], undefined);
    expect(outcome).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('nothing was run') });
    const cline = await hook(['cline', '--deadline-ms', '500'], undefined);
    expect(decisionOf(cline)).toMatchObject({ cancel: true });
  });

  test.each([
    ['garbage', 'hello\n'],
    ['an answer of a gate that says nothing', '{"id":0,"status":200,"body":{}}\n'],
    ['a question answered that was not asked', '{"id":0,"answer":{}}\n'],
    ['an end', ''],
  ])('%s in the place of a gate ends with status 2', async (_what, answer) => {
    const { path, server } = await impostor((connection) => connection.end(answer));
    const outcome = await hook(['claude'], claudes('Bash', HARMLESS), path);
    server.close();
    expect(outcome).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('nothing was run') });
  });

  test('a gate that says nothing is waited for until the deadline and no longer', async () => {
    const { path, server } = await impostor(() => {});
    const outcome = await hook(['claude', '--deadline-ms', '800'], claudes('Bash', HARMLESS), path);
    server.close();
    expect(outcome).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('does not answer at') });
  });
});

describe('an agent that nobody knows', () => {
  test('is a mistake, with status 2', async () => {
    const outcome = await capgate(['hook', 'clade'], { input: '{}' });
    expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining('expected claude, codex, gemini') });
  });

  test('the shell offers the agents that there are', () => {
    const spec = COMMANDS.commands?.find(({ name }) => name === 'hook');
    expect(spec?.operands?.completion).toEqual(expect.arrayContaining([...AGENT_NAMES]));
    expect(spec?.operands?.completion).toHaveLength(AGENT_NAMES.length);
  });
});

describe('a gate that was killed', () => {
  beforeAll(async () => {
    service.kill('SIGKILL');
    await new Promise((resolve) => service.once('close', resolve));
  });

  test.each(PROGRAMS)('ends %s with status 2 and what to do', async (_, words) => {
    program = words;
    const outcome = await hook([], claudes('Bash', HARMLESS));
    expect(outcome).toEqual({
      status: 2,
      stdout: '',
      stderr: `Capgate: the gate does not answer at "${socket}"; start it with capgate serve; nothing was run\n`,
    });
  });
});

/** What answers in the place of a gate. */
async function impostor(
  answer: (connection: Socket) => void,
): Promise<{ readonly path: string; readonly server: Server }> {
  const path = join(home, `impostor-${Math.random()}.sock`);
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    connection.once('data', () => answer(connection));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { path, server };
}
