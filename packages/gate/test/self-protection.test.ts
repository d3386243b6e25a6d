/** The ways in which an agent could get itself allowed, each by its name. Nothing here is run but our own clients. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Action } from '@capgate/core';
import { codeOf, needsProgram } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Peers } from '../src/callers/peers.ts';
import { linuxProcesses, type ProcessInfo } from '../src/callers/processes.ts';
import { type DecideAnswer, GateError } from '../src/index.ts';
import { ShedCounts } from '../src/metrics/shed-counts.ts';
import { clearPlace } from '../src/socket/place.ts';
import { SocketServer } from '../src/socket/server.ts';
import {
  AGENT,
  bodiesOf,
  newWorld,
  openLocal,
  openWorldStore,
  person,
  type Running,
  startGate,
  type World,
} from './harness.ts';

const APPROVE = fileURLToPath(new URL('people/approve.ts', import.meta.url));
const LAUNCH = fileURLToPath(new URL('people/launch.ts', import.meta.url));
const HOME = '/home/user';
/** Where the gate of this suite has its own, beside what the core knows. */
const GATE_PATHS = ['/srv/gate/gate.sock', '/srv/gate/log', '/srv/gate/keys', '/srv/gate/store.db'];

const GATE_PID = 4242;

let world: World;
let running: Running;

beforeEach(async () => {
  world = await newWorld();
  running = await startGate(world, { gatePaths: GATE_PATHS, gateProcesses: [GATE_PID], home: HOME });
});

async function decided(action: Action): Promise<DecideAnswer> {
  const request = { action, cwd: '/work', workspace: '/work', session: 's', agent: 'coder' };
  const { answer, before } = running.gate.decide(request, AGENT);
  await before;
  return answer;
}

async function verdictOn(command: string): Promise<string> {
  return (await decided({ kind: 'command', command })).verdict;
}

describe('self-approval by the words of the command line', () => {
  test.each([
    'capgate approvals allow 0123456789abcdef',
    '/usr/local/bin/capgate approvals allow x',
    'env -i capgate approvals allow x',
    'sh -c "capgate approvals allow x"',
    'script -qec "capgate approvals allow x" /dev/null',
    'setsid capgate approvals allow x',
    'nohup capgate approvals allow x &',
    'echo y | xargs capgate approvals allow',
    'A=capgate; $A approvals allow x',
    'capgate pause 10m',
    'capgate policy activate 3',
    'capgate policy rollback 1',
    'capgate init',
  ])('is denied: %s', async (command) => {
    expect(await verdictOn(command)).toBe('deny');
  });

  test('is denied in mode observe and during a pause, too', async () => {
    const document = { security: { mode: 'observe' } };
    await running.gate.policies.change(person('alice'), { parent: 0, document, reason: 'test' });
    await running.gate.policies.activate(person('alice'), { version: 1, reason: 'test' });
    await running.gate.pauses.start(person('alice'), 60_000, 'test');
    expect(await verdictOn('capgate approvals allow x')).toBe('deny');
  });

  test('is denied although a policy allows everything', async () => {
    const rules = [{ id: 'all', verdict: 'allow', when: {} }];
    const document = { security: { organisation: { version: 1, rules } } };
    await running.gate.policies.change(person('alice'), { parent: 0, document, reason: 'test' });
    await running.gate.policies.activate(person('alice'), { version: 1, reason: 'test' });
    expect(await verdictOn('capgate approvals allow x')).toBe('deny');
  });

  test.each([
    'npx capgate approvals allow x',
    'npx --yes capgate@latest approvals allow x',
    'npm exec capgate -- approvals allow x',
    'node /home/user/src/capgate/packages/cli/dist/main.js approvals allow x',
  ])('is denied through a program that runs others, too: %s', async (command) => {
    expect(await verdictOn(command)).toBe('deny');
  });

  test.each(['capgate explain "ls"', 'capgate status', 'capgate log', 'npx capgate approvals list'])(
    'looking at what waits is no approval: %s',
    async (command) => {
      expect(await verdictOn(command)).toBe('allow');
    },
  );
});

