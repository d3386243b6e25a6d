import { systemClock } from '@capgate/base/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, it, vi } from 'vitest';
import { InProcessNet, type Message } from '../../src/index.ts';
import { expectFact, FACTS } from './carrier-suite.ts';

describe('the carrier in one process', () => {
  it.for(FACTS)('%s', async (fact) => {
    const net = new InProcessNet(systemClock);
    await expectFact(fact, { carrier: async (node) => net.carrier(node), stop: async () => {} });
  });
});

it('nodes whose link is cut do not reach each other, others do, and nothing that was kept is lost', async () => {
  const net = new InProcessNet(systemClock);
  const [edge, other, hub] = ['edge-1', 'edge-2', 'hub-1'].map((node) => net.carrier(node));
  if (edge === undefined || other === undefined || hub === undefined) throw new Error('three nodes');
  const [got, told, toldOther]: string[][] = [[], [], []] as string[][] as [string[], string[], string[]];
  await hub.receive('hub-1', async ({ from, id }) => void got?.push(`${from} ${id}`));
  await edge.answer('edge-1', async (question) => question);
  await edge.watch(['list'], (_, text) => void told?.push(text));
  await other.watch(['list'], (_, text) => void toldOther?.push(text));
  net.cut('hub-1', 'edge-1');
  expect(await codeOf(() => edge.send('hub-1', finding('edge-1', 'a')))).toBe('UNREACHABLE');
  expect(await codeOf(() => hub.ask('edge-1', new Uint8Array()))).toBe('UNREACHABLE');
  for (const text of ['one', 'two']) await hub.put(['list'], text);
  await other.send('hub-1', finding('edge-2', 'a'));
  await vi.waitFor(() => expect([got, toldOther]).toEqual([['edge-2 a'], ['one', 'two']]));
  expect(told).toEqual([]);
  net.heal('edge-1', 'hub-1');
  await edge.send('hub-1', finding('edge-1', 'a'));
  expect(await hub.ask('edge-1', Uint8Array.of(1))).toEqual(Uint8Array.of(1));
  await vi.waitFor(() => expect([got, told]).toEqual([['edge-2 a', 'edge-1 a'], ['two']]));
});

it('a full inbox refuses what comes, and takes it once there is room', async () => {
  const net = new InProcessNet(systemClock, { countMax: 2, bytesMax: 100 });
  const [edge, hub] = [net.carrier('edge-1'), net.carrier('hub-1')];
  const send = (id: string, sizeBytes: number) =>
    edge.send('hub-1', { kind: 'finding', from: 'edge-1', id, body: new Uint8Array(sizeBytes) });
  expect(await codeOf(() => send('a', 101))).toBe('UNREACHABLE');
  await send('a', 99);
  expect(await codeOf(() => send('b', 2))).toBe('UNREACHABLE');
  await send('b', 1);
  expect(await codeOf(() => send('c', 0))).toBe('UNREACHABLE');
  const got: string[] = [];
  await hub.receive('hub-1', async ({ id }) => void got.push(id));
  await vi.waitFor(() => expect(got).toEqual(['a', 'b']));
  await send('c', 0);
  await vi.waitFor(() => expect(got).toEqual(['a', 'b', 'c']));
});

function finding(from: string, id: string): Message {
  return { kind: 'finding', from, id, body: new Uint8Array() };
}
