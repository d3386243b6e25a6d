import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { ShedCounts } from '../../gate/src/metrics/shed-counts.ts';
import { SocketServer } from '../../gate/src/socket/server.ts';
import { HARMLESS, person, TestService } from '../../gate/test/http/harness.ts';
import { type Client, HttpClient, SocketClient } from '../src/index.ts';
import { typesText, typesThatAre } from './types.ts';

const UNKNOWN = { ...HARMLESS, action: { kind: 'command', command: 'frobnicate now' } } as const;
const GRACE_MS = 500;

let service: TestService;
let path: string;
let socket: SocketServer;
let token: string;

beforeAll(async () => {
  service = await TestService.start();
  token = await service.token();
  path = join(service.folder, 'gate.sock');
  socket = await openSocket();
});
afterAll(async () => {
  await socket.close(GRACE_MS);
  await service.end();
});

async function openSocket(): Promise<SocketServer> {
  const server = new SocketServer({
    decide: (request, caller) => service.gate.decide(request, caller),
    call: (call) => service.http.call(call, () => person),
    callerOf: () => person,
    onFault: (error) => service.faults.push(error),
    sheds: new ShedCounts(),
    connectionsMax: 100,
    frameTimeoutMs: 1_000,
  });
  await server.listen(path);
  return server;
}

const clients: Readonly<Record<string, () => Client>> = {
  'by the socket': () => new SocketClient({ path }),
  'by HTTP': () => new HttpClient({ origin: service.origin, token }),
};

/** What answers at a socket of its own, in the place of a gate. */
async function impostor(answer: string): Promise<{ readonly path: string; readonly server: Server }> {
  const itsPath = join(service.folder, `impostor-${Math.random()}.sock`);
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    connection.once('data', () => connection.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(itsPath, resolve));
  return { path: itsPath, server };
}