describe('editing policy, hook settings, keys, log or store', () => {
  test.each([
    ...GATE_PATHS,
    `${HOME}/.config/capgate/policy.yaml`,
    '/etc/capgate/policy.yaml',
    '/srv/gate/log/checkpoint',
  ])('is denied: %s', async (path) => {
    const verdicts = [];
    for (const operation of ['write', 'append', 'delete', 'move'] as const) {
      verdicts.push((await decided({ kind: 'file', operation, path })).verdict);
    }
    expect(verdicts).toEqual(['deny', 'deny', 'deny', 'deny']);
  });

  test.each([
    'echo x > /srv/gate/store.db',
    'sqlite3 /srv/gate/store.db "delete from approvals"',
    'rm /srv/gate/gate.sock',
    'cp mine.yaml ~/.config/capgate/policy.yaml',
    'cd /srv/gate && tee log/checkpoint',
    'mv /srv/gate /srv/old',
    'chmod 000 /srv',
    'mount -t tmpfs tmpfs /srv/gate',
  ])('is denied by command, too: %s', async (command) => {
    expect(await verdictOn(command)).toBe('deny');
  });
});

describe('the settings of agents that hold their hooks', () => {
  test.each([`${HOME}/.claude/settings.json`, '/work/.claude/settings.json', '/work/.claude/settings.local.json'])(
    'may be read, and not changed: %s',
    async (path) => {
      expect((await decided({ kind: 'file', operation: 'write', path })).verdict).toBe('deny');
      expect((await decided({ kind: 'file', operation: 'read', path })).verdict).toBe('allow');
    },
  );
});

describe('ending the gate', () => {
  test.each([
    'pkill capgate',
    'pkill -f capgate',
    'killall capgate',
    'systemctl stop capgate',
    'systemctl --user disable capgate.service',
  ])('is denied: %s', async (command) => {
    expect(await verdictOn(command)).toBe('deny');
  });

  test.each([`kill ${GATE_PID}`, `kill -9 -${GATE_PID}`, 'kill -9 -1', `sh -c "kill -STOP ${GATE_PID}"`])(
    'by its number is denied, in mode observe, too: %s',
    async (command) => {
      const document = { security: { mode: 'observe' } };
      await running.gate.policies.change(person('alice'), { parent: 0, document, reason: 'test' });
      await running.gate.policies.activate(person('alice'), { version: 1, reason: 'test' });
      expect(await verdictOn(command)).toBe('deny');
      expect(await verdictOn(`kill ${GATE_PID}1`)).toBe('allow');
    },
  );

  test.each(['kill -9 $(pidof capgate)', 'kill -STOP $(pgrep -f capgate)'])(
    'by a number that says nothing of whose it is, is never allowed unasked: %s',
    async (command) => {
      expect(await verdictOn(command)).not.toBe('allow');
    },
  );
});

describe('shadowing the gate on the search path', () => {
  test.each([
    `ln -s /tmp/mine ${HOME}/.local/bin/capgate`,
    'cp mine /usr/local/bin/capgate',
    `printf x > ${HOME}/bin/capgate`,
  ])('is denied: %s', async (command) => {
    expect(await verdictOn(command)).toBe('deny');
  });
});

