import { join } from 'node:path';
import { type Connection, utf8 } from '@capgate/base';
import { NodeNet } from '@capgate/base/node';
import { codeOf, SeededRandom, SimulatedNet } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { newFolder } from './harness.ts';
import { expectNetToHold } from './net-suite.ts';

const CLOSED_PORT = { host: '127.0.0.1', port: 0 };

describe('TCP', () => {
  expectNetToHold(() => ({ net: new NodeNet(), address: CLOSED_PORT }));

  test('listens at a port of the system’s choice, and says which', async () => {
    const listener = await new NodeNet().listen(CLOSED_PORT, () => {});
    expect(listener.address).toEqual({ host: '127.0.0.1', port: expect.any(Number) });
    expect(listener.address).not.toEqual(CLOSED_PORT);
    await listener.close();
  });

  test('says IO where an address cannot be', async () => {
    expect(await codeOf(() => new NodeNet().connect({ host: '127.0.0.1', port: 70_000 }))).toBe('IO');
  });
});

describe('unix sockets', () => {
  expectNetToHold(() => ({ net: new NodeNet(), address: { path: join(newFolder(), 'socket') } }));
});

const newNet = () => new SimulatedNet(new SeededRandom(5));

describe('the simulated network', () => {
  describe('with ports', () => {
    expectNetToHold(() => ({ net: newNet(), address: { host: 'host', port: 0 } }));
  });
  describe('with paths', () => {
    expectNetToHold(() => ({ net: newNet(), address: { path: '/socket' } }));
  });

  test('breaks all connections when a test says so', async () => {
    const net = newNet();
    const accepted: Connection[] = [];
    await net.listen({ path: '/socket' }, (connection) => void accepted.push(connection));
    const near = await net.connect({ path: '/socket' });
    net.breakAll();
    for (const end of [near, ...accepted]) expect(await codeOf(() => end.write(utf8('a')))).toBe('RESET');
    const next = async () => near.chunks[Symbol.asyncIterator]().next();
    expect(await codeOf(next)).toBe('RESET');
  });
});
