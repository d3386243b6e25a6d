import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from 'node:zlib';
import {
  decodeFamily,
  decodePublicFamily,
  encodeFamily,
  type Family,
  FamilyError,
  FamilyFlag,
  type FamilyMember,
  FamilyProperty,
  toHex,
} from '../../src/descriptor/index.ts';
import { naiveEncode, naiveFamily, naiveHash, naiveLength } from './naive.ts';
import { anyText, codeOf, flipped, soundDescriptor, soundFlags, thrownBy } from './support.ts';

const hexOf = (family: Family) =>
  Object.fromEntries(family.members.map(({ name, descriptor }) => [name, toHex(descriptor)]));
const descriptorFor = (name: string, flags = 1) =>
  naiveEncode({
    commandHash: naiveHash(name),
    flags,
    executionMs: 1,
    memoryMb: 2,
    outputKb: 3,
    commandLengthBytes: naiveLength(name),
  });
const member = (name: string, flags?: number): FamilyMember => ({ name, descriptor: descriptorFor(name, flags) });
const familyOf = (...members: FamilyMember[]): Family => ({ name: 'vcs', kind: 0, properties: 0, members });
/** What the parent of a family says whose members have these flags. */
function parentFor(...flags: number[]): object {
  const members = flags.map((each, index) => member(`vcs ${index}`, each));
  const family = { ...familyOf(...members), kind: FamilyFlag.DATABASE, properties: FamilyProperty.CONTAINER };
  const bytes = Buffer.from(encodeFamily(family));
  expect(bytes.readUInt32BE(4)).toBe(naiveHash('vcs'));
  expect(bytes.readUInt16BE(14)).toBe(crc32(bytes.subarray(0, 14)) & 0xffff);
  return { flags: bytes.readUInt16BE(8), count: bytes[10], floor: bytes[11], properties: bytes.readUInt16BE(12) };
}
const refusal = (family: Family) => codeOf(FamilyError, () => encodeFamily(family));
const refusalOfSame = (count: number) => refusal(familyOf(...Array<FamilyMember>(count).fill(member('vcs'))));

/** Names that share much, and some text of every kind. */
const rest = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '-', 'é', '道', ' '), minLength: 1, maxLength: 8 }),
  anyText.filter((text) => text !== '' && text.isWellFormed()),
);
const members = (tool: string) =>
  fc
    .uniqueArray(fc.tuple(fc.option(rest, { nil: undefined }), soundDescriptor, fc.boolean(), soundFlags), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 15,
    })
    .map((list) =>
      list.map(([subcommand, descriptor, natural, flags]) => {
        const name = subcommand === undefined ? tool : `${tool} ${subcommand}`;
        return natural ? member(name, flags) : { name, descriptor };
      }),
    );
const families: fc.Arbitrary<Family> = fc.constantFrom('vcs', 'é', 'tool x').chain((name) =>
  fc.record({
    name: fc.constant(name),
    kind: fc.integer({ min: 0, max: 63 }).map((bits) => bits << 4),
    properties: fc.integer({ min: 0, max: 0xffff }),
    members: members(name),
  }),
);

