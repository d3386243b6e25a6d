/**
 * The lab over HTTP, to be read by programs of this machine. Node's own server: there is nothing but reading, no body and
 * no path that is more than a lookup.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { PAGE_POLICY } from '@capgate/base/pages';
import { LabError } from '../error.ts';
import type { Lab } from '../run/lab.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { asHttpError, HttpError, problemOf } from './error.ts';
import { type Content, Routes } from './routes.ts';

export interface LabServerParts {
  readonly lab: Lab;
  /** What every call has to show. */
  readonly token: string;
  /** One that is free where absent or 0. */
  readonly port?: number;
  /** How long a request's headers may take; 10 s where absent. */
  readonly headersTimeoutMs?: number;
  /** How long an answer may take to be made and read; two minutes where absent. */
  readonly answerTimeoutMs?: number;
  /** Told of a fault of the lab itself. */
  readonly onFault: (error: unknown) => void;
}

/** This machine alone: what is sent is not encrypted. */
const HOST = '127.0.0.1';
const HEADER_BYTES_MAX = 16 << 10;
const HEADERS_TIMEOUT_MS = 10_000;
const ANSWER_TIMEOUT_MS = 120_000;
/** For the answer to reach who is turned away. */
const AWAY_MS = 1_000;
/** How often connections are looked at, at the least. */
const CHECK_CONNECTIONS_MS = 2_000;
const KEEP_ALIVE_MS = 5_000;
const CONNECTIONS_MAX = 64;
/** Calls that are answered at a time. */
const CALLS_MAX = 16;
const PROBLEM_TYPE = 'application/problem+json';
/** What the parser of HTTP says was wrong, where it has a status of its own. */
const CONNECTION_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Nothing here is for frames, caches or other people's pages. */
const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
/** What the page says of itself, and that it is never framed, nor has an origin. */
const HTML_POLICY = `${PAGE_POLICY}; frame-ancestors 'none'; sandbox`;

export class LabServer {
  readonly #parts: LabServerParts;
  readonly #doorkeeper: Doorkeeper;
  readonly #routes: Routes;
  readonly #server: Server;
  #callCount = 0;

  private constructor(parts: LabServerParts) {
    this.#parts = parts;
    this.#doorkeeper = new Doorkeeper(parts.token);
    this.#routes = new Routes(parts.lab);
    const { headersTimeoutMs = HEADERS_TIMEOUT_MS } = parts;
    const bounds = {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: headersTimeoutMs,
      requestTimeout: headersTimeoutMs,
      connectionsCheckingInterval: Math.min(CHECK_CONNECTIONS_MS, headersTimeoutMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
    };
    this.#server = createServer(bounds, (request, response) => void this.#answer(request, response));
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.on('clientError', refuseConnection);
  }

  /** Rejects with `LabError` RUN where it cannot listen. */
  static async listen(parts: LabServerParts): Promise<LabServer> {
    const own = new LabServer(parts);
    const { port = 0 } = parts;
    await new Promise<void>((resolve, reject) => {
      own.#server.once('error', (error: NodeJS.ErrnoException) => {
        reject(new LabError('RUN', `expected to listen at ${HOST}:${port}, met ${error.code}; name another port`));
      });
      own.#server.listen({ host: HOST, port }, resolve);
    });
    return own;
  }

  /** `http://127.0.0.1:PORT`. */
  get address(): string {
    return `http://${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Takes nothing new in, and ends what is there. */
  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    return closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whoever reads slowly, or waits for what takes too long, does not keep a place here.
    const timer = setTimeout(() => request.socket.destroy(), this.#parts.answerTimeoutMs ?? ANSWER_TIMEOUT_MS);
    response.once('close', () => clearTimeout(timer));
    try {
      this.#doorkeeper.admit(request.headers);
    } catch (error) {
      return this.#turnAway(error, request, response);
    }
    this.#callCount++;
    response.once('close', () => this.#callCount--);
    try {
      send(response, 200, await this.#contentFor(request));
    } catch (error) {
      this.#refuse(error, response);
    }
  }

  /** Who may not call has no place here either, whether they read the answer or not. */
  #turnAway(error: unknown, { socket }: IncomingMessage, response: ServerResponse): void {
    response.setHeader('connection', 'close');
    this.#refuse(error, response);
    setTimeout(() => socket.destroy(), AWAY_MS).unref();
  }

  async #contentFor({ method = '', url = '', headers }: IncomingMessage): Promise<Content> {
    if (method !== 'GET') throw new HttpError('METHOD', `expected GET, met another method`);
    if (hasBody(headers)) throw new HttpError('REQUEST', 'expected no body, met one');
    if (!/^\/(?!\/)[!-~]*$/u.test(url)) throw new HttpError('REQUEST', 'expected a path of visible ASCII, met another');
    if (this.#callCount > CALLS_MAX) throw new HttpError('BUSY', `expected at most ${CALLS_MAX} calls at once`);
    return await this.#routes.answer(url);
  }

  #refuse(error: unknown, response: ServerResponse): void {
    if (asHttpError(error) === undefined) this.#parts.onFault(error);
    const problem = problemOf(error);
    if (problem.status === 401) response.setHeader('www-authenticate', 'Bearer');
    if (problem.status === 405) response.setHeader('allow', 'GET');
    if (problem.status === 503) response.setHeader('retry-after', '1');
    // A body that nobody reads would be taken for the next request.
    if (hasBody(response.req.headers)) response.setHeader('connection', 'close');
    send(response, problem.status, { type: PROBLEM_TYPE, text: JSON.stringify(problem) });
  }
}

function hasBody(headers: IncomingMessage['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function send(response: ServerResponse, status: number, { type, text }: { type: string; text: string }): void {
  response.writeHead(status, {
    ...SAFE_HEADERS,
    ...(type.startsWith('text/html') && { 'content-security-policy': HTML_POLICY }),
    'content-type': type,
    'content-length': Buffer.byteLength(text),
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** For what is no HTTP, or took too long to be some. */
function refuseConnection(error: Error & { readonly code?: string }, socket: Duplex): void {
  const status = CONNECTION_STATUS[error.code ?? ''] ?? 400;
  const body = JSON.stringify(problemOf(new HttpError('REQUEST', 'expected a request of HTTP/1.1, met none'), status));
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\n`;
  if (socket.writable) socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  else socket.destroy();
}
