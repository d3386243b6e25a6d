/** MCP by Streamable HTTP: POST only, on this machine, from no page of a browser, with a token. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  type McpHttpHandler,
  type McpServerFactory,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import { quoted } from '@capgate/base';
import { CliError } from '../error.ts';
import { reasonOf } from '../files.ts';
import type { Io } from '../io.ts';
import { tokenIn } from './token.ts';

const HOST = '127.0.0.1';
const PATH = '/mcp';
const BODY_BYTES_MAX = 1 << 22;
const HEADERS_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 256;

/** Serves until a signal ends it. Throws `CliError` FILE where the port or the token cannot be had. */
export async function serveHttp(
  create: McpServerFactory,
  port: number,
  tokenFile: string | undefined,
  io: Io,
): Promise<void> {
  const { token, path } = await tokenIn(io, tokenFile);
  const handler = createMcpHandler(create, { maxRequestBodySize: BODY_BYTES_MAX });
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS }, (request, response) => {
    void answer(handler, token, request, response);
  });
  server.maxConnections = CONNECTIONS_MAX;
  const { port: taken } = await listening(server, port);
  await io.stdout.write(
    `Capgate answers MCP at http://${HOST}:${taken}${PATH}; its token is in ${quoted(path, 400)}\n`,
  );
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
  });
  server.close();
  server.closeAllConnections();
  await handler.close();
}

function listening(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new CliError('FILE', `expected to listen on port ${port} of ${HOST}, met ${reasonOf(error)}`));
    });
    server.listen(port, HOST, () => resolve(server.address() as AddressInfo));
  });
}

async function answer(
  handler: McpHttpHandler,
  token: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    const request = requestOf(incoming, gone.signal);
    await send(refusalOf(request, token) ?? (await handler.fetch(request)), outgoing);
  } catch {
    // Whoever asked has gone, or sent what is no request.
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(400).end();
  }
}

/** The SDK speaks in the web's requests; its own bridge to Node's would bring a framework along. */
function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const { method = '', url = '' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' as const } : {};
  return new Request(new URL(url, `http://${HOST}`), { method, headers, signal, ...body });
}

/** Undefined where the request may pass. */
function refusalOf(request: Request, token: string): Response | undefined {
  if (new URL(request.url).pathname !== PATH) return refused(404, `expected POST ${PATH}`);
  if (request.method !== 'POST') return refused(405, `expected POST ${PATH}`, { allow: 'POST' });
  return (
    hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
    originValidationResponse(request, localhostAllowedOrigins()) ??
    (hasToken(request, token)
      ? undefined
      : refused(401, 'expected the token of this server, as Authorization: Bearer TOKEN', {
          'www-authenticate': 'Bearer',
        }))
  );
}

function refused(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ error: `Capgate: ${message}` }, { status, headers });
}

/** By their hashes, so that the time tells nothing of how much was right. */
function hasToken(request: Request, token: string): boolean {
  const [, shown = ''] = /^Bearer +(\S+)$/iu.exec(request.headers.get('authorization') ?? '') ?? [];
  return timingSafeEqual(sha256(shown), sha256(token));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) outgoing.end();
  else await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), outgoing);
}
