/**
 * HTTP in front of the gate. What it offers stands in tables of operations; this puts them behind authentication, bounds
 * and one form of errors. The socket calls the same operations, with a caller that is known already.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { STATUS_CODES } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Server as TlsServer, TlsOptions } from 'node:tls';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type InjectOptions } from 'fastify';
import type { Caller, Scope } from '../callers/caller.ts';
import { RateError, type RateLimit } from '../callers/rate-limit.ts';
import { GateError } from '../error.ts';
import { exposition, type Metric } from '../metrics/exposition.ts';
import type { FailureCounts } from '../metrics/failure-counts.ts';
import { type ChipUse, gateMetrics, type KeyPool } from '../metrics/gate-metrics.ts';
import { HttpCounts } from '../metrics/http-counts.ts';
import type { ReloadCounts } from '../metrics/reload-counts.ts';
import type { Door, ShedCounts } from '../metrics/shed-counts.ts';
import type { CallReply, SocketCall } from '../socket/server.ts';
import type { Tracer } from '../traces/tracer.ts';
import { BodyGuard } from './body-guard.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { openApi } from './openapi.ts';
import { allOperations } from './operations/index.ts';
import type { Page } from './page.ts';
import type { OperationParts } from './parts.ts';
import { asGateError, problemOf, RETRY_AFTER_SECONDS } from './problem.ts';
import { addBodyTypes, addOperations, bodyBytesMaxOf } from './routes.ts';
import { addSystemRoutes } from './system-routes.ts';

/** PEM texts. With `ca`, callers must show a certificate by one of these authorities. */
export interface TlsTexts {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** What may change while it runs; whether there is TLS, and whether callers must show certificates, may not. */
export interface HttpBounds {
  /** Host names by which callers may reach it beside this machine's own. */
  readonly names?: readonly string[];
  readonly tls?: TlsTexts;
  readonly connectionsMax: number;
  /** Calls of one caller. */
  readonly requestsPerSecond: number;
}

export interface HttpParts extends OperationParts, HttpBounds {
  /** Names this gate in metrics. */
  readonly site: string;
  readonly failures: FailureCounts;
  readonly sheds: ShedCounts;
  readonly reloads: ReloadCounts;
  /** The page for people; none is shown where absent. */
  readonly page?: Page;
  /** Nothing is traced where absent. */
  readonly tracer?: Tracer;
  /** Connections that are open at other doors, by their names. */
  readonly otherConnections?: () => Readonly<Record<string, number>>;
  readonly hardware?: () => readonly ChipUse[];
  readonly keyPools?: () => readonly KeyPool[];
  /** How long a request's headers may take; 10 s where absent. */
  readonly headersTimeoutMs?: number;
  /** How long a body may take from there; 30 s where absent. */
  readonly bodyTimeoutMs?: number;
  /** Told of a fault of the gate itself. */
  readonly onFault: (error: unknown) => void;
}

/** Who calls, as far as an operation with this scope has to know; undefined where it has none. Throws `GateError` FORBIDDEN. */
export type CallerFor = (scope: Scope | undefined) => Caller;

const HEADER_BYTES_MAX = 16 << 10;
const HEADERS_TIMEOUT_MS = 10_000;
const BODY_TIMEOUT_MS = 30_000;
/** How often connections are looked at, at the least. */
const CHECK_CONNECTIONS_MS = 2_000;
/** Longer than what proxies wait between two requests of a connection. */
const KEEP_ALIVE_MS = 72_000;
const BACKLOG = 4_096;
const PARAM_LENGTH_MAX = 1_000;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'];
const JSON_HEADERS = { 'content-type': 'application/json' };
const PROBLEM_TYPE = 'application/problem+json';
/** What the parser of HTTP says was wrong, where it has a status of its own. */
const CONNECTION_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};
/** A caller may save up so many seconds' calls. */
const BURST_SECONDS = 2;

/** Nothing here is for frames, caches or other people's pages. */
const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

export class HttpServer {
  readonly #parts: HttpParts;
  readonly #doorkeeper: Doorkeeper;
  readonly #bodies: BodyGuard;
  readonly #app: FastifyInstance;
  /** Who calls by the socket. Nothing that a request holds can set it. */
  readonly #callers = new AsyncLocalStorage<CallerFor>();
  readonly #ending = new AbortController();
  readonly #counts = new HttpCounts();
  #connectionCount = 0;

