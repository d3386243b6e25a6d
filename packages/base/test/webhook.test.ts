import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf } from '@capgate/testing';
import { Webhook as Oracle } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, type Random } from '../src/index.ts';
import { type Notice, sendNotice, systemClock, webhookIn } from '../src/node/index.ts';

const VARIABLES = { url: 'HOOK_URL', secret: 'HOOK_SECRET' };

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const notice: Notice = {
  type: 'experiment.failed',
  data: { experiment: 'a'.repeat(64), results: 120, why: 'ARM: expected an answer' },
};

/** Waits no time, and says how long it was asked to. */
class HastyClock implements Clock {
  readonly pausesMs: number[] = [];
  nowMs = (): number => systemClock.nowMs();
  monotonicMs = (): number => systemClock.monotonicMs();
  schedule(delayMs: number, callback: () => void): () => void {
    this.pausesMs.push(delayMs);
    return systemClock.schedule(0, callback);
  }
}

let byte = 0;
const random: Random = {
  bytes: (sizeBytes) => Uint8Array.from({ length: sizeBytes }, () => (byte = (byte + 41) % 256)),
};

interface Met {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const met: Met[] = [];
/** What the next requests are answered; afterwards 204. */
let answers: (readonly [status: number, headers?: Record<string, string>] | 'nothing')[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    met.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    const answer = answers.shift() ?? [204];
    if (answer === 'nothing') request.socket.destroy();
    else response.writeHead(answer[0], answer[1]).end();
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  met.length = 0;
  answers = [];
});

async function send(clock = new HastyClock()): Promise<number[]> {
  const webhook = webhookIn({ HOOK_URL: url, HOOK_SECRET: SECRET }, VARIABLES);
  if (webhook === undefined) throw new Error('expected a webhook, met none');
  await sendNotice(webhook, notice, { clock, random });
  return clock.pausesMs;
}

describe('a notice', () => {
  test('is one that another implementation of the specification verifies', async () => {
    await send();
    expect(met).toHaveLength(1);
    const [{ headers, body }] = met as [Met];
    const verified = new Oracle(SECRET).verify(body, headers as Record<string, string>);
    expect(verified).toEqual({ ...notice, timestamp: expect.stringMatching(/^\d{4}-.*Z$/u) });
    expect(() => new Oracle(SECRET).verify(body.replace('120', '121'), headers as Record<string, string>)).toThrow(
      /No matching signature/u,
    );
  });

  test('is sent again, as the same one, until somebody takes it; within a bound that doubles', async () => {
    answers = [[503], 'nothing', [408], [500]];
    const pauses = await send();
    expect(met).toHaveLength(5);
    expect(new Set(met.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(pauses).toHaveLength(4);
    for (const [i, pauseMs] of pauses.entries()) {
      expect(pauseMs).toBeGreaterThanOrEqual(0);
      expect(pauseMs).toBeLessThan(1_000 * 2 ** i);
    }
  });

  test('waits as long as it is asked to, up to a minute', async () => {
    answers = [
      [429, { 'retry-after': '7' }],
      [429, { 'retry-after': '86400' }],
    ];
    const [first = 0, second] = await send();
    expect(first).toBeGreaterThanOrEqual(7_000);
    expect(first).toBeLessThan(8_000);
    expect(second).toBe(60_000);
  });

  test('is given up after five tries, and at once where it is refused or led elsewhere', async () => {
    answers = Array.from({ length: 9 }, () => [502] as const);
    await expect(send()).rejects.toMatchObject({
      code: 'UNTAKEN',
      message: expect.stringContaining('status 502 in try 5'),
    });
    expect(met).toHaveLength(5);
    for (const status of [400, 401, 404, 410, 301, 307]) {
      met.length = 0;
      answers = [[status, { location: `${url}/other` }]];
      await expect(send()).rejects.toMatchObject({ message: expect.stringContaining(`status ${status} in try 1`) });
      expect(met).toHaveLength(1);
    }
  });
});

describe('where notices go', () => {
  test('is nowhere, unless the environment says so', () => {
    expect(webhookIn({}, VARIABLES)).toBeUndefined();
  });

  test.each([
    ['http://hooks.example.com/', SECRET],
    ['http://127.0.0.1.example.com/', SECRET],
    ['https://user:password@hooks.example.com/', SECRET],
    ['ftp://hooks.example.com/', SECRET],
    ['nowhere', SECRET],
    [undefined, SECRET],
    ['https://hooks.example.com/', undefined],
    ['https://hooks.example.com/', 'hunter2'],
    ['https://hooks.example.com/', 'whsec_c2hvcnQ='],
  ])('is not %s with the secret %s', async (address, secret) => {
    const env = { HOOK_URL: address, HOOK_SECRET: secret };
    expect(await codeOf(() => webhookIn(env, VARIABLES))).toBe('PLACE');
    // Neither is told on.
    expect(() => webhookIn(env, VARIABLES)).not.toThrow(/hunter2|password@/u);
  });
});
