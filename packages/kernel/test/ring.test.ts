import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordAt, type RecordFound } from '../src/bpf/ring.ts';
import { KernelError } from '../src/error.ts';

const SIZE = 256;
const BASE = 64;
const IS_BUSY = 0x80_00_00_00;
const IS_DISCARDED = 0x40_00_00_00;

/** Data of a ring as it is mapped: behind a page, and twice. */
function mapped(data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.alloc(BASE), data, data]);
}

function withHeader(position: number, header: number): Buffer {
  const data = Buffer.alloc(SIZE, 7);
  data.writeUInt32LE(header >>> 0, position);
  return mapped(data);
}

describe('a record of a ring', () => {
  it('is as long as its header says, and leaves room for what is beside it', () => {
    expect(recordAt(withHeader(16, 13), BASE, SIZE, 16)).toEqual({ bytes: Buffer.alloc(13, 7), room: 24 });
  });

  it('goes on at the start where it comes to the end', () => {
    const data = Buffer.alloc(SIZE);
    data.writeUInt32LE(8, SIZE - 8);
    data.fill(9, 0, 8);
    expect(recordAt(mapped(data), BASE, SIZE, SIZE - 8)).toEqual({ bytes: Buffer.alloc(8, 9), room: 16 });
  });

  it('that is still written is left', () => {
    expect(recordAt(withHeader(0, IS_BUSY | 8), BASE, SIZE, 0)).toBe('busy');
  });

  it('that was given up is passed over', () => {
    expect(recordAt(withHeader(0, (IS_DISCARDED | 8) >>> 0), BASE, SIZE, 0)).toEqual({ bytes: undefined, room: 16 });
  });

  it('never reaches beyond the ring, whatever is in it', () => {
    const positions = fc.nat(SIZE / 8 - 1).map((index) => index * 8);
    const data = fc.uint8Array({ minLength: SIZE, maxLength: SIZE });
    fc.assert(
      fc.property(data, positions, fc.boolean(), (random, position, isShort) => {
        if (isShort) random.set([random[position] ?? 0, 0, 0, 0], position);
        const record = found(mapped(random), position);
        if (record === undefined) return;
        expect(record.room).toBeGreaterThan(0);
        expect(record.room).toBeLessThanOrEqual(SIZE);
        expect(record.bytes?.length ?? 0).toBeLessThan(record.room);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Undefined for one that is still written, and for an error of ours; any other is thrown. */
function found(bytes: Buffer, position: number): RecordFound | undefined {
  try {
    const record = recordAt(bytes, BASE, SIZE, position);
    return record === 'busy' ? undefined : record;
  } catch (error) {
    if (error instanceof KernelError) return undefined;
    throw error;
  }
}
