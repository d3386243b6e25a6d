import { chmodSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { RESULT_QUESTIONS } from '@capgate/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAB } from '../src/lab/spec.ts';
import { labWorld, MEASURING_TIMEOUT_MS } from './lab-world.ts';

const { folder, lab, ask, written, run } = labWorld();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => run('served', 1), MEASURING_TIMEOUT_MS);

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

type Get = (path: string, token?: string) => Promise<Response>;

/** While `capgate lab serve` runs, which ends as a person ends it. */
async function whileServed(options: readonly string[], look: (get: Get, token: string) => Promise<void>) {
  const port = await freePort();
  const served = ask('serve', '--port', String(port), ...options);
  const tokenFile = options[0] === '--token-file' ? join(folder, options[1] ?? '') : join(lab, 'http-token');
  const get: Get = (path, token = readFileSync(tokenFile, 'utf8').trim()) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } });
  for (;;) {
    try {
      await get('/');
      break;
    } catch {
      await later(20);
    }
  }
  await look(get, readFileSync(tokenFile, 'utf8').trim()).finally(() => {
    // As Node calls it at Ctrl+C.
    process.listeners('SIGINT').at(-1)?.('SIGINT');
  });
  return { port, ...(await served) };
}

describe('lab serve', () => {
  it('has the lab read by the token that it makes, shows once, and keeps for its user alone', async () => {
    let token = '';
    const first = await whileServed([], async (get, made) => {
      token = made;
      expect((await get('/v1/experiments')).status).toBe(200);
      expect((await get('/v1/experiments', `${made}x`)).status).toBe(401);
    });
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toContain(`http://127.0.0.1:${first.port}/v1/experiments`);
    expect(first.stdout).toContain(token);
    expect(statSync(join(lab, 'http-token')).mode & 0o777).toBe(0o600);
    const again = await whileServed([], async (get) => expect((await get('/v1/experiments', token)).status).toBe(200));
    expect(again.stdout).not.toContain(token);
  });

  it('answers as the commands do: status, and export by the same filters', async () => {
    await whileServed([], async (get) => {
      const { items } = (await (await get('/v1/experiments')).json()) as { items: { hash: string }[] };
      expect(items).toEqual(JSON.parse((await ask('status', '--json')).stdout).experiments);
      const filters = [
        [[], ''],
        [['--arm', 'strict', '--verdict', 'allow'], 'arm=strict&verdict=allow'],
        [
          ['--task', 't-1', '--latency-from', '1', '--latency-to', '999999999'],
          'task=t-1&latencyFromNs=1&latencyToNs=999999999',
        ],
        [['--stratum', 'plain', '--outcome', 'answered'], 'stratum=plain&outcome=answered'],
      ] as const;
      for (const [options, query] of filters) {
        const rows = JSON.parse((await ask('export', '--format', 'json', ...options, 'served')).stdout) as unknown[];
        expect([query, rows.length > 0]).toEqual([query, true]);
        const page = await get(`/v1/experiments/${items[0]?.hash}/results?limit=1000&${query}`);
        expect([query, await page.json()]).toEqual([query, { items: rows }]);
      }
    });
  });

  it('takes a token of a file that nobody else may read', async () => {
    const path = written('token', `${'a-token-of-mine-'.repeat(3)}\n`);
    chmodSync(path, 0o644);
    expect(await ask('serve', '--port', '0', '--token-file', 'token')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('chmod 600 it'),
    });
    chmodSync(path, 0o600);
    const served = await whileServed(['--token-file', 'token'], async (get) => {
      expect((await get('/v1/experiments')).status).toBe(200);
    });
    expect(served.stdout).not.toContain('a-token-of-mine');
  });

  it('makes no lab where there is none', async () => {
    expect(await ask('serve', '--lab', join(folder, 'nowhere'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('met none; capgate lab run FILE makes one'),
    });
  });

  it('is asked whatever export can be asked', () => {
    const { options = [] } = LAB.commands?.find(({ name }) => name === 'export') ?? {};
    const names = options.map(({ name }) =>
      name.replace(/^latency-(from|to)$/u, (_, end: string) => `latency${end === 'to' ? 'To' : 'From'}Ns`),
    );
    for (const question of RESULT_QUESTIONS) expect(names).toContain(question);
  });
});

describe('lab export and status', () => {
  it('refuse what has no sense', async () => {
    for (const [options, said] of [
      [['--arm', 'nobody'], 'expected the arm to be one of strict, balanced'],
      [['--latency-from', '1e3'], 'latencyFromNs: '],
      [['--task', 'nothing'], 'expected a task of the experiment'],
    ] as const) {
      expect(await ask('export', ...options, 'served')).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(said),
      });
    }
    expect(await ask('status', '--limit', '0')).toMatchObject({ status: 2 });
    expect(await ask('status', '--cursor', 'AAAA')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('expected the cursor that the page before gave'),
    });
  });

  it('go on with older experiments behind a cursor', async () => {
    await run('later', 2);
    const { experiments, next } = JSON.parse((await ask('status', '--json', '--limit', '1')).stdout);
    expect(experiments).toMatchObject([{ name: 'later' }]);
    expect((await ask('status', '--limit', '1')).stdout).toContain(`capgate lab status --cursor ${next}`);
    const older = JSON.parse((await ask('status', '--json', '--cursor', next)).stdout);
    expect(older.experiments).toMatchObject([{ name: 'served' }]);
    expect(older.next).toBeUndefined();
  });
});
