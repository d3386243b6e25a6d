import { setTimeout as later } from 'node:timers/promises';
import { connect, headers } from '@nats-io/transport-node';
import { codeOf, needsProgram, type Skippable } from '@capgate/testing';
import { expect, it, vi } from 'vitest';
import type { Message } from '../../src/index.ts';
import { SingleHub } from './single-hub.ts';

const SOON = { timeout: 30_000, interval: 10 };

const start = (context: Skippable): Promise<SingleHub> =>
  SingleHub.start(needsProgram(context, 'nats-server'), needsProgram(context, 'openssl'));

it('what was kept is there after a kill of the server, and what was taken does not come again', async (context) => {
  const hub = await start(context);
  const [edge, aggregator, boss] = [
    await hub.carrier('edge-1'),
    await hub.carrier('aggregator-1'),
    await hub.carrier('hub-1'),
  ];
  const got: string[] = [];
  const told: string[] = [];
  const take = async ({ id }: Message): Promise<void> => void got.push(id);
  await edge.watch(['list', 'acme'], (_, text) => void told.push(text));
  const stop = await aggregator.receive('aggregator-1', take);
  await edge.send('aggregator-1', evidence('taken'));
  await vi.waitFor(() => expect(got).toEqual(['taken']), SOON);
  await stop();
  for (const id of ['a', 'b']) await edge.send('aggregator-1', evidence(id));
  await boss.put(['list', 'acme', 'a'], 'before');
  await hub.server.kill();
  await vi.waitFor(
    async () => expect(await codeOf(() => edge.send('aggregator-1', evidence('c')))).toBe('UNREACHABLE'),
    SOON,
  );
  expect(await codeOf(() => boss.put(['list', 'acme', 'a'], 'meanwhile'))).toBe('UNREACHABLE');
  await hub.server.start();
  await vi.waitFor(() => edge.send('aggregator-1', evidence('c')), SOON);
  // The server has forgotten that it had this one.
  await edge.send('aggregator-1', evidence('taken'));
  await vi.waitFor(() => boss.put(['list', 'acme', 'a'], 'after'), SOON);
  await vi.waitFor(() => aggregator.receive('aggregator-1', take), SOON);
  await edge.send('aggregator-1', evidence('last'));
  await vi.waitFor(() => expect([got.at(-1), told.at(-1)]).toEqual(['last', 'after']), SOON);
  expect(got).toEqual(['taken', 'a', 'b', 'c', 'last']);
  await Promise.all([edge, aggregator, boss].map((carrier) => carrier.close()));
  await hub.stop();
});

it('a full inbox refuses what comes, loses nothing, and takes more once there is room', async (context) => {
  const hub = await start(context);
  const [edge, aggregator] = [await hub.carrier('edge-1'), await hub.carrier('aggregator-1')];
  await (await aggregator.receive('aggregator-1', async () => {}))();
  const kept: string[] = [];
  const send = (id: string) => edge.send('aggregator-1', { ...evidence(id), body: new Uint8Array(8 * 1024 ** 2) });
  let refused: string | undefined;
  // The inbox has 128 MiB.
  for (let i = 0; i < 17 && refused === undefined; i++) {
    refused = await codeOf(() => send(`n-${i}`));
    if (refused === undefined) kept.push(`n-${i}`);
  }
  expect([refused, kept.length]).toEqual(['UNREACHABLE', 15]);
  const got: string[] = [];
  await aggregator.receive('aggregator-1', async ({ id }) => void got.push(id));
  await vi.waitFor(() => expect(got).toEqual(kept), SOON);
  await send('later');
  await vi.waitFor(() => expect(got.at(-1)).toBe('later'), SOON);
  await Promise.all([edge, aggregator].map((carrier) => carrier.close()));
  await hub.stop();
});

it('an inbox takes messages of those that were named, and others once they are', async (context) => {
  const hub = await start(context);
  const [edge, other, aggregator] = [
    await hub.carrier('edge-1'),
    await hub.carrier('edge-2'),
    await hub.carrier('aggregator-1'),
  ];
  const got: string[] = [];
  await aggregator.receive('aggregator-1', async ({ from }) => void got.push(from));
  await aggregator.admit(['edge-1']);
  await edge.send('aggregator-1', evidence('a'));
  const late = { ...evidence('a'), from: 'edge-2' };
  expect(await codeOf(() => other.send('aggregator-1', late))).toBe('UNREACHABLE');
  await aggregator.admit(['edge-1', 'edge-2']);
  await other.send('aggregator-1', late);
  await vi.waitFor(() => expect(got).toEqual(['edge-1', 'edge-2']), SOON);
  expect(await codeOf(() => aggregator.admit(['*']))).toBe('VALUE');
  expect(await codeOf(() => edge.send('hub-1', evidence('a')))).toBe('UNREACHABLE');
  await Promise.all([edge, other, aggregator].map((carrier) => carrier.close()));
  await hub.stop();
});

it('what no carrier sends is dropped, and holds up nobody', async (context) => {
  const hub = await start(context);
  const [edge, aggregator] = [await hub.carrier('edge-1'), await hub.carrier('aggregator-1')];
  const got: string[] = [];
  await aggregator.receive('aggregator-1', async ({ id }) => void got.push(id));
  const { certificate: certFile, key: keyFile, authority: caFile } = hub.certificateOf('edge-1');
  const raw = await connect({
    servers: hub.address,
    tls: { certFile, keyFile, caFile },
    inboxPrefix: '_INBOX.acme.edge-1',
  });
  const publish = (kind: string, name?: string): void => {
    const named = headers();
    if (name !== undefined) named.set('Nats-Msg-Id', name);
    raw.publish(`fleet.up.aggregator-1.edge-1.${kind}`, new Uint8Array(1), { headers: named });
  };
  publish('evidence');
  for (const name of ['', 'a', 'edge-2.evidence.a', 'edge-1.finding.a', 'edge-1.evidence.', 'edge-1.evidence.A'])
    publish('evidence', name);
  publish('unknown', 'edge-1.unknown.a');
  raw.publish('fleet.up.aggregator-1.edge-1.evidence', new Uint8Array(8 * 1024 ** 2 + 1_024));
  publish('evidence', 'edge-1.evidence.right');
  await raw.flush();
  await edge.send('aggregator-1', evidence('last'));
  await vi.waitFor(() => expect(got.at(-1)).toBe('last'), SOON);
  expect(got).toEqual(['right', 'last']);
  await raw.close();
  await Promise.all([edge, aggregator].map((carrier) => carrier.close()));
  await hub.stop();
});

it('whoever has a message keeps it for as long as it works on it', { timeout: 60_000 }, async (context) => {
  const hub = await start(context);
  const [edge, aggregator] = [await hub.carrier('edge-1'), await hub.carrier('aggregator-1')];
  const got: string[] = [];
  await aggregator.receive('aggregator-1', async ({ id }) => {
    got.push(id);
    // Longer than the server waits for somebody who says nothing.
    await later(id === 'long' ? 8_000 : 0);
  });
  for (const id of ['long', 'next']) await edge.send('aggregator-1', evidence(id));
  await vi.waitFor(() => expect(got.at(-1)).toBe('next'), SOON);
  expect(got).toEqual(['long', 'next']);
  await Promise.all([edge, aggregator].map((carrier) => carrier.close()));
  await hub.stop();
});

function evidence(id: string): Message {
  return { kind: 'evidence', from: 'edge-1', id, body: Uint8Array.of(1) };
}
