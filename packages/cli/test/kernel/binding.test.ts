/** Commands of an agent that are held to what was decided: a gate that runs, and this process in the place of `capgate run`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SocketClient } from '@capgate/client';
import { lineageOf } from '@capgate/gate';
import { needsProgram, type Skippable } from '@capgate/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { launcherOf } from '../../../../scripts/launchers.ts';
import { capgate, type Outcome } from '../harness.ts';
import { Agent, type Binding, Monitor, type Put, type Ran, registrationOf } from './session.ts';

/** Programs start from their sources, many at once. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const MONITOR = fileURLToPath(new URL('monitor.ts', import.meta.url));
const SOURCES = ['--conditions=@capgate/source', MAIN];
/** The launcher, where it is built for this machine: it speaks as `capgate hook` does, without a start of Node. */
const LAUNCHER = launcherOf(`${process.platform}-${process.arch}`);
const HOOK = existsSync(LAUNCHER) ? [LAUNCHER] : [process.execPath, ...SOURCES, 'hook'];
// Where an agent runs these tests, the gate rightly takes nobody here for a monitor.
const isAgents = Object.keys(process.env).some((name) =>
  /^(?:AI_AGENT|AGENT|CLAUDECODE|CODEX_SANDBOX|GEMINI_CLI)$/u.test(name),
);

let home: string;
let work: string;
let socket: string;
let env: Readonly<Record<string, string>>;
let service: ChildProcess;
let client: SocketClient;
const open: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-kernel-')));
  work = join(home, 'work');
  mkdirSync(join(work, '.git'), { recursive: true });
  socket = join(home, 'run/gate.sock');
  writeFileSync(join(home, 'gate.yaml'), `socket: { path: ${socket} }\nhttp: { port: 0 }\n`);
  env = { PATH: process.env['PATH'] ?? '', HOME: home, CAPGATE_SOCKET: socket };
  service = spawn(process.execPath, [...SOURCES, 'serve', '--config', join(home, 'gate.yaml')], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: service.stdout as NodeJS.ReadableStream }))
    if (line.includes('Ctrl+C ends it.')) break;
  client = new SocketClient({ path: socket });
});

afterEach(async () => {
  for (const end of open.splice(0).toReversed()) await end();
});

afterAll(() => {
  client.close();
  service.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

function newAgent(own: Readonly<Record<string, string>> = {}): Agent {
  const agent = Agent.start({ ...env, ...own });
  open.push(() => agent.end());
  return agent;
}

/** An agent whose bindings are all done at once, or as `put` says. */
async function heldAgent(put: Put = () => {}, own: Readonly<Record<string, string>> = {}) {
  const agent = newAgent(own);
  const monitor = await Monitor.of(client, agent);
  const serving = monitor.serve(put).catch(() => {});
  open.push(async () => {
    await monitor.end();
    await serving;
  });
  return { agent, monitor };
}

/** Its hook, as Claude Code 2.1.329 calls it; what comes back. */
async function announced(agent: Agent, command: string, name = 'claude', session = 's-1'): Promise<Ran> {
  const tool = name === 'claude' ? { tool_name: 'Bash' } : { tool_name: 'run_shell_command', tool_call_id: 'c' };
  const tool_input = { command, timeout: 7_000 };
  const payload = { session_id: session, cwd: work, hook_event_name: 'PreToolUse', ...tool, tool_input };
  return agent.run([...HOOK, name], work, JSON.stringify(payload));
}

/** The line that is run in the place of a command that is allowed. */
async function lineFor(agent: Agent, command: string): Promise<string> {
  const { stdout, stderr, status } = await announced(agent, command);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const { hookSpecificOutput } = JSON.parse(stdout) as { hookSpecificOutput: { updatedInput: { command: string } } };
  expect(hookSpecificOutput).toEqual({
    hookEventName: 'PreToolUse',
    updatedInput: { command: expect.stringContaining(`\n${command}`) as string, timeout: 7_000 },
  });
  return hookSpecificOutput.updatedInput.command;
}

const shell = (agent: Agent, line: string, cwd = work): Promise<Ran> => agent.run(['bash', '-c', line], cwd);
const refused = (why: string) => ({
  status: 126,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`${why}[^\n]*nothing was run\n$`, 'u')) as string,
});

function commandOf(pid: number): readonly string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
}

const asked = (...words: string[]): Promise<Outcome> => capgate(words, { home, env: { ...env } });

/** At a terminal, as a person has one. */
function byPerson(context: Skippable, ...words: string[]): string {
  const line = [process.execPath, ...SOURCES, ...words].map((word) => `'${word}'`).join(' ');
  const { stdout } = spawnSync(needsProgram(context, 'script'), ['-qec', line, '/dev/null'], {
    env: { ...env },
    encoding: 'utf8',
  });
  return stdout;
}

