/** A running node’s own socket, for who may open it: what the node says of itself, and a person's decisions on agents. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { unlink } from 'node:fs/promises';
import { Type } from 'typebox';
import { STATEMENT_LENGTH_MAX } from '@capgate/keys';
import { DOCUMENT_BYTES_MAX } from '../../down/document.ts';
import { FleetError, type FleetErrorCode, isFleetError } from '../../error.ts';
import { CLOSED, formOf, LINE_PATTERN, NAME_LENGTH_MAX, textOf } from '../../forms.ts';
import type { RunningNode } from './run-node.ts';
import type { FleetStatus } from './status.ts';

const BODY_BYTES_MAX = 16 * 1024;
/** A document with its header. */
const TEXT_BYTES_MAX = DOCUMENT_BYTES_MAX + STATEMENT_LENGTH_MAX;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
const REQUEST_MS = 10_000;
const ANSWER_MS = 30_000;
/** For this user alone. */
const OTHERS = 0o177;

const NAME = textOf(LINE_PATTERN, NAME_LENGTH_MAX);
const releaseForm = formOf(
  Type.Object({ tenant: NAME, agent: NAME, why: textOf(LINE_PATTERN, 500) }, CLOSED),
  'whom to release, and why',
);

const quarantineForm = formOf(Type.Object({ tenant: NAME, agent: NAME }, CLOSED), 'whom to keep apart');

const POSTED: ReadonlySet<string | undefined> = new Set(['/release', '/quarantine', '/publish']);

export interface ControlServer {
  close(): Promise<void>;
}

/** Listens at a path that nobody listens at; a socket that a node has left there is replaced. Rejects with what listening throws. */
export async function serveControl(node: RunningNode, socketPath: string): Promise<ControlServer> {
  if (await isThere(socketPath)) throw new FleetError('VALUE', `expected no node at ${socketPath}, met one that runs`);
  await unlink(socketPath).catch(noneThere);
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (incoming, response) => {
    answered(node, incoming).then(
      (body) => send(response, 200, body),
      (error: unknown) => refuse(response, error),
    );
  });
  await listening(server, socketPath);
  return {
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** From its first moment on it is nobody else's: it is bound within the call. */
async function listening(server: Server, path: string): Promise<void> {
  const before = process.umask(OTHERS);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await once(server, 'listening');
}

async function answered(node: RunningNode, incoming: IncomingMessage): Promise<unknown> {
  const { method, url } = incoming;
  if (method === 'GET' && url === '/status') return node.status();
  if (method !== 'POST' || !POSTED.has(url))
    throw new FleetError('FORM', `expected GET /status or POST ${[...POSTED].join(', ')}, met another request`);
  if (url === '/publish') {
    await node.publish(await bodyOf(incoming, TEXT_BYTES_MAX));
    return {};
  }
  const body = jsonIn(await bodyOf(incoming, BODY_BYTES_MAX));
  if (url === '/quarantine') {
    const { tenant, agent } = quarantineForm.read(body);
    return { outcome: await node.quarantine(tenant, agent) };
  }
  const { tenant, agent, why } = releaseForm.read(body);
  return { outcome: await node.release(tenant, agent, why) };
}

function refuse(response: ServerResponse, error: unknown): void {
  const isOurs = error instanceof FleetError;
  const code: FleetErrorCode = isOurs ? error.code : 'UNREACHABLE';
  const message = isOurs ? error.message : 'expected the node to be able to answer, met a fault of its own';
  send(response, isOurs ? 400 : 500, { code, message });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(body));
}

/** What a running node says of itself. Rejects with `FleetError` UNREACHABLE where none is at the socket. */
export async function askStatus(socketPath: string): Promise<FleetStatus> {
  return (await asked(socketPath, 'GET', '/status')) as FleetStatus;
}

/** Has a hub release an agent; rejects as `askStatus` does, and with what the hub refuses by its code. */
export async function askRelease(
  socketPath: string,
  { tenant, agent, why }: { readonly tenant: string; readonly agent: string; readonly why: string },
): Promise<'released' | 'said'> {
  const answer = (await asked(socketPath, 'POST', '/release', { tenant, agent, why })) as { outcome?: unknown };
  if (answer.outcome === 'released' || answer.outcome === 'said') return answer.outcome;
  throw new FleetError('FORM', 'expected what became of a release, met another answer');
}

/** Has a hub keep apart an agent that it held; rejects as `askRelease` does. */
export async function askQuarantine(
  socketPath: string,
  { tenant, agent }: { readonly tenant: string; readonly agent: string },
): Promise<'kept-apart' | 'said'> {
  const answer = (await asked(socketPath, 'POST', '/quarantine', { tenant, agent })) as { outcome?: unknown };
  if (answer.outcome === 'kept-apart' || answer.outcome === 'said') return answer.outcome;
  throw new FleetError('FORM', 'expected what became of a quarantine, met another answer');
}

/** Has a hub hand a signed document down to gates; rejects as `askRelease` does. */
export async function askPublish(socketPath: string, text: string): Promise<void> {
  await asked(socketPath, 'POST', '/publish', text);
}

/** `body`: a text as it is, anything else as JSON. */
async function asked(socketPath: string, method: string, path: string, body?: object | string): Promise<unknown> {
  const outgoing = request({ socketPath, method, path, signal: AbortSignal.timeout(ANSWER_MS) });
  outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body);
  let status: number | undefined;
  let text: string;
  try {
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    status = incoming.statusCode;
    text = await bodyOf(incoming, ANSWER_BYTES_MAX);
  } catch (error) {
    throw new FleetError('UNREACHABLE', `expected a node at ${socketPath}, met none that answers; start it`, {
      cause: error,
    });
  }
  const answer = jsonIn(text);
  if (status === 200) return answer;
  const { code, message } = Object(answer) as { code?: FleetErrorCode; message?: string };
  throw new FleetError(code ?? 'FORM', message ?? 'expected an answer of a node, met another');
}

/** Rejects with `FleetError` FORM for what is longer. */
async function bodyOf(incoming: IncomingMessage, bytesMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new FleetError('FORM', `expected at most ${bytesMax} bytes, met more`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FleetError('FORM', 'expected JSON, met another text');
  }
}

async function isThere(socketPath: string): Promise<boolean> {
  try {
    await asked(socketPath, 'GET', '/status');
    return true;
  } catch (error) {
    return !isFleetError(error, 'UNREACHABLE');
  }
}

function noneThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
