/** The journal, byte by byte: as `spec/log.md` says, not as the code writes it. */
import { concatBytes, utf8 } from '@capgate/base';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import { decodeJournal, type JournalContent } from '../src/log/journal.ts';
import { encodeBundle } from '../src/verify/index.ts';
import { primitives } from './harness.ts';

const { sha256 } = primitives;

/** A batch whose header may say what is not so. */
function batch(firstIndex: number, texts: readonly string[], count = texts.length): Uint8Array {
  const body = encodeBundle(texts.map((text) => utf8(text)));
  const header = new DataView(new ArrayBuffer(20));
  header.setUint32(0, 0x43474a31);
  header.setBigUint64(4, BigInt(firstIndex));
  header.setUint32(12, count);
  header.setUint32(16, body.length);
  const whole = concatBytes(new Uint8Array(header.buffer), body);
  return concatBytes(whole, sha256(whole));
}

function decoded(...parts: readonly Uint8Array[]): JournalContent {
  return decodeJournal(concatBytes(...parts), 'journal/0', sha256);
}

describe('a journal', () => {
  test('is batches, and what a crash left of the last', () => {
    const [one, two] = [batch(0, ['a', 'b']), batch(2, ['c'])];
    expect(decoded(one, two).batches.map(({ firstIndex, entries }) => [firstIndex, entries.length])).toEqual([
      [0, 2],
      [2, 1],
    ]);
    for (let size = 0; size < two.length; size++) {
      expect(decoded(one, two.subarray(0, size))).toMatchObject({ batches: [{ firstIndex: 0 }], tornBytes: size });
    }
  });

  test('is broken where the number of entries is not the one that the batch says', async () => {
    for (const count of [0, 1, 3, 0xffff_ffff]) {
      const wrong = batch(2, ['c', 'd'], count);
      expect(decoded(batch(0, ['a', 'b']), wrong)).toMatchObject({ tornBytes: wrong.length });
      expect(await codeOf(() => decoded(wrong, batch(4, ['e'])))).toBe('DAMAGED');
    }
  });

  test('with a torn batch whose entries speak of the magic is one that a crash left', () => {
    const torn = batch(1, ['CGJ1 '.repeat(10_000), 'CGJ1']).subarray(0, 40_000);
    expect(decoded(batch(0, ['a']), torn)).toMatchObject({ tornBytes: torn.length });
  });

  test('full of beginnings is refused for no more hashing than a few times its size', async () => {
    // Each claims all that is behind it.
    const bytes = new Uint8Array(1 << 18);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 20 < bytes.length; at += 20) {
      view.setUint32(at, 0x43474a31);
      view.setUint32(at + 16, Math.max(0, bytes.length - at - 20 - 32));
    }
    let hashedBytes = 0;
    const counting = (hashed: Uint8Array): Uint8Array => {
      hashedBytes += hashed.length;
      return sha256(hashed);
    };
    expect(await codeOf(() => decodeJournal(bytes, 'journal/0', counting))).toBe('DAMAGED');
    expect(hashedBytes).toBeLessThan(4 * bytes.length);
  });
});