/** What `capgate why` prints of a decision once the store has it. */
async function whyOf(decision: string, text: string): Promise<string> {
  return vi.waitFor(async () => {
    const { stdout } = await asked('why', decision);
    expect(stdout).toContain(text);
    return stdout;
  }, 10_000);
}

describe.skipIf(isAgents)('in a session that is held', () => {
  test('a command waits until its shell has the mask, and then runs in that shell', async () => {
    const seen: Binding[] = [];
    const { agent } = await heldAgent((binding) => {
      seen.push(binding);
      expect(existsSync(join(work, 'made'))).toBe(false);
    });
    const line = await lineFor(agent, 'cd sub 2>/dev/null; touch made; echo "it\'s $((1 + 1))"');
    expect(await shell(agent, line)).toEqual({ status: 0, stdout: "it's 2\n", stderr: '' });
    expect(existsSync(join(work, 'made'))).toBe(true);
    expect(seen).toHaveLength(1);
    const { pid, startTicks, descriptor, decision } = seen[0] as Binding;
    expect({ pid: pid > 0, startTicks: startTicks > 0 }).toEqual({ pid: true, startTicks: true });
    expect(descriptor).toMatch(/^[0-9a-f]{48}$/u);
    expect(await whyOf(decision, 'What the kernel did')).toContain(`held process ${pid}`);
  });

  test('what a person approved is told with its paths, and is in the log where it was granted', async (context) => {
    const seen: Binding[] = [];
    const put = (binding: Binding): boolean => seen.push(binding) > 0;
    const { agent } = await heldAgent(put, { CLAUDE_CODE_SESSION_ATTENDED: '0' });
    const command = `rm -rf ${home}/old; rm -f ${home}/*.log`;
    expect((await announced(agent, command)).stdout).toContain('"deny"');
    const { items } = await client.call('GET', '/v1/approvals/pending');
    const approval = items.find((item) => item.action['command'] === command)?.approval as string;
    expect(byPerson(context, 'approvals', 'allow', approval)).toContain('allowed');
    expect((await shell(agent, await lineFor(agent, command))).status).toBe(0);
    expect(await shell(agent, await lineFor(agent, 'echo not approved'))).toMatchObject({ status: 0 });
    const paths = [{ effect: 'file.delete-tree', path: `${home}/old`, taken: [] }];
    expect(seen.map(({ widened }) => widened)).toEqual([{ by: 'approval', approval, paths }, undefined]);
    expect(await whyOf(seen[0]?.decision as string, 'What the kernel did')).toContain(
      `widened by the approval ${approval}`,
    );
    expect(await whyOf(seen[1]?.decision as string, 'What the kernel did')).not.toContain('widened');
  });

  test('commands at once each get the mask of their own decision', async () => {
    const commands = ['ls', 'git status', 'touch one', 'mkdir -p two', 'cat one', 'echo x > three', 'rm -f one', 'pwd'];
    const pairs: string[] = [];
    const { agent } = await heldAgent(async ({ pid, descriptor }) => {
      pairs.push(`${descriptor} ${commandOf(pid).at(-1)}`);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
    });
    const lines = await Promise.all(commands.map((command) => lineFor(agent, command)));
    const ran = await Promise.all(lines.map((line) => shell(agent, line)));
    expect(ran.map(({ stderr }) => stderr).filter((text) => text.includes('capgate'))).toEqual([]);
    const expected = await Promise.all(commands.map((command) => descriptorOf(command)));
    const own = lines.map((line, at) => `${expected[at]} ${line}`);
    expect(new Set(pairs)).toEqual(new Set(own));
    expect(pairs).toHaveLength(commands.length);
  });

  test('capgate exec does as the launcher, where there is none', async () => {
    const { agent } = await heldAgent();
    const line = await lineFor(agent, 'echo ran');
    const own = line.replace(/^\S+ --token/u, `${process.execPath} ${SOURCES.join(' ')} exec --token`);
    expect(own).not.toBe(line);
    expect(await shell(agent, own)).toEqual({ status: 0, stdout: 'ran\n', stderr: '' });
    expect(await shell(agent, own)).toEqual(refused('FORBIDDEN: expected a token'));
  });

  test('a token serves once', async () => {
    const { agent } = await heldAgent();
    const line = await lineFor(agent, 'echo ran');
    expect((await shell(agent, line)).stdout).toBe('ran\n');
    expect(await shell(agent, line)).toEqual(refused('expected a token'));
  });

  test('nor in another session, outside of any, in another folder, or for the agent itself', async () => {
    const [{ agent }, { agent: other }] = [await heldAgent(), await heldAgent()];
    const line = (): Promise<string> => lineFor(agent, 'echo ran');
    expect(await shell(other, await line())).toEqual(refused('expected a process of the session'));
    expect(await shell(newAgent(), await line())).toEqual(refused('expected a process of the session'));
    expect(await shell(agent, await line(), home)).toEqual(refused('expected the folder'));
    const [guard = ''] = (await line()).split(' || exit 126\n');
    // Without a shell between: the agent would have the mask, and all that it starts.
    const ran = await agent.run(guard.replaceAll("'", '').split(' '), work);
    expect(ran).toEqual({ ...refused('expected a shell of the agent’s'), status: 2 });
  });

  test('nothing runs where the monitor says that it could not', async () => {
    const { agent } = await heldAgent(() => {
      throw new Error('no room in the kernel');
    });
    expect(await shell(agent, await lineFor(agent, 'echo ran'))).toEqual(refused('met: Error: no room in the kernel'));
  });

  test('nothing runs where the monitor is silent', async () => {
    const agent = newAgent();
    await Monitor.of(client, agent);
    const line = await lineFor(agent, 'echo ran');
    expect(await shell(agent, line)).toEqual(refused('expected capgate run to bind the command'));
  });

  test('a session lasts no longer than its monitor', async () => {
    // Below another process, as the agent's input ends with the one that this process has started.
    const line = [process.execPath, '--conditions=@capgate/source', MONITOR, socket];
    const above = spawn('bash', ['-c', '"$@" <&0 & echo "$!" >&2; exec sleep 60', 'bash', ...line], {
      env: { ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    open.push(() => void above.kill('SIGKILL'));
    const agent = new Agent(above);
    const [pid = '', held] = await linesOf(above.stderr, 2);
    const bound = await lineFor(agent, 'echo ran');
    process.kill(Number(pid), 'SIGKILL');
    await vi.waitFor(() => expect(lineageOf(Number(pid))).toBeUndefined(), 5_000);
    // It has a parent of its own no more, and its processes run under the mask that they have.
    expect(await announced(agent, 'echo ran')).toMatchObject({ stdout: '', status: 0 });
    expect(await shell(agent, bound)).toEqual(refused('expected a token'));
    await vi.waitFor(async () => {
      const { items } = await client.call('GET', '/v1/kernel/sessions');
      expect(items.find((one) => one.held === held)).toMatchObject({ ending: 'lost', tier: 'lsm', name: 'test' });
    }, 10_000);
  });

  test('an agent that takes no other command is known by what it runs, once', async () => {
    const { agent, monitor } = await heldAgent();
    expect(await announced(agent, 'sleep 5; echo ran', 'qwen')).toMatchObject({ stdout: '', status: 0 });
    void agent.run(['bash', '-c', 'sleep 5; echo ran'], work);
    const pid = await vi.waitFor(() => childOf(agent.pid, 'bash'), 5_000);
    const { startTicks = 0 } = lineageOf(pid) ?? {};
    expect(await monitor.match(commandOf(pid), '/', pid, startTicks)).toEqual({});
    expect(await monitor.match(commandOf(pid), work, pid, startTicks + 1)).toEqual({});
    const { binding } = await monitor.match(commandOf(pid), work, pid, startTicks);
    expect(binding).toMatchObject({ pid, descriptor: await descriptorOf('sleep 5; echo ran') });
    expect(await monitor.match(commandOf(pid), work, pid, startTicks)).toEqual({});
  });

  test('what the kernel stopped is in the log, with its decision and what started it', async () => {
    const seen: Binding[] = [];
    const { agent, monitor } = await heldAgent((binding) => void seen.push(binding));
    await shell(agent, await lineFor(agent, 'make clean'));
    const { binding, decision } = seen[0] as Binding;
    const event = { at: 1, act: 'remove' as const, scope: 'home', uid: 1_000, pid: 12, command: 'rm' };
    const ancestry = [
      { pid: 12, command: 'rm' },
      { pid: 11, command: 'make\n\u202e' },
    ];
    const events = [
      { ...event, isDenied: true, path: '/home/ada/notes', ancestry, binding },
      { ...event, isDenied: true, path: '/home/ada/other', ancestry: [] },
      { ...event, isDenied: false, path: '/home/ada/allowed', ancestry },
    ];
    const input = { params: { held: monitor.held }, body: { events, lost: 3 } };
    await client.call('POST', '/v1/kernel/sessions/{held}/events', input);
    const why = await whyOf(decision, '/home/ada/notes');
    expect(why).toContain('stopped rm (12) < make\\n\\u{202e} (11): removing /home/ada/notes (home)');
    expect(why).not.toContain('/home/ada/other');
    const { stdout } = await asked('log');
    expect(stdout).toMatch(/stop {2}kernel {3}rm \(12\): removing/u);
    expect(stdout).not.toContain('/home/ada/allowed');
    const denied = (await asked('log', '--json', '--verdict', 'deny', '--session', 's-1')).stdout;
    expect(denied).toContain(`"decision":"${decision}"`);
  });

  test('a tier without programs in the kernel has nothing rewritten', async () => {
    const agent = newAgent();
    await Monitor.of(client, agent, 'backstop');
    expect(await announced(agent, 'echo ran')).toMatchObject({ stdout: '', status: 0 });
  });
});

test('without a session nothing is rewritten', async () => {
  expect(await announced(newAgent(), 'echo ran')).toMatchObject({ stdout: '', stderr: '', status: 0 });
});

/** A call by a process of its own, of which the first word of its arguments is a name. */
function call(path: string, body: object): string[] {
  const code = `const s = require('node:net').connect(${JSON.stringify(socket)});
    s.write(JSON.stringify({ id: 1, op: 'call', method: 'POST', path: ${JSON.stringify(path)}, body: ${JSON.stringify(body)} }) + '\\n');
    s.on('data', (chunk) => { process.stdout.write(chunk); s.end(); });`;
  return [process.execPath, '-e', code];
}

describe.skipIf(isAgents)('a session is registered by nobody', () => {
  test('who is in one, or has not started the process', async () => {
    const { agent } = await heldAgent();
    const own = await agent.run(call('/v1/kernel/sessions', registrationOf(agent.pid)), work);
    expect(own.stdout).toContain('expected a process that the caller has started');
    await expect(
      client.call('POST', '/v1/kernel/sessions', { body: registrationOf((service.pid as number) + 1_000_000) }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('an agent, in a session or in none', async () => {
    const code = `const { spawn } = require('node:child_process');
      const child = spawn('sleep', ['3']);
      const s = require('node:net').connect(${JSON.stringify(socket)});
      const body = { ...${JSON.stringify(registrationOf(1))}, pid: child.pid };
      s.write(JSON.stringify({ id: 1, op: 'call', method: 'POST', path: '/v1/kernel/sessions', body }) + '\\n');
      s.on('data', (chunk) => { process.stdout.write(chunk); s.end(); child.kill(); });`;
    const { agent } = await heldAgent();
    const inside = await agent.run([process.execPath, '-e', code], work);
    expect(inside.stdout).toContain('expected a caller outside of sessions that are held');
    const named = join(home, 'claude');
    writeFileSync(named, code);
    const outside = await newAgent().run([process.execPath, named], work);
    expect(outside.stdout).toContain('the agent');
    // The control: the same by nobody's agent.
    const plain = await newAgent().run([process.execPath, '-e', code], work);
    expect(plain.stdout).toMatch(/"held":"[0-9a-f]{32}"/u);
  });

  test('nor asked, told or ended by another process than its monitor', async () => {
    const { agent, monitor } = await heldAgent();
    for (const [name, body] of [
      ['next', {}],
      ['events', { events: [], lost: 0 }],
      ['end', { decided: 0, denied: 0, lost: 0 }],
      ['matches', { argv: ['sh'], cwd: '/', pid: 1, startTicks: 1 }],
    ] as const) {
      const { stdout } = await agent.run(call(`/v1/kernel/sessions/${monitor.held}/${name}`, body), work);
      expect(stdout).toContain('expected the process that registered the session');
    }
  });
});

test.each([
  ['with words to run', ['--token', '0'.repeat(64), '--', 'ls']],
  ['with what is no token', ['--token', 'x']],
  ['with neither', []],
])('capgate exec %s is misused', async (_, words) => {
  expect(await asked('exec', ...words)).toMatchObject({ status: 2, stdout: '' });
});

test('capgate exec --token without a gate says so, and nothing runs', async () => {
  const nowhere = { ...env, CAPGATE_SOCKET: join(home, 'none.sock') };
  const { status, stderr } = await capgate(['exec', '--token', '0'.repeat(64)], { home, env: nowhere });
  expect([status, stderr]).toEqual([126, expect.stringMatching(/expected a gate.*nothing was run\n$/u)]);
});

/** The first so many lines of a stream. */
async function linesOf(stream: NodeJS.ReadableStream, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) if (lines.push(line) === count) break;
  return lines;
}

async function descriptorOf(command: string): Promise<string> {
  const action = { kind: 'command' as const, command };
  return (await client.decide({ action, agent: 'claude', session: 'x', cwd: work, workspace: work })).descriptor;
}

function childOf(pid: number, name: string): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  const found = children.find((child) => commandOf(child)[0] === name);
  if (found === undefined) throw new Error(`expected a child ${name}, met none yet`);
  return found;
}
