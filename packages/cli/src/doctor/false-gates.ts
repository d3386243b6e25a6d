/** What may be in a gate's place when it is not well: nothing, silence, garbage. */
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

export interface FalseGates {
  /** Paths of sockets. */
  readonly absent: string;
  readonly silent: string;
  readonly garbled: string;
  close(): void;
}

/** Opens them in a folder. */
export async function openFalseGates(folder: string): Promise<FalseGates> {
  const open = new Set<Socket>();
  const serve = async (name: string, said: string | undefined): Promise<Server> => {
    const server = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('data', () => said !== undefined && socket.write(said));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(join(folder, name), resolve);
    });
    return server;
  };
  const servers = [await serve('silent', undefined), await serve('garbled', 'HTTP/1.1 200 OK\r\n\r\n{}\n')];
  return {
    absent: join(folder, 'absent'),
    silent: join(folder, 'silent'),
    garbled: join(folder, 'garbled'),
    close: () => {
      for (const socket of open) socket.destroy();
      for (const server of servers) server.close();
    },
  };
}
