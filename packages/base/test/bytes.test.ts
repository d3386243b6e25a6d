import { concatBytes, equalBytes, fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from '@capgate/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const bytes = fc.uint8Array({ maxLength: 100 });

test('hexadecimal and base64 are spelled as Node spells them, and come back', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      expect(toHex(some)).toBe(Buffer.from(some).toString('hex'));
      expect(toBase64(some)).toBe(Buffer.from(some).toString('base64'));
      expect(fromHex(toHex(some))).toEqual(some);
      expect(fromBase64(toBase64(some))).toEqual(some);
    }),
  );
});

test('whatever the text, it is the one spelling of its bytes or refused', () => {
  const texts = fc.string({
    unit: fc.constantFrom('A', 'B', 'f', '0', '9', '=', '/', '+', '-', ' ', '\n', 'é'),
    maxLength: 9,
  });
  fc.assert(
    fc.property(texts, (text) => {
      const [hex, base64] = [fromHex(text), fromBase64(text)];
      expect(hex === undefined ? text : toHex(hex)).toBe(text);
      expect(base64 === undefined ? text : toBase64(base64)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test.each(['0', 'AB', 'g0', '0x', ' 00', '00 '])('%o is not hexadecimal', (text) => {
  expect(fromHex(text)).toBe(undefined);
});

test.each(['A', 'AA', 'AAA', 'AA=', 'AAAA=', 'A===', '====', 'AB==', 'AAB=', 'AA-_', 'AA AA', 'AAAA\n', '=AAA'])(
  '%o is not base64 in its one form',
  (text) => {
    expect(fromBase64(text)).toBe(undefined);
  },
);

describe('UTF-8', () => {
  test('comes back where it is well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
  });

  test('keeps a byte order mark, and refuses what is not UTF-8', () => {
    expect(fromUtf8(utf8('\ufeffa'))).toBe('\ufeffa');
    for (const hex of ['ff', 'e282', 'c0af', 'eda080', 'f4908080', '80']) {
      expect(fromUtf8(fromHex(hex) as Uint8Array)).toBe(undefined);
    }
  });
});

test('bytes are joined and compared as lists are', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 4 }), bytes, (parts, other) => {
      const whole = concatBytes(...parts);
      expect([...whole]).toEqual(parts.flatMap((part) => [...part]));
      expect(equalBytes(whole, whole.slice())).toBe(true);
      expect(equalBytes(whole, other)).toBe(whole.join() === other.join());
      expect(equalBytes(whole, Uint8Array.of(...whole, 0))).toBe(false);
    }),
  );
});
