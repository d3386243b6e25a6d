/** The kernel's side of the gate by HTTP, where nobody has a process, and what goes into the log. */
import { systemClock, systemRandom } from '@capgate/base/node';
import type { Caller } from '@capgate/gate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Contract } from '../../../gate/test/http/contract.ts';
import { type Reply, TestService } from '../../../gate/test/http/harness.ts';
import { Denials } from '../../src/serve/kernel/denials.ts';
import { KernelCounts } from '../../src/serve/kernel/counts.ts';
import { Kernel } from '../../src/serve/kernel/kernel.ts';
import type { Held } from '../../src/serve/kernel/sessions.ts';
import { registrationOf } from './session.ts';

const HELD = '0'.repeat(32);
const kernel = new Kernel({
  clock: systemClock,
  random: systemRandom,
  tokenProgram: () => ['capgate-hook', '--token'],
});

let service: TestService;
let contract: Contract;
let token: string;

beforeAll(async () => {
  service = await TestService.start({}, { extensions: [kernel.extension] });
  contract = new Contract((await service.ask('GET', '/openapi.json')).body as object);
  token = await service.token();
});
afterAll(() => service.end());

/** Every reply of this file is held against the document. */
async function ask(method: string, path: string, body?: unknown): Promise<Reply> {
  const reply = await service.ask(method, path, token, body);
  expect(contract.fault(method, path, reply)).toBeUndefined();
  return reply;
}

test.each<[string, object]>([
  ['sessions', registrationOf(process.pid)],
  [`sessions/${HELD}/next`, {}],
  [`sessions/${HELD}/events`, { events: [], lost: 0 }],
  [`sessions/${HELD}/end`, { decided: 0, denied: 0, lost: 0 }],
  [`sessions/${HELD}/matches`, { argv: ['sh'], cwd: '/', pid: 1, startTicks: 1 }],
  ['bindings', { token: '0'.repeat(64) }],
])('nobody with a token is answered at %s, a person neither', async (path, body) => {
  expect(await ask('POST', `/v1/kernel/${path}`, body)).toMatchObject({
    status: 403,
  });
});

test('nothing is bound for a caller with a token', () => {
  const caller: Caller = { kind: 'agent', name: 'x', tenant: 'default', scopes: ['decide'], way: 'token' };
  expect(kernel.bindingFor(caller)).toBeUndefined();
});

const held = { tenant: 'default', held: 'h-1' } as Held;
const event = {
  at: 1,
  act: 'connect' as const,
  isDenied: true,
  address: '192.0.2.1',
  port: 443,
  reach: 'public',
  pid: 12,
  uid: 1_000,
  command: 'curl \ud800',
  ancestry: [],
};

describe('what was stopped', () => {
  test('is told to who watches, is in the log, and beside its decision', async () => {
    const decided = await ask('POST', '/v1/decisions', { action: { kind: 'command', command: 'ls' } });
    const decision = (decided.body as { decision: string }).decision;
    const told: object[] = [];
    const unwatch = service.gate.events.watch('default', ({ kind, body }) => void told.push({ kind, body }));
    const of = { decision, agent: 'claude', session: 's-1' };
    const bound = { tenant: 'default', held: 'h-1', binding: 'b-1', ...of, pid: 11, way: 'hook' as const };
    service.gate.recorder.recordOrDefer('kernel.bound', bound);
    new Denials(service.gate, new KernelCounts()).add(held, { ...event, binding: 'b-1' }, of);
    unwatch();
    expect(told).toMatchObject([{ kind: 'kernel', body: { kind: 'denied', decision, address: '192.0.2.1' } }]);
    await service.stored();
    const { body } = await ask('GET', `/v1/decisions/${decision}`);
    expect(body.kernel).toMatchObject({
      bindings: [{ binding: 'b-1', pid: 11, way: 'hook' }],
      denials: [{ act: 'connect', port: 443, ancestry: [{ pid: 12, command: 'curl \ufffd' }] }],
    });
    const listed = await ask('GET', '/v1/kernel/denials?session=s-1');
    expect(listed.body.items).toHaveLength(1);
    expect((await ask('GET', '/v1/kernel/denials?held=h-2')).body.items).toEqual([]);
    expect((await ask('GET', '/v1/kernel/sessions')).body.items).toEqual([]);
  });

  test('is written so often a minute for each session, and counted beyond', () => {
    const counts = new KernelCounts();
    const denials = new Denials(service.gate, counts);
    for (let count = 0; count < 700; count++) denials.add(held, event, undefined);
    denials.add({ ...held, held: 'h-2' }, event, undefined);
    denials.add(held, { ...event, isDenied: false }, undefined);
    const events = counts.metrics(0).find(({ name }) => name === 'tcp_kernel_events_total')?.samples ?? [];
    expect(events.filter(({ value }) => value > 0)).toEqual([
      { labels: { act: 'connect', result: 'allowed' }, value: 1 },
      { labels: { act: 'connect', result: 'denied' }, value: 601 },
      { labels: { act: 'connect', result: 'unrecorded' }, value: 100 },
    ]);
  });
});
