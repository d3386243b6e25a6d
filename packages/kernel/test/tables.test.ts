/** The tables that programs in the kernel read, in memory that several processes write: here in that of a file. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KernelError } from '@capgate/kernel';
import { needsProvided } from '@capgate/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsOf } from '../src/bpf/mapping.ts';
import { HELD_BYTES, HELD_MAX, HeldTable, placeOf } from '../src/held.ts';
import { firstPlaceOf, NumberedTools, TOOL_BYTES, TOOL_PROBES_MAX, TOOLS_BITS } from '../src/tiers/numbered.ts';
import { usualMask } from './enforcement/world.ts';

const TOOL_COUNT = 1 << TOOLS_BITS;
const folder = mkdtempSync(join(tmpdir(), 'capgate-tables-'));
const open: number[] = [];

beforeEach((context) => needsProvided(context, process.platform === 'linux' ? undefined : 'memory is mapped on Linux'));
afterAll(() => {
  for (const fd of open) closeSync(fd);
  rmSync(folder, { recursive: true });
});

/** Zeroed, as the kernel makes an array. */
function array(name: string, length: number): { readonly fd: number } {
  const fd = openSync(join(folder, name), 'w+');
  open.push(fd);
  ftruncateSync(fd, length);
  return { fd };
}

/** Of numbers from `from` on, the first whose place is that of `like`. */
function sameplaced(from: bigint, like: bigint): bigint {
  for (let other = from; ; other++) if (placeOf(other) === placeOf(like)) return other;
}

describe('who is held', () => {
  let table: HeldTable;
  let other: HeldTable;
  let words: BigUint64Array;

  beforeAll(() => {
    const map = array('held', HELD_BYTES * HELD_MAX);
    table = new HeldTable(map);
    // As of another process.
    other = new HeldTable(map);
    words = wordsOf(map.fd, HELD_BYTES, HELD_MAX);
  });

  const entryOf = (group: bigint) => [...words.subarray(placeOf(group) * 8, placeOf(group) * 8 + 8)];

  it('has a place that no other gets until it is freed', () => {
    const second = sameplaced(1001n, 1000n);
    expect(table.claim(1000n)).toBe(true);
    expect(other.claim(second)).toBe(false);
    other.free(second);
    expect(other.claim(second)).toBe(false);
    table.free(1000n);
    expect(other.claim(second)).toBe(true);
    other.free(second);
  });

  it('may do nothing before it has a mask, nor does who has the place after it', () => {
    const second = sameplaced(2001n, 2000n);
    const nothing = [0n, 0n, 0n];
    expect(table.claim(2000n)).toBe(true);
    expect(entryOf(2000n)).toEqual([2000n, ...nothing, BigInt(placeOf(2000n)), 0n, 0n, 0n]);
    table.setMask(2000n, usualMask);
    words[placeOf(2000n) * 8 + 5] = 7n;
    expect(entryOf(2000n).slice(1, 4)).not.toEqual(nothing);
    expect(table.tally(2000n)).toEqual({ decided: 7n, denied: 0n, lost: 0n });
    table.free(2000n);
    expect(table.claim(second)).toBe(true);
    expect(entryOf(second).slice(1, 4)).toEqual(nothing);
    expect(table.tally(second).decided).toBe(0n);
    table.free(second);
  });

  it('of a command says where its session is', () => {
    expect(table.claim(3000n)).toBe(true);
    const command = 3001n;
    expect(table.claim(command, 3000n)).toBe(true);
    expect(entryOf(command)[4]).toBe(BigInt(placeOf(3000n)));
  });

  it('is spread over all places, also where numbers go on in steps', () => {
    for (const step of [1n, 17n, 64n, 4096n]) {
      const places = new Set(Array.from({ length: 1000 }, (_, index) => placeOf(BigInt(index) * step + 5n)));
      expect(places.size).toBeGreaterThan(600);
    }
  });
});

/** Device and generation are one word, as they lie in memory. */
function numberOf(inode: bigint, device: bigint): Buffer {
  const number = Buffer.alloc(16);
  number.writeBigUInt64LE(inode, 0);
  number.writeBigUInt64LE(device, 8);
  return number;
}

/** As bpf/numbered.h looks it up. */
function flagsIn(words: BigUint64Array, inode: bigint, device: bigint): number {
  const first = firstPlaceOf(inode, device);
  for (let probe = 0; probe < TOOL_PROBES_MAX; probe++) {
    const at = ((first + probe) % TOOL_COUNT) * 4;
    if (words[at] === 0n) return 0;
    if (words[at] === inode && words[at + 1] === device) return Number(words[at + 2]);
  }
  return 0;
}

describe('tools by their numbers', () => {
  it('are found as they were set last, and no others', () => {
    const map = array('tools', TOOL_BYTES * TOOL_COUNT);
    const tables = [new NumberedTools(map), new NumberedTools(map)];
    const words = wordsOf(map.fd, TOOL_BYTES, TOOL_COUNT);
    const known = new Map<string, number>();
    // Few, so that they meet; devices and generations differ in single bits.
    const inodes = fc.bigInt(1n, 200n);
    const devices = fc.constantFrom(0n, 1n, 1n << 31n, 1n << 32n, (1n << 63n) + 1n);
    fc.assert(
      fc.property(
        inodes,
        devices,
        fc.integer({ min: 1, max: 0xff_ff_ff_ff }),
        fc.nat(1),
        (inode, device, flags, who) => {
          tables[who]?.set(numberOf(inode, device), flags);
          known.set(`${inode}:${device}`, flags);
        },
      ),
      { numRuns: 2000 },
    );
    for (let inode = 1n; inode <= 250n; inode++)
      for (const device of [0n, 1n, 1n << 31n, 1n << 32n, (1n << 63n) + 1n, 5n])
        expect(flagsIn(words, inode, device)).toBe(known.get(`${inode}:${device}`) ?? 0);
  });

  it('for which there is no room are refused', () => {
    const map = array('full', TOOL_BYTES * TOOL_COUNT);
    wordsOf(map.fd, TOOL_BYTES, TOOL_COUNT).fill(1n);
    expect(() => new NumberedTools(map).set(numberOf(7n, 7n), 1)).toThrow(KernelError);
  });
});
