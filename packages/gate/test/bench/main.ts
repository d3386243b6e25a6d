/**
 * `npm run bench:gate`: decisions by the socket, logged after the answer (`log: after`), beside a server that echoes the
 * same lines, in the same run. The figures hold for this machine and its load; no bar is enforced.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatSection } from '@capgate/testing';

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url));
const LINE_FEED = 0x0a;
const ROUNDS = 3;
const WARM_UP_MS = 500;
const MEASURED_MS = 2_000;

const COMMANDS = [
  'ls -la',
  'git status',
  'npm test',
  'cat src/index.ts',
  'rg -n TODO src',
  'node build.js',
  'git diff --stat',
  'mkdir -p build/out',
];

const FRAMES = COMMANDS.map((command, id) => {
  const place = { cwd: '/home/user/work', workspace: '/home/user/work', session: 's1', agent: 'bench' };
  return `${JSON.stringify({ id, op: 'decide', request: { action: { kind: 'command', command }, ...place } })}\n`;
});

interface Server {
  readonly path: string;
  readonly child: ChildProcess;
}

async function start(kind: 'echo' | 'gate', folder: string): Promise<Server> {
  const path = join(folder, 'socket');
  const child = fork(SERVER, [kind, join(folder, kind), path]);
  await new Promise((resolve) => child.once('message', resolve));
  return { path, child };
}

async function stop({ child }: Server): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** Answers a second, with so many questions under way at any time. */
function rateOf({ path }: Server, depth: number, durationMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let [sent, answered, startMs] = [0, 0, 0];
    const send = (count: number): void => {
      let text = '';
      for (let i = 0; i < count; i++) text += FRAMES[sent++ % FRAMES.length];
      socket.write(text);
    };
    socket.on('data', (chunk: Buffer) => {
      let lines = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines++;
      answered += lines;
      const tookMs = performance.now() - startMs;
      if (tookMs < durationMs) return send(lines);
      socket.destroy();
      resolve((answered / tookMs) * 1_000);
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      startMs = performance.now();
      send(depth);
    });
  });
}

async function measured(kind: 'echo' | 'gate', depth: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-bench-'));
  const server = await start(kind, folder);
  try {
    await rateOf(server, depth, WARM_UP_MS);
    return await rateOf(server, depth, MEASURED_MS);
  } finally {
    await stop(server);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The best of some rounds of each, taken in turn: what the machine does beside disturbs both alike. */
async function compared(depth: number): Promise<{ readonly echo: number; readonly gate: number }> {
  const rates = { echo: 0, gate: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ['echo', 'gate'] as const) rates[kind] = Math.max(rates[kind], await measured(kind, depth));
  }
  return rates;
}

const one = await compared(1);
const many = await compared(16);
const most = await compared(256);
console.log(`Node ${process.version}, ${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(2)}\n`);
console.log(
  formatSection({
    title: 'decisions by the unix socket, log: after, store: SQLite',
    notes: [`best of ${ROUNDS} rounds of ${MEASURED_MS / 1_000} s; client, server, log and store share the cores`],
    rows: [
      { name: 'one at a time: echo', unit: '/s', value: one.echo },
      { name: 'one at a time: gate', unit: '/s', value: one.gate },
      {
        name: 'one at a time: share of the echo',
        unit: '×',
        value: one.gate / one.echo,
        bar: { limit: 0.7, atLeast: true },
      },
      { name: '16 pipelined: echo', unit: '/s', value: many.echo },
      { name: '16 pipelined: gate', unit: '/s', value: many.gate },
      {
        name: '16 pipelined: share of the echo',
        unit: '×',
        value: many.gate / many.echo,
        bar: { limit: 0.5, atLeast: true },
      },
      { name: '256 pipelined: gate', unit: '/s', value: most.gate, bar: { limit: 150_000, atLeast: true } },
    ],
  }),
);
