import { decodeMask, encodeMask, narrowed } from '@capgate/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMask, permitsNoMore } from './masks.ts';

describe('a mask', () => {
  it('comes back as it was from its bytes', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        expect(decodeMask(encodeMask(mask))).toEqual(mask);
      }),
    );
  });

  it('never permits a command more than its session', () => {
    fc.assert(
      fc.property(anyMask, anyMask, (outer, inner) => {
        const both = narrowed(outer, inner);
        expect(permitsNoMore(both, outer)).toBe(true);
        expect(both.learn).toBe(outer.learn || inner.learn);
      }),
    );
  });

  it.each([[new Uint8Array(23)], [new Uint8Array(25)]])('of another length is refused', (bytes) => {
    expect(() => decodeMask(bytes)).toThrow(/expected a mask of 24 bytes/u);
  });

  it('of a risk that there is not is refused', () => {
    expect(() => decodeMask(new Uint8Array(24).fill(0xff))).toThrow(/expected a risk from 0 to 4/u);
  });
});