  constructor(parts: HttpParts) {
    this.#parts = parts;
    const { gate, signIns, names = [], tls, requestsPerSecond } = parts;
    const isTls = tls !== undefined;
    this.#doorkeeper = new Doorkeeper({
      clock: gate.parts.clock,
      tokens: gate.tokens,
      signIns,
      names,
      isTls,
      limit: limitOf(requestsPerSecond),
    });
    this.#bodies = new BodyGuard(parts.bodyTimeoutMs ?? BODY_TIMEOUT_MS);
    this.#app = newApp(parts);
    this.#guard();
    const operations = allOperations(
      parts,
      () => this.#metrics(),
      (error) => this.#note(error),
    );
    addOperations(this.#app, operations, {
      ending: this.#ending.signal,
      whenEnded: (request, onEnd) => this.#doorkeeper.whenEnded(request, onEnd),
      tracer: parts.tracer,
    });
    addSystemRoutes(this.#app, {
      gate,
      signIns,
      doorkeeper: this.#doorkeeper,
      isTls,
      openApi: openApi(operations, gate.parts.version),
      page: parts.page,
      metrics: async () => exposition(await this.#metrics()),
    });
  }

  get connectionCount(): number {
    return this.#connectionCount;
  }

  /** What holds from now on, also for connections that are open; certificates are shown to those that come. */
  use({ names = [], tls, connectionsMax, requestsPerSecond }: HttpBounds): void {
    this.#doorkeeper.use({ names, limit: limitOf(requestsPerSecond) });
    this.#app.server.maxConnections = connectionsMax;
    if (tls !== undefined) (this.#app.server as unknown as TlsServer).setSecureContext(tlsOptions(tls));
  }

  /** Answers the port that it listens at. Throws what the system says against it. */
  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<number> {
    await this.#app.listen({ host, port, backlog: BACKLOG });
    return (this.#app.server.address() as AddressInfo).port;
  }

  /** Takes nothing new in; resolves once all answers have left, or after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#ending.abort();
    const timer = setTimeout(() => this.#app.server.closeAllConnections(), graceMs);
    await this.#app.close();
    clearTimeout(timer);
  }

  /** An operation for a caller whom the socket knows. Streams have no end, and no place here. */
  async call({ method, path, body }: SocketCall, callerFor: CallerFor): Promise<CallReply> {
    try {
      checkCall(method, path);
      const json = body === undefined ? {} : { payload: JSON.stringify(body), headers: JSON_HEADERS };
      const options = { method, url: path, ...json } as InjectOptions;
      return await this.#callers.run(callerFor, async () => {
        // Awaited in here: the call begins no sooner.
        const { statusCode, body: text, headers } = await this.#app.inject(options);
        return { status: statusCode, body: contentOf(text, headers['content-type']) };
      });
    } catch (error) {
      const problem = this.#problem(error);
      return { status: problem.status, body: problem };
    }
  }

  #guard(): void {
    const app = this.#app;
    app.server.maxConnections = this.#parts.connectionsMax;
    app.server.on('connection', (socket: Socket) => {
      this.#connectionCount++;
      socket.once('close', () => this.#connectionCount--);
    });
    app.server.on('drop', () => this.#parts.sheds.add('http'));
    app.decorateRequest('caller', null);
    app.addHook('onResponse', (request, reply, done) => {
      const { operation, isOpen } = request.routeOptions.config;
      this.#counts.add(operation?.id ?? (isOpen === true ? 'open' : 'other'), reply.statusCode);
      done();
    });
    app.addHook('onRequest', (request, reply, done) => {
      reply.headers(SAFE_HEADERS);
      this.#admit(request);
      done();
    });
    app.setErrorHandler((error, request, reply) => this.#refuse(error, request, reply));
    app.setNotFoundHandler((request, reply) => {
      return this.#refuse(new GateError('NOT_FOUND', 'expected a path of /openapi.json, met another'), request, reply);
    });
  }

  /** Throws `GateError` for whoever may not call this. */
  #admit(request: FastifyRequest): void {
    const { raw, routeOptions } = request;
    const { operation, isOpen, hasAnyHost } = routeOptions.config;
    const callerFor = raw.socket instanceof Socket ? undefined : this.#callers.getStore();
    if (callerFor !== undefined) {
      if (operation?.gives === 'text/event-stream' || operation?.takes !== undefined) {
        throw new GateError('REQUEST', 'expected a call with one answer; streams are for HTTP');
      }
      request.caller = callerFor(operation?.scope);
      this.#doorkeeper.count(request.caller);
      return;
    }
    if (hasAnyHost !== true) this.#doorkeeper.checkHost(raw);
    if (isOpen !== true) request.caller = this.#doorkeeper.callerOf(raw);
    if (operation?.takes === undefined)
      this.#bodies.admit(raw, operation === undefined ? 0 : bodyBytesMaxOf(operation));
    else this.#bodies.admitStream(raw);
  }

  #refuse(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const problem = this.#problem(error);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    if (problem.code === 'BUSY') reply.header('retry-after', RETRY_AFTER_SECONDS);
    return reply.code(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  }

  /** Told of every error, those of single decisions among many too. */
  #note(error: unknown): void {
    const known = asGateError(error);
    if (known === undefined) this.#parts.onFault(error);
    else if (known.code === 'BUSY' && !(known instanceof RateError)) this.#parts.sheds.add(this.#door);
  }

  /** The one that the call under way came in at. */
  get #door(): Door {
    return this.#callers.getStore() === undefined ? 'http' : 'socket';
  }

  async #metrics(): Promise<readonly Metric[]> {
    const { gate, site, failures, sheds, reloads, tracer, signIns, otherConnections, hardware, keyPools } = this.#parts;
    const metrics = gateMetrics(
      {
        gate,
        chain: gate.keys.chain,
        site,
        failures,
        http: this.#counts,
        sheds,
        reloads,
        spans: { sent: tracer?.sentCount ?? 0, dropped: tracer?.droppedCount ?? 0 },
        connections: { http: this.#connectionCount, ...otherConnections?.() },
        rateLimitedCount: this.#doorkeeper.limitedCount,
        pageSessionCount: signIns.sessionCount,
        hardware: hardware?.() ?? [],
        keyPools: keyPools?.() ?? [],
      },
      gate.recorder.isWorking ? await gate.recorder.status() : undefined,
    );
    const { extensions = [] } = gate.parts;
    return [...metrics, ...extensions.flatMap((extension) => extension.metrics?.() ?? [])];
  }

  #problem(error: unknown): ReturnType<typeof problemOf> {
    this.#note(error);
    return problemOf(error);
  }
}

