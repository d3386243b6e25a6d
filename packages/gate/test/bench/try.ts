import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { mkdtempSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync('/tmp/w/b/gate-');
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
async function start(kind: string): Promise<{ stop: () => void; path: string; pid: number }> {
  const run = `${kind}-${performance.now()}`;
  const path = `${folder}/${run}.sock`;
  const child = fork(fileURLToPath(new URL('server.ts', import.meta.url)), [kind, `${folder}/${run}`, path], {
    execArgv: [
      ...process.execArgv,
      ...(process.env.PROF && kind === 'gate' ? ['--cpu-prof', '--cpu-prof-dir=/tmp/w/b/gprof'] : []),
    ],
  });
  await new Promise((resolve) => child.once('message', resolve));
  return { stop: () => child.kill('SIGINT'), path, pid: child.pid! };
}
async function run(path: string, depth: number, seconds: number): Promise<number> {
  const socket = connect(path);
  const frames = COMMANDS.map(
    (command, i) =>
      `${JSON.stringify({ id: i, op: 'decide', request: { action: { kind: 'command', command }, cwd: '/home/user/work', session: 's1', agent: 'bench', workspace: '/home/user/work' } })}\n`,
  );
  let sent = 0,
    got = 0;
  const end = performance.now() + seconds * 1000;
  return new Promise((resolve, reject) => {
    const send = (n: number): void => {
      let s = '';
      for (let i = 0; i < n; i++) s += frames[sent++ % frames.length];
      socket.write(s);
    };
    socket.on('data', (chunk: Buffer) => {
      let n = 0;
      for (let i = chunk.indexOf(10); i >= 0; i = chunk.indexOf(10, i + 1)) n++;
      got += n;
      if (performance.now() > end) {
        socket.destroy();
        resolve(got / seconds);
      } else send(n);
    });
    socket.on('error', reject);
    socket.on('connect', () => send(depth));
  });
}
for (const depth of [1, 16, 256]) {
  const rates: Record<string, number[]> = {};
  for (let round = 0; round < 3; round++)
    for (const kind of ['echo', 'gate']) {
      const server = await start(kind);
      await run(server.path, depth, 0.5);
      (rates[kind] ??= []).push(await run(server.path, depth, 2));
      server.stop();
    }
  console.log(
    depth,
    Object.entries(rates)
      .map(([k, v]) => `${k} ${v.map((x) => Math.round(x)).join(' ')}`)
      .join(' | '),
    'ratio',
    (Math.max(...rates['gate']!) / Math.max(...rates['echo']!)).toFixed(2),
  );
}
