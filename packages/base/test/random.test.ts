import { type Random, toHex } from '@capgate/base';
import { systemRandom } from '@capgate/base/node';
import { SeededRandom } from '@capgate/testing';
import { describe, expect, test } from 'vitest';

const forms: readonly [string, Random][] = [
  ['the machine’s', systemRandom],
  ['the simulated one', new SeededRandom(1)],
];

describe.each(forms)('randomness: %s', (_, random) => {
  test('has as many bytes as are asked for, each time its own', () => {
    for (const size of [0, 1, 16, 1_000]) expect(random.bytes(size)).toHaveLength(size);
    const first = random.bytes(16);
    const copy = first.slice();
    // What is given belongs to whoever asked: it may be erased.
    random.bytes(16).fill(0);
    expect(first).toEqual(copy);
    expect(first.constructor).toBe(Uint8Array);
  });

  test('does not repeat itself, and has bytes of every value', () => {
    const seen = new Set(Array.from({ length: 1_000 }, () => toHex(random.bytes(16))));
    expect(seen.size).toBe(1_000);
    // Each value is missing from so many bytes with a chance of 1 in 10^85.
    expect(new Set(random.bytes(50_000)).size).toBe(256);
  });
});

const bytesOf = (seed: number) => toHex(new SeededRandom(seed).bytes(32));

test('the simulated one repeats itself from the same seed, and only from that', () => {
  expect(bytesOf(7)).toBe(bytesOf(7));
  expect(bytesOf(7)).not.toBe(bytesOf(8));
});