describe('by HTTP', () => {
  test('nothing is a token but one that was made, is not over, and is not revoked', async () => {
    const { tokens } = running.gate;
    const asked = { name: 'ci', subject: 'agent', scopes: ['decide', 'approve'], lifetimeMs: 60_000 } as const;
    const { tokenId, token } = await tokens.create(person('alice'), asked);
    for (const wrong of ['', 'cgt_', token.slice(0, -1), `${token} `, tokenId, token.toUpperCase()]) {
      expect(await codeOf(() => tokens.callerOf(wrong))).toBe('UNAUTHENTICATED');
    }
    expect(tokens.callerOf(token).name).toBe('ci');
    world.clock.advance(60_000);
    expect(await codeOf(() => tokens.callerOf(token))).toBe('UNAUTHENTICATED');
  });

  test("an agent's token approves, pauses and changes nothing, whatever its scopes", async () => {
    const { tokens, approvals, pauses, policies } = running.gate;
    const scopes = ['decide', 'read', 'approve', 'policy', 'admin'] as const;
    const { token } = await tokens.create(person('alice'), {
      name: 'ci',
      subject: 'agent',
      scopes,
      lifetimeMs: 60_000,
    });
    const agent = tokens.callerOf(token);
    const { approval = '' } = await decided({ kind: 'command', command: 'frobnicate' });
    const codes = await Promise.all([
      codeOf(() => approvals.answer(agent, approval, { answer: 'allow', scope: 'once' })),
      codeOf(() => pauses.start(agent, 1_000, 'me')),
      codeOf(() => policies.change(agent, { parent: 0, document: {}, reason: 'me' })),
      codeOf(() => tokens.create(agent, { name: 'me', subject: 'person', scopes, lifetimeMs: 1_000 })),
      codeOf(() => tokens.revoke(agent, 'x')),
    ]);
    expect(codes).toEqual(Array.from(codes, () => 'FORBIDDEN'));
  });

  test('a token that was revoked is dead at once, and stays so after a restart', async () => {
    const { tokens } = running.gate;
    const asked = { name: 'ci', subject: 'person', scopes: ['decide'], lifetimeMs: 60_000 } as const;
    const [kept, gone] = [await tokens.create(person('alice'), asked), await tokens.create(person('alice'), asked)];
    expect(await codeOf(() => tokens.revoke(person('eve', 'other'), gone.tokenId))).toBe('NOT_FOUND');
    await tokens.revoke(person('alice'), gone.tokenId);
    expect(await codeOf(() => tokens.callerOf(gone.token))).toBe('UNAUTHENTICATED');
    await running.end();
    running = await startGate(world);
    expect(await codeOf(() => running.gate.tokens.callerOf(gone.token))).toBe('UNAUTHENTICATED');
    expect(running.gate.tokens.callerOf(kept.token).name).toBe('ci');
  });

  test('the token itself is nowhere on the disk', async () => {
    const asked = { name: 'ci', subject: 'person', scopes: ['decide'], lifetimeMs: 60_000 } as const;
    const { token } = await running.gate.tokens.create(person('alice'), asked);
    await running.recorder.seal();
    const files = [...world.disk.files().values()].map((bytes) => Buffer.from(bytes));
    expect(files.some((bytes) => bytes.includes(token))).toBe(false);
    expect(files.some((bytes) => bytes.includes('token.created'))).toBe(true);
  });
});

describe('a second gate', () => {
  test('does not open the log or take the socket of the first', async () => {
    await expect(openLocal(world, await openWorldStore(world))).rejects.toThrow(/free/u);
    const { path, server } = await serve();
    expect(await codeOf(() => clearPlace(path))).toBe('STATE');
    expect(existsSync(path)).toBe(true);
    await server.close(0);
  });
});

