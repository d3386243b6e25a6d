/**
 * The socket: lines of JSON, a question a line, an answer a line, in the order in which they are known. The hot path.
 *
 *     → {"id":1,"op":"decide","request":{"action":{"kind":"command","command":"ls"}}}
 *     ← {"id":1,"answer":{"decision":"…","verdict":"allow",…}}
 *     → {"id":2,"op":"call","method":"GET","path":"/v1/approvals"}
 *     ← {"id":2,"status":200,"body":{…}}
 *     ← {"id":3,"error":{"code":"REQUEST","message":"expected …"}}
 *
 * Beside `request` a question may have `traceparent` (https://www.w3.org/TR/trace-context), which its trace goes on from.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { answerText } from '../api/answer-text.ts';
import { type DecideRequest, DecideRequestSchema } from '../api/decide.ts';
import { checker } from '../api/validation.ts';
import type { Caller } from '../callers/caller.ts';
import type { Ruling } from '../decisions/decider.ts';
import { GateError, type GateErrorCode } from '../error.ts';
import type { ShedCounts } from '../metrics/shed-counts.ts';
import type { Trace } from '../traces/trace.ts';
import type { Tracer } from '../traces/tracer.ts';
import { type Peer, peerOf } from './peer.ts';
import { Frames } from './frames.ts';

/** A call of the HTTP interface that came by the socket. */
export interface SocketCall {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

export interface CallReply {
  readonly status: number;
  readonly body: unknown;
}

export interface SocketParts {
  readonly decide: (request: DecideRequest, caller: Caller, trace: Trace | undefined) => Ruling;
  readonly call: (call: SocketCall, peer: Peer) => Promise<CallReply>;
  /** Who asks for decisions by this connection. Throws `GateError` FORBIDDEN for users that may not. */
  readonly callerOf: (peer: Peer) => Caller;
  /** Told of a fault of the gate itself. */
  readonly onFault: (error: unknown) => void;
  readonly sheds: ShedCounts;
  /** Nothing is traced where absent. */
  readonly tracer?: Tracer;
  readonly connectionsMax: number;
  /** How long a line may take from its first byte to its last. */
  readonly frameTimeoutMs: number;
}

/** Answers of one connection that may be under way; beyond that no more is read from it. */
const IN_FLIGHT_MAX = 1_024;
/** Connections that wait to be taken. */
const BACKLOG = 4_096;

const checkRequest = checker(DecideRequestSchema);

export class SocketServer {
  readonly #parts: SocketParts;
  readonly #connections = new Set<Connection>();
  #server: Server | undefined;
  #connectionsMax: number;

  constructor(parts: SocketParts) {
    this.#parts = parts;
    this.#connectionsMax = parts.connectionsMax;
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Listens at `path`, and no longer where it did before; connections that are open stay. */
  async listen(path: string): Promise<void> {
    // First: closing removes what is at its path.
    this.#server?.close();
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    server.maxConnections = this.#connectionsMax;
    server.on('drop', () => this.#parts.sheds.add('socket'));
    this.#server = server;
    const listening = new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.once('listening', resolve);
    });
    // The socket is made before `listen` returns: no other file is made in between.
    const umask = process.umask(0o177);
    try {
      server.listen({ path, backlog: BACKLOG });
    } finally {
      process.umask(umask);
    }
    await listening;
  }

  /** How many connections may be open from now on; those that are stay. */
  allow(connectionsMax: number): void {
    this.#connectionsMax = connectionsMax;
    if (this.#server !== undefined) this.#server.maxConnections = connectionsMax;
  }

  /** Looks anew at who is connected: who may not ask any more is answered what it has asked, and let go. */
  recheck(): void {
    for (const connection of this.#connections) {
      try {
        this.#parts.callerOf(connection.peer);
      } catch {
        connection.drain();
      }
    }
  }

  /** Takes no more connections and no more questions; resolves once all answers have left, or after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      if (this.#server === undefined) resolve();
      else this.#server.close(() => resolve());
    });
    for (const connection of this.#connections) connection.drain();
    const timer = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy();
    }, graceMs);
    await closed;
    clearTimeout(timer);
  }

  #accept(socket: Socket): void {
    const peer = peerOf(socket);
    try {
      if (peer === undefined) throw new GateError('FORBIDDEN', 'expected a caller that the system names, met none');
      const connection = new Connection(socket, this.#parts, peer, this.#parts.callerOf(peer));
      this.#connections.add(connection);
      socket.once('close', () => this.#connections.delete(connection));
    } catch (error) {
      socket.on('error', () => {});
      // Who is refused must not keep the place of another by staying.
      socket.end(`${errorLine(null, error)}\n`, () => socket.destroy());
    }
  }
}

class Connection {
  readonly #socket: Socket;
  readonly #parts: SocketParts;
  readonly peer: Peer;
  readonly #caller: Caller;
  readonly #frames = new Frames();
  #out = '';
  /** Of answers that are in `#out`. */
  #leaving: Trace[] = [];
  #inFlight = 0;
  #hasEnded = false;
  #frameTimer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, parts: SocketParts, peer: Peer, caller: Caller) {
    this.#socket = socket;
    this.#parts = parts;
    this.peer = peer;
    this.#caller = caller;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.drain());
    socket.on('drain', () => this.#flow());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clearTimeout(this.#frameTimer));
  }

  /** Answers what was asked, and ends. */
  drain(): void {
    this.#hasEnded = true;
    this.#socket.pause();
    this.#endIfIdle();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const lines = this.#frames.take(chunk);
    if (lines === undefined) {
      this.#say(errorLine(null, new GateError('REQUEST', 'expected lines of JSON in UTF-8, shorter than 8 MiB')));
      return this.drain();
    }
    // What is within a line now is within another one than before.
    if (lines.length > 0) this.#forgetFrame();
    for (const line of lines) if (line !== '') this.#answer(line);
    this.#flow();
  }

  #answer(line: string): void {
    let id: unknown = null;
    const { tracer } = this.#parts;
    const receivedMs = tracer?.isOn === true ? tracer.nowMs() : 0;
    try {
      const frame = parsed(line);
      id = frame.id ?? null;
      if (frame.op === 'decide') this.#decide(id, frame, receivedMs);
      else if (frame.op === 'call') this.#call(id, frame);
      else throw new GateError('REQUEST', 'expected the op decide or call, met another');
    } catch (error) {
      this.#say(errorLine(id, this.#told(error)));
    }
  }

