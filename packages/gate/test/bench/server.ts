/** A process with one server on a unix socket: `echo` sends every line back as it reads it, `gate` decides and logs. */
import { createServer } from 'node:net';
import { type Caller, SocketServer } from '../../src/index.ts';
import { Frames } from '../../src/socket/frames.ts';
import { ShedCounts } from '../../src/metrics/shed-counts.ts';
import { openGate } from './gate.ts';

const CONNECTIONS_MAX = 20_000;

function echo(path: string): void {
  const server = createServer((socket) => {
    const frames = new Frames();
    socket.on('data', (chunk: Buffer) => {
      let out = '';
      for (const line of frames.take(chunk) ?? []) if (line !== '') out += `${JSON.stringify(JSON.parse(line))}\n`;
      socket.write(out);
    });
    socket.on('error', () => socket.destroy());
  });
  server.listen({ path, backlog: 4_096 }, () => process.send?.('ready'));
}

async function decide(folder: string, path: string): Promise<void> {
  const gate = await openGate(folder);
  const server = new SocketServer({
    decide: (request, caller) => gate.decide(request, caller),
    call: async () => ({ status: 404, body: {} }),
    callerOf: ({ pid, uid }): Caller => ({
      kind: 'service',
      name: 'bench',
      tenant: 'default',
      scopes: ['decide', 'read'],
      way: 'socket',
      pid,
      uid,
    }),
    onFault: (error) => console.error(error),
    sheds: new ShedCounts(),
    connectionsMax: CONNECTIONS_MAX,
    frameTimeoutMs: 30_000,
  });
  await server.listen(path);
  process.on('message', () => process.send?.({ latency: gate.counts.latency(), rssBytes: process.memoryUsage.rss() }));
  process.send?.('ready');
}

const [kind = '', folder = '', path = ''] = process.argv.slice(2);
if (kind === 'echo') echo(path);
else await decide(folder, path);
