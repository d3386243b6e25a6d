/** A process that sends back the lines of a socket and the bodies of HTTP, once it has read them as JSON. */
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';

function echoLines(path: string): Promise<void> {
  const server = createServer((socket) => {
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      let out = '';
      for (const line of lines) out += `${JSON.stringify(JSON.parse(line))}\n`;
      socket.write(out);
    });
    socket.on('error', () => socket.destroy());
  });
  return new Promise((resolve) => server.listen({ path, backlog: 4_096 }, resolve));
}

function echoBodies(): Promise<number> {
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.setHeader('content-type', 'application/json');
      response.end(body);
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

const [path = ''] = process.argv.slice(2);
await echoLines(path);
console.log(`http://127.0.0.1:${await echoBodies()}`);
