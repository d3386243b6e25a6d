import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { type NatsServer, needsProgram } from '@capgate/testing';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { expect, test, vi } from 'vitest';
import type { Carrier, Message } from '../../src/index.ts';
import { startTopology, type Topology } from './topology.ts';

/**
 * From when a server is started again. The bar is 30 s, and what is printed says how long it took: a machine on which all
 * else is tested as well is no place to measure.
 */
const CAUGHT_UP_MS_MAX = 120_000;
const STARTED_MS_MAX = 60_000;
/** How far into the work a kill comes, and how long a server is away. */
const INTO_MS_MAX = 1_000;
const AWAY_MS_MAX = 1_500;
const SEND_EVERY_MS = 10;
const PUT_EVERY_MS = 50;
const RETRY_MS = 100;
const EDGES = ['edge-1', 'edge-2'] as const;

/** Two nodes send numbers to their aggregators, who pass them on to a hub; the other hub puts numbers for the nodes. */
class Work {
  /** What each node has sent, in the sense that it was kept. */
  readonly sent: Record<string, number> = { 'edge-1': 0, 'edge-2': 0 };
  /** What came to the hub, in its order. */
  readonly arrived: Record<string, number[]> = { 'edge-1': [], 'edge-2': [] };
  readonly told: Record<string, number> = { 'edge-1': 0, 'edge-2': 0 };
  put = 0;
  refused = 0;
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[] = [];

  async begin(carriers: ReadonlyMap<string, Carrier>): Promise<void> {
    const carrier = (node: string) => carriers.get(node) as Carrier;
    await this.#until(() => this.#receive(carrier('hub-1')));
    for (const number of [1, 2]) {
      const aggregator = carrier(`aggregator-${number}`);
      await this.#until(() =>
        aggregator.receive(`aggregator-${number}`, ({ from, id, body }) =>
          aggregator.send('hub-1', { kind: 'summary', from: `aggregator-${number}`, id: `${from}-${id}`, body }),
        ),
      );
    }
    for (const edge of EDGES) {
      await carrier(edge).watch(['list', 'fleet'], (_, text) => (this.told[edge] = Number(text)));
      this.#loop(SEND_EVERY_MS, () => this.#sendNext(edge, carrier(edge)));
    }
    this.#loop(PUT_EVERY_MS, async () => {
      await this.#until(() => carrier('hub-2').put(['list', 'fleet', 'number'], String(this.put + 1)));
      this.put++;
    });
  }

  /** Resolves once all that was under way when it was called, and what came next, is where it belongs. */
  async caughtUp(withinMs: number): Promise<number> {
    const began = performance.now();
    const goals = { ...this.sent };
    const put = this.put + 2;
    const isThere = (edge: string): boolean =>
      (this.arrived[edge]?.length ?? 0) > (goals[edge] ?? 0) + 2 && (this.told[edge] ?? 0) >= put;
    while (!EDGES.every(isThere)) {
      if (performance.now() - began > withinMs) throw new Error(`expected all within ${withinMs} ms, met less`);
      await later(20);
    }
    return performance.now() - began;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  async #receive(hub: Carrier): Promise<void> {
    await hub.receive('hub-1', async ({ id, body }) => {
      this.arrived[id.slice(0, 'edge-1'.length)]?.push(new DataView(body.buffer, body.byteOffset).getUint32(0));
    });
  }

  async #sendNext(edge: string, carrier: Carrier): Promise<void> {
    const number = (this.sent[edge] ?? 0) + 1;
    const body = new Uint8Array(200);
    new DataView(body.buffer).setUint32(0, number);
    await this.#until(() =>
      carrier.send(`aggregator-${edge.at(-1)}`, { kind: 'evidence', from: edge, id: `${number}`, body }),
    );
    this.sent[edge] = number;
  }

  #loop(everyMs: number, step: () => Promise<void>): void {
    const loop = async (): Promise<void> => {
      while (!this.#stop.signal.aborted) {
        await step();
        await later(everyMs);
      }
    };
    this.#loops.push(loop());
  }

  /** Does it again, the same way, until somebody says that it is done. */
  async #until(step: () => Promise<unknown>): Promise<void> {
    for (;;) {
      try {
        await step();
        return;
      } catch (error) {
        if (this.#stop.signal.aborted) throw error;
        this.refused++;
        await later(RETRY_MS);
      }
    }
  }
}

