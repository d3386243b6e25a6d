/** What tier 4 reads, and how it decides: no kernel is asked. */
import { constants } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelError, type Mask, type Reach, REACHES } from '@capgate/kernel';
import { mayReach, reach4 } from '../src/reach.ts';
import { addressIn, destinationIn, socketPathIn } from '../src/tiers/notify/address.ts';
import { notificationIn } from '../src/tiers/notify/calls.ts';
import { asksAboutDatagrams, askingFilter, hasDatagrams } from '../src/tiers/notify/filter.ts';
import { signalIn } from '../src/tiers/notify/pending.ts';
import { interpreterIn } from '../src/tiers/notify/script.ts';
import { openMask } from './enforcement/world.ts';

function ipv4(family: number, address: string, port: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16LE(family, 0);
  bytes.writeUInt16BE(port, 2);
  for (const [index, part] of address.split('.').entries()) bytes[4 + index] = Number(part);
  return bytes;
}

function ipv6(words: readonly number[], port: number, length = 28): Buffer {
  const bytes = Buffer.alloc(28);
  bytes.writeUInt16LE(10, 0);
  bytes.writeUInt16BE(port, 2);
  for (const [index, word] of words.entries()) bytes.writeUInt16BE(word, 8 + 2 * index);
  return bytes.subarray(0, length);
}

function unix(text: string): Buffer {
  return Buffer.concat([Buffer.from([1, 0]), Buffer.from(text)]);
}

function reaching(...connect: readonly Reach[]): Mask {
  return { ...openMask, connect: new Set(connect) };
}

/** A set of one, as proc(5) writes it. */
function bit(signal: number): string {
  return (1n << BigInt(signal - 1)).toString(16).padStart(16, '0');
}

/** What proc(5) has of a thread, with one signal that it holds back. */
function statusWith(sets: Readonly<Record<string, string>>): string {
  const all = { SigPnd: bit(64), ShdPnd: '0'.repeat(16), SigBlk: bit(64), SigIgn: '0'.repeat(16), ...sets };
  return Object.entries(all)
    .map(([name, set]) => `${name}:\t${set}\n`)
    .join('');
}

describe('an address', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.255', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['169.254.169.254', 'metadata'],
    ['169.254.169.253', 'private'],
    ['10.255.0.1', 'private'],
    ['11.0.0.1', 'public'],
    ['172.15.255.255', 'public'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.168.0.1', 'private'],
    ['192.169.0.1', 'public'],
    ['100.64.0.1', 'private'],
    ['100.128.0.1', 'public'],
    ['255.255.255.255', 'public'],
  ])('%s leads to what is %s, also within IPv6', (address, reach) => {
    expect(addressIn(ipv4(2, address, 80))).toEqual({ address, port: 80, reach });
    const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
    expect(addressIn(ipv6([0, 0, 0, 0, 0, 0xffff, (a << 8) | b, (c << 8) | d], 80))?.reach).toBe(reach);
  });

  it.each([
    [[0, 0, 0, 0, 0, 0, 0, 1], '::1', 'loopback'],
    [[0, 0, 0, 0, 0, 0, 0, 0], '::', 'loopback'],
    [[0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 'fd00:ec2::254', 'metadata'],
    [[0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x255], 'fd00:ec2::255', 'private'],
    [[0xfe80, 0, 0, 0, 0, 0, 0, 1], 'fe80::1', 'private'],
    [[0xfec0, 0, 0, 0, 0, 0, 0, 1], 'fec0::1', 'public'],
    [[0x2001, 0xdb8, 0, 0, 0, 0, 0, 7], '2001:db8::7', 'public'],
  ])('%j leads to %s, which is %s', (words, address, reach) => {
    expect(addressIn(ipv6(words, 443))).toEqual({ address, port: 443, reach });
  });

  it('is none where the kernel takes none, and of no family where a datagram has one of IPv4', () => {
    expect(addressIn(ipv4(2, '10.0.0.1', 1).subarray(0, 15))).toBeUndefined();
    expect(addressIn(ipv6([1], 1, 23))).toBeUndefined();
    expect(addressIn(ipv6([0xfe80], 1, 24))?.reach).toBe('private');
    expect(addressIn(ipv4(0, '10.0.0.1', 1))).toBeUndefined();
    expect(destinationIn(ipv4(0, '10.0.0.1', 1))?.reach).toBe('private');
    fc.assert(fc.property(fc.uint8Array({ maxLength: 129 }), (bytes) => void destinationIn(Buffer.from(bytes))));
    fc.assert(fc.property(fc.nat(0xff_ff_ff_ff), (number) => REACHES.includes(reach4(number))));
  });

  it('of a resolver may be reached by its port, but for the metadata service', () => {
    const mask = { ...openMask, connect: new Set(['local', 'resolver'] as const) };
    expect(mayReach(mask, 'public', 53)).toBe(true);
    expect(mayReach(mask, 'public', 54)).toBe(false);
    expect(mayReach(mask, 'metadata', 53)).toBe(false);
  });

  it('of a unix socket is a path, or none', () => {
    expect(socketPathIn(unix('/run/socket\0rest'))).toBe('/run/socket');
    expect(socketPathIn(unix('/run/socket'))).toBe('/run/socket');
    expect(socketPathIn(unix('\0abstract'))).toBeUndefined();
    expect(socketPathIn(unix(''))).toBeUndefined();
    expect(socketPathIn(ipv4(2, '10.0.0.1', 1))).toBeUndefined();
  });
});

