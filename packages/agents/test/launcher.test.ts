/** The launcher as an agent starts it, for every machine that it is shipped for, before a gate that says what it is told. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsProgram, type Skippable } from '@capgate/testing';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { compile, COMPILERS, launcherOf, SOURCE } from '../../../scripts/launchers.ts';
import { adapterNamed, AGENT_NAMES, HOOK_VARIABLES } from '../src/index.ts';

const RUNS = 60;
const OWN_MACHINE = `${process.platform}-${process.arch}`;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Question {
  readonly body: { readonly payload: string } & Readonly<Record<string, unknown>>;
}

/** Answers each line with what it is told to say; where that is undefined, with nothing, ever. */
class SaidGate {
  readonly asked: string[] = [];
  say: (line: string) => string | Buffer | undefined = () => undefined;
  /** Whether it ends the connection once it has said so. */
  ends = false;
  readonly #open = new Set<Socket>();
  readonly #server: Server;

  constructor(path: string) {
    this.#server = createServer((socket) => this.#serve(socket)).listen(path);
  }

  #serve(socket: Socket): void {
    this.#open.add(socket);
    let line = '';
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.on('data', (chunk: string) => {
      line += chunk;
      if (!line.endsWith('\n')) return;
      this.asked.push(line);
      const said = this.say(line);
      if (said !== undefined) socket.write(said);
      if (this.ends) socket.end();
    });
  }

  close(): void {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
  }
}

let folder: string;
let path: string;
let gate: SaidGate;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'capgate-launcher-'));
  path = join(folder, 'gate.sock');
  gate = new SaidGate(path);
});

afterEach(() => {
  gate.asked.length = 0;
  gate.ends = false;
});

afterAll(() => {
  gate.close();
  rmSync(folder, { recursive: true, force: true });
});

type Start = (
  words: readonly string[],
  input?: string | Uint8Array,
  env?: Readonly<Record<string, string>>,
) => Promise<Outcome>;

