import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CAPABILITY_MASK,
  Capability,
  capabilityNames,
  checkDescriptor,
  commandFields,
  DESCRIPTOR_FAULTS,
  DescriptorError,
  decodeDescriptor,
  descriptorCommandHash,
  descriptorCommandLengthBytes,
  descriptorExecutionMs,
  descriptorFlags,
  descriptorMemoryMb,
  descriptorOutputKb,
  encodeDescriptor,
  fromHex,
  packDescriptor,
  RESERVED_MASK,
  RISKS,
  riskOfFlags,
  toHex,
} from '../../src/descriptor/index.ts';
import { naiveDescriptor, naiveEncode, naiveFault } from './naive.ts';
import { anyText, codeOf, flipped, soundDescriptor, soundFields, soundFlags, thrownBy, uint32 } from './support.ts';

const RM = { ...commandFields('rm'), flags: 0x288, executionMs: 10, memoryMb: 4, outputKb: 0 };
const flagsCode = (flags: number) => codeOf(DescriptorError, () => encodeDescriptor({ ...RM, flags }));
const complaint = (bytes: Uint8Array) => String(thrownBy(() => decodeDescriptor(bytes)));
const faultCode = (bytes: Uint8Array) => codeOf(DescriptorError, () => decodeDescriptor(bytes));

describe('flags', () => {
  test('every bit is a risk, a capability or reserved, and only one of these', () => {
    const bits = Object.values(Capability).map((flag) => Math.log2(flag));
    expect(bits).toEqual([6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28]);
    expect(CAPABILITY_MASK).toBe(0x1fff0fc0);
    expect(RESERVED_MASK).toBe(0xe000f020);
  });

  test('capability names come in bit order', () => {
    expect(capabilityNames(CAPABILITY_MASK)).toEqual(Object.keys(Capability));
    expect(capabilityNames(0x11)).toEqual([]);
    expect(capabilityNames(Capability.INFERRED | Capability.REQUIRES_ROOT)).toEqual(['REQUIRES_ROOT', 'INFERRED']);
  });

  test('the risk is the one stated, the greatest of several, CRITICAL of none', () => {
    expect(RISKS.map((_, risk) => riskOfFlags((1 << risk) | CAPABILITY_MASK))).toEqual([0, 1, 2, 3, 4]);
    expect(riskOfFlags(0b01101)).toBe(3);
    expect(riskOfFlags(CAPABILITY_MASK)).toBe(4);
  });
});

describe('encoding', () => {
  test('gives the bytes that a naive encoder gives', () => {
    fc.assert(
      fc.property(soundFields, (fields) => {
        expect(encodeDescriptor(fields)).toEqual(naiveEncode(fields));
      }),
    );
  });

  test('costs and length saturate', () => {
    const over = {
      ...RM,
      executionMs: 65_536,
      memoryMb: 2 ** 31,
      outputKb: 2 ** 32 + 1,
      commandLengthBytes: 2 ** 53 - 1,
    };
    const full = { executionMs: 65_535, memoryMb: 65_535, outputKb: 65_535, commandLengthBytes: 65_535 };
    expect(decodeDescriptor(encodeDescriptor(over))).toMatchObject(full);
    expect(decodeDescriptor(encodeDescriptor({ ...RM, ...full }))).toMatchObject(full);
  });

  test.each(['commandHash', 'flags', 'executionMs', 'memoryMb', 'outputKb', 'commandLengthBytes'] as const)(
    '%s has to be a non-negative integer in range',
    (field) => {
      for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
        const error = thrownBy(() => encodeDescriptor({ ...RM, [field]: value }));
        expect(error).toMatchObject({ name: 'DescriptorError', code: 'FIELD' });
        expect(String(error)).toContain(`${field} to be an integer from 0 to`);
      }
    },
  );

  test('hash and flags have 32 bits', () => {
    expect(codeOf(DescriptorError, () => encodeDescriptor({ ...RM, commandHash: 2 ** 32 }))).toBe('FIELD');
    expect(codeOf(DescriptorError, () => encodeDescriptor({ ...RM, flags: 2 ** 32 + 1 }))).toBe('FIELD');
    expect(decodeDescriptor(encodeDescriptor({ ...RM, commandHash: 0xffffffff })).commandHash).toBe(0xffffffff);
  });

  test('flags that break the rules are refused', () => {
    expect(flagsCode(CAPABILITY_MASK)).toBe('NO_RISK');
    expect(flagsCode(0x3)).toBe('SEVERAL_RISKS');
    expect(flagsCode(0x80000001)).toBe('RESERVED_BIT');
  });

  test('packing writes 24 bytes where it is told, and none else', () => {
    fc.assert(
      fc.property(soundFields, fc.nat(40), (fields, offset) => {
        const bytes = new Uint8Array(80).fill(0xaa);
        packDescriptor(
          bytes,
          offset,
          fields.commandHash | 0,
          fields.flags,
          fields.executionMs,
          fields.memoryMb,
          fields.outputKb,
          fields.commandLengthBytes,
        );
        expect(bytes.subarray(offset, offset + 24)).toEqual(naiveEncode(fields));
        expect(bytes.filter((byte) => byte === 0xaa).length).toBeGreaterThanOrEqual(56);
        expect([...bytes.subarray(0, offset), ...bytes.subarray(offset + 24)].every((byte) => byte === 0xaa)).toBe(
          true,
        );
      }),
    );
  });
});