describe.each(Object.keys(clients))('%s', (way) => {
  const open = (): Client => (clients[way] as () => Client)();

  test('an action is decided', async () => {
    const client = open();
    await expect(client.decide(HARMLESS)).resolves.toMatchObject({ verdict: 'allow', risk: 'SAFE' });
    client.close();
  });

  test('each of many at once gets its own answer', async () => {
    const client = open();
    const requests = Array.from({ length: 200 }, (_, n) => (n % 3 === 0 ? UNKNOWN : HARMLESS));
    const answers = await Promise.all(requests.map((request) => client.decide(request)));
    expect(answers.map(({ verdict }) => verdict)).toEqual(
      requests.map((request) => (request === UNKNOWN ? 'ask' : 'allow')),
    );
    client.close();
  });

  test('operations are called by method and path, with their parts in place', async () => {
    const client = open();
    const { approval = '' } = await client.decide({ ...UNKNOWN, session: way });
    const found = await client.call('GET', '/v1/approvals/{approval}', { params: { approval } });
    expectTypeOf(found.state).toEqualTypeOf<'pending' | 'allowed' | 'denied' | 'expired'>();
    expect(found).toMatchObject({ approval, state: 'pending' });
    const answered = await client.call('POST', '/v1/approvals/{approval}/answer', {
      params: { approval },
      body: { answer: 'deny', scope: 'once' },
    });
    expect(answered.state).toBe('denied');
    await service.stored();
    const { items } = await client.call('GET', '/v1/decisions', { query: { session: way, limit: 1 } });
    expect(items).toMatchObject([{ approval }]);
    client.close();
  });

  test('a refusal has the code of the gate, and all that it said', async () => {
    const client = open();
    await expect(
      client.call('POST', '/v1/policies', { body: { parent: 7, document: {}, reason: 'x' } }),
    ).rejects.toMatchObject({ name: 'ClientError', code: 'NOT_FOUND', problem: { status: 404 } });
    await expect(client.decide({ ...HARMLESS, cwd: 'relative' })).rejects.toMatchObject({ code: 'REQUEST' });
    client.close();
  });

  test('what takes longer than it may is given up', async () => {
    const { approval = '' } = service.gate.decide({ ...UNKNOWN, session: `${way}, slow` }, person).answer;
    const options = { timeoutMs: 100 };
    const client =
      way === 'by HTTP'
        ? new HttpClient({ origin: service.origin, token, ...options })
        : new SocketClient({ path, ...options });
    const waiting = client.call('GET', '/v1/approvals/{approval}/wait', { params: { approval }, query: {} });
    await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT' });
    client.close();
  });

  test('what waits when the client is closed is told so', async () => {
    const client = open();
    const asked = client.decide(HARMLESS);
    client.close();
    await expect(asked).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('by the socket', () => {
  test('where no gate is, that is said, and the next question tries again', async () => {
    const later = join(service.folder, 'later.sock');
    const client = new SocketClient({ path: later });
    await expect(client.decide(HARMLESS)).rejects.toMatchObject({ code: 'CONNECT' });
    const server = createServer((connection) => {
      connection.once('data', () => connection.end('{"id":1,"answer":{"verdict":"deny"}}\n'));
    });
    await new Promise<void>((resolve) => server.listen(later, resolve));
    await expect(client.decide(HARMLESS)).resolves.toEqual({ verdict: 'deny' });
    client.close();
    server.close();
  });

  test('a gate that ends and comes back is found again', async () => {
    const client = new SocketClient({ path });
    await client.decide(HARMLESS);
    await socket.close(GRACE_MS);
    socket = await openSocket();
    await expect(client.decide(HARMLESS)).resolves.toMatchObject({ verdict: 'allow' });
    client.close();
  });

  test.each([
    ['no JSON', 'hello\n', 'PROTOCOL'],
    ['an answer to nobody', '{"id":"x","answer":{}}\n', 'PROTOCOL'],
    ['a refusal that is none of a gate', '{"id":0,"error":{"code":"EVIL","message":7}}\n', 'PROTOCOL'],
    ['an answer without one', '{"id":0}\n', 'PROTOCOL'],
    ['a refusal of the connection', '{"id":null,"error":{"code":"FORBIDDEN","message":"not you"}}\n', 'FORBIDDEN'],
    ['nothing', '', 'CLOSED'],
  ])('%s is no allow', async (_, answer, code) => {
    const other = await impostor(answer);
    const client = new SocketClient({ path: other.path });
    await expect(client.decide(HARMLESS)).rejects.toMatchObject({ code });
    client.close();
    other.server.close();
  });
});

describe('by HTTP', () => {
  test.each([
    ['a wrong token', () => new HttpClient({ origin: service.origin, token: 'cgt_wrong' }), 'UNAUTHENTICATED'],
    ['a port where nobody is', () => new HttpClient({ origin: 'http://127.0.0.1:1', token }), 'CONNECT'],
    ['another path', () => new HttpClient({ origin: `${service.origin}/elsewhere`, token }), 'NOT_FOUND'],
    ['no JSON', () => new HttpClient({ origin: '', token, fetch: async () => new Response('hello') }), 'PROTOCOL'],
  ] as const)('%s is no allow, and the token is in no message', async (_, client, code) => {
    const error: unknown = await client()
      .decide(HARMLESS)
      .catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain(token);
  });
});

describe('the types', () => {
  test('are those of the document that the gate serves', async () => {
    expect(typesThatAre()).toBe(await typesText());
  });

  test('refuse what no operation takes', () => {
    const client = new SocketClient({ path });
    // @ts-expect-error -- there is no such path
    const noPath = (): Promise<unknown> => client.call('GET', '/v1/nothing');
    // @ts-expect-error -- the path needs its part
    const noPart = (): Promise<unknown> => client.call('GET', '/v1/decisions/{decision}');
    // @ts-expect-error -- a stream has not one answer
    const stream = (): Promise<unknown> => client.call('GET', '/v1/events');
    // @ts-expect-error -- a reason is not a number
    const reason = (): Promise<unknown> => client.call('POST', '/v1/pause', { body: { durationMs: 1, reason: 7 } });
    expect([noPath, noPart, stream, reason]).toHaveLength(4);
  });

  test('nothing was a fault of the gate', () => {
    expect(service.faults).toEqual([]);
  });
});
