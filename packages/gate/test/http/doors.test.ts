import { connect } from 'node:net';
import { SimulatedClock } from '@capgate/testing';
import { nodePrimitives } from '@capgate/keys/node';
import { systemRandom } from '@capgate/base/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CODE_LIFETIME_MS, PAGE_SESSION_MS, SignIns } from '../../src/callers/sign-in.ts';
import { GateError } from '../../src/error.ts';
import type { CallReply } from '../../src/socket/server.ts';
import { HARMLESS, person, type Reply, TestService } from './harness.ts';
import { exchange, request, statusOf } from './raw.ts';

let service: TestService;
let token: string;

beforeAll(async () => {
  service = await TestService.start({ headersTimeoutMs: 300, bodyTimeoutMs: 300 });
  token = await service.token();
});
afterAll(() => service.end());

async function signIn(): Promise<string> {
  const reply = await service.http.call({ method: 'POST', path: '/v1/sign-in' }, () => person);
  const { headers } = await service.ask('GET', (reply.body as { path: string }).path);
  return headers.get('set-cookie')?.split(';', 1)[0] ?? '';
}

const call = (method: string, path: string, body?: unknown): Promise<CallReply> =>
  service.http.call({ method, path, body }, () => person);

const askAs = (host: string, path = '/v1/status'): Promise<string> =>
  exchange(service.port, request('GET', path, { host, authorization: `Bearer ${token}` }));

const pause = (headers: object): Promise<Reply> =>
  service.ask('POST', '/v1/pause', undefined, { durationMs: 1_000, reason: 'a test' }, headers);

