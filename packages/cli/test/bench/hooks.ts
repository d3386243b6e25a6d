/**
 * What a hook costs an agent before each action: from starting what its settings name to its end, and, where the agent
 * posts to the gate itself, from the request to the answer; beside the start of Node alone and another gate's hook.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { launcherOf } from '../../../../scripts/launchers.ts';
import type { Section } from '@capgate/testing';
import { CAPGATE, type Measured, withServer } from './processes.ts';

const PEER = fileURLToPath(
  new URL('../../../../node_modules/cc-safety-net/dist/bin/cc-safety-net.js', import.meta.url),
);
const ROUNDS = 60;
const WARM_UP_ROUNDS = 10;

/** As Claude Code sends it. */
function payloadIn(cwd: string): string {
  const tool = { tool_name: 'Bash', tool_input: { command: 'git status' } };
  return JSON.stringify({ session_id: 'bench', cwd, hook_event_name: 'PreToolUse', ...tool });
}

type Way = (server: Measured) => Promise<void>;

/** Each with what it is called with; it must let the action pass. */
const WAYS: Readonly<Record<string, Way>> = {
  'node -e 0': started(() => [process.execPath, '-e', '0']),
  'cc-safety-net': started(() => [process.execPath, PEER, 'hook', '--claude-code']),
  'capgate hook': started(({ path }) => [process.execPath, CAPGATE, 'hook', 'claude', '--socket', path]),
  'the launcher': started(({ path }) => [
    launcherOf(`${process.platform}-${process.arch}`),
    'claude',
    '--socket',
    path,
  ]),
  'HTTP form': posted,
  "HTTP form, by Node's fetch": fetched,
};

const BARS_MS: Readonly<Record<string, number>> = { 'the launcher': 12, 'HTTP form': 2 };

function started(wordsOf: (server: Measured) => readonly string[]): Way {
  return async (server) => {
    const [command = '', ...words] = wordsOf(server);
    const child = spawn(command, words, { env: { HOME: server.home }, stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk) => (said += String(chunk)));
    child.stdin.on('error', () => {});
    child.stdin.end(payloadIn(server.home));
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
    if (status !== 0 || said !== '')
      throw new Error(`expected ${command} to let the action pass, met ${status}: ${said}`);
  };
}

const HOOK_PATH = '/v1/hooks/claude';
const ANSWER_MS = 5_000;

/** By a connection that stays open, as an agent has one; what a client of HTTP does beside is its own. */
async function posted({ home, port, token }: Measured): Promise<void> {
  const body = payloadIn(home);
  const head = [
    `POST ${HOOK_PATH} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${token()}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  const socket = await connectionTo(port);
  const answer = once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_MS) });
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  const [, status, text = ''] = /^HTTP\/1\.1 (\d+) .*?\r\n\r\n(.*)$/su.exec(String(await answer)) ?? [];
  checkPassed(Number(status), text);
}

const connections = new Map<number, Socket>();

async function connectionTo(port: number): Promise<Socket> {
  const open = connections.get(port);
  if (open !== undefined) return open;
  const socket = connect(port, '127.0.0.1').setNoDelay().unref();
  await once(socket, 'connect');
  connections.set(port, socket);
  return socket;
}

async function fetched({ home, port, token }: Measured): Promise<void> {
  const reply = await fetch(`http://127.0.0.1:${port}${HOOK_PATH}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
    body: payloadIn(home),
  });
  checkPassed(reply.status, await reply.text());
}

/** An empty object: nothing is said against the action. */
function checkPassed(status: number, body: string): void {
  if (status !== 200 || body !== '{}')
    throw new Error(`expected the gate to let the action pass, met ${status}: ${body}`);
}

/** The ways in turn, so that what the machine does beside disturbs all alike. */
export async function hookTimes(): Promise<Section> {
  return withServer('gate', async (server) => {
    const token = server.token();
    const times = new Map(Object.keys(WAYS).map((name) => [name, [] as number[]]));
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      for (const [name, way] of Object.entries(WAYS)) {
        const startMs = performance.now();
        await way({ ...server, token: () => token });
        if (round >= 0) times.get(name)?.push(performance.now() - startMs);
      }
    }
    return {
      title: 'a hook, from its start to its end, for an action that is allowed; log: after',
      notes: [`${ROUNDS} rounds, in turn`],
      rows: [...times].flatMap(([name, ms]) => rowsOf(name, ms)),
    };
  });
}

function rowsOf(name: string, ms: readonly number[]): Section['rows'] {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const limit = BARS_MS[name];
  return [
    { name: `${name}: p50`, unit: 'ms', value: at(0.5), ...(limit !== undefined && { bar: { limit } }) },
    { name: `${name}: p90`, unit: 'ms', value: at(0.9) },
  ];
}
