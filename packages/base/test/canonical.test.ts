import {
  type Canonical,
  CANONICAL_DEPTH_MAX,
  canonicalText,
  decodeCanonical,
  encodeCanonical,
  fromHex,
  fromUtf8,
  utf8,
} from '@capgate/base';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';

const read = (text: string) => decodeCanonical(utf8(text));

function numberOf(hex: string): number {
  return new DataView((fromHex(hex) as Uint8Array).buffer as ArrayBuffer).getFloat64(0);
}

/** RFC 8785, appendix B: the bits of a double and its text. */
const NUMBERS: readonly [string, string][] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

/** Any value that has a canonical text, with keys and texts of all kinds, and numbers of all sizes. */
const values: fc.Arbitrary<Canonical> = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary-ascii' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom('__proto__', 'toJSON', '1', '10', '9', '')),
      tie('value'),
      { maxKeys: 6, noNullPrototype: false },
    ),
  ),
})).value;

describe('the examples of RFC 8785', () => {
  test.each(NUMBERS)('appendix B: %s is %s', (hex, text) => {
    expect(canonicalText(numberOf(hex))).toBe(text);
    expect(read(text)).toBe(text === '0' ? 0 : numberOf(hex));
  });

  test.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('appendix B: %s is refused', async (hex) => {
    expect(await codeOf(() => canonicalText(numberOf(hex)))).toBe('NUMBER');
    expect(await codeOf(() => canonicalText([{ a: numberOf(hex) }]))).toBe('NUMBER');
  });

  test('§3.2.2: literals, numbers and texts', () => {
    const value = JSON.parse(
      String.raw`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]}`,
    ) as Canonical;
    // §3.2.4: the same, as bytes.
    const hex =
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a' +
      '5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d3237' +
      '5d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d';
    expect(encodeCanonical(value)).toEqual(fromHex(hex));
  });

  test('§3.2.3: keys in the order of their UTF-16 code units', () => {
    const value = JSON.parse(
      String.raw`{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}`,
    ) as Record<string, string>;
    const text = canonicalText(value);
    expect(Object.values(value).sort((left, right) => text.indexOf(left) - text.indexOf(right))).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });
});

