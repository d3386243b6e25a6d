/** What every carrier does, whatever carries. */
import { setTimeout as later } from 'node:timers/promises';
import { codeOf } from '@capgate/testing';
import { expect, vi } from 'vitest';
import { BODY_BYTES_MAX, type Carrier, type Message, MESSAGE_KINDS, type MessageKind } from '../../src/index.ts';
import { TEXT_BYTES_MAX } from '../../src/adapters/bounds.ts';

export interface SuiteNet {
  carrier(node: string): Promise<Carrier>;
  stop(): Promise<void>;
}

const SOON = { timeout: 20_000, interval: 10 };

type Open = (node: string) => Promise<Carrier>;

/** Throws where it does not hold of the carriers of this net, which it ends. */
export async function expectFact(fact: string, net: SuiteNet): Promise<void> {
  const check = CARRIER_FACTS[fact];
  if (check === undefined) throw new Error(`expected a fact of carriers, met ${fact}`);
  const carriers: Carrier[] = [];
  try {
    await check(async (node) => {
      const carrier = await net.carrier(node);
      carriers.push(carrier);
      return carrier;
    });
  } finally {
    await Promise.all(carriers.map((carrier) => carrier.close()));
    await net.stop();
  }
}

const CARRIER_FACTS: Readonly<Record<string, (open: Open) => Promise<void>>> = {
  'a message arrives as it was sent, of each kind': async (open) => {
    const [edge, aggregator] = [await open('edge-1'), await open('aggregator-1')];
    const got = await collect(aggregator);
    const body = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    for (const kind of MESSAGE_KINDS) await edge.send('aggregator-1', { kind, from: 'edge-1', id: `x-${kind}`, body });
    await edge.send('aggregator-1', message('empty', new Uint8Array()));
    await vi.waitFor(() => expect(got).toHaveLength(MESSAGE_KINDS.length + 1), SOON);
    expect(got.map((one) => ({ ...one, body: [...one.body] }))).toEqual([
      ...MESSAGE_KINDS.map((kind) => ({ kind, from: 'edge-1', id: `x-${kind}`, body: [...body] })),
      { kind: 'evidence', from: 'edge-1', id: 'empty', body: [] },
    ]);
  },

  'what was sent is not changed by who sent it, afterwards': async (open) => {
    const [edge, aggregator] = [await open('edge-1'), await open('aggregator-1')];
    const got = await collect(aggregator);
    const body = new Uint8Array(4);
    await edge.send('aggregator-1', message('a', body));
    body.fill(7);
    await vi.waitFor(() => expect(got.map(({ body: bytes }) => [...bytes])).toEqual([[0, 0, 0, 0]]), SOON);
  },

  'messages of each sender come in its order, one after the other': async (open) => {
    const [one, other, aggregator] = [await open('edge-1'), await open('edge-2'), await open('aggregator-1')];
    const got: string[] = [];
    let [atOnce, atOnceMax] = [0, 0];
    await aggregator.receive('aggregator-1', async ({ from, id }) => {
      atOnceMax = Math.max(atOnceMax, ++atOnce);
      await later(id.length % 3);
      got.push(`${from} ${id}`);
      atOnce--;
    });
    const ids = Array.from({ length: 60 }, (_, i) => `n-${i}`);
    await Promise.all(
      [one, other].map((carrier, i) =>
        Promise.all(ids.map((id) => carrier.send('aggregator-1', message(id, undefined, `edge-${i + 1}`)))),
      ),
    );
    await vi.waitFor(() => expect(got).toHaveLength(120), SOON);
    for (const from of ['edge-1', 'edge-2']) {
      expect(got.filter((line) => line.startsWith(from))).toEqual(ids.map((id) => `${from} ${id}`));
    }
    expect(atOnceMax).toBe(1);
  },

  'of one id only one is kept, before and after it was taken': async (open) => {
    const [edge, aggregator] = [await open('edge-1'), await open('aggregator-1')];
    const got = await collect(aggregator);
    const sendAll = async (): Promise<void> => {
      for (const id of ['a', 'a', 'b']) await edge.send('aggregator-1', message(id));
      await edge.send('aggregator-1', message('a', undefined, 'edge-1', 'finding'));
    };
    await sendAll();
    await vi.waitFor(() => expect(got).toHaveLength(3), SOON);
    await sendAll();
    await edge.send('aggregator-1', message('end'));
    await vi.waitFor(() => expect(got.at(-1)?.id).toBe('end'), SOON);
    expect(got.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'evidence a',
      'evidence b',
      'finding a',
      'evidence end',
    ]);
  },

  'what a take rejects is handed over again, and nothing overtakes it': async (open) => {
    const [edge, aggregator] = [await open('edge-1'), await open('aggregator-1')];
    const got: string[] = [];
    let fails = 2;
    await aggregator.receive('aggregator-1', async ({ id }) => {
      got.push(id);
      if (id === 'b' && fails-- > 0) throw new Error('not now');
    });
    for (const id of ['a', 'b', 'c']) await edge.send('aggregator-1', message(id));
    await vi.waitFor(() => expect(got.at(-1)).toBe('c'), SOON);
    expect(got).toEqual(['a', 'b', 'b', 'b', 'c']);
  },

  'who comes late, or comes back, gets what was sent meanwhile': async (open) => {
    const [edge, first] = [await open('edge-1'), await open('aggregator-1')];
    const before: string[] = [];
    const stop = await first.receive('aggregator-1', async ({ id }) => void before.push(id));
    await edge.send('aggregator-1', message('a'));
    await vi.waitFor(() => expect(before).toEqual(['a']), SOON);
    await stop();
    await first.close();
    for (const id of ['b', 'c']) await edge.send('aggregator-1', message(id));
    await later(50);
    expect(before).toEqual(['a']);
    const got = await collect(await open('aggregator-1'));
    await vi.waitFor(() => expect(got.map(({ id }) => id)).toEqual(['b', 'c']), SOON);
  },

  [`a body has at most ${BODY_BYTES_MAX} bytes`]: async (open) => {
    const [edge, aggregator] = [await open('edge-1'), await open('aggregator-1')];
    const got = await collect(aggregator);
    const most = new Uint8Array(BODY_BYTES_MAX).map((_, i) => i % 251);
    await edge.send('aggregator-1', message('most', most));
    await vi.waitFor(() => expect(got).toHaveLength(1), SOON);
    expect(Buffer.compare((got[0] as Message).body, most)).toBe(0);
    const more = new Uint8Array(BODY_BYTES_MAX + 1);
    expect(await codeOf(() => edge.send('aggregator-1', message('more', more)))).toBe('VALUE');
    expect(await codeOf(() => edge.ask('aggregator-1', more))).toBe('VALUE');
  },

  'names that are none are refused, and so are those of others': async (open) => {
    const edge = await open('edge-1');
    for (const inbox of ['', '*', '>', 'a.b', 'A', 'aggregator-1 ', 'a'.repeat(64), '-a', 'é', 'a\r\nPUB x 1']) {
      expect(await codeOf(() => edge.send(inbox, message('a'))), inbox).toBe('VALUE');
      expect(await codeOf(() => edge.ask(inbox, new Uint8Array())), inbox).toBe('VALUE');
    }
    for (const id of ['', 'a.b', 'A', '*', 'a\r\n', 'a'.repeat(101)]) {
      expect(await codeOf(() => edge.send('aggregator-1', message(id))), id).toBe('VALUE');
    }
    const kind = 'evidence.>' as MessageKind;
    expect(await codeOf(() => edge.send('aggregator-1', { ...message('a'), kind }))).toBe('VALUE');
    expect(await codeOf(() => edge.send('aggregator-1', message('a', undefined, 'edge-2')))).toBe('VALUE');
    expect(await codeOf(() => edge.receive('edge-2', async () => {}))).toBe('VALUE');
    expect(await codeOf(() => edge.answer('edge-2', async (bytes) => bytes))).toBe('VALUE');
  },

  'a question is answered, and whoever refuses or is not there answers nobody': async (open) => {
    const [edge, hub] = [await open('edge-1'), await open('hub-1')];
    const question = Uint8Array.of(1, 2, 3);
    expect(await codeOf(() => hub.ask('edge-1', question))).toBe('UNREACHABLE');
    const stop = await edge.answer('edge-1', async (asked) => {
      if (asked.length === 0) throw new Error('no');
      return asked[0] === 9 ? new Uint8Array(BODY_BYTES_MAX + 1) : asked.toReversed();
    });
    expect([...(await hub.ask('edge-1', question))]).toEqual([3, 2, 1]);
    expect(await codeOf(() => hub.ask('edge-1', new Uint8Array()))).toBe('UNREACHABLE');
    expect(await codeOf(() => hub.ask('edge-1', Uint8Array.of(9)))).toBe('UNREACHABLE');
    await stop();
    expect(await codeOf(() => hub.ask('edge-1', question))).toBe('UNREACHABLE');
  },

  'of each key below a prefix the last text is told: what is there first, then what comes': async (open) => {
    const [edge, hub] = [await open('edge-1'), await open('hub-1')];
    for (const text of ['old', 'last']) await hub.put(['list', 'acme', 'a'], text);
    await hub.put(['list', 'acme'], 'itself');
    await hub.put(['list', 'acmes', 'a'], 'of another');
    await hub.put(['other', 'acme', 'a'], 'of another list');
    const told: string[] = [];
    const stop = await edge.watch(['list', 'acme'], (key, text) => void told.push(`${JSON.stringify(key)} ${text}`));
    await vi.waitFor(() => expect(told).toHaveLength(2), SOON);
    expect(told.toSorted()).toEqual(['["list","acme","a"] last', '["list","acme"] itself'].toSorted());
    await hub.put(['list', 'acme', 'a'], 'new');
    await hub.put(['list', 'acme', 'b', 'c'], '');
    await vi.waitFor(() => expect(told).toHaveLength(4), SOON);
    expect(told.slice(2)).toEqual(['["list","acme","a"] new', '["list","acme","b","c"] ']);
    await stop();
    await hub.put(['list', 'acme', 'a'], 'unseen');
    await later(50);
    expect(told).toHaveLength(4);
  },

  'keys are any text': async (open) => {
    const hub = await open('hub-1');
    const parts = ['', '.', '*', '>', '=', '_', ' ', 'a.b', 'é\u0000\r\n', '\ud800', '\udfff', '$KV', '=ImEi', '"a"'];
    const told: (readonly string[])[] = [];
    await hub.watch([], (key) => void told.push(key));
    for (const part of parts) await hub.put(['key', 'fleet', part, 'x'], 'text');
    await hub.put([], 'of no parts');
    await vi.waitFor(() => expect(told).toHaveLength(parts.length + 1), SOON);
    expect(told).toEqual([...parts.map((part) => ['key', 'fleet', part, 'x']), []]);
    expect(await codeOf(() => hub.put(['a'.repeat(400)], 'text'))).toBe('VALUE');
    await hub.put(['\ud800'.repeat(399)], 'the longest');
    expect(await codeOf(() => hub.put(['a'], 'a'.repeat(TEXT_BYTES_MAX + 1)))).toBe('VALUE');
    expect(await codeOf(() => hub.put(['a'], '\ud800'))).toBe('VALUE');
  },
};

export const FACTS: readonly string[] = Object.keys(CARRIER_FACTS);

async function collect(carrier: Carrier): Promise<readonly Message[]> {
  const got: Message[] = [];
  await carrier.receive('aggregator-1', async (taken) => void got.push(taken));
  return got;
}

function message(id: string, body = Uint8Array.of(1), from = 'edge-1', kind: MessageKind = 'evidence'): Message {
  return { kind, from, id, body };
}
