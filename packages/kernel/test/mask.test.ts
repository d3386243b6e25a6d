import { Risk } from '@capgate/core';
import { CONTROLS, decodeMask, encodeMask, type Mask, narrowed, REACHES, SCOPES } from '@capgate/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

function setOf<Name>(names: readonly Name[]) {
  return fc.subarray([...names]).map((members): ReadonlySet<Name> => new Set(members));
}

const masks: fc.Arbitrary<Mask> = fc.record({
  riskMax: fc.constantFrom(...Object.values(Risk)),
  forbidden: fc.nat(0xff_ff_ff_ff),
  read: setOf(SCOPES),
  write: setOf(SCOPES),
  remove: setOf(SCOPES),
  connect: setOf(REACHES),
  controls: setOf(CONTROLS),
  observe: fc.boolean(),
  hold: fc.boolean(),
  learn: fc.boolean(),
  id: fc.bigInt(0n, 0xff_ff_ff_ff_ff_ff_ff_ffn),
});

describe('a mask', () => {
  it('comes back as it was from its bytes', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        expect(decodeMask(encodeMask(mask))).toEqual(mask);
      }),
    );
  });

  it('never permits a command more than its session', () => {
    fc.assert(
      fc.property(masks, masks, (outer, inner) => {
        const both = narrowed(outer, inner);
        expect(both.riskMax).toBeLessThanOrEqual(outer.riskMax);
        expect(both.forbidden & outer.forbidden).toBe(outer.forbidden | 0);
        for (const field of ['read', 'write', 'remove', 'connect', 'controls'] as const)
          expect([...outer[field]]).toEqual(expect.arrayContaining([...both[field]]));
        expect(both.observe && !outer.observe).toBe(false);
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
