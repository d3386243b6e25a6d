/** What a monitor needs of a gate, over a real socket: the operations of held sessions, held strictly to their form. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

interface Call {
  readonly id: number;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface FakeBinding {
  readonly binding: string;
  readonly pid: number;
  readonly startTicks: number;
  /** 24 bytes in hexadecimal digits. */
  readonly descriptor: string;
  readonly decision: string;
}

type Body = Readonly<Record<string, unknown>>;

/** A refusal as the gate's API has it (RFC 9457). */
class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(`the fake gate says ${code}`);
    this.status = status;
    this.code = code;
  }
}

const NEXT_MS = 500;
const EVENTS_MAX = 1_000;

export class FakeGate {
  readonly path: string;
  /** By the numbers of sessions. */
  readonly sessions = new Map<string, Body>();
  readonly events: Body[] = [];
  readonly ended: Body[] = [];
  lost = 0;
  /** Answered to whoever registers, in the place of a session. */
  refusal: { readonly status: number; readonly code: string } | undefined;
  /** Answers nothing at all. */
  isSilent = false;
  #count = 0;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  #waiting: FakeBinding[] = [];
  #wake: () => void = () => undefined;
  readonly #asked = new Map<string, (error: string | undefined) => void>();
  /** Called with the token that `bindings` are asked for with: what the gate would have bound to it. */
  onToken: (token: string) => FakeBinding = () => {
    throw new Refused(404, 'NOT_FOUND');
  };

  /** What a process is, by the words that it was started with. */
  onMatch: (words: Body) => FakeBinding | undefined = () => undefined;
  /** Of bindings: told that they are put. */
  readonly done: string[] = [];

  constructor(path: string) {
    this.path = path;
  }

  async open(): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server.listen(this.path);
    await once(server, 'listening');
  }

  /** As when it ends: it knows nothing more of whom it knew. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    this.sessions.clear();
    this.#waiting = [];
    await closed;
  }

  /** Answers why it was not bound, where it was not. */
  bind(binding: FakeBinding): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#asked.set(binding.binding, resolve);
      this.#waiting.push(binding);
      this.#wake();
    });
  }

  /** Once that holds. */
  async until(holds: () => boolean): Promise<void> {
    const endMs = performance.now() + 20_000;
    while (!holds()) {
      if (performance.now() > endMs) throw new Error(`expected it within 20 s: ${String(holds)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      void this.#respond(socket, JSON.parse(line) as Call);
    });
  }

  async #respond(socket: Socket, call: Call): Promise<void> {
    const frame = await this.#reply(call);
    if (!this.isSilent && !socket.destroyed) socket.write(`${JSON.stringify({ id: call.id, ...frame })}\n`);
  }

  async #reply(call: Call): Promise<object> {
    try {
      return { status: 200, body: await this.#answer(call) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { status: error.status, body: { code: error.code, detail: error.message } };
    }
  }

  async #answer({ path, body }: Call): Promise<object> {
    const [, held, operation] = /^\/v1\/kernel\/sessions(?:\/([^/]+)\/(\w+))?$/u.exec(path) ?? [];
    if (path === '/v1/kernel/bindings') return this.#token(String(body['token']));
    if (held === undefined) return this.#register(body);
    if (!this.sessions.has(held)) throw new Refused(404, 'NOT_FOUND');
    if (operation === 'next') return this.#next(body);
    if (operation === 'events') return this.#take(body);
    if (operation === 'matches') return { binding: this.onMatch(body) };
    this.sessions.delete(held);
    this.ended.push(body);
    return {};
  }

  #register(body: Body): object {
    if (this.refusal !== undefined) throw new Refused(this.refusal.status, this.refusal.code);
    const isSound = typeof body['pid'] === 'number' && ['lsm', 'trace', 'backstop'].includes(String(body['tier']));
    if (!isSound) throw new Refused(400, 'REQUEST');
    const held = `held-${process.pid}-${this.#count++}`;
    this.sessions.set(held, body);
    return { held };
  }

  async #next({ done = [] }: Body): Promise<object> {
    for (const { binding, error } of done as readonly { binding: string; error?: string }[]) {
      if (error === undefined) this.done.push(binding);
      this.#asked.get(binding)?.(error);
      this.#asked.delete(binding);
    }
    if (this.#waiting.length === 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, NEXT_MS);
      });
    return { bindings: this.#waiting.splice(0) };
  }

  #take(body: Body): object {
    const events = body['events'] as readonly Body[];
    if (events.length > EVENTS_MAX) throw new Refused(400, 'REQUEST');
    this.events.push(...events);
    this.lost += body['lost'] as number;
    return {};
  }

  /** What `capgate exec --token` waits for. */
  async #token(token: string): Promise<object> {
    const error = await this.bind(this.onToken(token));
    if (error !== undefined) throw new Refused(503, 'UNAVAILABLE');
    return {};
  }
}