describe('the lossless form', () => {
  test('every descriptor comes back byte for byte, in the order of names', () => {
    fc.assert(
      fc.property(families, (family) => {
        const decoded = decodeFamily(encodeFamily(family));
        expect(hexOf(decoded)).toEqual(hexOf(family));
        expect([decoded.name, decoded.kind, decoded.properties]).toEqual([family.name, family.kind, family.properties]);
        const names = decoded.members.map(({ name }) => Buffer.from(name));
        expect(names).toEqual(names.toSorted((left, right) => Buffer.compare(left, right)));
      }),
    );
  });

  test('a naive reader reads the same', () => {
    fc.assert(
      fc.property(families, (family) => {
        expect(naiveFamily(encodeFamily(family))).toEqual({ tool: family.name, members: hexOf(family) });
      }),
    );
  });

  test('the order in which members are given does not matter', () => {
    fc.assert(
      fc.property(families, (family) => {
        const reversed = { ...family, members: family.members.toReversed() };
        expect(encodeFamily(reversed)).toEqual(encodeFamily(family));
      }),
    );
  });

  test('the parent sums up its members', () => {
    const { DATABASE, HAS_SAFE_OPS, HAS_DESTRUCTIVE, ALL_REQUIRE_ROOT, LARGE_FAMILY } = FamilyFlag;
    expect(parentFor(1, 4)).toEqual({ flags: DATABASE | HAS_SAFE_OPS, count: 2, floor: 0, properties: 4 });
    expect(parentFor(0x50, 0xc8)).toEqual({
      flags: DATABASE | ALL_REQUIRE_ROOT | HAS_DESTRUCTIVE,
      count: 2,
      floor: 3,
      properties: 4,
    });
    expect(parentFor(0x42, 0x10)).toEqual({ flags: DATABASE, count: 2, floor: 1, properties: 4 });
    expect(parentFor(16)).toEqual({ flags: DATABASE, count: 1, floor: 4, properties: 4 });
    expect(parentFor(...Array<number>(10).fill(2))).toMatchObject({ flags: DATABASE });
    expect(parentFor(...Array<number>(11).fill(2))).toMatchObject({ flags: DATABASE | LARGE_FAMILY });
    expect(parentFor(...Array<number>(255).fill(2))).toMatchObject({ count: 255 });
    expect(parentFor(...Array<number>(256).fill(2))).toMatchObject({ count: 255 });
  });

  test('names have to be the tool’s, or its and a subcommand’s', () => {
    expect(refusal(familyOf(member('git push')))).toBe('NAME');
    expect(refusal(familyOf(member('vcs-push')))).toBe('NAME');
    expect(refusal(familyOf(member('vcs ')))).toBe('NAME');
    expect(refusal(familyOf(member('vc')))).toBe('NAME');
    expect(refusal(familyOf(member('')))).toBe('NAME');
    expect(refusal(familyOf(member('xyz push')))).toBe('NAME');
    expect(refusal({ ...familyOf(member('vcs')), name: '' })).toBe('NAME');
    expect(refusal({ ...familyOf(member('\ud800')), name: '\ud800' })).toBe('NAME');
    expect(refusal(familyOf(member('vcs \udfff')))).toBe('NAME');
    expect(refusal(familyOf(member(`vcs ${'x'.repeat(252)}`)))).toBe('NAME');
    const longest = familyOf(member(`vcs ${'x'.repeat(251)}`));
    expect(decodeFamily(encodeFamily(longest))).toEqual(longest);
    expect(String(thrownBy(() => encodeFamily(familyOf(member('git')))))).toContain(
      'expected the tool "vcs", or it, a space and a subcommand, met "git"',
    );
    expect(String(thrownBy(() => encodeFamily(familyOf(member('')))))).toContain('met ""');
  });

  test('what makes no family is refused', () => {
    expect(refusal(familyOf())).toBe('COUNT');
    expect(refusal(familyOf(member('vcs a'), member('vcs b'), member('vcs a')))).toBe('DUPLICATE');
    expect(String(thrownBy(() => encodeFamily(familyOf(member('vcs'), member('vcs')))))).toContain('met "vcs" again');
    expect(refusal(familyOf({ name: 'vcs', descriptor: flipped(descriptorFor('vcs'), 77) }))).toBe('DESCRIPTOR');
    expect(refusal(familyOf({ name: 'vcs', descriptor: Uint8Array.of(...descriptorFor('vcs'), 0) }))).toBe(
      'DESCRIPTOR',
    );
    expect(refusal(familyOf({ name: 'vcs', descriptor: new Uint8Array(3) }))).toBe('DESCRIPTOR');
    for (const kind of [1, 8, 0x400, -16, 16.5, Number.NaN, 2 ** 40]) {
      expect(refusal({ ...familyOf(member('vcs')), kind })).toBe('FIELD');
    }
    for (const properties of [-1, 65_536, 0.5, Number.NaN]) {
      expect(refusal({ ...familyOf(member('vcs')), properties })).toBe('FIELD');
    }
  });

  test('65,535 members are not too many, one more is', () => {
    expect([refusalOfSame(65_535), refusalOfSame(65_536)]).toEqual(['DUPLICATE', 'COUNT']);
  });
});

/** Makes the CRCs of a family’s bytes good, so that readers look further. */
function resealed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 20) return bytes;
  const data = Buffer.from(bytes);
  data.writeUInt32BE(0x54435083, 0);
  data.writeUInt16BE(crc32(data.subarray(0, 14)) & 0xffff, 14);
  data.writeUInt32BE(crc32(data.subarray(0, -4)), data.length - 4);
  return Uint8Array.from(data);
}

const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255), fc.constantFrom('set', 'insert', 'remove')), {
  maxLength: 4,
});

function changed(bytes: Uint8Array, list: readonly (readonly [number, number, string])[]): Uint8Array {
  const copy = [...bytes];
  for (const [at, byte, how] of list) {
    const index = at % copy.length;
    if (how === 'set') copy[index] = byte;
    else if (how === 'insert') copy.splice(index, 0, byte);
    else copy.splice(index, 1);
  }
  return Uint8Array.from(copy);
}

describe('hostile bytes', () => {
  test('any bit that is turned is noticed', () => {
    const bytes = encodeFamily(familyOf(member('vcs'), member('vcs add'), member('vcs addition', 2)));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      expect(codeOf(FamilyError, () => decodeFamily(flipped(bytes, bit)))).toMatch(/^(?:MAGIC|PARENT_CRC|BODY_CRC)$/);
    }
  });

  test('whatever is accepted is the one way to write it; all else is a FamilyError', () => {
    fc.assert(
      fc.property(families, changes, (family, list) => {
        const bytes = resealed(changed(encodeFamily(family), list));
        const read = decodedOrRefused(() => decodeFamily(bytes));
        expect(read === undefined ? bytes : encodeFamily(read)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test('noise is refused, or read, by both readers, and nothing else is thrown', () => {
    const noise = fc.tuple(fc.constantFrom(0x03, 0x83), fc.uint8Array({ maxLength: 60 })).map(([form, tail]) => {
      const bytes = Buffer.concat([Buffer.from([0x54, 0x43, 0x50, form]), tail]);
      if (bytes.length >= 16) bytes.writeUInt16BE(crc32(bytes.subarray(0, 14)) & 0xffff, 14);
      return Uint8Array.from(bytes);
    });
    fc.assert(
      fc.property(fc.oneof(noise, noise.map(resealed), fc.uint8Array()), (bytes) => {
        decodedOrRefused(() => decodeFamily(bytes));
        const family = decodedOrRefused(() => decodePublicFamily(bytes));
        expect(family?.deltas.length).toBe(family?.parent.count);
      }),
      { numRuns: 2000 },
    );
  });
});

/** What `read` returns, or undefined when it throws a FamilyError; any other error passes. */
function decodedOrRefused<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FamilyError && error.name === 'FamilyError') return undefined;
    throw error;
  }
}
