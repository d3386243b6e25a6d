/** A process with one server on a unix socket: `echo` sends every line back, `gate` decides. */
import { createServer } from 'node:net';
import { mkdirSync } from 'node:fs';
import { SocketServer } from '../../src/index.ts';
import { benchCaller, openGate } from './gate.ts';

const [kind, folder, socketPath] = process.argv.slice(2) as [string, string, string];

if (kind === 'echo') {
  createServer((socket) => {
    socket.on('data', (chunk: Buffer) => {
      let out = '';
      for (const line of chunk.toString('latin1').split('\n'))
        if (line !== '') out += `${JSON.stringify(JSON.parse(line))}\n`;
      socket.write(out);
    });
    socket.on('error', () => socket.destroy());
  }).listen(socketPath, () => process.send?.('ready'));
} else {
  mkdirSync(folder, { recursive: true });
  const gate = await openGate(folder);
  const server = new SocketServer({
    decide: (request, caller) => gate.decide(request, caller),
    call: async () => ({ status: 404, body: {} }),
    callerOf: benchCaller,
    onFault: (error) => console.error(error),
    connectionsMax: 20_000,
    frameTimeoutMs: 30_000,
  });
  await server.listen(socketPath);
  process.send?.('ready');
}
