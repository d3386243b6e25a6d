import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countPacked,
  DescriptorError,
  descriptorFlags,
  evaluatePacked,
  evaluatePackedChecked,
  packCompound,
  VerdictByte,
} from '../../src/descriptor/index.ts';
import { naiveCompound, naiveDescriptor, naiveEncode, naiveFault } from './naive.ts';
import { codeOf, flipped, soundDescriptor, soundFields, thrownBy, uint32 } from './support.ts';

const several = fc.array(soundDescriptor, { maxLength: 12 });
const masks = fc.record({ deny: uint32, ask: uint32 });
const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** One verdict, spelled out. */
function verdictOf(flags: number, { deny, ask }: { deny: number; ask: number }): number {
  if ((flags & deny) !== 0) return VerdictByte.DENY;
  return (flags & ask) !== 0 ? VerdictByte.ASK : VerdictByte.ALLOW;
}

describe('bulk evaluation', () => {
  test('unchecked, checked and counted agree with one verdict at a time', () => {
    fc.assert(
      fc.property(several, masks, fc.nat(5), (descriptors, policy, before) => {
        const bytes = joined([new Uint8Array(before), ...descriptors]).subarray(before);
        const expected = descriptors.map((descriptor) => verdictOf(descriptorFlags(descriptor, 0), policy));
        const [unchecked, checked] = [new Uint8Array(descriptors.length), new Uint8Array(descriptors.length)];
        evaluatePacked(bytes, descriptors.length, policy, unchecked);
        expect(evaluatePackedChecked(bytes, descriptors.length, policy, checked)).toBe(0);
        expect([...unchecked]).toEqual(expected);
        expect([...checked]).toEqual(expected);
        const count = (verdict: number) => expected.filter((each) => each === verdict).length;
        expect(countPacked(bytes, descriptors.length, policy)).toEqual({
          allow: count(0),
          ask: count(1),
          deny: count(2),
        });
      }),
    );
  });

  test('what is not sound is denied and counted, whatever is wrong with it', () => {
    const unsound = fc.oneof(
      fc.tuple(soundDescriptor, fc.nat(191)).map(([bytes, bit]) => flipped(bytes, bit)),
      fc.tuple(soundFields, uint32).map(([fields, flags]) => naiveEncode({ ...fields, flags })),
      fc.uint8Array({ minLength: 24, maxLength: 24 }),
      soundDescriptor,
    );
    fc.assert(
      fc.property(fc.array(unsound, { maxLength: 12 }), masks, (descriptors, policy) => {
        const verdicts = new Uint8Array(descriptors.length);
        const faults = descriptors.map(naiveFault);
        const unsoundCount = evaluatePackedChecked(joined(descriptors), descriptors.length, policy, verdicts);
        expect(unsoundCount).toBe(faults.filter((fault) => fault !== undefined).length);
        expect([...verdicts]).toEqual(
          descriptors.map((descriptor, index) =>
            faults[index] === undefined ? verdictOf(descriptorFlags(descriptor, 0), policy) : VerdictByte.DENY,
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('each fault alone is noticed', () => {
    const fields = naiveDescriptor(
      naiveEncode({ commandHash: 1, flags: 1, executionMs: 2, memoryMb: 3, outputKb: 4, commandLengthBytes: 5 }),
    );
    const faulty = [0x40, 0x3, 0x21, 0x80000001].map((flags) => naiveEncode({ ...fields, flags }));
    const all = joined([naiveEncode(fields), ...faulty]);
    const verdicts = new Uint8Array(5);
    expect(evaluatePackedChecked(all, 5, { deny: 0, ask: 0 }, verdicts)).toBe(4);
    expect([...verdicts]).toEqual([0, 2, 2, 2, 2]);
  });

  test('evaluates as many as asked for, and no more', () => {
    const bytes = joined([1, 2, 4].map((flags) => naiveEncode({ ...ZERO, flags })));
    const verdicts = new Uint8Array(4).fill(9);
    evaluatePacked(bytes, 2, { deny: 1, ask: 2 }, verdicts);
    expect([...verdicts]).toEqual([2, 1, 9, 9]);
    expect(countPacked(bytes, 2, { deny: 1, ask: 2 })).toEqual({ allow: 0, ask: 1, deny: 1 });
  });

  test('refuses counts that the arrays do not hold', () => {
    const bytes = new Uint8Array(71);
    const policy = { deny: 0, ask: 0 };
    for (const count of [3, -1, 1.5, Number.NaN]) {
      const runs = [
        () => evaluatePacked(bytes, count, policy, new Uint8Array(9)),
        () => evaluatePackedChecked(bytes, count, policy, new Uint8Array(9)),
        () => countPacked(bytes, count, policy),
      ];
      expect(runs.map((run) => codeOf(DescriptorError, run))).toEqual(['LENGTH', 'LENGTH', 'LENGTH']);
    }
    expect(String(thrownBy(() => evaluatePacked(bytes, 2, policy, new Uint8Array(1))))).toContain(
      'met 2, 2 descriptors and room for 1 verdicts',
    );
  });
});

const ZERO = { commandHash: 0, flags: 1, executionMs: 0, memoryMb: 0, outputKb: 0, commandLengthBytes: 0 };

/** How `packCompound` refuses what `size` descriptors and `room` bytes are too little for. */
function code(size: number, offset: number, count: number, room: number, targetOffset: number): string {
  const source = joined(Array.from({ length: size }, () => naiveEncode(ZERO)));
  return codeOf(DescriptorError, () => packCompound(source, offset, count, new Uint8Array(room), targetOffset));
}

describe('compound descriptors', () => {
  test('are what the specification says', () => {
    const parts = fc.array(soundFields, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(parts, fc.nat(3), fc.nat(3), (fields, offset, targetOffset) => {
        const source = joined([
          new Uint8Array(offset).fill(0xee),
          ...fields.map(naiveEncode),
          new Uint8Array(24).fill(0xee),
        ]);
        const target = new Uint8Array(30).fill(0xdd);
        packCompound(source, offset, fields.length, target, targetOffset);
        expect(target.subarray(targetOffset, targetOffset + 24)).toEqual(naiveEncode(naiveCompound(fields)));
        expect(target[targetOffset + 24]).toBe(0xdd);
      }),
    );
  });

  test('need an invocation, and room', () => {
    expect([0, -1, 0.5, Number.NaN].map((count) => code(1, 0, count, 24, 0))).toEqual([
      'COUNT',
      'COUNT',
      'COUNT',
      'COUNT',
    ]);
    expect(code(1, 0, 2, 24, 0)).toBe('LENGTH');
    expect(code(1, 1, 1, 24, 0)).toBe('LENGTH');
    expect(code(1, -1, 1, 24, 0)).toBe('LENGTH');
    expect(code(1, 0.5, 1, 99, 0)).toBe('LENGTH');
    expect(code(1, 0, 1, 23, 0)).toBe('LENGTH');
    expect(code(1, 0, 1, 24, 1)).toBe('LENGTH');
    expect(code(1, 0, 1, 24, -1)).toBe('LENGTH');
    expect(String(thrownBy(() => packCompound(new Uint8Array(24), 0, 1, new Uint8Array(3), 2)))).toContain(
      'expected target to hold bytes 2 to 26, met 3 bytes',
    );
    expect(String(thrownBy(() => packCompound(new Uint8Array(9), 0, 1, new Uint8Array(24), 0)))).toContain(
      'expected source',
    );
  });
});
