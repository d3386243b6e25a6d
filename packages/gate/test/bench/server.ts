/**
 * A process with servers to measure: `echo` sends back the lines of a socket and the bodies of HTTP once they are read as
 * JSON, `gate` decides and logs. It says where HTTP listens, and, when asked, how long turns took and what memory it has.
 */
import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { systemClock } from '@capgate/base/node';
import { type Caller, type Gate, SCOPES, SocketServer } from '../../src/index.ts';
import { SignIns } from '../../src/callers/sign-in.ts';
import { DEFAULT_TENANT } from '../../src/gate.ts';
import { HttpServer } from '../../src/http/server.ts';
import { FailureCounts } from '../../src/metrics/failure-counts.ts';
import { ReloadCounts } from '../../src/metrics/reload-counts.ts';
import { Registries } from '../../src/registries/registries.ts';
import { Frames } from '../../src/socket/frames.ts';
import { ShedCounts } from '../../src/metrics/shed-counts.ts';
import { Tenants } from '../../src/tenants/tenants.ts';
import { openGate } from './gate.ts';
import { turnTimes } from './turn-times.ts';

/** Where HTTP listens, and the token for it. */
export interface Ready {
  readonly port: number;
  readonly token: string;
}

/** What a server says of itself. */
export interface Report {
  readonly rssBytes: number;
  readonly turnsMs: readonly number[];
  readonly connectionCount: number;
}

const CONNECTIONS_MAX = 20_000;
const HOUR_MS = 3_600_000;
const UNLIMITED = 1e9;

function echoLines(path: string): Promise<void> {
  const server = createServer((socket) => {
    const frames = new Frames();
    socket.on('data', (chunk: Buffer) => {
      let out = '';
      for (const line of frames.take(chunk) ?? []) if (line !== '') out += `${JSON.stringify(JSON.parse(line))}\n`;
      socket.write(out);
    });
    socket.on('error', () => socket.destroy());
  });
  return new Promise((resolve) => server.listen({ path, backlog: 4_096 }, resolve));
}

function echoBodies(): Promise<number> {
  const server: Server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.setHeader('content-type', 'application/json');
      response.end(body);
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

async function decideLines(gate: Gate, path: string): Promise<SocketServer> {
  const server = new SocketServer({
    decide: (request, caller) => gate.decide(request, caller),
    call: async () => ({ status: 404, body: {} }),
    callerOf: ({ pid, uid }) => ({ ...bench, way: 'socket', pid, uid }),
    onFault: (error) => console.error(error),
    sheds: new ShedCounts(),
    connectionsMax: CONNECTIONS_MAX,
    frameTimeoutMs: 30_000,
  });
  await server.listen(path);
  return server;
}

const bench: Caller = { kind: 'service', name: 'bench', tenant: DEFAULT_TENANT, scopes: SCOPES, way: 'socket' };

async function decideBodies(gate: Gate): Promise<Ready> {
  const { recorder, parts } = gate;
  const { store, clock, random, primitives, chain } = parts;
  const server = new HttpServer({
    gate,
    site: 'bench',
    failures: new FailureCounts(),
    sheds: new ShedCounts(),
    reloads: new ReloadCounts(),
    config: () => ({ readAt: 0, waiting: [] }),
    tenants: new Tenants({ recorder, store, home: DEFAULT_TENANT }),
    registries: new Registries({ recorder, primitives, store, trusted: () => chain.keys.map((key) => key.identity) }),
    signIns: new SignIns({ clock, random, primitives }),
    connectionsMax: CONNECTIONS_MAX,
    requestsPerSecond: UNLIMITED,
    onFault: (error) => console.error(error),
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  const person: Caller = { ...bench, kind: 'person' };
  const asked = { name: 'bench', subject: 'service', scopes: ['decide'], lifetimeMs: HOUR_MS } as const;
  const { token } = await gate.tokens.create(person, asked);
  return { port, token };
}

async function serveGate(folder: string, path: string): Promise<void> {
  const turns = turnTimes(systemClock);
  const gate = await openGate(folder);
  const server = await decideLines(gate, path);
  const ready = await decideBodies(gate);
  process.on('message', () => {
    const { connectionCount } = server;
    const report: Report = { rssBytes: process.memoryUsage.rss(), turnsMs: turns.take(), connectionCount };
    process.send?.(report);
  });
  process.send?.(ready);
}

async function serveEcho(path: string): Promise<void> {
  await echoLines(path);
  const ready: Ready = { port: await echoBodies(), token: 'none' };
  process.send?.(ready);
}

const [kind = '', folder = '', path = ''] = process.argv.slice(2);
if (kind === 'echo') await serveEcho(path);
else await serveGate(folder, path);