describe('every value', () => {
  test('has the text that another implementation gives it', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalText(value)).toBe(canonicalize(value));
      }),
      { numRuns: 500 },
    );
  });

  test('has the text that another implementation gives it: numbers of all bits', () => {
    const bits = fc.tuple(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff)).map((words) => {
      return new Float64Array(Uint32Array.from(words).buffer)[0] as number;
    });
    fc.assert(
      fc.property(bits.filter(Number.isFinite), (number) => {
        expect(canonicalText(number)).toBe(canonicalize(number));
      }),
      { numRuns: 2_000 },
    );
  });

  test('comes back', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decodeCanonical(encodeCanonical(value))).toEqual(withoutMinusZero(value));
      }),
      { numRuns: 500 },
    );
  });

  test('has one text, whatever the order in which its keys were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), values, { noNullPrototype: true }), fc.nat(), (object, turn) => {
        const entries = Object.entries(object);
        const turned = entries.map((_, i) => entries[(i + turn) % entries.length] as (typeof entries)[0]);
        expect(canonicalText(Object.fromEntries(turned))).toBe(canonicalText(object));
      }),
    );
  });

  test('has one text: each byte that is changed is refused, or gives another value, whose text it is', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, where, bits) => {
        const bytes = encodeCanonical(value);
        const at = where % bytes.length;
        const altered = bytes.with(at, (bytes[at] as number) ^ bits);
        const found = decoded(altered);
        expect(found === 'REFUSED' ? altered : encodeCanonical(found.value)).toEqual(altered);
        expect(found).not.toEqual({ value: withoutMinusZero(value) });
      }),
      { numRuns: 2_000 },
    );
  });

  test('has one text: bytes put in or left out likewise', () => {
    const edits = fc.record({ at: fc.nat(), remove: fc.nat(2), insert: fc.string({ maxLength: 2 }) });
    fc.assert(
      fc.property(values, edits, (value, { at, remove, insert }) => {
        const text = canonicalText(value);
        const place = at % (text.length + 1);
        const altered = text.slice(0, place) + insert + text.slice(place + remove);
        const found = altered.isWellFormed() ? decoded(utf8(altered)) : 'REFUSED';
        expect(found === 'REFUSED' ? altered : canonicalText(found.value)).toBe(altered);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('canaries: what the properties above must find', () => {
  test('an encoder that leaves keys in their order', () => {
    const careless = fc.property(values, (value) => JSON.stringify(value) === canonicalize(value));
    expect(fc.check(careless, { numRuns: 500 }).failed).toBe(true);
  });

  test('a decoder that takes any JSON', () => {
    const careless = fc.property(values, fc.nat(), (value, at) => {
      const text = canonicalText(value);
      const altered = `${text.slice(0, at % text.length)} ${text.slice(at % text.length)}`;
      return canonicalText(JSON.parse(altered) as Canonical) === altered;
    });
    expect(fc.check(careless, { numRuns: 500 }).failed).toBe(true);
  });
});

const nested = (depth: number) => {
  let value: Canonical = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

describe('what has no text', () => {
  class Instance {
    readonly a = 1;
  }
  const sparse: number[] = [];
  sparse.length = 2;
  test.each<[string, unknown, string]>([
    ['undefined', undefined, 'TYPE'],
    ['a function', () => 1, 'TYPE'],
    ['a symbol', Symbol('a'), 'TYPE'],
    ['a bigint', 1n, 'TYPE'],
    ['an instance of a class', new Instance(), 'TYPE'],
    ['a date', new Date(0), 'TYPE'],
    ['a map', new Map(), 'TYPE'],
    ['bytes', Uint8Array.of(1), 'TYPE'],
    ['a boxed text', Object('text'), 'TYPE'],
    ['an object that says how to encode it', { toJSON: () => 1 }, 'TYPE'],
    ['NaN', Number.NaN, 'NUMBER'],
    ['infinity', Number.POSITIVE_INFINITY, 'NUMBER'],
    ['half a surrogate pair', '\ud800', 'UNICODE'],
    ['the other half', 'a\udc00b', 'UNICODE'],
    ['halves in the wrong order', '\udc00\ud800', 'UNICODE'],
    ['a list with a hole', sparse, 'TYPE'],
  ])('%s', async (_, value, code) => {
    const places = [value, [value], { a: value }, { b: 1, a: [{ z: 0, y: value }] }];
    for (const place of places) expect(await codeOf(() => canonicalText(place as Canonical))).toBe(code);
  });

  test('half a surrogate pair in a key', async () => {
    expect(await codeOf(() => canonicalText({ '\ud800': 1 }))).toBe('UNICODE');
    expect(await codeOf(() => canonicalText({ b: 1, '\udfff': 1, a: 1 }))).toBe('UNICODE');
  });

  test('too much depth', async () => {
    expect(read(canonicalText(nested(CANONICAL_DEPTH_MAX)))).toEqual(nested(CANONICAL_DEPTH_MAX));
    expect(await codeOf(() => canonicalText(nested(CANONICAL_DEPTH_MAX + 1)))).toBe('DEPTH');
    expect(await codeOf(() => read('['.repeat(33) + ']'.repeat(33)))).toBe('DEPTH');
    expect(await codeOf(() => read('['.repeat(100_000) + ']'.repeat(100_000)))).toBe('DEPTH');
    const endless: Canonical[] = [];
    endless.push(endless);
    expect(await codeOf(() => canonicalText(endless))).toBe('DEPTH');
  });

  test('a list that says how to encode it is encoded as a list', () => {
    expect(canonicalText(Object.assign([1], { toJSON: () => 2 }))).toBe('[1]');
  });
});

describe('texts that are refused', () => {
  test.each([
    ['nothing', '', 'SYNTAX'],
    ['no JSON', 'value', 'SYNTAX'],
    ['an unfinished list', '[1', 'SYNTAX'],
    ['two values', '1 2', 'SYNTAX'],
    ['a byte order mark', '\ufeff1', 'SYNTAX'],
    ['a comma too many', '[1,]', 'SYNTAX'],
    ['an octal number', '01', 'SYNTAX'],
    ['a plus', '+1', 'SYNTAX'],
    ['NaN', 'NaN', 'SYNTAX'],
    ['a control character that is not escaped', '"\n"', 'SYNTAX'],
    ['a blank before', ' 1', 'FORM'],
    ['a newline behind', '1\n', 'FORM'],
    ['a blank inside', '{"a": 1}', 'FORM'],
    ['keys out of order', '{"b":1,"a":2}', 'FORM'],
    ['keys in the order of their numbers', '{"9":1,"10":2}', 'FORM'],
    ['a key twice', '{"a":1,"a":1}', 'FORM'],
    ['minus zero', '-0', 'FORM'],
    ['1.0', '1.0', 'FORM'],
    ['1e2', '1e2', 'FORM'],
    ['1E+23', '1E+23', 'FORM'],
    ['0.10', '0.10', 'FORM'],
    ['more digits than a double has', '9007199254740993', 'FORM'],
    ['more than a double holds', '1e400', 'NUMBER'],
    ['an escape that is not needed', String.raw`"\u0061"`, 'FORM'],
    ['an escaped slash', String.raw`"\/"`, 'FORM'],
    ['the longer escape', String.raw`"\u000a"`, 'FORM'],
    ['capitals in an escape', String.raw`"\u001F"`, 'FORM'],
    ['an escaped half of a surrogate pair', String.raw`"\ud800"`, 'UNICODE'],
  ])('%s', async (_, text, code) => {
    expect(await codeOf(() => read(text))).toBe(code);
  });

  test.each([
    ['a byte that never stands in UTF-8', '22ff22'],
    ['a character cut off', '22e282'],
    ['a longer form of a character', '22c0af22'],
    ['half a surrogate pair in UTF-8', '22eda08022'],
    ['more than Unicode has', '22f490808022'],
  ])('%s', async (_, hex) => {
    expect(await codeOf(() => decodeCanonical(fromHex(hex) as Uint8Array))).toBe('UNICODE');
  });

  test('are not quoted in what is said of them, as they may hold secrets', () => {
    for (const text of ['{"secret": "hunter2"}', '{"secret":hunter2}', '"hunter2\\ud800"']) {
      expect(() => read(text)).toThrow(/expected/u);
      expect(() => read(text)).not.toThrow(/hunter2/u);
    }
  });
});

test('a text that looks like half a surrogate pair is only a text', () => {
  const text = String.raw`\ud800`;
  expect(read(canonicalText(text))).toBe(text);
  expect(fromUtf8(encodeCanonical(text))).toBe(String.raw`"\\ud800"`);
});

function decoded(bytes: Uint8Array): 'REFUSED' | { readonly value: Canonical } {
  try {
    return { value: decodeCanonical(bytes) };
  } catch {
    return 'REFUSED';
  }
}

/** -0 and 0 are one number, whose text is 0. */
function withoutMinusZero(value: Canonical): Canonical {
  return JSON.parse(JSON.stringify(value)) as Canonical;
}
