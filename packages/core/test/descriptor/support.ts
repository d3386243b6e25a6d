import fc from 'fast-check';
import { CAPABILITY_MASK, encodeDescriptor } from '../../src/descriptor/index.ts';
import type { NaiveDescriptor } from './naive.ts';

const uint16: fc.Arbitrary<number> = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0, 0xfffe, 0xffff));
export const uint32: fc.Arbitrary<number> = fc.integer({ min: 0, max: 0xffffffff });

export const soundFlags: fc.Arbitrary<number> = fc
  .tuple(fc.integer({ min: 0, max: 4 }), uint32)
  .map(([risk, noise]) => (1 << risk) | (noise & CAPABILITY_MASK));

/** Fields of any descriptor that needs no saturation. */
export const soundFields: fc.Arbitrary<NaiveDescriptor> = fc.record({
  commandHash: uint32,
  flags: soundFlags,
  executionMs: uint16,
  memoryMb: uint16,
  outputKb: uint16,
  commandLengthBytes: uint16,
});

export const soundDescriptor: fc.Arbitrary<Uint8Array> = soundFields.map(encodeDescriptor);

/** Text with every kind of code unit: ASCII, longer UTF-8, surrogate pairs and lone surrogates. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7f0, max: 0xe010 })))
    .map((units) => String.fromCharCode(...units)),
);

/** What `action` throws; fails the test when it throws nothing. */
export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error, met none');
}

/** The code of the error that `action` throws, which must be of the class `kind`. */
export function codeOf(kind: abstract new (...args: never[]) => { code: string }, action: () => unknown): string {
  const error = thrownBy(action);
  if (error instanceof kind) return error.code;
  throw new Error('expected an error of the domain, met another', { cause: error });
}

/** A copy of `bytes` with one bit turned. */
export function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >>> 3] = (copy[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
