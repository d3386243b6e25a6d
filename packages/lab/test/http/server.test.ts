import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { codeOf } from '@capgate/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { recordOf } from '../../src/analysis/index.ts';
import { HttpError } from '../../src/http/error.ts';
import { LabServer, type LabServerParts } from '../../src/http/server.ts';
import { tokenIn, tokenOf } from '../../src/http/token.ts';
import type { Result } from '../../src/results/result.ts';
import type { Lab } from '../../src/run/lab.ts';
import { allOf, experimentOf, type Made, openLab } from '../run/harness.ts';

const TOKEN = 'cgl_0123456789abcdefghijklmnopqrstuvwxyz';
/** How long measuring may take on a busy machine. */
const MEASURING_TIMEOUT_MS = 60_000;
const EXCLUSION = 'Tasks that suit nobody.';
/** Headers of a call that is let in. */
const OURS = `Host: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n`;
const COMMANDS = { calm: ['allow', 'deny', 'allow', 'fail'], wild: ['deny', 'wait 30', 'refuse'] };

let lab: Lab;
let server: LabServer;
let made: Made;
let results: Result[];
const faults: unknown[] = [];

beforeAll(async () => {
  made = experimentOf(COMMANDS, { replicates: 40, exclusions: [EXCLUSION] });
  lab = await openLab(made.folder);
  const slow = experimentOf({ plain: ['sleep 1200', 'sleep 1200', 'allow'] }, { seed: 9, replicates: 1 }, made.folder);
  await lab.run(slow.plan, made.folder);
  await lab.run(made.plan, made.folder);
  results = await allOf(lab, made.plan);
  server = await serve({});
}, MEASURING_TIMEOUT_MS);

afterAll(async () => {
  await server.close();
  await lab.close();
});

function serve(parts: Partial<LabServerParts>): Promise<LabServer> {
  return LabServer.listen({ lab, token: TOKEN, onFault: (error) => faults.push(error), ...parts });
}

function get(path: string, headers: Readonly<Record<string, string>> = {}, to = server): Promise<Response> {
  return fetch(`${to.address}${path}`, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
}

async function read(path: string): Promise<unknown> {
  const response = await get(path);
  expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 200, 'application/json']);
  return response.json();
}

const of = (part: string): string => `/v1/experiments/${made.plan.hash}${part}`;
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('what is read', () => {
  test('is what the lab says of its experiments', async () => {
    const record = await lab.find(made.plan.hash);
    const counts = await lab.counts(made.plan.hash);
    const { experiment, ...shown } = record;
    const more = { title: experiment.title, counts, done: results.length, isInterrupted: false };
    expect(await read(of(''))).toEqual(plain({ ...record, ...more }));
    expect(await read(of('/counts'))).toEqual(counts);
    expect(counts).toMatchObject({ failed: 80, unanswered: 80 });
    const list = (await read('/v1/experiments')) as { items: { hash: string }[] };
    expect(list.items).toHaveLength(2);
    expect(list.items[0]).toEqual(plain({ ...shown, ...more }));
  });

  test('are experiments, page by page', async () => {
    const first = (await read('/v1/experiments?limit=1')) as { items: { hash: string }[]; next: string };
    const second = (await read(`/v1/experiments?limit=1&cursor=${encodeURIComponent(first.next)}`)) as typeof first;
    expect([first, second].map(({ items }) => items.length)).toEqual([1, 1]);
    expect(first.items[0]?.hash).toBe(made.plan.hash);
    expect(second.items[0]?.hash).not.toBe(made.plan.hash);
    expect(second.next).toBeUndefined();
  });

  test.each([
    ['', {}],
    ['arm=other&limit=1000', { arm: 'other' }],
    ['stratum=calm&verdict=deny&limit=9', { stratum: 'calm', verdict: 'deny' }],
    ['task=wild-0&limit=50', { task: 'wild-0' }],
    ['outcome=failed', { outcome: 'failed' }],
    ['latencyFromNs=20000000', { latencyNs: { from: 20_000_000 } }],
    ['latencyToNs=20000000&latencyFromNs=0&limit=77', { latencyNs: { from: 0, to: 20_000_000 } }],
  ] as const)('are results by %j, page by page, as the lab has them', async (query, filter) => {
    const expected: Result[] = [];
    for await (const result of lab.allResults(made.plan.hash, filter)) expected.push(result);
    const met: Result[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const at: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await read(of(`/results?${query}${at}`))) as { items: Result[]; next?: string };
      met.push(...page.items);
      cursor = page.next;
    }
    expect(met.length).toBeGreaterThan(0);
    expect(met).toEqual(expected);
  });

  test('are readings of the machine, page by page', async () => {
    const [slow] = (await lab.experiments({ limit: 2 })).items.filter(({ hash }) => hash !== made.plan.hash);
    const path = `/v1/experiments/${slow?.hash}/readings`;
    const all = ((await read(`${path}?limit=1000`)) as { items: { at: number; device: string; quantity: string }[] })
      .items;
    expect(all.length).toBeGreaterThan(4);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => a - b));
    const met: unknown[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const at: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = (await read(`${path}?limit=1${at}`)) as { items: unknown[]; next?: string };
      met.push(...page.items);
      cursor = page.next;
    }
    expect(met).toEqual(all);
    const busy = (await read(`${path}?device=cpu&quantity=busy`)) as { items: unknown[] };
    expect(busy.items).toEqual(all.filter(({ device, quantity }) => device === 'cpu' && quantity === 'busy'));
    expect(busy.items.length).toBeGreaterThan(0);
    const { at } = all.at(-1) ?? { at: 0 };
    expect(((await read(`${path}?fromMs=${at + 1}`)) as { items: unknown[] }).items).toEqual([]);
  });

  test('is the report, in both forms', async () => {
    const report = plain(recordOf(await lab.analysis(made.plan.hash)));
    expect(await read(of('/report.json'))).toEqual(report);
    const page = await get(of('/report.html'));
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src-elem 'sha256-[^']+'; .*frame-ancestors 'none'; sandbox$/u);
    const text = await page.text();
    expect(text).toContain(`<code>${made.plan.hash}</code>`);
    expect(text).not.toContain('<script');
  });
});

