/**
 * Where nodes enrol: HTTPS by TLS 1.3 alone, with two operations. `POST /v1/enrol` takes a token; `POST /v1/renew` takes the
 * certificate by which a node has connected. Strangers reach it, so each has little of everything.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type Clock, encodeCanonical } from '@capgate/base';
import { Guesses } from '../../enrolment/guesses.ts';
import {
  answerValue,
  BODY_BYTES_MAX,
  type Enrolled,
  enrolForm,
  type Refusal,
  renewForm,
  type Renewed,
} from '../../enrolment/messages.ts';
import { FleetError, isFleetError } from '../../error.ts';
import type { Fleet } from './fleet.ts';
import { subjectIn, type TlsFile } from './tls-key.ts';

export interface EnrolmentServerOptions {
  /** The address to listen at; all of this machine's where absent. */
  readonly host?: string;
  readonly port: number;
  readonly clock: Clock;
  /** For the handshake, and for the whole request behind it; 10 seconds each where absent. */
  readonly requestMs?: number;
  /** What went wrong here rather than with whoever asked. Without secrets, and for who runs the hub. */
  readonly onFault?: (error: unknown) => void;
}

export interface EnrolmentServer {
  readonly port: number;
  close(): Promise<void>;
}

const REQUEST_MS = 10_000;
const CONNECTIONS_MAX = 64;
const HEADER_BYTES_MAX = 8_192;
const TOO_LONG = `expected at most ${BODY_BYTES_MAX} bytes, met more`;
/** How often the hub's own certificate is looked at. */
const RENEWAL_LOOK_MS = 12 * 3_600_000;

const STATUS: Readonly<Record<Refusal, number>> = {
  TOKEN: 401,
  SOURCE: 403,
  FORM: 400,
  SIGNATURE: 400,
  REPLAY: 409,
  VALUE: 409,
  UNREACHABLE: 500,
};

/** Throws what listening throws. */
export async function serveEnrolment(fleet: Fleet, options: EnrolmentServerOptions): Promise<EnrolmentServer> {
  const { host, port, clock, requestMs = REQUEST_MS, onFault = () => {} } = options;
  const desk = new Desk(fleet, clock);
  const server = createServer({
    ...secureOptions(await fleet.tls()),
    handshakeTimeout: requestMs,
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.ceil(requestMs / 10),
    keepAliveTimeout: 1,
    maxHeaderSize: HEADER_BYTES_MAX,
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.maxRequestsPerSocket = 1;
  // Whoever breaks off, or speaks something else, has no answer to wait for.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('request', (request, response) => {
    desk.answer(request, response).catch((error: unknown) => {
      onFault(error);
      refuse(response, 'UNREACHABLE', 'expected the hub to be able to answer, met a fault of its own');
    });
  });
  server.listen({ port, ...(host !== undefined && { host }) });
  await once(server, 'listening');
  // A connection that cannot be taken, for want of file descriptors, must not end the process.
  server.on('error', onFault);
  const stop = renewing(server, fleet, clock, onFault);
  const bound = server.address();
  return { port: typeof bound === 'object' && bound !== null ? bound.port : port, close: () => closed(server, stop) };
}

function secureOptions({ key, certificate, authority }: TlsFile): {
  key: string;
  cert: string;
  ca: string;
  minVersion: 'TLSv1.3';
  requestCert: true;
  rejectUnauthorized: false;
} {
  const ca = authority.toString();
  // Whoever enrols has no certificate yet; who renews has to show a valid one, which is looked at there.
  const asked = { requestCert: true, rejectUnauthorized: false } as const;
  return { key, cert: certificate.toString() + ca, ca, minVersion: 'TLSv1.3', ...asked };
}

/** Takes the hub's next certificate over while it runs. */
function renewing(server: Server, fleet: Fleet, clock: Clock, onFault: (error: unknown) => void): () => void {
  const look = (): void => {
    fleet.tls().then((tls) => server.setSecureContext(secureOptions(tls)), onFault);
    cancel = clock.schedule(RENEWAL_LOOK_MS, look);
  };
  let cancel = clock.schedule(RENEWAL_LOOK_MS, look);
  return () => cancel();
}

async function closed(server: Server, stop: () => void): Promise<void> {
  stop();
  const done = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await done;
}

/** What is answered to one request. */
class Desk {
  readonly #fleet: Fleet;
  readonly #clock: Clock;
  readonly #guesses = new Guesses();

  constructor(fleet: Fleet, clock: Clock) {
    this.#fleet = fleet;
    this.#clock = clock;
  }

  /** Rejects with what is nobody's fault but this machine's. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const operation = this.#operation(request);
      if (operation === undefined) return refuse(response, 'FORM', 'expected POST /v1/enrol or POST /v1/renew', 404);
      const body = await bodyOf(request);
      if (body === undefined) return refuse(response, 'FORM', TOO_LONG, 413);
      send(response, 200, encodeCanonical(answerValue(await operation(valueIn(body)))));
    } catch (error) {
      if (!(error instanceof FleetError && isRefusal(error.code))) throw error;
      refuse(response, error.code, error.message);
    }
  }

  #operation(request: IncomingMessage): ((body: unknown) => Promise<Enrolled | Renewed>) | undefined {
    const socket = request.socket as TLSSocket;
    if (request.method !== 'POST') return undefined;
    if (request.url === '/v1/enrol') return (body) => this.#enrol(body, socket.remoteAddress ?? '');
    if (request.url === '/v1/renew') return (body) => this.#renew(body, socket);
    return undefined;
  }

  async #enrol(body: unknown, caller: string): Promise<Enrolled> {
    const { secret, request } = enrolForm.read(body);
    if (!this.#guesses.mayTry(caller, this.#clock.monotonicMs()))
      throw new FleetError('TOKEN', 'expected fewer wrong tokens from this address, met many; wait for a minute');
    try {
      return await this.#fleet.enrol(secret, request);
    } catch (error) {
      const isWrong = isFleetError(error, 'TOKEN');
      if (isWrong) this.#guesses.wrong(caller, this.#clock.monotonicMs());
      throw error;
    }
  }

  async #renew(body: unknown, socket: TLSSocket): Promise<Renewed> {
    const { request } = renewForm.read(body);
    const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined;
    const subject = certificate && subjectIn(certificate);
    if (subject !== undefined) return this.#fleet.renew(subject, request);
    throw new FleetError('SOURCE', 'expected a certificate of this fleet that is valid now, met none; enrol again');
  }
}

/** Undefined where there is more than may be. Rejects with `FleetError` FORM where the caller breaks off. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > BODY_BYTES_MAX) return undefined;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new FleetError('FORM', 'expected a whole request, met the end of the connection', { cause: error });
  }
  return Buffer.concat(chunks);
}

function valueIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new FleetError('FORM', 'expected a request in JSON, met another');
  }
}

function isRefusal(code: string): code is Refusal {
  return Object.hasOwn(STATUS, code);
}

function refuse(response: ServerResponse, code: Refusal, message: string, status: number = STATUS[code]): void {
  send(response, status, encodeCanonical({ code, message }));
}

function send(response: ServerResponse, status: number, body: Uint8Array): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(body);
}