describe('an approval by the socket', () => {
  const started: ChildProcess[] = [];
  let approval: string;
  let path: string;
  let server: SocketServer;

  beforeEach(async () => {
    ({ approval = '' } = await decided({ kind: 'command', command: 'frobnicate' }));
    ({ path, server } = await serve());
  });

  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    await server.close(0);
  });

  /** What the client says, run by this command line; CLIENT in it stands for the client's own. */
  async function replyTo(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], ...env },
    });
    started.push(child);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    while (!/reply \{.*\}/u.test(text)) await once(child.stdout, 'data');
    return /reply (\{.*\})/u.exec(text)?.[1] ?? '';
  }

  function client(...more: string[]): string {
    return [process.execPath, APPROVE, path, approval, ...more].join(' ');
  }

  function state(): string {
    return running.gate.approvals.find('default', approval).state;
  }

  test('of a person at a terminal counts: what refuses all others is not just closed', async (context) => {
    const script = needsProgram(context, 'script');
    expect(await replyTo(script, ['-qec', client(), '/dev/null'])).toContain('"state":"allowed"');
    expect(state()).toBe('allowed');
  });

  test('of a process without a terminal is refused, and the log has it', async () => {
    const [program = '', ...args] = client().split(' ');
    expect(await replyTo(program, args)).toContain('FORBIDDEN');
    expect(state()).toBe('pending');
    expect(await bodiesOf(world, running.recorder, 'approval.refused')).toHaveLength(1);
  });

  test('of a process below a program with the name of an agent is refused', async (context) => {
    const script = needsProgram(context, 'script');
    const agent = join(world.folder, 'claude');
    symlinkSync(process.execPath, agent);
    expect(await replyTo(agent, [LAUNCH, script, '-qec', client(), '/dev/null'])).toContain('FORBIDDEN');
    expect(state()).toBe('pending');
  });

  test('of a process below an agent that a session named by its pid is refused', async (context) => {
    const script = needsProgram(context, 'script');
    const reply = await replyTo(process.execPath, [LAUNCH, script, '-qec', client('PARENT'), '/dev/null']);
    expect(reply).toContain('FORBIDDEN');
    expect(state()).toBe('pending');
  });

  test('of a process for which an agent set a variable is refused', async (context) => {
    const script = needsProgram(context, 'script');
    expect(await replyTo(script, ['-qec', client(), '/dev/null'], { CLAUDECODE: '1' })).toContain('FORBIDDEN');
    expect(state()).toBe('pending');
  });

  test('of a process that was let go of, with the terminal of who let it go, is refused', async (context) => {
    const script = needsProgram(context, 'script');
    // The inner shell ends at once; its child has the terminal, and the first process as its parent.
    const letGo = `sh -c '${client()} & ' ; sleep 20`;
    expect(await replyTo(script, ['-qec', letGo, '/dev/null'])).toContain('FORBIDDEN');
    expect(state()).toBe('pending');
  });
});

/** The gate of this suite behind a socket, for whom this process and what is above it are nobody. */
async function serve(): Promise<{ readonly path: string; readonly server: SocketServer }> {
  const { approvals } = running.gate;
  const peers = new Peers({
    processes: { ...linuxProcesses, info: (pid) => (pid === process.pid ? nobody(pid) : linuxProcesses.info(pid)) },
    uid: process.getuid?.() ?? 0,
    users: [],
    approvers: [],
    tenant: 'default',
    accounts: { nameOf: (uid) => `user${uid}`, homeOf: () => undefined },
  });
  const server = new SocketServer({
    decide: (request, caller) => {
      if (request.agentPid !== undefined) peers.agents.note(request.agentPid, caller.pid ?? 0, caller);
      return running.gate.decide(request, caller);
    },
    call: async ({ path: approval }, peer) => {
      try {
        const body = await approvals.answer(peers.caller(peer), approval, { answer: 'allow', scope: 'once' });
        return { status: 200, body };
      } catch (error) {
        return { status: 403, body: error instanceof GateError ? error.code : 'FAULT' };
      }
    },
    callerOf: (peer) => peers.asker(peer),
    onFault: () => {},
    sheds: new ShedCounts(),
    connectionsMax: 50,
    frameTimeoutMs: 10_000,
  });
  const path = join(world.folder, 'run/gate.sock');
  mkdirSync(join(world.folder, 'run'), { mode: 0o700 });
  await server.listen(path);
  expect(statSync(path).isSocket()).toBe(true);
  return { path, server };
}

/** Whoever runs the tests may be an agent, or have no terminal: that says nothing of what they start. */
function nobody(pid: number): ProcessInfo {
  return { pid, parentPid: 0, startTicks: 0, sessionLeader: pid, hasTerminal: false, names: ['test'], variables: [] };
}