test('a report leaves out what a file says that was given, and knows no other', async () => {
  const path = of('/report.json');
  const whole = await read(path);
  const text = `stratum,task,exclusion,reason\ncalm,calm-1,${EXCLUSION},It suits nobody.\n`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  expect(await refusal(await get(`${path}?exclusions=${sha256}`))).toMatchObject({ status: 400, code: 'REQUEST' });
  const given = recordOf(await lab.analysis(made.plan.hash, { exclusions: Buffer.from(text) }));
  expect(await read(`${path}?exclusions=${sha256}`)).toEqual(plain(given));
  expect(given.figures).not.toEqual((whole as typeof given).figures);
  const page = await (await get(of(`/report.html?exclusions=${sha256}`))).text();
  expect(page).toContain('<code>calm/calm-1</code>: It suits nobody.');
  for (const other of [results[0]?.artifact, '0'.repeat(64)]) {
    expect(await refusal(await get(`${path}?exclusions=${other}`))).toMatchObject({ status: 400, code: 'REQUEST' });
  }
  expect(await refusal(await get(`${path}?exclusions=..%2f..%2flab.db`))).toMatchObject({ status: 400 });
});

interface Told {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

async function refusal(response: Response): Promise<Told> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as Told & { type: string; title: string };
  expect(problem).toMatchObject({ type: 'about:blank', status: response.status });
  expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'code', 'detail']);
  expect(JSON.stringify(problem)).not.toContain(made.folder);
  return problem;
}