  #decide(id: unknown, { request, traceparent }: Frame, receivedMs: number): void {
    const asked = checkRequest(request);
    const trace = receivedMs === 0 ? undefined : this.#parts.tracer?.begin(receivedMs, traceparent);
    const { answer, before } = this.#parts.decide(asked, this.#caller, trace);
    const line = `{"id":${JSON.stringify(id)},"answer":${answerText(answer)}}`;
    if (before === undefined) this.#say(line, trace);
    else
      void this.#sayAfter(
        id,
        before.then(() => line),
        trace,
      );
  }

  #call(id: unknown, { method, path, body }: Frame): void {
    if (typeof method !== 'string' || typeof path !== 'string') {
      throw new GateError('REQUEST', 'expected a method and a path for a call');
    }
    const reply = this.#parts.call({ method, path, body }, this.peer);
    void this.#sayAfter(
      id,
      reply.then(({ status, body: content }) => JSON.stringify({ id, status, body: content })),
    );
  }

  async #sayAfter(id: unknown, pending: Promise<string>, trace?: Trace): Promise<void> {
    this.#inFlight++;
    try {
      this.#say(await pending, trace);
    } catch (error) {
      this.#say(errorLine(id, this.#told(error)), trace);
    }
    this.#inFlight--;
    this.#flow();
    this.#endIfIdle();
  }

  /** What is said in one turn leaves in one write. */
  #say(line: string, trace?: Trace): void {
    if (trace !== undefined) {
      trace.ready();
      this.#leaving.push(trace);
    }
    if (this.#out === '') queueMicrotask(() => this.#flush());
    this.#out += `${line}\n`;
  }

  #flush(): void {
    const text = this.#out;
    this.#out = '';
    if (!this.#socket.destroyed) this.#socket.write(text);
    if (this.#leaving.length > 0) for (const trace of this.#leaving.splice(0)) trace.answered();
    this.#flow();
    this.#endIfIdle();
  }

  /** Reads on only while answers are taken and not too many are under way. */
  #flow(): void {
    const isFull = this.#inFlight >= IN_FLIGHT_MAX || this.#socket.writableNeedDrain;
    if (isFull || this.#hasEnded) this.#socket.pause();
    else this.#socket.resume();
    this.#watchFrame(isFull && !this.#hasEnded);
  }

  #endIfIdle(): void {
    if (!this.#hasEnded || this.#inFlight > 0 || this.#out !== '' || this.#socket.writableEnded) return;
    // The other side may never close its own half.
    this.#socket.end(() => this.#socket.destroy());
  }

  /** Who begins a line must end it, unless it is the gate that does not read on. */
  #watchFrame(isHeld: boolean): void {
    if (!this.#frames.isWithin || isHeld) this.#forgetFrame();
    else this.#frameTimer ??= setTimeout(() => this.destroy(), this.#parts.frameTimeoutMs);
  }

  #forgetFrame(): void {
    clearTimeout(this.#frameTimer);
    this.#frameTimer = undefined;
  }

  #told(error: unknown): unknown {
    if (!(error instanceof GateError)) this.#parts.onFault(error);
    else if (error.code === 'BUSY') this.#parts.sheds.add('socket');
    return error;
  }
}

interface Frame {
  readonly id?: unknown;
  readonly op?: unknown;
  readonly request?: unknown;
  readonly traceparent?: unknown;
  readonly method?: unknown;
  readonly path?: unknown;
  readonly body?: unknown;
}

function parsed(line: string): Frame {
  let frame: unknown;
  try {
    frame = JSON.parse(line);
  } catch {
    // The engine's message would quote the line.
    throw new GateError('REQUEST', 'expected a line of JSON (RFC 8259), met a text that is none');
  }
  if (typeof frame !== 'object' || frame === null) throw new GateError('REQUEST', 'expected an object of JSON a line');
  const { id } = frame as Frame;
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') {
    throw new GateError('REQUEST', 'expected an id that is a text or a number');
  }
  return frame;
}

/** A fault of the gate is told without its text, which may hold anything. */
function errorLine(id: unknown, error: unknown): string {
  const known: { code: GateErrorCode | 'FAULT'; message: string } =
    error instanceof GateError
      ? { code: error.code, message: error.message }
      : { code: 'FAULT', message: 'a fault of the gate; see its log' };
  return JSON.stringify({ id, error: known });
}
