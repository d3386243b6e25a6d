import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AuditError,
  bundlePath,
  decodeBundle,
  decodeTile,
  encodeBundle,
  tilePath,
  tileWidth,
} from '../src/verify/index.ts';

describe('paths', () => {
  // The examples of the specification, and the edges between them.
  test.each([
    [tilePath(0, 0, 256), 'tile/0/000'],
    [tilePath(0, 1_234_067, 256), 'tile/0/x001/x234/067'],
    [tilePath(1, 1_000, 256), 'tile/1/x001/000'],
    [tilePath(1, 999, 256), 'tile/1/999'],
    [tilePath(2, 0, 8), 'tile/2/000.p/8'],
    [bundlePath(1_234_067, 256), 'tile/entries/x001/x234/067'],
    [bundlePath(273, 5), 'tile/entries/273.p/5'],
  ])('are as others look for them: %s', (path, expected) => {
    expect(path).toBe(expected);
  });

  test('name as many hashes as a tree of that size has there', () => {
    // The example of the specification: 256 tiles of level 0 and a partial one, of each level above one.
    expect([tileWidth(0, 0, 70_000), tileWidth(0, 273, 70_000), tileWidth(0, 274, 70_000)]).toEqual([256, 112, 0]);
    expect([tileWidth(1, 0, 70_000), tileWidth(1, 1, 70_000), tileWidth(2, 0, 70_000)]).toEqual([256, 17, 1]);
  });
});

const entry = fc.uint8Array({ maxLength: 40 });

describe('bundles', () => {
  test('give back the entries that they were made of', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 256 }), (entries) => {
        expect(decodeBundle(encodeBundle(entries), entries.length)).toEqual(entries);
      }),
    );
  });

  test('of the longest entry too', () => {
    const longest = new Uint8Array(65_535).fill(7);
    expect(decodeBundle(encodeBundle([longest]), 1)).toEqual([longest]);
  });

  test('are refused when cut short, or with fewer entries than asked for', () => {
    const bytes = encodeBundle([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
    for (const cut of [1, 2, bytes.length - 1]) {
      expect(() => decodeBundle(bytes.subarray(0, cut), 1)).toThrow(AuditError);
    }
    expect(() => decodeBundle(bytes, 3)).toThrow(AuditError);
    expect(() => decodeBundle(encodeBundle(Array.from({ length: 257 }, () => new Uint8Array(1))), 256)).toThrow(
      AuditError,
    );
  });
});

test('tiles are refused when cut short or within a hash', () => {
  expect(decodeTile(new Uint8Array(64), 2)).toHaveLength(2);
  for (const length of [0, 32, 63, 65]) expect(() => decodeTile(new Uint8Array(length), 2)).toThrow(AuditError);
});