describe('who calls', () => {
  test.each([
    ['no token', undefined],
    ['a token that never was', 'Bearer cgt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['another scheme', 'Basic YTpi'],
  ])('with %s nobody gets in, and the answer is the same', async (_, authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const reply = await service.ask('GET', '/v1/status', undefined, undefined, headers);
    expect(reply).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each(['/', '/health', '/ready', '/openapi.json'])('%s is for everybody', async (path) => {
    expect((await service.ask('GET', path)).status).toBe(200);
  });

  test('the root says where the interface is described', async () => {
    const { headers, text } = await service.ask('GET', '/');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('GET /openapi.json');
  });

  test('paths that there are none of are refused to strangers as all others are', async () => {
    expect((await service.ask('GET', '/v1/nothing')).status).toBe(401);
    expect((await service.ask('GET', '/v1/nothing', token)).status).toBe(404);
  });

  test('a token does what its scopes say, and no more', async () => {
    const reader = await service.token('service', ['read'], 'reader');
    expect((await service.ask('GET', '/v1/status', reader)).status).toBe(200);
    expect((await service.ask('POST', '/v1/decisions', reader, HARMLESS)).status).toBe(403);
  });

  test.each(['policy', 'admin'] as const)(
    "an agent's token does not have the scope %s, whatever it was given",
    async (scope) => {
      const agent = await service.token('agent', [scope, 'read'], 'robot');
      const [path, body] =
        scope === 'policy'
          ? ['/v1/policies', { parent: 0, document: {}, reason: 'x' }]
          : ['/v1/pause', { durationMs: 1_000, reason: 'x' }];
      expect(await service.ask('POST', path, agent, body)).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
    },
  );

  test('nothing that a request holds makes it the socket’s', async () => {
    const claims = {
      'x-caller': 'ada',
      'x-forwarded-for': '127.0.0.1',
      via: 'socket',
      cookie: 'way=socket; kind=person',
    };
    expect((await service.ask('POST', '/v1/sign-in', undefined, {}, claims)).status).toBe(401);
    expect((await service.ask('POST', '/v1/sign-in', token, {}, claims)).status).toBe(403);
  });

  test('while the socket calls, others are still strangers', async () => {
    const calling = service.http.call({ method: 'GET', path: '/v1/status' }, () => person);
    const stranger = service.ask('GET', '/v1/status');
    expect([(await calling).status, (await stranger).status]).toEqual([200, 401]);
  });

  test('the socket calls all operations that have one answer', async () => {
    expect(await call('POST', '/v1/decisions', HARMLESS)).toMatchObject({ status: 200, body: { verdict: 'allow' } });
    expect(await call('GET', '/v1/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await call('POST', '/v1/decisions', 7)).toMatchObject({ status: 400, body: { code: 'REQUEST' } });
    expect(await call('POST', '/v1/decisions', 'text')).toMatchObject({ status: 400, body: { code: 'REQUEST' } });
    expect(await call('GET', '/v1/events')).toMatchObject({ status: 400, body: { code: 'REQUEST' } });
    expect(await call('NO SUCH METHOD', '/')).toMatchObject({ status: 400 });
    expect(await call('GET', 'v1/status')).toMatchObject({ status: 400 });
    expect(await call('GET', '//other.example/v1/status')).toMatchObject({ status: 400 });
  });

  test('of the socket, the caller is looked at for what the operation takes, and for each in full but to ask', async () => {
    const { body } = await service.ask('GET', '/openapi.json');
    const operations = Object.entries<Record<string, { description: string; requestBody?: { content: object } }>>(
      body.paths,
    ).flatMap(([path, methods]) => Object.entries(methods).map(([method, said]) => ({ path, method, said })));
    const seen: string[] = [];
    for (const { path, method } of operations) {
      await service.http.call({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/gu, 'x') }, (scope) => {
        seen.push(`${method} ${path} Scope: ${scope}.`);
        throw new GateError('FORBIDDEN', 'expected nobody to get further');
      });
    }
    // Streams are refused before anybody is looked at.
    const streams = ['/v1/events', '/v1/decisions/stream'];
    const said = operations.map((one) => `${one.method} ${one.path} ${one.said.description}`);
    expect(seen).toEqual(said.filter((text) => !streams.some((path) => text.includes(path))));
    expect(seen.filter((text) => text.endsWith('decide.'))).not.toHaveLength(seen.length);
  });

  test('of the socket, what is no operation is nothing that everybody may do', async () => {
    const seen: unknown[] = [];
    for (const path of ['/metrics', '/v1/nothing', '/sign-out']) {
      await service.http.call({ method: 'GET', path }, (scope) => {
        seen.push(scope);
        return person;
      });
    }
    expect(seen).toEqual([undefined, undefined, undefined]);
  });

  test('whoever calls too often by the socket is told to wait, and who calls as somebody else is not', async () => {
    const slow = await TestService.start({ requestsPerSecond: 2 });
    try {
      const asker = { ...person, kind: 'agent' } as const;
      const status = (path: string, method = 'GET'): Promise<number> =>
        slow.http
          .call({ method, path, body: HARMLESS }, (scope) => (scope === 'decide' ? asker : person))
          .then((reply) => reply.status);
      const asked = await Promise.all(Array.from({ length: 10 }, () => status('/v1/decisions', 'POST')));
      expect([asked[0], asked.at(-1), await status('/v1/caller')]).toEqual([200, 429, 200]);
    } finally {
      await slow.end();
    }
  });

  test('whoever calls too often is told to wait, and others are not', async () => {
    const slow = await TestService.start({ requestsPerSecond: 2 });
    try {
      const [eager, calm] = [
        await slow.token('service', ['read'], 'eager'),
        await slow.token('service', ['read'], 'calm'),
      ];
      const replies = await Promise.all(Array.from({ length: 10 }, () => slow.ask('GET', '/v1/caller', eager)));
      const late = replies.find(({ status }) => status === 429);
      expect(late?.body).toMatchObject({ code: 'BUSY' });
      expect(late?.headers.get('retry-after')).toBe('1');
      expect((await slow.ask('GET', '/v1/caller', calm)).status).toBe(200);
    } finally {
      await slow.end();
    }
  });
});

describe('hosts', () => {
  test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST', 'localhost:7413'])('%s is ours', async (host) => {
    expect(statusOf(await askAs(host))).toBe(200);
  });

  test.each(['rebound.example', 'localhost.rebound.example', '127.0.0.1.rebound.example:80', '', '127.0.0.2'])(
    'by the name %j nobody reaches it, token or not',
    async (host) => {
      expect(statusOf(await askAs(host))).toBe(403);
    },
  );

  test('whether it is alive may be asked by any name', async () => {
    expect(statusOf(await askAs('10.0.0.7:7413', '/health'))).toBe(200);
  });

  test('a name of the configuration is ours, too', async () => {
    const named = await TestService.start({ names: ['Gate.Example'] });
    try {
      const text = await exchange(named.port, request('GET', '/openapi.json', { host: 'gate.example' }));
      expect(statusOf(text)).toBe(200);
    } finally {
      await named.end();
    }
  });
});

describe('signing in to the page', () => {
  test('a code makes a cookie that scripts do not see and other sites do not send, and leads to the page', async () => {
    const reply = await service.http.call({ method: 'POST', path: '/v1/sign-in' }, () => person);
    const { path } = reply.body as { path: string };
    const first = await service.ask('GET', path);
    expect(first).toMatchObject({ status: 303, text: '' });
    expect(first.headers.get('location')).toBe('/');
    expect(first.headers.get('set-cookie')).toMatch(
      /^capgate=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/u,
    );
    expect((await service.ask('GET', path)).status).toBe(401);
  });

  test('the cookie is the person that asked for the code, on the page', async () => {
    const cookie = await signIn();
    const { body } = await service.ask('GET', '/v1/caller', undefined, undefined, { cookie });
    expect(body).toMatchObject({ kind: 'person', name: 'ada', way: 'page' });
  });

  test.each([
    ['our own origin', () => ({ origin: service.origin }), 201],
    ['the browser’s word that it is our page', () => ({ 'sec-fetch-site': 'same-origin' }), 201],
    ['no word of where it comes from', () => ({}), 403],
    ['another origin', () => ({ origin: 'http://other.example' }), 403],
    ['another port of this machine', () => ({ origin: 'http://127.0.0.1:1' }), 403],
    ['a hidden origin', () => ({ origin: 'null' }), 403],
    ['another site by the browser’s word', () => ({ 'sec-fetch-site': 'cross-site', origin: service.origin }), 403],
    ['the same site, another origin', () => ({ 'sec-fetch-site': 'same-site' }), 403],
    ['a visit by hand', () => ({ 'sec-fetch-site': 'none' }), 403],
  ] as const)('a change with the cookie and %s', async (_, headers, status) => {
    expect((await pause({ cookie: await signIn(), ...headers() })).status).toBe(status);
  });

  test('another page does not read with the cookie either', async () => {
    const headers = { cookie: await signIn(), origin: 'http://other.example' };
    expect((await service.ask('GET', '/v1/status', undefined, undefined, headers)).status).toBe(403);
  });

  test('who signs out is nobody any more', async () => {
    const headers = { cookie: await signIn(), origin: service.origin };
    expect((await service.ask('POST', '/sign-out', undefined, undefined, headers)).status).toBe(204);
    expect((await service.ask('GET', '/v1/status', undefined, undefined, headers)).status).toBe(401);
  });

  test('codes live for a minute, cookies for half a day, and failures are slowed down', () => {
    const clock = new SimulatedClock();
    const signIns = new SignIns({ clock, random: systemRandom, primitives: nodePrimitives });
    const late = signIns.offer(person).code;
    clock.advance(CODE_LIFETIME_MS);
    expect(() => signIns.redeem(late, 'a')).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    const cookie = signIns.redeem(signIns.offer(person).code, 'a');
    clock.advance(PAGE_SESSION_MS - 1);
    expect(signIns.callerOf(cookie, 'a')).toMatchObject({ name: 'ada', way: 'page' });
    clock.advance(1);
    expect(() => signIns.callerOf(cookie, 'a')).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
    const codes = Array.from({ length: 20 }, () => {
      try {
        return signIns.redeem('wrong', 'b');
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(codes.at(0)).toBe('UNAUTHENTICATED');
    expect(codes.at(-1)).toBe('BUSY');
    expect(signIns.redeem(signIns.offer(person).code, 'b')).toHaveLength(43);
  });

  test.each([
    ['a service', { ...person, kind: 'service' as const }],
    ['an agent', { ...person, kind: 'agent' as const }],
    ['a person with a token', { ...person, way: 'token' as const }],
  ])('%s gets no code', (_, caller) => {
    expect(() => service.signIns.offer(caller)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });
});

describe('bounds', () => {
  test.each([
    ['/v1/decisions', 8 << 20],
    ['/v1/policies', 1 << 20],
  ])('a body of %s beyond its bound is refused', async (path, bytesMax) => {
    const reply = await service.ask('POST', path, token, `"${'x'.repeat(bytesMax)}"`);
    expect(reply).toMatchObject({ status: 413, body: { code: 'REQUEST' } });
  });

  test.each([
    ['another type', 'text/plain', '{}', 415],
    ['no JSON', 'application/json', '{', 400],
    ['no UTF-8', 'application/json', Buffer.from([0x22, 0xff, 0x22]), 400],
  ])('a body of %s is refused', async (_, type, body, status) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const response = await fetch(`${service.origin}/v1/decisions`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    await expect(response.json()).resolves.toMatchObject({ code: 'REQUEST' });
  });

  test('who sends headers drop by drop is cut off', async () => {
    const text = await exchange(service.port, 'GET /health HTTP/1.1\r\nhost: localhost\r\nx-slow: ');
    expect(statusOf(text)).toBe(408);
  });

  test('who sends a body drop by drop is cut off', async () => {
    const slow = `POST /v1/decisions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`;
    await expect(exchange(service.port, slow)).resolves.toBe('');
  });

  test('more connections than the bound are not taken, and those before go on', async () => {
    const narrow = await TestService.start({ connectionsMax: 2 });
    const open = [connect(narrow.port), connect(narrow.port)];
    try {
      await Promise.all(open.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
      await expect(exchange(narrow.port, request('GET', '/health', { host: 'localhost' }))).resolves.toBe('');
      open[0]?.write(request('GET', '/health', { host: 'localhost' }));
      const [answer] = (await new Promise((resolve) => open[0]?.once('data', (chunk) => resolve([chunk])))) as [Buffer];
      expect(statusOf(String(answer))).toBe(200);
    } finally {
      for (const socket of open) socket.destroy();
      await narrow.end();
    }
  });

  test('what is no HTTP is refused in the one form', async () => {
    const text = await exchange(service.port, 'hello\r\n\r\n');
    expect(statusOf(text)).toBe(400);
    expect(JSON.parse(text.split('\r\n\r\n')[1] as string)).toMatchObject({ status: 400, code: 'REQUEST' });
  });

  test('headers beyond 16 KiB are refused', async () => {
    const text = await exchange(
      service.port,
      request('GET', '/health', { host: 'localhost', 'x-long': 'x'.repeat(20_000) }),
    );
    expect(statusOf(text)).toBe(431);
  });
});

describe('other bounds while it runs', () => {
  test('hold from then on: names of hosts, calls of one caller', async () => {
    const changing = await TestService.start();
    try {
      const its = await changing.token();
      const asOther = (): Promise<string> =>
        exchange(changing.port, request('GET', '/openapi.json', { host: 'other.example' }));
      expect(statusOf(await asOther())).toBe(403);
      expect((await changing.ask('GET', '/v1/status', its)).status).toBe(200);
      changing.http.use({ names: ['Other.example'], connectionsMax: 100, requestsPerSecond: 1 });
      expect(statusOf(await asOther())).toBe(200);
      const replies = await Promise.all(Array.from({ length: 20 }, () => changing.ask('GET', '/v1/status', its)));
      expect(replies.some(({ status }) => status === 429)).toBe(true);
    } finally {
      await changing.end();
    }
  });
});

describe('under load and without its parts', () => {
  test('what finds no room is turned away with a time to come back, and is never an allow', async () => {
    const narrow = await TestService.start({}, { logOptions: { queueCountMax: 1 }, onFailure: () => {} });
    try {
      const its = await narrow.token();
      const replies = await Promise.all(
        Array.from({ length: 200 }, () => narrow.ask('POST', '/v1/decisions', its, HARMLESS)),
      );
      const away = replies.filter(({ status }) => status !== 200);
      expect(away.length).toBeGreaterThan(0);
      expect(new Set(away.map(({ status, body }) => `${status} ${body.code} ${body.verdict}`))).toEqual(
        new Set(['503 BUSY undefined']),
      );
      expect(away[0]?.headers.get('retry-after')).toBe('1');
      const batch = await narrow.ask('POST', '/v1/decisions/batch', its, {
        requests: Array.from({ length: 200 }, () => HARMLESS),
      });
      const busy = (batch.body.answers as { error?: { code: string } }[]).filter(({ error }) => error !== undefined);
      expect(new Set(busy.map(({ error }) => error?.code))).toEqual(new Set(['BUSY']));
      expect((await narrow.ask('GET', '/metrics', its)).text).toMatch(/^tcp_shed_total\{door="http"\} [1-9]/mu);
    } finally {
      await narrow.end();
    }
  });

  test('without its store it is alive, not ready, goes on deciding, and says that it cannot look back', async () => {
    const lonely = await TestService.start({}, { onFailure: () => {} });
    try {
      const its = await lonely.token();
      await lonely.gate.parts.store.close();
      expect((await lonely.ask('GET', '/health')).status).toBe(200);
      expect(await lonely.ask('GET', '/ready')).toMatchObject({ status: 503, body: { log: true, store: false } });
      expect((await lonely.ask('POST', '/v1/decisions', its, HARMLESS)).body.verdict).toBe('allow');
      expect(await lonely.ask('GET', '/v1/decisions', its)).toMatchObject({
        status: 503,
        body: { code: 'UNAVAILABLE' },
      });
    } finally {
      await lonely.end();
    }
  });
});

describe('ending', () => {
  test('streams end, and what was asked is answered', async () => {
    const ending = await TestService.start();
    const its = await ending.token();
    const headers = { authorization: `Bearer ${its}` };
    const watching = await fetch(`${ending.origin}/v1/events`, { headers });
    const text = watching.text();
    await ending.end();
    await expect(text).resolves.toMatch(/^retry: /u);
  });
});
