import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FRAME_BYTES_MAX, Frames } from '../src/socket/frames.ts';

/** Bytes with many ends of lines and characters of every length; some are no UTF-8. */
const text = fc.array(fc.constantFrom('\n', '\n\n', 'a', 'é', '語', '😀', '\ufeff', '\r', '{"id":1}', ' '), {
  maxLength: 40,
});
const anyBytes = fc.oneof(
  text.map((parts) => Buffer.from(parts.join(''))),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
);
const cuts = fc.array(fc.nat(300), { maxLength: 12 });

/** All lines, or undefined where the bytes are refused. */
function linesOf(chunks: readonly Uint8Array[]): string[] | undefined {
  const frames = new Frames();
  const all: string[] = [];
  for (const chunk of chunks) {
    const lines = frames.take(chunk);
    if (lines === undefined) return undefined;
    all.push(...lines);
  }
  return all;
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((place) => Math.min(place, bytes.length)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, i) => bytes.subarray(places[i] as number, end));
}

describe('lines out of bytes', () => {
  test('are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(anyBytes, cuts, (bytes, at) => {
        expect(linesOf(cut(bytes, at))).toEqual(linesOf([bytes]));
      }),
      { numRuns: 3_000 },
    );
  });

  test('are those between the ends of lines, and nothing of the last before it ends', () => {
    fc.assert(
      fc.property(text, cuts, (parts, at) => {
        const whole = parts.join('');
        expect(linesOf(cut(Buffer.from(whole), at))).toEqual(whole.split('\n').slice(0, -1));
      }),
    );
  });

  test('do not change with the memory that they came in', () => {
    const frames = new Frames();
    const chunk = Buffer.from('{"a');
    frames.take(chunk);
    chunk.fill(0);
    expect(frames.take(Buffer.from('":1}\n'))).toEqual(['{"a":1}']);
  });

  test('are refused beyond the bound, and not kept', () => {
    const frames = new Frames();
    const chunk = Buffer.alloc(1 << 20, 'x');
    const taken = Array.from({ length: FRAME_BYTES_MAX / chunk.length }, () => frames.take(chunk));
    expect(taken.every((lines) => lines?.length === 0)).toBe(true);
    expect(frames.take(Buffer.from('x'))).toBeUndefined();
  });
});
