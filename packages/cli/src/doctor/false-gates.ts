/** What may be in a gate's place when it is not well: nothing, silence, garbage. */
import { type AddressInfo, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** Where each is: the path of a socket, or an address of HTTP. */
interface FalsePlaces {
  readonly absent: string;
  readonly silent: string;
  readonly garbled: string;
}

export interface FalseGates {
  readonly sockets: FalsePlaces;
  readonly http: FalsePlaces;
  close(): void;
}

/** No answer of a gate to who speaks lines, nor to who speaks HTTP. */
const GARBAGE = { socket: 'HTTP/1.1 200 OK\r\n\r\n{}\n', http: 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello' };

/** Opens them, those of sockets in a folder. */
export async function openFalseGates(folder: string): Promise<FalseGates> {
  const open = new Set<Socket>();
  const servers: Server[] = [];
  const serve = async (at: ListenOptions, said?: string): Promise<Server> => {
    const server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('data', () => said !== undefined && socket.write(said));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, resolve);
    });
    servers.push(server);
    return server;
  };
  const sockets = { absent: join(folder, 'absent'), silent: join(folder, 'silent'), garbled: join(folder, 'garbled') };
  await serve({ path: sockets.silent });
  await serve({ path: sockets.garbled }, GARBAGE.socket);
  const closed = await serve(ANY_PORT);
  const http = {
    absent: addressOf(closed),
    silent: addressOf(await serve(ANY_PORT)),
    garbled: addressOf(await serve(ANY_PORT, GARBAGE.http)),
  };
  closed.close();
  return {
    sockets,
    http,
    close: () => {
      for (const socket of open) socket.destroy();
      for (const server of servers) server.close();
    },
  };
}

const ANY_PORT = { host: '127.0.0.1', port: 0 };

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
