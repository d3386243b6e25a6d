/** Masks for properties: any that can be, and when one permits no more than another. */
import { Risk } from '@capgate/core';
import { CONTROLS, type Mask, REACHES, SCOPES } from '@capgate/kernel';
import fc from 'fast-check';

function setOf<Name>(names: readonly Name[]) {
  return fc.subarray([...names]).map((members): ReadonlySet<Name> => new Set(members));
}

export const anyMask: fc.Arbitrary<Mask> = fc.record({
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

export function permitsNoMore(inner: Mask, outer: Mask): boolean {
  const sets = ['read', 'write', 'remove', 'connect', 'controls'] as const;
  return (
    inner.riskMax <= outer.riskMax &&
    (outer.forbidden & ~inner.forbidden) === 0 &&
    sets.every((field) => [...inner[field]].every((name) => new Set<string>(outer[field]).has(name))) &&
    (outer.observe || !inner.observe)
  );
}
