import { decodeEvent, EVENT_BYTES_MAX, KernelError, type KernelEvent, riskOfEvent } from '@capgate/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Numbers as bpf/capgate.h has them; layout.test.ts holds the places against the compiled objects. */
interface Fields {
  readonly act: number;
  readonly subject?: number;
  readonly control?: number;
  readonly flags?: number;
  readonly family?: number;
  readonly path?: Buffer;
}

function eventOf({
  act,
  subject = 0,
  control = 0,
  flags = 0,
  family = 0,
  path = Buffer.alloc(0),
}: Fields): KernelEvent {
  const bytes = Buffer.alloc(EVENT_BYTES_MAX);
  bytes.writeUInt32LE(flags, 36);
  bytes.set([act, 1, subject, control], 40);
  bytes.writeUInt16LE(path.length, 44);
  bytes.writeUInt16LE(family, 46);
  bytes.write('sh', 48);
  path.copy(bytes, 64);
  return decodeEvent(bytes);
}

describe('an event', () => {
  it('has its path from the outside in', () => {
    const path = Buffer.from('file\0folder\0home\0');
    expect(eventOf({ act: 2, subject: 3, path })).toMatchObject({
      act: 'write',
      scope: 'home',
      path: '/home/folder/file',
      command: 'sh',
      isDenied: true,
    });
  });

  it.each([
    [2, Buffer.from([203, 0, 113, 7]), '203.0.113.7'],
    [10, Buffer.from('20010db8000000000000000000000007', 'hex'), '2001:db8::7'],
  ])('of family %i has its address', (family, path, address) => {
    const event = eventOf({ act: 4, subject: 4, flags: 443, family, path });
    expect(event).toMatchObject({ act: 'connect', address, port: 443, reach: 'public' });
  });

  it('of a socket in a folder has its path', () => {
    const event = eventOf({ act: 4, subject: 5, path: Buffer.from('docker.sock\0') });
    expect(event).toMatchObject({ act: 'connect', path: '/docker.sock', scope: 'system' });
  });

  it.each([
    [1, 0, 'risk'],
    [2, 0, 'capability'],
    [3, 1, 'memory-exec'],
  ])('of a program says why it may not run: %i', (subject, control, reason) => {
    expect(eventOf({ act: 0, subject, control })).toMatchObject({ act: 'exec', reason });
  });

  it('tells the risk of the program', () => {
    expect([0, 1, 1 << 3, (1 << 4) | (1 << 6)].map(riskOfEvent)).toEqual([undefined, 0, 3, 4]);
  });

  it.each([
    [1, true, undefined],
    [2, false, true],
    [3, true, true],
  ])('with the marks %i says whether it was denied, and whether it waits', (marks, isDenied, isHeld) => {
    const bytes = Buffer.alloc(EVENT_BYTES_MAX);
    bytes[41] = marks;
    expect(decodeEvent(bytes)).toMatchObject({ act: 'exec', isDenied, ...(isHeld && { isHeld }) });
    expect('isHeld' in decodeEvent(bytes)).toBe(isHeld === true);
  });

  it('of random bytes is an event or an error of ours', () => {
    let decoded = 0;
    const bytes = fc
      .constantFrom(64, 80, 192, EVENT_BYTES_MAX)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(bytes, fc.nat(7), fc.nat(9), fc.constantFrom(0, 2, 10), (random, act, subject, family) => {
        random.set([act, 1, subject, subject], 40);
        random.set([family, 0], 46);
        decoded += isDecoded(Buffer.from(random)) ? 1 : 0;
      }),
      { numRuns: 2000 },
    );
    expect(decoded).toBeGreaterThan(500);
  });

  it('that was cut short is refused', () => {
    fc.assert(
      fc.property(fc.nat(EVENT_BYTES_MAX - 1), (length) => {
        fc.pre(![64, 80, 192].includes(length));
        expect(() => decodeEvent(Buffer.alloc(length))).toThrow(KernelError);
      }),
    );
  });
});

/** False for an error of ours; any other is thrown. */
function isDecoded(bytes: Buffer): boolean {
  try {
    return decodeEvent(bytes).pid >= 0;
  } catch (error) {
    if (error instanceof KernelError) return false;
    throw error;
  }
}
