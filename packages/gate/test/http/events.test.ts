import { SimulatedClock } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { Events } from '../../src/events.ts';
import type { Gate } from '../../src/gate.ts';
import { watch } from '../../src/http/events.ts';
import { HARMLESS, person, TestService } from './harness.ts';

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
