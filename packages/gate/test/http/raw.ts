/** Bytes to a port, as no well-behaved client sends them. */
import { connect } from 'node:net';

/** What came back until the other end closed or reset the connection; half closed, this end says that it is done. */
export async function exchange(
  port: number,
  bytes: string | Uint8Array,
  { isHalfClosed = false } = {},
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => socket.destroy());
  socket.write(bytes);
  if (isHalfClosed) socket.end();
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** A request of HTTP/1.1 after which the server closes. */
export function request(method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): string {
  const lines = Object.entries({ connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n${body}`;
}

export function statusOf(text: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/u.exec(text)?.[1]);
}
