/**
 * A gate by its unix socket: lines of JSON, any number under way at once, each answer by its number. The connection is
 * made when it is needed, and again after it was lost; what was under way then is not asked again, as nobody knows
 * whether it was decided.
 */
import { connect, type Socket } from 'node:net';
import {
  type AnswerOf,
  type AnyInput,
  type Client,
  type DecideAnswer,
  type DecideRequest,
  type InputArguments,
  type Method,
  type PathOf,
  pathOf,
} from './api.ts';
import { accepted, ClientError, refusal } from './error.ts';
import { Lines } from './lines.ts';

export interface SocketOptions {
  readonly path: string;
  /** How long an answer may take; 30 s where absent. Long waits say so in their queries, and must be shorter. */
  readonly timeoutMs?: number;
}

interface Frame {
  readonly id?: unknown;
  readonly answer?: unknown;
  readonly status?: unknown;
  readonly body?: unknown;
  readonly error?: { readonly code?: unknown; readonly message?: unknown };
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: ClientError) => void;
  readonly deadlineMs: number;
}

const TIMEOUT_MS = 30_000;
/** More than this wait for no answer at once: who asks more is told so. */
const WAITING_MAX = 16_384;
/** How often deadlines are looked at: one timer for all, as one each costs more than a question. */
const CHECK_MS = 50;

export class SocketClient implements Client {
  readonly #path: string;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #socket: Socket | undefined;
  #out = '';
  #nextId = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ path, timeoutMs = TIMEOUT_MS }: SocketOptions) {
    this.#path = path;
    this.#timeoutMs = timeoutMs;
  }

  async decide(request: DecideRequest): Promise<DecideAnswer> {
    const asked = await this.#ask((id) => `{"id":${id},"op":"decide","request":${JSON.stringify(request)}}\n`);
    return asked as DecideAnswer;
  }

  async call<M extends Method, P extends PathOf<M>>(
    method: M,
    template: P,
    ...[input]: InputArguments<M, P>
  ): Promise<AnswerOf<M, P>> {
    const given = (input ?? {}) as AnyInput;
    const frame = { op: 'call', method, path: pathOf(template, given), body: given.body };
    const answer = await this.#ask((id) => `${JSON.stringify({ id, ...frame })}\n`);
    return answer as AnswerOf<M, P>;
  }

  close(): void {
    this.#lose(new ClientError('CLOSED', 'expected an answer, met an end of the connection by this side'));
  }

  #ask(lineOf: (id: number) => string): Promise<unknown> {
    if (this.#waiting.size >= WAITING_MAX) {
      return Promise.reject(new ClientError('BUSY', `expected at most ${WAITING_MAX} questions under way`));
    }
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject, deadlineMs: performance.now() + this.#timeoutMs });
    this.#timer ??= setInterval(() => this.#checkDeadlines(), CHECK_MS);
    this.#send(lineOf(id));
    return promise;
  }

  /** What is asked in one turn leaves in one write. */
  #send(line: string): void {
    if (this.#out === '') queueMicrotask(() => this.#flush());
    this.#out += line;
  }

  #flush(): void {
    const text = this.#out;
    this.#out = '';
    // Nobody waits any more where it was closed meanwhile.
    if (text === '' || this.#waiting.size === 0) return;
    this.#socket ??= this.#open();
    this.#socket.write(text);
  }

  #open(): Socket {
    const socket = connect(this.#path);
    const lines = new Lines();
    let isConnected = false;
    const lose = (error: ClientError): void => {
      if (this.#socket === socket) this.#lose(error);
    };
    socket.once('connect', () => {
      isConnected = true;
    });
    socket.on('data', (chunk: Buffer) => {
      const complete = lines.take(chunk);
      if (complete === undefined) lose(new ClientError('PROTOCOL', 'expected shorter answers'));
      for (const line of complete ?? []) this.#take(line, lose);
    });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      lose(isConnected ? closedByGate() : new ClientError('CONNECT', `expected a gate at ${this.#path}, met none`));
    });
    return socket;
  }

  #take(line: string, lose: (error: ClientError) => void): void {
    const frame = parsed(line);
    const waiting = this.#waiting.get(frame?.id as number);
    // What is said to nobody is said to all: the gate lets this process no further.
    if (frame !== undefined && frame.id === null && frame.error !== undefined) lose(refusalOf(frame.error));
    else if (frame === undefined || typeof frame.id !== 'number') lose(noFrame());
    else if (waiting !== undefined) {
      this.#forget(frame.id);
      settle(waiting, frame);
    }
  }

  #lose(error: ClientError): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#out = '';
    for (const [id, { reject }] of this.#waiting) {
      this.#forget(id);
      reject(error);
    }
  }

  #forget(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    // Nothing of it keeps a process alive that has no question open.
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #checkDeadlines(): void {
    const nowMs = performance.now();
    for (const [id, { deadlineMs, reject }] of this.#waiting) {
      if (deadlineMs > nowMs) return;
      this.#forget(id);
      reject(new ClientError('TIMEOUT', `expected an answer within ${this.#timeoutMs} ms, met none`));
    }
  }
}

function settle({ resolve, reject }: Waiting, { answer, status, body, error }: Frame): void {
  try {
    if (error !== undefined) reject(refusalOf(error));
    else if (typeof status === 'number') resolve(accepted(status, body));
    else if (answer !== undefined) resolve(answer);
    else reject(noFrame());
  } catch (refused) {
    reject(refused as ClientError);
  }
}

function refusalOf({ code, message }: NonNullable<Frame['error']>): ClientError {
  return refusal(code, message);
}

function parsed(line: string): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(line);
    return typeof frame === 'object' && frame !== null ? frame : undefined;
  } catch {
    return undefined;
  }
}

function noFrame(): ClientError {
  return new ClientError('PROTOCOL', 'expected the answer of a gate, met something else');
}

function closedByGate(): ClientError {
  return new ClientError('CLOSED', 'expected an answer, met an end of the connection; it may have been decided');
}
