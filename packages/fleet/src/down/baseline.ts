/** A cohort's ceilings as they come down to its nodes: a letter for each level, and how bursts are. */
import { canonicalText } from '@capgate/base';
import { COUNT_PLACES, FLOORS } from '../behaviour/features.ts';
import type { Baseline } from '../detection/baseline.ts';
import { LEVELS, levelOf, SIZE_MAX, SIZE_MIN } from '../detection/ceilings.ts';
import { FleetError } from '../error.ts';
import { canonicalIn, fieldsOf } from '../text.ts';

const LETTER_A = 0x61;
const LETTERS = new RegExp(`^[a-${String.fromCharCode(LETTER_A + LEVELS)}]+$`, 'u');

/** The document that says this. Throws `FleetError` VALUE where `baselineIn` would not take it. */
export function baselineText({ levels, sizes }: Baseline): string {
  const letters = String.fromCharCode(...levels.map((level) => level + LETTER_A));
  if (!areLevels(letters) || !areSizes([...sizes]))
    throw new FleetError('VALUE', `expected a level and a size for each of ${COUNT_PLACES} places, met others`);
  return canonicalText({ levels: letters, sizes: [...sizes] });
}

/** Throws `FleetError` FORM for what `baselineText` gives no document. */
export function baselineIn(document: string): Baseline {
  const { levels, sizes, ...others } = fieldsOf(canonicalIn(document));
  if (!areLevels(levels) || !areSizes(sizes) || Object.keys(others).length > 0) throw noBaseline();
  return {
    levels: Uint8Array.from(levels, levelIn),
    sizes: Float64Array.from(sizes),
  };
}

function areLevels(value: unknown): value is string {
  if (typeof value !== 'string' || value.length !== COUNT_PLACES) return false;
  // Nobody is found for less than what any honest agent may begin with.
  return LETTERS.test(value) && FLOORS.every((floor, place) => levelIn(value.charAt(place)) >= levelOf(floor));
}

function levelIn(letter: string): number {
  return letter.charCodeAt(0) - LETTER_A;
}

function areSizes(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length === COUNT_PLACES &&
    value.every((size) => typeof size === 'number' && size >= SIZE_MIN && size <= SIZE_MAX)
  );
}

function noBaseline(): FleetError {
  return new FleetError('FORM', `expected levels and sizes of ${COUNT_PLACES} places, met another document`);
}