/** Starts a program with its words before the launcher's; undefined input stays open. */
function starter(program: readonly string[]): Start {
  return async (words, input, env = {}) => {
    const [command = '', ...before] = program;
    const child = spawn(command, [...before, ...words], { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    if (input !== undefined) child.stdin.end(input);
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { status, stdout, stderr };
  };
}

function answerOf(stdout: string, stderr: string, exitCode: number): string {
  return `${JSON.stringify({ id: 1, status: 200, body: { stdout, stderr, exitCode } })}\n`;
}

function refusal(detail: string): string {
  const body = { type: 'about:blank', title: 'not allowed to', status: 403, code: 'FORBIDDEN', detail };
  return `${JSON.stringify({ id: 1, status: 403, body })}\n`;
}

const STOPPED: Outcome = { status: 2, stdout: '', stderr: expect.stringMatching(/^Capgate: .+; nothing was run\n$/u) };

type Program = readonly [machine: string, words: (context: Skippable) => readonly string[]];

/** What runs on this machine: its own, the one for arm64 in an emulator, and the one that has a C library. */
const PROGRAMS: readonly Program[] = [
  ...(OWN_MACHINE === 'linux-x64' ? ([['linux-x64', () => [launcherOf('linux-x64')]]] satisfies Program[]) : []),
  ['linux-arm64', (context) => [needsProgram(context, 'qemu-aarch64'), launcherOf('linux-arm64')]],
  ['with a C library', (context) => [hosted(context)]],
];

function hosted(context: Skippable): string {
  const to = join(folder, 'hosted');
  const words = ['-std=c11', '-D_GNU_SOURCE', '-DCAPGATE_HOSTED', '-Wall', '-Wextra', '-Werror', '-o', to, SOURCE];
  const { status, stderr } = spawnSync(needsProgram(context, 'gcc'), words, { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return to;
}

/** A failure that names the place where no gate was. */
function at(place: string): Outcome {
  return { ...STOPPED, stderr: expect.stringContaining(`"${place}"`) };
}

describe.each(PROGRAMS)('the launcher %s', (_, programOf) => {
  test('asks with the payload as it came, by whom, where and for which process', async (context) => {
    const start = starter(programOf(context));
    gate.say = () => answerOf('', '', 0);
    const environment = { CLAUDE_PROJECT_DIR: '/srv/"app"\\', COPILOT_CLI: '1', SECRET: 'hunter2' };
    const payload = '{"a":"\u0000\u001f \\ \u007fé𝕏\n"}\n';
    expect(await start(['claude', '--socket', path], payload, environment)).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(JSON.parse(gate.asked[0] ?? '')).toEqual({
      id: 1,
      op: 'call',
      method: 'POST',
      path: '/v1/hooks',
      body: {
        agent: 'claude',
        agentPid: process.pid,
        cwd: folder,
        environment: { CLAUDE_PROJECT_DIR: '/srv/"app"\\', COPILOT_CLI: '1' },
        payload,
      },
    });
  });

  test('sends any text unaltered, and ends as any answer says', async (context) => {
    const start = starter(programOf(context));
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.nat(255), async (payload, stdout, stderr, exitCode) => {
        const said = exitCode === 0 ? stderr : `!${stderr}`;
        gate.say = () => answerOf(stdout, said, exitCode);
        const outcome = await start(['--socket', path], payload);
        const { body } = JSON.parse(gate.asked.at(-1) ?? '') as Question;
        expect(body.payload).toBe(payload);
        expect(outcome).toEqual({ status: exitCode, stdout, stderr: said });
      }),
      { numRuns: RUNS },
    );
  });

  test('sends a payload of megabytes', async (context) => {
    const start = starter(programOf(context));
    gate.say = () => answerOf('', '', 0);
    const payload = '"\n'.repeat(1_500_000);
    expect(await start(['gemini', '--socket', path], payload)).toMatchObject({ status: 0, stderr: '' });
    expect((JSON.parse(gate.asked[0] ?? '') as Question).body.payload === payload).toBe(true);
    expect(await start(['gemini', '--socket', path], 'x'.repeat((8 << 20) + 1))).toEqual(STOPPED);
  });

  const whole = answerOf('a\u0007é', '', 0);
  test.for<[string, string | Buffer]>([
    ['an error', '{"id":1,"error":{"code":"REQUEST","message":"no"}}\n'],
    ['another status', whole.replace('200', '500')],
    ['a status beyond those of processes', whole.replace('"exitCode":0', '"exitCode":256')],
    ['a status that is no number', whole.replace('"exitCode":0', '"exitCode":""')],
    ['no status', whole.replace('"exitCode":0', '')],
    ['a refusal without a text', answerOf('', '', 2)],
    ['another question’s answer', whole.replace('"id":1', '"id":2')],
    ['more than an answer', whole.replace('}}\n', '}}}\n')],
    ['two answers', whole + whole],
    ['an unknown escape', whole.replace('\\u0007', '\\q')],
    ['half a surrogate pair', whole.replace('\\u0007', '\\ud800')],
    ['half a surrogate pair and a letter', whole.replace('\\u0007', '\\ud800\\u0041')],
    ['a second half alone', whole.replace('\\u0007', '\\udc00')],
    ['digits that are none', whole.replace('\\u0007', '\\u00g7')],
    ['a text without an end', '{"id":1,"status":200,"body":{"stdout":"aaaa\n'],
    ['an escape without an end', '{"id":1,"status":200,"body":{"stdout":"a\\\n'],
    ['an empty line', '\n'],
    ['bytes', Buffer.from([0xff, 0xfe, 0, 0x0a])],
    ['more than fits', `${'x'.repeat(1 << 20)}\n`],
    ['HTTP', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ])('stops the action where it is answered %s', async ([, said], context) => {
    const start = starter(programOf(context));
    gate.say = () => said;
    expect(await start(['codex', '--socket', path], '{}')).toEqual(STOPPED);
  });

  test('stops the action where an answer breaks off, at any byte', async (context) => {
    const start = starter(programOf(context));
    gate.ends = true;
    for (let length = 0; length < whole.length; length += 7) {
      gate.say = () => whole.slice(0, length);
      expect(await start(['codex', '--socket', path], '{}')).toEqual(STOPPED);
    }
  });

  test('stops the action before its deadline where the gate is silent, or the agent does not end', async (context) => {
    const start = starter(programOf(context));
    gate.say = () => undefined;
    const words = ['codex', '--socket', path, '--deadline-ms', '200'];
    expect(await start(words, '{}')).toEqual(STOPPED);
    expect(gate.asked).toHaveLength(1);
    expect(await start(words)).toEqual(STOPPED);
    expect(gate.asked).toHaveLength(1);
  });

  test('stops the action where there is no gate', async (context) => {
    const start = starter(programOf(context));
    const none = join(folder, 'none');
    const { stderr, status } = await start(['codex', '--socket', none], '{}');
    const said = `Capgate: the gate does not answer at "${none}"; start it with capgate serve; nothing was run\n`;
    expect([status, stderr]).toEqual([2, said]);
    expect(await start(['codex', '--socket', `/${'x'.repeat(200)}`], '{}')).toEqual(STOPPED);
    expect(await start(['codex', '--socket', folder], '{}')).toEqual(STOPPED);
  });

  test.for<[string, string[]]>([
    ['a name that is none', ['Claude']],
    ['an option that is none', ['claude', '--sockets', '/x']],
    ['an option without a value', ['claude', '--socket']],
    ['a deadline that is none', ['claude', '--deadline-ms', '1s']],
    ['a deadline of no time', ['claude', '--deadline-ms', '0']],
    ['a deadline that is too long', ['claude', '--deadline-ms', '60001']],
    ['a deadline that is far too long', ['claude', '--deadline-ms', '99999999999999999999']],
    ['two names', ['claude', 'codex']],
  ])('stops the action where it is called with %s', async ([, words], context) => {
    const start = starter(programOf(context));
    gate.say = () => answerOf('', '', 0);
    expect(await start(words, '{}', { CAPGATE_SOCKET: path })).toEqual(STOPPED);
  });

  const TOKEN = '0123456789abcdef'.repeat(4);
  const bound = `${JSON.stringify({ id: 1, status: 200, body: {} })}\n`;

  test('with a token asks to be bound, and ends well once that is so, whatever lies at its input', async (context) => {
    const start = starter(programOf(context));
    gate.say = () => bound;
    expect(await start(['--token', TOKEN, '--socket', path])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(gate.asked.map((line) => JSON.parse(line) as unknown)).toEqual([
      { id: 1, op: 'call', method: 'POST', path: '/v1/kernel/bindings', body: { token: TOKEN } },
    ]);
  });

  test.for<[string, string, string]>([
    ['why', refusal('expected a token, met another'), 'expected a token, met another'],
    ['why, where the text looks like the answer’s own', refusal('a "detail":"b" \\ c'), 'a "detail":"b" \\ c'],
    ['why, with nothing that acts on a terminal', refusal('a\u001b[2J\nb'), 'a?[2J?b'],
  ])('with a token that is refused says %s', async ([, said, why], context) => {
    const start = starter(programOf(context));
    gate.say = () => said;
    const stderr = `Capgate: ${why}; nothing was run\n`;
    expect(await start(['--token', TOKEN, '--socket', path])).toEqual({ status: 2, stdout: '', stderr });
  });

  test.for<[string, string]>([
    ['an error', '{"id":1,"error":{"code":"REQUEST","message":"no"}}\n'],
    ['another status', bound.replace('200', '204')],
    ['a body', bound.replace('{}', '{"a":1}')],
    ['another question’s answer', bound.replace('"id":1', '"id":2')],
    ['two answers', bound + bound],
    ['an empty line', '\n'],
    ['a reason without an end', '{"id":1,"status":403,"body":{"detail":"aaa\n'],
    ['a hook’s answer', answerOf('', '', 0)],
  ])('with a token is not bound where it is answered %s', async ([, said], context) => {
    const start = starter(programOf(context));
    gate.say = () => said;
    expect(await start(['--token', TOKEN, '--socket', path])).toEqual(STOPPED);
  });

  test.for<[string, string[]]>([
    ['too short', ['--token', TOKEN.slice(1)]],
    ['too long', ['--token', `${TOKEN}0`]],
    ['of other letters', ['--token', TOKEN.toUpperCase()]],
    ['none', ['--token', '']],
    ['not there', ['--token']],
    ['of an agent’s hook', ['claude', '--token', TOKEN]],
  ])('asks nobody with a token that is %s', async ([, words], context) => {
    const start = starter(programOf(context));
    gate.say = () => bound;
    expect(await start(words, '', { CAPGATE_SOCKET: path })).toEqual(STOPPED);
    expect(gate.asked).toEqual([]);
  });

  test('with a token stops before its deadline where the gate is silent', async (context) => {
    const start = starter(programOf(context));
    gate.say = () => undefined;
    expect(await start(['--token', TOKEN, '--socket', path, '--deadline-ms', '200'])).toEqual(STOPPED);
  });

  test('says nothing half: where nobody takes the answer it ends with status 2', async (context) => {
    const [command = '', ...before] = programOf(context);
    gate.say = () => answerOf('x'.repeat(100_000), '', 0);
    // A shell that closes the output, and ignores what would end a writer.
    const line = 'trap "" PIPE; "$@" >&-';
    const shell = starter(['/bin/sh', '-c', line, 'sh', command, ...before]);
    expect(await shell(['claude', '--socket', path], '{}')).toEqual({ status: 2, stdout: '', stderr: '' });
  });

  test('finds the gate where the program puts it', async (context) => {
    const start = starter(programOf(context));
    const none = (env: Readonly<Record<string, string>>) => start(['codex'], '{}', env);
    const [run, state] = [{ XDG_RUNTIME_DIR: '/run/1' }, { XDG_STATE_HOME: '/state', HOME: '/home/dev' }];
    expect(await none({ ...run, ...state, CAPGATE_SOCKET: '/named' })).toEqual(at('/named'));
    expect(await none({ ...run, ...state })).toEqual(at('/run/1/capgate/gate.sock'));
    expect(await none({ ...state, XDG_RUNTIME_DIR: 'relative' })).toEqual(at('/state/capgate/run/gate.sock'));
    expect(await none({ HOME: '/home/dev' })).toEqual(at('/home/dev/.local/state/capgate/run/gate.sock'));
  });

  test('finds a gate that was started in other surroundings', async (context) => {
    const start = starter(programOf(context));
    const state = mkdtempSync(join(tmpdir(), 'capgate-state-'));
    mkdirSync(join(state, 'capgate/run'), { recursive: true });
    const other = new SaidGate(join(state, 'capgate/run/gate.sock'));
    other.say = () => answerOf('', 'said so', 2);
    const env = { XDG_RUNTIME_DIR: '/run/1', XDG_STATE_HOME: state };
    expect(await start(['codex'], '{}', env)).toEqual({ status: 2, stdout: '', stderr: 'said so' });
    expect(await start(['codex', '--socket', '/none'], '{}', env)).toEqual(at('/none'));
    expect(await start(['codex'], '{}', { ...env, CAPGATE_SOCKET: '/none' })).toEqual(at('/none'));
    other.close();
    rmSync(state, { recursive: true });
  });

  test.for(AGENT_NAMES)('says a failure as the adapter of %s would', async (name, context) => {
    const start = starter(programOf(context));
    const { stdout, stderr, status } = await start([name, '--socket', '/none'], '{}');
    const message = 'Capgate: the gate does not answer at "/none"; start it with capgate serve; nothing was run';
    expect({ stdout, stderr, exitCode: status }).toEqual(adapterNamed(name)?.fail(message));
  });
});

describe('the launchers in the repository', () => {
  test.for(Object.keys(COMPILERS))('are what their source compiles to, for %s', (machine, context) => {
    needsProgram(context, COMPILERS[machine] as string);
    const built = join(folder, machine, 'capgate-hook');
    expect(compile(machine, built)).toBe('');
    expect(readFileSync(launcherOf(machine)).equals(readFileSync(built))).toBe(true);
  });

  test('send the variables that adapters read', () => {
    const source = readFileSync(SOURCE, 'utf8');
    const table = /VARIABLES\[\] = \{([^}]*)\}/u.exec(source)?.[1] ?? '';
    expect(Array.from(table.matchAll(/"(\w+)"/gu), ([, name]) => name)).toEqual(HOOK_VARIABLES);
  });
});
