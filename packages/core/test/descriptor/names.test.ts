import { createHash } from 'node:crypto';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32, descriptorCrc } from '../../src/descriptor/crc32.ts';
import { commandFields, commandHash, utf8Length } from '../../src/descriptor/index.ts';
import { addBlankToName, addTextToName, addToName, beginName, endName, nameBytes } from '../../src/descriptor/md5.ts';
import { compareBytes, encodeName, quoted, sharedPrefix } from '../../src/descriptor/name.ts';
import { decodeUtf8, encodeUtf8, writeUtf8 } from '../../src/descriptor/utf8.ts';
import { naiveHash } from './naive.ts';
import { anyText, uint32 } from './support.ts';

const unitsOf = (text: string) => Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));

/** The remainder bit by bit, as the definition has it. */
function bitwiseCrc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  }
  return ~remainder >>> 0;
}

describe('CRC-32', () => {
  test('agrees with zlib and with the definition', () => {
    expect(crc32(new TextEncoder().encode('123456789'), 0, 9)).toBe(0xcbf43926);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(crc32(bytes, 0, bytes.length)).toBe(zlibCrc32(bytes));
        expect(crc32(bytes, 0, bytes.length)).toBe(bitwiseCrc32(bytes));
      }),
    );
  });

  test('covers only what lies between its bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(9), fc.nat(9), (bytes, before, after) => {
        const padded = Uint8Array.of(...new Uint8Array(before).fill(7), ...bytes, ...new Uint8Array(after).fill(9));
        expect(crc32(padded, before, before + bytes.length)).toBe(zlibCrc32(bytes));
      }),
    );
  });

  test('of a descriptor, from its words', () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, uint32, (first, second, third, fourth) => {
        const bytes = Buffer.from('544350020002'.padEnd(44, '0'), 'hex');
        for (const [index, word] of [first, second, third, fourth].entries()) bytes.writeUInt32BE(word, 6 + 4 * index);
        expect(descriptorCrc(first, second, third, fourth)).toBe(bitwiseCrc32(bytes) & 0xffff);
        expect(descriptorCrc(first | 0, second | 0, third | 0, fourth | 0)).toBe(bitwiseCrc32(bytes) & 0xffff);
      }),
    );
  });
});

describe('command hash', () => {
  test('is the head of the MD5 that OpenSSL computes, for any text', () => {
    expect(commandHash('git')).toBe(0xba9f11ec);
    expect(commandHash('')).toBe(0xd41d8cd9);
    fc.assert(
      fc.property(anyText, fc.nat(40), (text, times) => {
        const name = text.repeat(times);
        expect(commandHash(name)).toBe(naiveHash(name));
      }),
      { numRuns: 500 },
    );
  });

  test('at every length around the block', () => {
    for (let length = 0; length <= 200; length++) {
      const name = 'a'.repeat(length);
      const digest = createHash('md5').update(name).digest();
      expect(commandHash(name)).toBe(digest.readUInt32BE(0));
    }
  });

  test('of names longer than the scratch space, and after them', () => {
    for (const length of [1023, 1024, 1025, 70_000]) {
      expect(commandHash('é'.repeat(length))).toBe(naiveHash('é'.repeat(length)));
    }
    expect(commandHash('rm')).toBe(0xd67f249b);
  });

  test('of parts of code units is that of their text, within bounds, and so is the length', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (before, text, after) => {
        const units = unitsOf(before + text + after);
        beginName();
        addToName(units, before.length, before.length + text.length);
        addBlankToName();
        addTextToName(after);
        expect(endName() >>> 0).toBe(naiveHash(`${text} ${after}`));
        expect(nameBytes()).toBe(Buffer.byteLength(`${text.toWellFormed()} ${after.toWellFormed()}`, 'utf8'));
      }),
    );
  });

  test('the length in bytes saturates at 65,535', () => {
    const lengths = [0, 1, 65_534, 65_535, 65_536, 100_000].map(
      (length) => commandFields('x'.repeat(length)).commandLengthBytes,
    );
    expect(lengths).toEqual([0, 1, 65_534, 65_535, 65_535, 65_535]);
    expect(commandFields('道具').commandLengthBytes).toBe(6);
  });
});

