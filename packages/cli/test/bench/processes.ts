/**
 * Servers in processes of their own, each with a folder of its own, gone when they are no longer measured: one that
 * echoes, and `capgate serve` as it is built.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ECHO = fileURLToPath(new URL('echo.ts', import.meta.url));
/** The program as it is built. */
export const CAPGATE = fileURLToPath(new URL('../../bin/capgate.cjs', import.meta.url));
const ADDRESS = /http:\/\/127\.0\.0\.1:(\d+)/u;
const BYTES_A_KIB = 1_024;

/** Nothing is turned away because one client asks for more than its share. */
const CONFIG = {
  socket: { path: 'run/socket', connections: 20_000 },
  http: { port: 0, requestsPerSecond: 1_000_000 },
  journal: { level: 'error' },
};

export type ServerKind = 'echo' | 'gate';

export interface Measured {
  /** Where all its files are. */
  readonly home: string;
  /** Of the socket. */
  readonly path: string;
  /** Of HTTP. */
  readonly port: number;
  /** For HTTP; a gate's. */
  readonly token: () => string;
  /** Of the memory that it takes now. */
  readonly rssBytes: () => number;
  readonly process: ChildProcess;
}

/** `preload`: a module that the gate's process loads first. */
export async function withServer<Result>(
  kind: ServerKind,
  measure: (server: Measured) => Promise<Result>,
  preload?: URL,
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'capgate-bench-'));
  mkdirSync(join(home, 'run'));
  const child = kind === 'echo' ? startEcho(home) : startGate(home, preload);
  try {
    return await measure({
      home,
      path: join(home, CONFIG.socket.path),
      port: await portOf(child),
      token: () => (kind === 'echo' ? 'none' : newToken(home)),
      rssBytes: () => rssBytesOf(child),
      process: child,
    });
  } finally {
    await killed(child);
    rmSync(home, { recursive: true, force: true });
  }
}

function startEcho(home: string): ChildProcess {
  return started([ECHO, join(home, CONFIG.socket.path)], home);
}

function startGate(home: string, preload: URL | undefined): ChildProcess {
  const config = join(home, 'gate.json');
  writeFileSync(config, JSON.stringify(CONFIG));
  return started(
    [...(preload === undefined ? [] : ['--import', preload.href]), CAPGATE, 'serve', '--config', config],
    home,
  );
}

function started(words: readonly string[], home: string): ChildProcess {
  return spawn(process.execPath, words, { env: environmentOf(home), stdio: ['ignore', 'pipe', 'inherit'] });
}

/** As the unit for systemd has it: see packages/gate/ops. */
const NODE_OPTIONS = '--max-semi-space-size=8';

/** None of this process's own, which may say that it runs for an agent. */
export function environmentOf(home: string): NodeJS.ProcessEnv {
  return { NODE_OPTIONS, PATH: process.env['PATH'], HOME: home, CAPGATE_SOCKET: join(home, CONFIG.socket.path) };
}

/** Once the server has said where it listens. */
async function portOf({ stdout }: ChildProcess): Promise<number> {
  let said = '';
  for await (const chunk of (stdout ?? []) as AsyncIterable<Buffer>) {
    said += chunk.toString('utf8');
    const port = ADDRESS.exec(said)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`expected a server that says where it listens, met its end: ${said}`);
}

function newToken(home: string): string {
  const stdout = asPerson(home, ['token', 'new', 'bench']);
  const token = /cgt_[\w-]+/u.exec(stdout)?.[0];
  if (token === undefined) throw new Error(`expected a token, met: ${stdout}`);
  return token;
}

/** What a command prints for a person, who has a terminal: `script` makes one. */
export function asPerson(home: string, words: readonly string[]): string {
  const line = [process.execPath, CAPGATE, ...words].map((word) => `'${word}'`).join(' ');
  return spawnSync('script', ['-qec', line, '/dev/null'], { env: environmentOf(home), encoding: 'utf8' }).stdout;
}

/** proc_pid_status(5) */
function rssBytesOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1]) * BYTES_A_KIB;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
