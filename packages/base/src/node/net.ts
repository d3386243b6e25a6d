import { once } from 'node:events';
import { createServer, type ListenOptions, type Server, Socket, type TcpNetConnectOpts } from 'node:net';
import { type Address, type Connection, type Listener, type Net, NetError, type NetErrorCode } from '../net.ts';

/** TCP and unix sockets of the machine. */
export class NodeNet implements Net {
  async connect(to: Address): Promise<Connection> {
    const socket = new Socket({ allowHalfOpen: true });
    await told(
      to,
      ready(socket, 'connect', () => socket.connect(portOrPath(to))),
    );
    return new NodeConnection(socket);
  }

  async listen(at: Address, onConnection: (connection: Connection) => void): Promise<Listener> {
    // Half open: whoever has ended may still be answered.
    const server = createServer({ allowHalfOpen: true }, (socket) => onConnection(new NodeConnection(socket)));
    await told(
      at,
      ready(server, 'listening', () => server.listen(portOrPath(at))),
    );
    // A connection that cannot be taken, for want of file descriptors, must not end the process.
    server.on('error', () => {});
    return { address: addressOf(server, at), close: () => closed(server) };
  }
}

/** Node's types want one of several forms where its code takes any. */
function portOrPath(address: Address): TcpNetConnectOpts & ListenOptions {
  return { ...address } as TcpNetConnectOpts & ListenOptions;
}

/** `once` alone would miss an error that comes before the event. */
async function ready(source: Socket | Server, event: string, start: () => void): Promise<void> {
  const happened = once(source, event);
  start();
  await happened;
}

function addressOf(server: Server, asked: Address): Address {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? { host: bound.address, port: bound.port } : asked;
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  const done = once(server, 'close');
  server.close();
  // Connections that are still open go on; the name is free at once.
  await Promise.race([done, new Promise((resolve) => setImmediate(resolve))]);
}

class NodeConnection implements Connection {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    // Whoever reads or writes learns of it there; without a listener an error would end the process.
    socket.on('error', () => {});
  }

  get chunks(): AsyncIterable<Uint8Array> {
    return arrived(this.#socket);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket;
    await new Promise<void>((resolve, reject) => {
      socket.write(bytes, (error) => (error ? reject(broken(error)) : resolve()));
    });
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

async function* arrived(socket: Socket): AsyncGenerator<Uint8Array> {
  try {
    // Otherwise nothing could be written once all has been read.
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
  } catch (error) {
    throw broken(error);
  }
}

function broken(error: unknown): NetError {
  return new NetError('RESET', 'expected the connection to hold, met its end; connect anew', { cause: error });
}

async function told(address: Address, operation: Promise<void>): Promise<void> {
  try {
    await operation;
  } catch (error) {
    const code = CODES[error instanceof Error && 'code' in error ? String(error.code) : ''] ?? 'IO';
    const place = 'path' in address ? address.path : `${address.host}:${address.port}`;
    throw new NetError(code, `expected to use ${place}, met ${code}`, { cause: error });
  }
}

const CODES: Readonly<Record<string, NetErrorCode>> = {
  ECONNREFUSED: 'REFUSED',
  ENOENT: 'REFUSED',
  EADDRINUSE: 'IN_USE',
  ECONNRESET: 'RESET',
};