describe('UTF-8', () => {
  test('lengths are those of the host’s encoder', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const expected = Buffer.byteLength(text.toWellFormed(), 'utf8');
        expect(utf8Length(text)).toBe(expected);
      }),
    );
  });

  test('encodes what is well-formed and fits, and nothing else', () => {
    fc.assert(
      fc.property(anyText, fc.nat(60), (text, room) => {
        const expected = Buffer.from(text, 'utf8');
        const fits = text.isWellFormed() && expected.length <= room;
        expect(encodeUtf8(text, room)).toEqual(fits ? Uint8Array.from(expected) : undefined);
        const target = new Uint8Array(room);
        expect(writeUtf8(text, target)).toBe(fits ? expected.length : -1);
        const written = fits ? expected.length : 0;
        expect(target.subarray(0, written)).toEqual(Uint8Array.from(expected.subarray(0, written)));
      }),
    );
  });

  test('every code point, there and back', () => {
    for (let point = 0; point <= 0x10ffff; point += point < 0x900 || point % 0x400 > 0x3f0 ? 1 : 13) {
      const text = String.fromCodePoint(point);
      const encoded = encodeUtf8(text, 4);
      const surrogate = point >= 0xd800 && point <= 0xdfff;
      if (surrogate !== (encoded === undefined)) throw new Error(`U+${point.toString(16)}`);
      if (encoded !== undefined && decodeUtf8(encoded, 0, encoded.length) !== text)
        throw new Error(`U+${point.toString(16)}`);
    }
    expect(encodeUtf8('\u{10ffff}', 4)).toEqual(Uint8Array.of(0xf4, 0x8f, 0xbf, 0xbf));
  });

  test('decodes as the host’s strict decoder does', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const leads = fc.constantFrom(
      0x00,
      0x7f,
      0x80,
      0xbf,
      0xc0,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
    );
    const edges = fc.array(fc.oneof(leads, fc.constantFrom(0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf)), { maxLength: 6 });
    const sound = fc.string({ unit: 'binary' }).map((text) => [...Buffer.from(text.toWellFormed())]);
    fc.assert(
      fc.property(fc.oneof(edges, sound), fc.nat(3), (list, cut) => {
        const bytes = Uint8Array.from(list);
        const part = bytes.subarray(Math.min(cut, bytes.length));
        expect(decodeUtf8(bytes, Math.min(cut, bytes.length), bytes.length)).toBe(decodedBy(strict, part));
      }),
      { numRuns: 3000 },
    );
  });

  test('a sequence that reaches over the end is cut off', () => {
    const bytes = new TextEncoder().encode('é道🔧');
    for (const end of [1, 3, 4, 6, 7, 8]) expect(decodeUtf8(bytes, 0, end)).toBe(undefined);
    for (const [end, text] of [
      [2, 'é'],
      [5, 'é道'],
      [9, 'é道🔧'],
    ] as const)
      expect(decodeUtf8(bytes, 0, end)).toBe(text);
  });
});

function decodedBy(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

describe('names', () => {
  test('of 1 to 255 bytes, well-formed', () => {
    expect(encodeName('')).toBe(undefined);
    expect(encodeName('a'.repeat(255))).toHaveLength(255);
    expect(encodeName('a'.repeat(256))).toBe(undefined);
    expect(encodeName(`${'a'.repeat(254)}é`)).toBe(undefined);
    expect(encodeName('a\udc00')).toBe(undefined);
  });

  test('compare as buffers do, and share what they share', () => {
    const few = fc.uint8Array({ max: 2, maxLength: 5 });
    fc.assert(
      fc.property(few, few, (left, right) => {
        expect(Math.sign(compareBytes(left, right))).toBe(Buffer.compare(left, right));
        const shared = sharedPrefix(left, right);
        expect(left.subarray(0, shared)).toEqual(right.subarray(0, shared));
        expect(shared === Math.min(left.length, right.length) || left[shared] !== right[shared]).toBe(true);
      }),
    );
  });

  test('in messages are short', () => {
    expect(quoted('a"\n')).toBe('"a\\"\\n"');
    expect(quoted('b'.repeat(80))).toBe(`"${'b'.repeat(80)}"`);
    expect(quoted('b'.repeat(81))).toBe(`"${'b'.repeat(80)}…"`);
  });
});
