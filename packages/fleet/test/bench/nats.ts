/** How fast messages of the fleet go over real servers on this machine, with mutual TLS. */
import { execFileSync } from 'node:child_process';
import { setTimeout as later } from 'node:timers/promises';
import type { Section } from '@capgate/testing';
import type { Carrier } from '../../src/index.ts';
import { startTopology } from '../adapters/topology.ts';

const MESSAGES = 5_000;
const BODY_BYTES = 200;
/** On the way at a time. */
const AT_ONCE = 100;
const TEXTS = 300;

export async function nats(): Promise<Section> {
  const topology = await startTopology('nats-server', 'openssl');
  const carriers = new Map<string, Carrier>();
  try {
    for (const node of ['edge-1', 'aggregator-1', 'hub-1', 'hub-2']) carriers.set(node, await topology.carrier(node));
    const of = (node: string): Carrier => carriers.get(node) as Carrier;
    const up = await messages(of('edge-1'), of('aggregator-1'));
    const delays = (await putDelays(of('hub-2'), of('edge-1'))).toSorted((a, b) => a - b);
    const quantile = (share: number): number => delays[Math.floor(share * (TEXTS - 1))] as number;
    return {
      title: 'messages over NATS: two local, two regional and two times two hub servers, on this machine',
      notes: [
        `${execFileSync('nats-server', ['--version'], { encoding: 'utf8' }).trim()}, mutual TLS; bodies of ${BODY_BYTES} bytes`,
        'messages: by a local server to a stream at the region; taken one after the other',
        'texts: put at one hub, kept in two copies, watched behind a regional and a local server of another hub',
      ],
      rows: [
        { name: `messages acknowledged, ${AT_ONCE} at a time`, unit: '/s', value: up.sentPerSecond },
        { name: 'messages acknowledged, one at a time', unit: '/s', value: up.alonePerSecond },
        { name: 'messages taken', unit: '/s', value: up.takenPerSecond },
        { name: 'from put to watch, median', unit: 'ms', value: quantile(0.5) },
        { name: 'from put to watch, 99 of 100', unit: 'ms', value: quantile(0.99) },
      ],
    };
  } finally {
    await Promise.all([...carriers.values()].map((carrier) => carrier.close()));
    await topology.stop();
  }
}

async function messages(edge: Carrier, aggregator: Carrier) {
  let taken = 0;
  const stop = await aggregator.receive('aggregator-1', async () => void taken++);
  const send = (id: string) =>
    edge.send('aggregator-1', { kind: 'evidence', from: 'edge-1', id, body: new Uint8Array(BODY_BYTES) });
  await again(() => send('first'));
  const alone = await secondsOf(async () => {
    for (let i = 0; i < MESSAGES / 10; i++) await send(`alone-${i}`);
  });
  await stop();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < MESSAGES) await send(`n-${next++}`);
  };
  const sent = await secondsOf(async () => {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });
  const before = taken;
  const all = MESSAGES / 10 + 1 + MESSAGES;
  const took = await secondsOf(async () => {
    await new Promise<void>((resolve, reject) => {
      const take = async (): Promise<void> => void (++taken === all && resolve());
      aggregator.receive('aggregator-1', take).catch(reject);
    });
  });
  return {
    sentPerSecond: MESSAGES / sent,
    alonePerSecond: MESSAGES / 10 / alone,
    takenPerSecond: (all - before) / took,
  };
}

/** In ms. */
async function putDelays(hub: Carrier, edge: Carrier): Promise<readonly number[]> {
  const told = new Map<string, number>();
  await edge.watch(['list', 'fleet'], (_, text) => void told.set(text, performance.now()));
  await again(() => hub.put(['list', 'fleet', 'a'], 'first'));
  while (!told.has('first')) await later(5);
  const delays: number[] = [];
  for (let i = 0; i < TEXTS; i++) {
    const begun = performance.now();
    await hub.put(['list', 'fleet', 'a'], `${i}`);
    while (!told.has(`${i}`)) await later(1);
    delays.push((told.get(`${i}`) as number) - begun);
  }
  return delays;
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

/** Until the servers have found each other. */
async function again(step: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await step();
      return;
    } catch {
      await later(200);
    }
  }
}
