import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, systemRandom } from '@capgate/base/node';
import { codeOf } from '@capgate/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AlertHook, alertWebhookIn } from '../../src/adapters/run/alert-hook.ts';
import type { Alert } from '../../src/index.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const alertOf = (number: number): Alert => ({
  kind: 'quarantine',
  severity: 'critical',
  atMs: Date.UTC(2026, 5, 1),
  about: `agent-${number}`,
  text: 'is kept apart',
  count: 1,
});

let server: Server;
let url: string;
let bodies: Record<string, unknown>[];
/** What requests are answered. */
let status: number;
let faults: unknown[];

beforeEach(async () => {
  [bodies, status, faults] = [[], 204, []];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Waits no time between tries, unless told to wait for ever. */
function hookAt(address: string, schedule: (callback: () => void) => () => void = hasty): AlertHook {
  const webhook = alertWebhookIn({ CAPGATE_FLEET_WEBHOOK_URL: address, CAPGATE_FLEET_WEBHOOK_SECRET: SECRET });
  if (webhook === undefined) throw new Error('expected a webhook, met none');
  const clock = { ...systemClock, schedule: (_: number, callback: () => void) => schedule(callback) };
  return new AlertHook({ webhook, node: 'hub-1', clock, random: systemRandom, onFault: (e) => faults.push(e) });
}

const hasty = (callback: () => void): (() => void) => systemClock.schedule(0, callback);

describe('alerts', () => {
  test('go to the address that the environment names, in their order', async () => {
    const hook = hookAt(url);
    for (const number of [1, 2, 3]) hook.tell(alertOf(number));
    await vi.waitFor(() => expect(bodies).toHaveLength(3));
    expect(bodies.map(({ data }) => (data as { about: string }).about)).toEqual(['agent-1', 'agent-2', 'agent-3']);
    expect(bodies[0]).toEqual({
      type: 'fleet.quarantine',
      timestamp: expect.any(String),
      data: {
        node: 'hub-1',
        severity: 'critical',
        at: '2026-06-01T00:00:00.000Z',
        about: 'agent-1',
        text: 'is kept apart',
        count: 1,
      },
    });
    hook.tell(alertOf(4));
    await vi.waitFor(() => expect(bodies).toHaveLength(4));
    expect(faults).toEqual([]);
  });

  test('that nobody takes are told to who runs the node, and the next ones go all the same', async () => {
    status = 400;
    const hook = hookAt(url);
    hook.tell(alertOf(1));
    await vi.waitFor(() => expect(faults).toEqual([expect.objectContaining({ code: 'UNTAKEN' })]));
    status = 204;
    hook.tell(alertOf(2));
    await vi.waitFor(() => expect(bodies).toHaveLength(2));
    expect(faults).toHaveLength(1);
  });

  test('wait up to a thousand, and how many were lost is told', async () => {
    status = 503;
    const pauses: (() => void)[] = [];
    const hook = hookAt(url, (callback) => {
      pauses.push(callback);
      return () => {};
    });
    for (let number = 0; number < 1_011; number++) hook.tell(alertOf(number));
    await vi.waitFor(() => {
      pauses.shift()?.();
      expect(faults).toHaveLength(2);
    });
    expect(faults[1]).toMatchObject({ code: 'UNREACHABLE', message: expect.stringContaining(': 10 are lost') });
    hook.close();
  });

  test('are not waited for where the node ends', async () => {
    status = 503;
    const cancelled = vi.fn<() => void>();
    const hook = hookAt(url, () => cancelled);
    hook.tell(alertOf(1));
    hook.tell(alertOf(2));
    await vi.waitFor(() => expect(bodies).toHaveLength(1));
    await vi.waitFor(() => {
      hook.close();
      expect(cancelled).toHaveBeenCalled();
    });
    expect(bodies).toHaveLength(1);
  });

  test('go nowhere unless the environment says so, and not in the clear', async () => {
    expect(alertWebhookIn({})).toBeUndefined();
    const env = { CAPGATE_FLEET_WEBHOOK_URL: 'http://hooks.example.com/', CAPGATE_FLEET_WEBHOOK_SECRET: SECRET };
    expect(await codeOf(() => alertWebhookIn(env))).toBe('VALUE');
    expect(() => alertWebhookIn(env)).toThrow(/CAPGATE_FLEET_WEBHOOK_URL/u);
  });
});
