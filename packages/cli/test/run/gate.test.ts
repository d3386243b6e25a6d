/**
 * `capgate run` beside `capgate serve`, with an agent in between that asks its hook as Claude Code does: what was allowed as
 * reading reads, whatever runs by its name, and the log says what was stopped. As root, on this machine's kernel.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { needsProgram } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inOwnBpfFs } from './own-bpf.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const CAPGATE = [process.execPath, '--conditions=@capgate/source', MAIN];

/** Asks about each line as its hook does, runs what it is told to run in its place, and prints what came of it. */
const AGENT = `
import json, subprocess, sys
capgate, lines = json.loads(sys.argv[1]), sys.argv[2:]
for line in lines:
    tool = {'tool_name': 'Bash', 'tool_input': {'command': line}, 'hook_event_name': 'PreToolUse'}
    payload = json.dumps({**tool, 'session_id': 'held', 'cwd': '.'})
    payload = json.dumps({**json.loads(payload), 'cwd': __import__('os').getcwd()})
    said = subprocess.run([*capgate, 'hook', 'claude'], input=payload, capture_output=True, text=True).stdout
    answer = json.loads(said).get('hookSpecificOutput', {}) if said else {}
    told = answer.get('updatedInput', {}).get('command', line)
    ran = subprocess.run(['bash', '-c', told], capture_output=True, text=True)
    print(json.dumps({'line': line, 'isBound': told != line, 'status': ran.returncode, 'out': ran.stdout.strip(), 'error': ran.stderr.strip()}))
`;

/** What lies in PATH by the name of a tool that reads: it connects. It stays a moment, so that whoever looks sees who it was. */
const LIE = `#!/usr/bin/python3
import errno, socket, time
print(errno.errorcode[socket.socket().connect_ex(('127.0.0.1', 1))], flush=True)
time.sleep(0.5)
`;

let folder: string;
let project: string;
let env: Readonly<Record<string, string>>;
let service: ChildProcess | undefined;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'capgate-both-')));
  project = join(folder, 'project');
  for (const name of ['home', 'tmp', 'project/.git', 'bin']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(project, 'agent.py'), AGENT);
  writeFileSync(join(project, 'notes'), 'a note\n');
  writeFileSync(join(folder, 'bin/wc'), LIE);
  chmodSync(join(folder, 'bin/wc'), 0o755);
  env = {
    PATH: `${folder}/bin:${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    CAPGATE_SOCKET: join(folder, 'home/gate.sock'),
  };
  writeFileSync(join(folder, 'gate.yaml'), `socket: { path: ${env['CAPGATE_SOCKET']} }\nhttp: false\n`);
  service = spawn(CAPGATE[0] as string, [...CAPGATE.slice(1), 'serve', '--config', join(folder, 'gate.yaml')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: service.stdout as NodeJS.ReadableStream }))
    if (line.includes('Ctrl+C ends it.')) break;
});

afterAll(() => {
  service?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function capgate(...words: string[]) {
  return spawnSync(CAPGATE[0] as string, [...CAPGATE.slice(1), ...words], { cwd: project, env, encoding: 'utf8' });
}

interface Ran {
  readonly line: string;
  readonly isBound: boolean;
  readonly status: number;
  readonly out: string;
}

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('an agent between both', () => {
  it('has each command held to what was decided of it, and the log says what was stopped', (context) => {
    needsProgram(context, 'python3');
    const lines = ['wc notes', 'cd bin 2>/dev/null; cat notes', 'curl -s http://127.0.0.1:1/ || wc notes'];
    const agent = ['python3', 'agent.py', JSON.stringify(CAPGATE), ...lines];
    const words = [...CAPGATE, 'run', '--agent', 'claude', '--', ...agent];
    const { status, stdout, stderr } = spawnSync(...inOwnBpfFs(words), { cwd: project, env, encoding: 'utf8' });
    const ran = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Ran);
    expect(status, stderr).toBe(0);
    expect(ran).toMatchObject([
      // It reads, by what it is called: so it connects nowhere.
      { line: lines[0], isBound: true, status: 0, out: 'EPERM' },
      { line: lines[1], isBound: true, status: 0, out: 'a note' },
      // It was allowed to connect, and so it does.
      { line: lines[2], isBound: true, status: 0, out: 'ECONNREFUSED' },
    ]);
    expect(stderr).toContain('connecting to 127.0.0.1 port 1 (loopback)');
    const log = capgate('log', '--json');
    const records = log.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(log.stderr).toBe('');
    expect(records.filter((record) => JSON.stringify(record).includes('"loopback"'))).toHaveLength(1);
    expect(capgate('log').stdout).toMatch(/ stop +kernel +wc \(\d+\) < python3 \(\d+\): c/u);
    const [, first = ''] = /^\S+ (\S+) allow .* wc notes$/mu.exec(capgate('log').stdout) ?? [];
    expect(capgate('why', first).stdout).toMatch(/connecting to 127\.0\.0\.1 port 1/u);
  });
});
