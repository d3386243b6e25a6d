/** `capgate run` beside a gate: commands that it binds, one agent and several commands at once, as root on this kernel. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Capability, commandFields, encodeDescriptor, toHex } from '@capgate/core';
import { processAt } from '@capgate/kernel';
import { needsProgram } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeBinding, FakeGate } from './fake-gate.ts';
import { inOwnBpfFs } from './own-bpf.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** `ask.py PID KIND`: has the process bound as that kind of command, as `capgate exec --token` does; fails where it is not. */
const ASK = `
import json, os, socket, sys
gate = socket.socket(socket.AF_UNIX)
gate.connect(os.environ['CAPGATE_SOCKET'])
call = {'id': 1, 'op': 'call', 'method': 'POST', 'path': '/v1/kernel/bindings', 'body': {'token': ' '.join(sys.argv[1:])}}
gate.sendall((json.dumps(call) + '\\n').encode())
sys.exit(json.loads(gate.makefile().readline())['status'] != 200)
`;
/** Whether a connection to this machine itself is let through; stays a moment, so that whoever looks sees who it was. */
const TRY = `
import errno, socket, time
print(errno.errorcode[socket.socket().connect_ex(('127.0.0.1', 1))], flush=True)
time.sleep(0.5)
`;

const FLAGS: Readonly<Record<string, number>> = { reads: 1, connects: 1 | Capability.NETWORK_ACCESS };

let folder: string;
let gate: FakeGate;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-bound-')));
  for (const name of ['home', 'project/.git', 'tmp']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'project/ask.py'), ASK);
  writeFileSync(join(folder, 'project/try.py'), TRY);
  gate = new FakeGate(join(folder, 'gate.sock'));
  gate.onToken = bindingOf;
  await gate.open();
});

afterEach(async () => {
  await gate.close();
  rmSync(folder, { recursive: true });
});

let count = 0;

function bindingOf(token: string): FakeBinding {
  const [pid = '', kind = ''] = token.split(' ');
  const fields = { ...commandFields(kind), flags: FLAGS[kind] ?? 1, executionMs: 0, memoryMb: 0, outputKb: 0 };
  return {
    binding: `${kind}-${count++}`,
    pid: Number(pid),
    startTicks: (processAt(Number(pid))?.startTicks ?? 0) + (kind === 'another' ? 1 : 0),
    descriptor: toHex(encodeDescriptor(fields)),
    decision: 'a decision',
  };
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(line: string, ...options: string[]): ChildProcess {
  const asked = ['run', '--verbose', ...options, '--', 'sh', '-c', line];
  const words = [process.execPath, '--conditions=@capgate/source', MAIN, ...asked];
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    CAPGATE_SOCKET: gate.path,
  };
  return spawn(...inOwnBpfFs(words), { cwd: join(folder, 'project'), env });
}

async function run(line: string, ...options: string[]): Promise<Ran> {
  const child = start(line, ...options);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...text };
}

/** A shell that has itself bound as a kind of command, then runs it; `&&` as in what the gate writes. */
function command(kind: string): string {
  return `sh -c 'python3 ask.py $$ ${kind} && python3 try.py > ${kind}.out'`;
}