function limitOf(requestsPerSecond: number): RateLimit {
  return { ratePerSecond: requestsPerSecond, burst: requestsPerSecond * BURST_SECONDS };
}

function newApp({ tls, headersTimeoutMs = HEADERS_TIMEOUT_MS }: HttpParts): FastifyInstance {
  const server = {
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: headersTimeoutMs,
    // Bodies have a time of their own, and streams none.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(CHECK_CONNECTIONS_MS, headersTimeoutMs),
  };
  const app = Fastify({
    ...(tls === undefined ? { http: server } : { https: { ...server, ...tlsOptions(tls) } }),
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    exposeHeadRoutes: false,
    clientErrorHandler: refuseConnection,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
  }) as unknown as FastifyInstance;
  addBodyTypes(app);
  return app;
}

/** For what is no HTTP, or took too long to be some. */
function refuseConnection(error: Error & { readonly code?: string }, socket: Duplex): void {
  const status = CONNECTION_STATUS[error.code ?? ''] ?? 400;
  const refusal = { ...problemOf(new GateError('REQUEST', 'expected a request of HTTP/1.1, met none')), status };
  const body = JSON.stringify(refusal);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\n`;
  if (socket.writable) socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  else socket.destroy();
}

function tlsOptions({ cert, key, ca }: TlsTexts): TlsOptions {
  const base = { cert, key, minVersion: 'TLSv1.2' } as const;
  return ca === undefined ? base : { ...base, ca, requestCert: true, rejectUnauthorized: true };
}

/** What the framework would fall over. */
function checkCall(method: string, path: string): void {
  if (METHODS.includes(method) && /^\/(?!\/)[!-~]*$/u.test(path)) return;
  throw new GateError('REQUEST', `expected a method of ${METHODS.join(', ')} and a path of visible ASCII, met others`);
}

function contentOf(text: string, type: unknown): unknown {
  return String(type).includes('json') ? JSON.parse(text) : text;
}