describe('a question', () => {
  it('is read as the kernel writes it, or refused', () => {
    const bytes = Buffer.alloc(80);
    bytes.writeBigUInt64LE(7n, 0);
    bytes.writeUInt32LE(42, 8);
    bytes.writeInt32LE(59, 16);
    bytes.writeBigUInt64LE(0xff_ff_ff_ff_ff_ff_ff_9cn, 32);
    bytes.writeBigUInt64LE(6n, 72);
    expect(notificationIn(bytes)).toEqual({
      id: 7n,
      tid: 42,
      number: 59,
      args: [0xff_ff_ff_ff_ff_ff_ff_9cn, 0n, 0n, 0n, 0n, 6n],
    });
    for (const length of [0, 79, 81]) expect(() => notificationIn(Buffer.alloc(length))).toThrow(KernelError);
  });

  it('is asked about datagrams where some of them may not be sent, and there are none where none may leave', () => {
    const everyday = reaching('local', 'loopback', 'resolver', 'private', 'public');
    expect([asksAboutDatagrams(everyday), hasDatagrams(everyday)]).toEqual([false, true]);
    expect([asksAboutDatagrams(reaching('resolver', 'public')), hasDatagrams(reaching('resolver'))]).toEqual([
      true,
      true,
    ]);
    expect(hasDatagrams(reaching('local', 'loopback'))).toBe(false);
    expect(askingFilter(everyday, 'arm64').length).toBeGreaterThan(0);
    expect(() => askingFilter(everyday, 'riscv64')).toThrow(KernelError);
  });
});

describe('what is interpreted', () => {
  it.each([
    ['#!/bin/sh\nexit 0\n', '/bin/sh'],
    ['#! \t/usr/bin/env python3\n', '/usr/bin/env'],
    ['#!interpreter', 'interpreter'],
    ['#!/bin/sh\0x', '/bin/sh'],
    ['#!\n/bin/sh', undefined],
    [' #!/bin/sh', undefined],
    ['\x7fELF', undefined],
    ['', undefined],
  ])('by %j is %s', (head, path) => expect(interpreterIn(Buffer.from(head, 'latin1'))).toBe(path));
});

describe('a signal', () => {
  const { SIGALRM } = constants.signals;

  it('interrupts where it waits, and is neither held back nor ignored', () => {
    expect(signalIn(statusWith({}))).toBe(false);
    expect(signalIn(statusWith({ ShdPnd: bit(SIGALRM) }))).toBe(true);
    expect(signalIn(statusWith({ SigPnd: bit(SIGALRM), SigBlk: bit(SIGALRM) }))).toBe(false);
    expect(signalIn(statusWith({ SigPnd: bit(SIGALRM), SigBlk: bit(64), SigIgn: bit(SIGALRM) }))).toBe(false);
    expect(signalIn('')).toBe(false);
  });
});