function outcome(kind: string): string {
  return readFileSync(join(folder, 'project', `${kind}.out`), 'utf8').trim();
}

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('beside a gate', () => {
  it('each command is held to its own verdict, and the gate is told what was stopped, by whom', async (context) => {
    needsProgram(context, 'python3');
    const { status, stderr } = await run(
      `${command('reads')} & ${command('connects')} & wait; python3 try.py > free.out`,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('not held to their own') });
    expect([outcome('reads'), outcome('connects'), outcome('free')]).toEqual(['EPERM', 'ECONNREFUSED', 'ECONNREFUSED']);
    expect(gate.events).toEqual([
      expect.objectContaining({
        act: 'connect',
        address: '127.0.0.1',
        port: 1,
        reach: 'loopback',
        isDenied: true,
        uid: 0,
        command: 'python3',
        binding: expect.stringMatching(/^reads-\d+$/u),
        ancestry: expect.arrayContaining([{ pid: expect.any(Number), command: 'python3' }]),
      }),
    ]);
    expect(Math.abs(Number(gate.events[0]?.['at']) - Date.now())).toBeLessThan(60_000);
    expect(gate.ended).toEqual([{ decided: expect.any(Number), denied: 1, lost: 0 }]);
  });

  /** Shells that name no token, as of agents whose hooks cannot have them: what they are started with says what they are. */
  const UNNAMED = ['reads', 'connects', 'stranger'];
  const unnamed = UNNAMED.map((kind) => `bash -c 'python3 try.py > ${kind}.out'`).join(' & ');

  it('what an agent starts that names no command waits until it is known by its words', async (context) => {
    needsProgram(context, 'python3');
    const asked: unknown[] = [];
    gate.onMatch = ({ argv, cwd, pid }) => {
      asked.push([argv, cwd]);
      const kind = UNNAMED.find((one) => (argv as string[])[2] === `python3 try.py > ${one}.out`);
      return kind === 'stranger' || kind === undefined ? undefined : bindingOf(`${String(pid)} ${kind}`);
    };
    const { status, stderr } = await run(`${unnamed} & wait`, '--agent', 'qwen');
    expect([status, stderr]).toEqual([0, expect.stringContaining('the kernel stopped')]);
    expect(UNNAMED.map(outcome)).toEqual(['EPERM', 'ECONNREFUSED', 'ECONNREFUSED']);
    const project = join(folder, 'project');
    expect(asked).toContainEqual([['bash', '-c', 'python3 try.py > reads.out'], project]);
    expect(gate.done.map((one) => one.replace(/-\d+$/u, '')).sort()).toEqual(['connects', 'reads']);
    // Under an agent that names its commands nobody is asked, and nothing waits.
    asked.length = 0;
    await run(`${unnamed} & wait`, '--agent', 'claude');
    expect([asked, UNNAMED.map(outcome)]).toEqual([[], ['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED']]);
  });

  it('where nobody says what it is, it goes on under its session', async (context) => {
    needsProgram(context, 'python3');
    gate.onMatch = () => {
      gate.isSilent = true;
      return undefined;
    };
    const { status } = await run(`${unnamed} & wait`, '--agent', 'qwen');
    gate.isSilent = false;
    expect([status, UNNAMED.map(outcome)]).toEqual([0, ['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED']]);
  });

  it('tells the ancestry up to the first process of the session', async (context) => {
    needsProgram(context, 'python3');
    let root: unknown;
    const tried = `python3 ask.py $$ reads && sh -c "python3 try.py; :"; :`;
    const token = gate.onToken;
    gate.onToken = (given) => {
      root = [...gate.sessions.values()][0]?.['pid'];
      return token(given);
    };
    await run(`sh -c '${tried}'; :`);
    const ancestry = gate.events[0]?.['ancestry'] as readonly { pid: number; command: string }[];
    expect(ancestry.map((one) => one.command)).toEqual(['python3', 'sh', 'sh', 'sh']);
    expect(ancestry.at(-1)?.pid).toBe(root);
  });

  it('where a binding is refused, its command does not run', async (context) => {
    needsProgram(context, 'python3');
    const { status } = await run(`${command('another')}; sh -c 'python3 ask.py 1 reads && echo > one.out'`);
    expect(status).toBe(1);
    expect(() => outcome('another')).toThrow(/ENOENT/u);
    expect(() => outcome('one')).toThrow(/ENOENT/u);
  });

  it('a gate that starts anew binds again, and one that has gone stops no session', async (context) => {
    needsProgram(context, 'python3');
    const child = start(`echo ready; read -r _; ${command('reads')}; read -r _; python3 try.py > free.out`);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    const closed = once(child, 'close');
    await gate.close();
    await gate.open();
    await gate.until(() => gate.sessions.size === 1);
    child.stdin?.write('\n');
    await gate.until(() => gate.events.length === 1);
    await gate.close();
    child.stdin?.write('\n');
    await expect(closed).resolves.toEqual([0, null]);
    expect([outcome('reads'), outcome('free')]).toEqual(['EPERM', 'ECONNREFUSED']);
    await gate.open();
  });

  it('without a gate it says that commands are not held to verdicts', async () => {
    await gate.close();
    const { status, stderr } = await run('true');
    expect(status).toBe(0);
    expect(stderr).toMatch(/capgate: commands are not held to their own verdicts: expected a gate at/u);
    await gate.open();
  });
});
