/** The other end of a gate's socket: lines of JSON, and a connection that may break at any moment. */
import { connect, type Socket } from 'node:net';

export interface Reply {
  readonly id?: unknown;
  readonly answer?: { readonly verdict: string; readonly decision?: string };
  readonly status?: number;
  readonly body?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

export class Wire {
  readonly socket: Socket;
  readonly #waiting = new Map<unknown, PromiseWithResolvers<Reply>>();
  #rest = '';
  #count = 0;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => this.#take(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('expected an answer, met the end'));
      this.#waiting.clear();
    });
  }

  static open(path: string): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Wire(socket));
      });
    });
  }

  /** Rejects where the connection ends first. */
  ask(frame: object): Promise<Reply> {
    const id = ++this.#count;
    const asked = Promise.withResolvers<Reply>();
    if (this.socket.destroyed) asked.reject(new Error('expected a connection, met the end'));
    else this.#waiting.set(id, asked);
    this.socket.write(`${JSON.stringify({ id, ...frame })}\n`);
    return asked.promise;
  }

  call(path: string, body: object = {}): Promise<Reply> {
    return this.ask({ op: 'call', method: 'POST', path, body });
  }

  #take(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const reply = JSON.parse(line) as Reply;
      this.#waiting.get(reply.id)?.resolve(reply);
      this.#waiting.delete(reply.id);
    }
  }
}