describe('who calls', () => {
  const near = TOKEN.slice(0, -1);
  test.each([
    ['nothing', undefined],
    ['another token', `Bearer ${near}0`],
    ['its beginning', `Bearer ${near}`],
    ['more than it', `Bearer ${TOKEN}x`],
    ['an empty one', 'Bearer '],
    ['another scheme', `Basic ${Buffer.from(`a:${TOKEN}`).toString('base64')}`],
    ['two', `Bearer ${TOKEN} ${TOKEN}`],
    ['a long one', `Bearer ${'x'.repeat(9_000)}`],
  ])('and shows %s is told nothing, on any path', async (_, authorization) => {
    for (const path of ['/v1/experiments', of('/report.html'), '/nothing', '/']) {
      const response = await fetch(`${server.address}${path}`, {
        headers: authorization === undefined ? {} : { authorization },
      });
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await refusal(response)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    }
  });

  test('shows the token in whatever case the scheme is', async () => {
    expect((await get('/v1/experiments', { authorization: `bEARER ${TOKEN}` })).status).toBe(200);
  });

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', '0.0.0.0', '', 'localhost:x'])(
    'by the host %j is refused, also with the token',
    async (host) => {
      const { status, text } = await raw(
        `GET /v1/experiments HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`,
      );
      expect(status).toBe(403);
      expect(text).not.toContain('items');
    },
  );

  test.each(['localhost', 'LOCALHOST:99', '[::1]:1', '127.0.0.1'])('by the host %j is let in', async (host) => {
    const { status } = await raw(
      `GET /v1/experiments HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n\r\n`,
    );
    expect(status).toBe(200);
  });

  test('from a page of another origin gets no leave to read', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
    for (const method of ['GET', 'OPTIONS']) {
      const response = await fetch(`${server.address}/v1/experiments`, {
        method,
        headers: { ...headers, authorization: `Bearer ${TOKEN}` },
      });
      expect(response.status).toBe(method === 'GET' ? 200 : 405);
      for (const name of response.headers.keys()) expect(name).not.toContain('access-control');
      expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('what is asked and has no sense', () => {
  test.each([
    '/',
    '/v1',
    '/v1/experiments/',
    '/v1/experiments/a-test',
    `/v1/experiments/${'0'.repeat(64)}`,
    `/v1/experiments/${'0'.repeat(63)}`,
    '/v1/experiments/../../../etc/passwd',
    '/v1/experiments/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/v1/artifacts/../lab.db',
    '/lab.db',
    '/http-token',
  ])('%s is not there', async (path) => {
    const { status } = await raw(`GET ${path} HTTP/1.1\r\n${OURS}Connection: close\r\n\r\n`);
    expect(status).toBe(404);
  });

  test.each([
    '/nothing',
    '/results/',
    '/results/../counts',
    '/__proto__',
    '/constructor',
    '/toString',
    '/artifacts/..%2f..%2flab.db',
  ])('below an experiment, %s is not there', async (part) => {
    const { status } = await raw(`GET ${of(part)} HTTP/1.1\r\n${OURS}Connection: close\r\n\r\n`);
    expect(status).toBe(404);
  });

  test.each([
    '/results?arm=nobody',
    '/results?task=nothing',
    '/results?task=%00',
    '/results?arm=one&arm=other',
    '/results?arm=one&experiment=x',
    '/results?limit=0',
    '/results?limit=100000',
    '/results?verdict=%22%3Cscript%3E',
    '/results?latencyFromNs=NaN',
    '/results?cursor=AAAA',
    '/results?cursor=WyJhIl0',
    '/results?cursor=WzFlOTld',
    '/results?cursor=W10',
    '/results?cursor=%FF%FE',
    '/readings?quantity=noise',
    '/readings?cursor=WzFd',
    '/counts?x=1',
    '/report.json?excluded=1',
    '?x',
  ])('%s is refused', async (part) => {
    expect(await refusal(await get(of(part)))).toMatchObject({ status: 400, code: 'REQUEST' });
  });

  test('a cursor that was tampered with leads nowhere else than within the experiment', async () => {
    const { hash } = made.plan;
    for (const key of ['[-5]', '[9007199254740991]', '[3]', '[1e3]']) {
      const cursor = Buffer.from(key).toString('base64');
      const met = (await read(of(`/results?limit=1000&cursor=${encodeURIComponent(cursor)}`))) as { items: Result[] };
      expect(met.items).toEqual(
        results.filter(({ position }) => position > Number(JSON.parse(key)[0])).slice(0, 1_000),
      );
      expect(met.items.every(({ experiment }) => experiment === hash)).toBe(true);
    }
  });

  test('are other methods, bodies and what is no HTTP', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD']) {
      const response = await fetch(`${server.address}/v1/experiments`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET']);
      expect((await response.text()).length > 0).toBe(method !== 'HEAD');
    }
    const head = `GET /v1/experiments HTTP/1.1\r\n${OURS}`;
    const withBody = await raw(`${head}Content-Length: 22\r\n\r\nGET /smuggled HTTP/1.1`);
    expect([withBody.status, withBody.text.match(/HTTP\/1\.1 \d/gu)?.length]).toEqual([400, 1]);
    expect((await raw(`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)).status).toBe(400);
    expect((await raw('Not HTTP at all\r\n\r\n')).status).toBe(400);
    expect((await raw(`${head}X: ${'x'.repeat(20_000)}\r\n\r\n`)).status).toBe(431);
    for (const target of ['http://evil.example/v1/experiments', '//evil.example/v1/experiments', '*']) {
      expect((await raw(head.replace('/v1/experiments', target) + 'Connection: close\r\n\r\n')).status).toBe(400);
    }
  });
});

/** What is sent byte by byte, and what comes back until the connection ends. */
async function raw(text: string, to = server): Promise<{ readonly status: number; readonly text: string }> {
  const socket = await connected(to);
  socket.write(text);
  let met = '';
  for await (const chunk of socket) met += String(chunk);
  return { status: Number(/^HTTP\/1\.1 (\d+)/u.exec(met)?.[1] ?? 0), text: met };
}

function connected({ address }: LabServer): Promise<Socket> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: hostname, port: Number(port) }, () => resolve(socket));
    socket.once('error', reject);
  });
}

describe('who is slow', () => {
  test('to say what it asks is told so, and let go', async () => {
    const own = await serve({ headersTimeoutMs: 200 });
    onTestFinished(() => own.close());
    const { status } = await raw('GET /v1/experiments HTTP/1.1\r\nHost: local', own);
    expect(status).toBe(408);
  });

  test('to read the answer is let go: what was not sent by then is not sent', async () => {
    const title = 'x'.repeat(32 << 20);
    const large = {
      counts: async () => ({}),
      experiments: async () => ({ items: [{ hash: made.plan.hash, state: 'finished', experiment: { title } }] }),
    } as unknown as Lab;
    const readBytes = async (waitMs: number, answerTimeoutMs: number): Promise<number> => {
      const own = await serve({ lab: large, answerTimeoutMs });
      const socket = await connected(own);
      socket.write(`GET /v1/experiments HTTP/1.1\r\n${OURS}Connection: close\r\n\r\n`);
      await later(waitMs);
      let sizeBytes = 0;
      for await (const chunk of socket) sizeBytes += (chunk as Buffer).length;
      await own.close();
      return sizeBytes;
    };
    expect(await readBytes(0, 60_000)).toBeGreaterThan(title.length);
    expect(await readBytes(1_000, 300)).toBeLessThan(title.length);
  });

  test('holds up sixteen calls and no more', async () => {
    const waiting = Promise.withResolvers<never>();
    const asked: unknown[] = [];
    const stuck = { experiments: (page: unknown) => (asked.push(page), waiting.promise) } as unknown as Lab;
    const own = await serve({ lab: stuck });
    onTestFinished(() => own.close());
    const calls = Array.from({ length: 16 }, () => get('/v1/experiments', {}, own));
    while (asked.length < 16) await later(5);
    expect(await refusal(await get('/v1/experiments', {}, own))).toMatchObject({ status: 503, code: 'BUSY' });
    waiting.reject(new HttpError('NOT_FOUND', 'expected an end, met one'));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => 404));
    expect((await get('/v1/experiments', {}, own)).status).toBe(404);
  });

  test('and shows no token takes no place of those who do', async () => {
    const own = await serve({});
    onTestFinished(() => own.close());
    const sockets = await Promise.all(Array.from({ length: 40 }, () => connected(own)));
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    // Nobody reads what they are answered.
    for (const socket of sockets) socket.write('GET /v1/experiments HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(50));
    const dropped = sockets.map((socket) => new Promise((resolve) => socket.once('close', () => resolve('dropped'))));
    expect((await get('/v1/experiments', {}, own)).status).toBe(200);
    for (const socket of sockets) socket.resume();
    expect(await Promise.race([Promise.all(dropped), later(10_000, 'kept')])).toEqual(sockets.map(() => 'dropped'));
  });

  test('is one of so many', async () => {
    const sockets = await Promise.all(Array.from({ length: 64 }, () => connected(server)));
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    await later(50);
    const refused = await connected(server);
    const ended = new Promise((resolve) => refused.once('close', () => resolve('dropped')));
    refused.resume();
    expect(await Promise.race([ended, later(2_000, 'kept')])).toBe('dropped');
  });
});

test('a port that somebody has is told', async () => {
  const port = Number(new URL(server.address).port);
  await expect(serve({ port })).rejects.toMatchObject({
    code: 'RUN',
    message: `expected to listen at 127.0.0.1:${port}, met EADDRINUSE; name another port`,
  });
});

describe('what the lab cannot say', () => {
  test('is a fault that tells nothing of itself', async () => {
    const told: unknown[] = [];
    const broken = { experiments: () => Promise.reject(new Error('the key is hunter2')) } as unknown as Lab;
    const own = await serve({ lab: broken, onFault: (error) => told.push(error) });
    onTestFinished(() => own.close());
    const problem = await refusal(await get('/v1/experiments', {}, own));
    expect(problem).toMatchObject({ status: 500, code: 'FAULT' });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
    expect(told).toEqual([expect.objectContaining({ message: 'the key is hunter2' })]);
  });

  test('is a report that would have commands run', async () => {
    const groundTruth = { source: 'effects' } as const;
    const record = { hash: made.plan.hash, experiment: { ...made.plan.experiment, groundTruth }, state: 'finished' };
    let asked = 0;
    const never = {
      experiment: async () => record,
      counts: async () => ({}),
      analysis: async () => asked++,
    } as unknown as Lab;
    const own = await serve({ lab: never });
    onTestFinished(() => own.close());
    expect(await refusal(await get(of('/report.json'), {}, own))).toMatchObject({ status: 409, code: 'STATE' });
    expect(asked).toBe(0);
  });

  test('is one report while it makes another, and the same one for several is made once', async () => {
    const gate = Promise.withResolvers<undefined>();
    const madeOf: string[] = [];
    const slow = {
      experiment: (hash: string) => lab.find(hash),
      counts: (hash: string) => lab.counts(hash),
      analysis: async (hash: string) => {
        madeOf.push(hash);
        await gate.promise;
        return lab.analysis(hash);
      },
    } as unknown as Lab;
    const own = await serve({ lab: slow });
    onTestFinished(() => own.close());
    const [other] = (await lab.experiments({ limit: 2 })).items.filter(({ hash }) => hash !== made.plan.hash);
    const both = [get(of('/report.json'), {}, own), get(of('/report.html'), {}, own)];
    while (madeOf.length === 0) await later(5);
    const busy = await get(`/v1/experiments/${other?.hash}/report.json`, {}, own);
    expect(busy.headers.get('retry-after')).toBe('1');
    expect(await refusal(busy)).toMatchObject({ status: 503, code: 'BUSY' });
    gate.resolve(undefined);
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
    expect(madeOf).toEqual([made.plan.hash]);
  });
});

describe('the token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capgate-lab-token-'));

  test('is made once, for its owner alone', async () => {
    const path = join(folder, 'made');
    const { token, isNew } = await tokenIn(path);
    expect(isNew).toBe(true);
    expect(token).toMatch(/^cgl_[\w-]{43}$/u);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(`${token}\n`);
    expect(await tokenIn(path)).toEqual({ token, isNew: false });
    expect((await tokenIn(join(folder, 'another'))).token).not.toBe(token);
  });

  test('is not taken from a file that others may read, a link, or of too few characters', async () => {
    const path = join(folder, 'open');
    writeFileSync(path, TOKEN, { mode: 0o600 });
    expect(await tokenOf(path)).toBe(TOKEN);
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(path, mode);
      await expect(tokenOf(path)).rejects.toMatchObject({ code: 'RUN', message: expect.stringContaining('chmod 600') });
    }
    chmodSync(path, 0o600);
    symlinkSync(path, join(folder, 'link'));
    expect(await codeOf(() => tokenOf(join(folder, 'link')))).toBe('RUN');
    expect(await codeOf(() => tokenOf(folder))).toBe('RUN');
    expect(await codeOf(() => tokenOf(join(folder, 'absent')))).toBe('RUN');
    for (const text of ['', 'short', `${TOKEN} and more`, `${TOKEN}\n${TOKEN}`, 'x'.repeat(513)]) {
      writeFileSync(path, text);
      await expect(tokenOf(path)).rejects.toThrow('met another content');
    }
  });
});

test('no fault was told by the end of all of this', () => expect(faults).toEqual([]));
