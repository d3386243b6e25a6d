import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, lineBatches } from '../src/lines.ts';

async function linesOf(chunks: readonly Uint8Array[], maxBytes = 1000): Promise<Line[]> {
  async function* source() {
    yield* chunks;
  }
  const batches: (readonly Line[])[] = [];
  for await (const batch of lineBatches(source(), maxBytes)) batches.push(batch);
  return batches.flat();
}

/** `bytes` in pieces of the given lengths, each in the same buffer as the one before: a chunk is only lent. */
function* lent(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  const buffer = new Uint8Array(Math.max(1, ...lengths));
  let offset = 0;
  for (const length of [...lengths, bytes.length]) {
    for (; offset < bytes.length; ) {
      const piece = bytes.subarray(offset, offset + Math.min(length, buffer.length));
      buffer.set(piece);
      offset += piece.length;
      yield buffer.subarray(0, piece.length);
      if (length < bytes.length) break;
    }
  }
}

describe('lineBatches', () => {
  it('takes a line break as the end of a line, not as the start of another', async () => {
    expect(await linesOf([Buffer.from('a\nb\n')])).toEqual(['a', 'b']);
    expect(await linesOf([Buffer.from('a\nb')])).toEqual(['a', 'b']);
    expect(await linesOf([Buffer.from('\n\n')])).toEqual(['', '']);
    expect(await linesOf([])).toEqual([]);
  });

  it('puts lines together whatever the chunks', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ' ')),
      { maxLength: 20 },
    );
    const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, lengths, async (lines, pieces) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        async function* source() {
          yield* lent(bytes, pieces);
        }
        const met: Line[] = [];
        for await (const batch of lineBatches(source(), 1_000_000)) met.push(...batch);
        expect(met).toEqual(lines);
      }),
    );
  });

  it('answers a line that is too long in its place, wherever the chunks end', async () => {
    const tooLong = { fault: 'LENGTH' };
    const bytes = Buffer.from(`ok\n${'x'.repeat(11)}\n${'y'.repeat(10)}\nend`);
    for (const size of [1, 2, 5, 14, 100]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(await linesOf(chunks, 10)).toEqual(['ok', tooLong, 'yyyyyyyyyy', 'end']);
    }
    expect(await linesOf([Buffer.from('z'.repeat(11))], 10)).toEqual([tooLong]);
  });

  it('answers bytes that are no UTF-8 in their place, and spares the lines around', async () => {
    const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xc3, 0x28, 0x0a]), Buffer.from('é\n')]);
    expect(await linesOf([bytes])).toEqual(['a', { fault: 'UTF8' }, 'é']);
    expect(await linesOf([Buffer.from([0x66, 0xff])])).toEqual([{ fault: 'UTF8' }]);
  });

  it('takes a chunk of nothing but line breaks', async () => {
    const lines = await linesOf([Buffer.alloc(300_000, '\n')]);
    expect(lines).toHaveLength(300_000);
  });
});