test('two local, two regional and two times two hub servers: whichever is killed, nothing that was kept is lost, and all is caught up soon', {
  timeout: 600_000,
}, async (context) => {
  const topology = await startTopology(needsProgram(context, 'nats-server'), needsProgram(context, 'openssl'));
  const carriers = new Map<string, Carrier>();
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  await context.annotate(`SEED=${seed}`);
  const random = xoroshiro128plus(seed);
  const below = (max: number) => uniformInt(random, 0, max - 1);
  const work = new Work();
  try {
    for (const node of ['edge-1', 'edge-2', 'aggregator-1', 'aggregator-2', 'hub-1', 'hub-2']) {
      carriers.set(node, await topology.carrier(node));
    }
    const begun = performance.now();
    await work.begin(carriers);
    await work.caughtUp(STARTED_MS_MAX);
    const lines = [`all runs ${Math.round(performance.now() - begun)} ms after the servers began`];
    for (const kind of ['hub-1-', 'region-', 'local-', 'hub-2-']) {
      const victim = kind.startsWith('hub-') ? `${kind}${'ab'[below(2)]}` : `${kind}${below(2) + 1}`;
      lines.push(await kill(topology, victim, work, [below(INTO_MS_MAX), below(AWAY_MS_MAX)]));
    }
    await work.end();
    for (const edge of EDGES) {
      const all = Array.from({ length: work.sent[edge] ?? 0 }, (_, i) => i + 1);
      await vi.waitFor(() => expect(work.arrived[edge]?.length).toBeGreaterThanOrEqual(all.length), {
        timeout: 10_000,
      });
      // Each once, and in the order in which they were sent.
      expect(work.arrived[edge], `SEED=${seed}`).toEqual(all);
    }
    lines.push(
      `${work.sent['edge-1']} and ${work.sent['edge-2']} messages; ${work.refused} calls were refused and made again`,
    );
    await context.annotate(lines.join('\n'));
    console.log(lines.join('\n'));
  } finally {
    await work.end().catch(() => {});
    await Promise.all([...carriers.values()].map((carrier) => carrier.close()));
    await topology.stop();
  }
});

test('of two copies one may go with its disk; of one, nothing is left', { timeout: 600_000 }, async (context) => {
  const topology = await startTopology(needsProgram(context, 'nats-server'), needsProgram(context, 'openssl'));
  const open = (node: string) => topology.carrier(node);
  const [edge, aggregator, hub, other] = [
    await open('edge-1'),
    await open('aggregator-1'),
    await open('hub-1'),
    await open('hub-2'),
  ];
  const got: string[] = [];
  const take = async ({ id }: Message): Promise<void> => void got.push(id);
  try {
    // The inboxes are there, and nobody takes what comes.
    const stop = await soon(() => hub.receive('hub-1', async () => {}));
    await stop();
    await (await soon(() => aggregator.receive('aggregator-1', async () => {})))();
    const ids = Array.from({ length: 50 }, (_, i) => `n-${i}`);
    for (const id of ids) await soon(() => aggregator.send('hub-1', evidence('aggregator-1', id)));
    await soon(() => edge.send('aggregator-1', evidence('edge-1', 'gone')));
    await soon(() => hub.put(['list', 'fleet', 'a'], 'kept'));
    for (const name of ['hub-1-a', 'region-1']) {
      const server = topology.servers.get(name) as NatsServer;
      await server.kill();
      rmSync(join(topology.folder, name), { recursive: true });
      await server.start();
    }
    await soon(() => hub.receive('hub-1', take));
    const told: string[] = [];
    await other.watch(['list'], (_, text) => void told.push(text));
    await vi.waitFor(() => expect([got, told]).toEqual([ids, ['kept']]), { timeout: CAUGHT_UP_MS_MAX });
    await soon(() => aggregator.receive('aggregator-1', take));
    await soon(() => edge.send('aggregator-1', evidence('edge-1', 'next')));
    await vi.waitFor(() => expect(got.at(-1)).toBe('next'), { timeout: CAUGHT_UP_MS_MAX });
    expect(got).toEqual([...ids, 'next']);
  } finally {
    await Promise.all([edge, aggregator, hub, other].map((carrier) => carrier.close()));
    await topology.stop();
  }
});

function evidence(from: string, id: string): Message {
  return { kind: 'evidence', from, id, body: new Uint8Array(100) };
}

/** What servers take, once they have found each other. */
async function soon<Value>(step: () => Promise<Value>): Promise<Value> {
  const began = performance.now();
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (performance.now() - began > STARTED_MS_MAX) throw error;
      await later(RETRY_MS);
    }
  }
}

async function kill(topology: Topology, name: string, work: Work, [intoMs, awayMs]: [number, number]): Promise<string> {
  const server = topology.servers.get(name);
  if (server === undefined) throw new Error(`expected a server ${name}`);
  await later(intoMs);
  await server.kill();
  await later(awayMs);
  await server.start();
  const ms = await work.caughtUp(CAUGHT_UP_MS_MAX);
  return `${name} killed, away for ${awayMs} ms: all caught up ${Math.round(ms)} ms after it began again`;
}
