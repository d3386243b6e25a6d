import { SimulatedClock } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { Events } from '../../src/events.ts';
import type { Gate } from '../../src/gate.ts';
import { watch } from '../../src/http/events.ts';
import { HARMLESS, person, TestService } from './harness.ts';

const FORCE = { ...HARMLESS, action: { kind: 'command', command: 'git push --force origin main' } };

interface Pulse {
  readonly at: number;
  readonly decisions: readonly object[];
  readonly approvalsPending: number;
  readonly latency: {
    readonly count: number;
    readonly cumulative: readonly number[];
    readonly boundsSeconds: readonly number[];
  };
}

async function* pulsesOf(response: Response): AsyncGenerator<Pulse, undefined> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^event: pulse\ndata: (.*)$/u.exec(event)?.[1];
      if (data !== undefined) yield JSON.parse(data) as Pulse;
    }
  }
  return undefined;
}

interface Watched {
  readonly events: Events;
  readonly clock: SimulatedClock;
  readonly leaving: AbortController;
  readonly told: AsyncGenerator<string>;
}

function watched(kinds?: readonly string[]): Watched {
  const [events, clock, leaving] = [new Events(), new SimulatedClock(), new AbortController()];
  const gate = { events, parts: { clock } } as unknown as Gate;
  return { events, clock, leaving, told: watch(gate, person, kinds, leaving.signal) };
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Of the events, once the stream has begun. */
async function streamOf(service: TestService, headers: Record<string, string>): Promise<Reader> {
  const response = await fetch(`${service.origin}/v1/events`, { headers });
  const reader = response.body?.getReader() as Reader;
  expect(Buffer.from((await reader.read()).value ?? []).toString()).toMatch(/^retry: /u);
  return reader;
}

async function drained(reader: Reader): Promise<void> {
  while (!(await reader.read()).done);
}

async function next({ told }: Watched): Promise<string> {
  return (await told.next()).value as string;
}

describe('who watches', () => {
  test('is told each event of its tenant as it happens, and no other', async () => {
    const it = watched();
    expect(await next(it)).toMatch(/^retry: /u);
    const waiting = next(it);
    it.events.tell('decision', 'another', { n: 0 });
    it.events.tell('decision', person.tenant, { n: 1 });
    expect(await waiting).toBe('event: decision\ndata: {"n":1}\n\n');
  });

  test('is told the kinds alone that it asked for', async () => {
    const it = watched(['approval']);
    await next(it);
    const waiting = next(it);
    it.events.tell('decision', person.tenant, {});
    it.events.tell('approval', person.tenant, { n: 2 });
    expect(await waiting).toContain('event: approval\n');
  });

  test('misses what it was too slow for, and is told how many', async () => {
    const it = watched();
    await next(it);
    const waiting = next(it);
    it.events.tell('decision', person.tenant, { n: 0 });
    await waiting;
    for (let n = 1; n <= 1_500; n++) it.events.tell('decision', person.tenant, { n });
    const text = await next(it);
    expect(text.match(/^event: decision$/gmu)).toHaveLength(1_000);
    expect(text).toMatch(/event: dropped\ndata: \{"count":500\}\n\n$/u);
  });

  test('hears that it is still there, until it must come again', async () => {
    const it = watched();
    await next(it);
    const waiting = next(it);
    it.clock.advance(15_000);
    expect(await waiting).toMatch(/^:/u);
    it.clock.advance(600_000);
    expect((await it.told.next()).done).toBe(true);
    expect(it.events.watcherCount).toBe(0);
  });

  test('is told once a second what was counted, however much that is, where it asks for that', async () => {
    const service = await TestService.start();
    try {
      const token = await service.token();
      const leaving = new AbortController();
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${service.origin}/v1/events?kinds=pulse`, { headers, signal: leaving.signal });
      const pulses = pulsesOf(response);
      const first = await pulses.next();
      for (let i = 0; i < 50; i++) await service.ask('POST', '/v1/decisions', token, HARMLESS);
      await service.ask('POST', '/v1/decisions', token, FORCE);
      const seen = [first.value];
      while ((seen.at(-1)?.latency.count ?? 0) < 51) seen.push((await pulses.next()).value);
      leaving.abort();
      expect(first.value).toMatchObject({ decisions: [], approvalsPending: 0, logWorks: true, latency: { count: 0 } });
      expect(seen.at(-1)).toMatchObject({
        approvalsPending: 1,
        decisions: expect.arrayContaining([
          { verdict: 'allow', risk: 'SAFE', count: 50 },
          { verdict: 'ask', risk: 'HIGH', count: 1 },
        ]),
      });
      expect(seen.at(-1)?.latency.cumulative).toHaveLength(seen.at(-1)?.latency.boundsSeconds.length ?? 0);
      const times = seen.map((pulse) => pulse?.at ?? 0);
      // Timers of Node may ring a millisecond early.
      expect(times.slice(1).every((at, i) => at - (times[i] ?? 0) >= 990)).toBe(true);
    } finally {
      await service.end();
    }
  });

  test.each(['revoked', 'signed out', 'over'] as const)(
    'hears nothing more at once when what it showed is %s, and others go on',
    async (how) => {
      const service = await TestService.start();
      try {
        const { tokenId, token } = await service.gate.tokens.create(person, {
          name: 'grace',
          subject: 'service',
          scopes: ['read'],
          lifetimeMs: how === 'over' ? 1_500 : 60_000,
        });
        const cookie = service.signIns.redeem(service.signIns.offer(person).code, 'here');
        const shown = how === 'signed out' ? { cookie: `capgate=${cookie}` } : { authorization: `Bearer ${token}` };
        const other = { authorization: `Bearer ${await service.token()}` };
        const [ending, staying] = await Promise.all([streamOf(service, shown), streamOf(service, other)]);
        expect(service.gate.events.watcherCount).toBe(2);
        if (how === 'revoked') await service.gate.tokens.revoke(person, tokenId);
        if (how === 'signed out') service.signIns.signOut(cookie);
        await expect(drained(ending)).rejects.toThrow('terminated');
        while (service.gate.events.watcherCount > 1) await new Promise(setImmediate);
        service.gate.events.tell('decision', person.tenant, { n: 1 });
        expect(Buffer.from((await staying.read()).value ?? []).toString()).toContain('"n":1');
        await staying.cancel();
      } finally {
        await service.end();
      }
    },
  );

  test('is forgotten when it goes', async () => {
    const service = await TestService.start();
    try {
      const token = await service.token();
      const leaving = new AbortController();
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${service.origin}/v1/events`, { headers, signal: leaving.signal });
      const reader = response.body?.getReader();
      await reader?.read();
      expect(service.gate.events.watcherCount).toBe(1);
      leaving.abort();
      while (service.gate.events.watcherCount > 0) await new Promise(setImmediate);
      await expect(service.ask('POST', '/v1/decisions', token, HARMLESS)).resolves.toMatchObject({ status: 200 });
    } finally {
      await service.end();
    }
  });
});