describe('decoding', () => {
  test('gives what a naive decoder gives, in both layouts', () => {
    fc.assert(
      fc.property(soundDescriptor, fc.constantFrom('A' as const, 'B' as const), (bytes, layout) => {
        const { layout: met, risk, ...fields } = decodeDescriptor(bytes, { layout });
        expect(fields).toEqual(naiveDescriptor(bytes, layout));
        expect([met, 1 << risk]).toEqual([layout, fields.flags & 0x1f]);
      }),
    );
  });

  test('layout A is the default, and encodes to the same bytes', () => {
    fc.assert(
      fc.property(soundDescriptor, (bytes) => {
        const descriptor = decodeDescriptor(bytes);
        expect(descriptor.layout).toBe('A');
        expect(encodeDescriptor(descriptor)).toEqual(bytes);
      }),
    );
  });

  test('accessors read in place', () => {
    fc.assert(
      fc.property(soundFields, fc.nat(30), (fields, offset) => {
        const bytes = new Uint8Array(offset + 30).fill(0xff);
        bytes.set(naiveEncode(fields), offset);
        expect(checkDescriptor(bytes, offset)).toBe(0);
        expect({
          commandHash: descriptorCommandHash(bytes, offset),
          flags: descriptorFlags(bytes, offset),
          executionMs: descriptorExecutionMs(bytes, offset),
          memoryMb: descriptorMemoryMb(bytes, offset),
          outputKb: descriptorOutputKb(bytes, offset),
          commandLengthBytes: descriptorCommandLengthBytes(bytes, offset),
        }).toEqual(fields);
      }),
    );
  });

  test('flags read from unsound bytes are unsigned', () => {
    expect(descriptorFlags(new Uint8Array(24).fill(0xff), 0)).toBe(0xffffffff);
  });

  test('a check outside the bytes is a fault of length', () => {
    const bytes = encodeDescriptor(RM);
    expect([-1, 1, 24, Number.NaN, Number.POSITIVE_INFINITY].map((offset) => checkDescriptor(bytes, offset))).toEqual([
      1, 1, 1, 1, 1,
    ]);
    expect(checkDescriptor(bytes, 0)).toBe(0);
  });

  test('refuses whatever the specification refuses, with the same code', () => {
    const noise = fc.uint8Array({ minLength: 22, maxLength: 26 });
    const altered = fc
      .tuple(soundDescriptor, uint32, fc.constantFrom(0, 4, 10, 10, 10), fc.boolean())
      .map(([bytes, word, at, sealed]) => {
        const copy = Buffer.from(bytes);
        copy.writeUInt32BE(word, at);
        return sealed ? naiveEncodeOver(copy) : Uint8Array.from(copy);
      });
    fc.assert(
      fc.property(fc.oneof(noise, altered, soundDescriptor), (bytes) => {
        const fault = naiveFault(bytes);
        expect(fault === undefined ? toHex(encodeDescriptor(decodeDescriptor(bytes))) : faultCode(bytes)).toBe(
          fault ?? toHex(bytes),
        );
        const place = bytes.length === 24 ? checkDescriptor(bytes, 0) : 1;
        expect(DESCRIPTOR_FAULTS[place - 1]).toBe(fault);
      }),
      { numRuns: 1000 },
    );
  });

  test('any bit that is turned is noticed', () => {
    fc.assert(
      fc.property(soundDescriptor, (bytes) => {
        for (let bit = 0; bit < 192; bit++) expect(checkDescriptor(flipped(bytes, bit), 0)).not.toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test('any two are, but for the three pairs that the specification names', () => {
    const missed: string[] = [];
    for (let second = 1; second < 192; second++) {
      for (let first = 0; first < second; first++) {
        const bytes = flipped(flipped(encodeDescriptor(RM), first), second);
        if (checkDescriptor(bytes, 0) === 0) missed.push(`${first >> 3}.${first & 7} ${second >> 3}.${second & 7}`);
      }
    }
    expect(missed).toEqual(['6.3 7.4', '6.4 7.5', '6.5 7.6']);
  });

  test('messages say what was expected and what was met', () => {
    const withFlags = (flags: number) => naiveEncode({ ...RM, flags });
    expect(complaint(new Uint8Array(20))).toBe('DescriptorError: expected 24 bytes, met 20');
    expect(complaint(new Uint8Array(24))).toBe('DescriptorError: expected the magic 54435002, met 00000000');
    expect(complaint(flipped(encodeDescriptor(RM), 40))).toBe('DescriptorError: expected version 2, met 3');
    expect(complaint(flipped(encodeDescriptor(RM), 191))).toMatch(
      /^DescriptorError: expected the low 16 bits of the CRC-32/,
    );
    expect(complaint(withFlags(0x80))).toBe('DescriptorError: expected one risk bit (0–4), met none in 0x00000080');
    expect(complaint(withFlags(0x9a))).toBe('DescriptorError: expected one risk bit (0–4), met 1, 3, 4');
    expect(complaint(withFlags(0xa000f0e1))).toBe(
      'DescriptorError: expected reserved bits to be clear, met 5, 12, 13, 14, 15, 29, 31',
    );
  });
});

/** Makes the CRC good, leaving all else as it is. */
function naiveEncodeOver(bytes: Buffer): Uint8Array {
  const crc = naiveEncode(naiveDescriptor(bytes)).subarray(22);
  return bytes.readUInt32BE(0) === 0x54435002
    ? Uint8Array.of(...bytes.subarray(0, 22), ...crc)
    : Uint8Array.from(bytes);
}

describe('hexadecimal', () => {
  test('there and back, in either case', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes);
      }),
    );
  });

  test('anything else is refused', () => {
    const spelled = ['0', '0x00', ' 00', '00 ', '00\n', '0g', 'zz', '00:11', '٠٠', '-1', '+1', '1.', '1_00'];
    expect(spelled.map((digits) => codeOf(DescriptorError, () => fromHex(digits)))).toEqual(spelled.map(() => 'HEX'));
    expect(String(thrownBy(() => fromHex('abc')))).toContain('met 3 digits');
    expect(String(thrownBy(() => fromHex('0x12')))).toContain('met "x" at 1');
  });

  test('no text makes it fail in another way', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const isHex = /^(?:[0-9a-f]{2})*$/i.test(text);
        expect(isHex ? toHex(fromHex(text)) : codeOf(DescriptorError, () => fromHex(text))).toBe(
          isHex ? text.toLowerCase() : 'HEX',
        );
      }),
    );
  });
});

test('flags made for tests are sound', () => {
  fc.assert(
    fc.property(soundFlags, (flags) => {
      expect(naiveFault(naiveEncode({ ...RM, flags }))).toBe(undefined);
    }),
  );
});
