/** Checks of what the statistics are given: none of them answers NaN. */
import { LabError } from '../error.ts';
import { variance } from './moments.ts';
import type { Sample } from './types.ts';

/** Beyond it, sums of squares leave the range of doubles. */
const MAGNITUDE_MAX = 1e150;
/** Beyond, the distributions lose their digits; no sample has so few or so many. */
const DF_MIN = 1e-6;
const DF_MAX = 1e15;

/** Throws `LabError` SIZE for fewer than `countMin` values, VALUE for one that is not finite or beyond 1e150. */
export function checkSample(sample: Sample, name: string, countMin: number): void {
  if (sample.length < countMin) {
    throw new LabError('SIZE', `expected at least ${countMin} values of ${name}, met ${sample.length}; measure more`);
  }
  for (let i = 0; i < sample.length; i++) {
    if (!(Math.abs(sample[i] as number) <= MAGNITUDE_MAX)) {
      throw new LabError('VALUE', `expected numbers up to ${MAGNITUDE_MAX} in ${name}, met ${sample[i]} at index ${i}`);
    }
  }
}

/** Throws `LabError` SIZE where the two are not of one length. */
export function checkPaired(a: Sample, b: Sample, countMin: number): void {
  checkSample(a, 'the first sample', countMin);
  checkSample(b, 'the second sample', countMin);
  if (a.length === b.length) return;
  throw new LabError('SIZE', `expected pairs, met ${a.length} values and ${b.length}; leave out what has no partner`);
}

/** The sample's variance. Throws `LabError` VARIANCE where all values are the same, to within rounding. */
export function checkedVariance(sample: Sample, name: string): number {
  const result = variance(sample);
  if (result > 0 && Number.isFinite(result)) return result;
  throw new LabError('VARIANCE', `expected values of ${name} that differ, met a variance of ${result}`);
}

/** Throws `LabError` VALUE unless `value` lies between 0 and 1, neither included. */
export function checkProbability(value: number, name: string): void {
  if (value > 0 && value < 1) return;
  throw new LabError('VALUE', `expected ${name} between 0 and 1, met ${value}`);
}

/** Throws `LabError` VALUE unless `confidence` lies between 0 and 1, and leaves some probability to each tail. */
export function checkConfidence(confidence: number): void {
  if (confidence > 0 && (1 + confidence) / 2 < 1) return;
  throw new LabError('VALUE', `expected the confidence between 0 and 1, met ${confidence}`);
}

/** Throws `LabError` VALUE unless `value` lies between 0 and 1, both included. */
export function checkShare(value: number, name: string): void {
  if (value >= 0 && value <= 1) return;
  throw new LabError('VALUE', `expected ${name} from 0 to 1, met ${value}`);
}

/** Throws `LabError` VALUE for NaN: what is infinite may be asked for. */
export function checkNumber(value: number, name: string): void {
  if (Number.isNaN(value)) throw new LabError('VALUE', `expected ${name} to be a number, met ${value}`);
}

/** Throws `LabError` VALUE for what is below 0, and for NaN. */
export function checkNotNegative(value: number, name: string): void {
  if (value >= 0) return;
  throw new LabError('VALUE', `expected ${name} to be 0 or more, met ${value}`);
}

/** Throws `LabError` VALUE unless `df` is from 1e-6 to 1e15. */
export function checkDf(df: number): void {
  if (df >= DF_MIN && df <= DF_MAX) return;
  throw new LabError('VALUE', `expected degrees of freedom from ${DF_MIN} to ${DF_MAX}, met ${df}`);
}

/** Throws `LabError` VALUE unless `value` is finite and above 0. */
export function checkPositive(value: number, name: string): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new LabError('VALUE', `expected ${name} above 0, met ${value}`);
}

/** Throws `LabError` VALUE unless `value` is finite. */
export function checkFinite(value: number, name: string): void {
  if (!Number.isFinite(value)) throw new LabError('VALUE', `expected ${name} to be a finite number, met ${value}`);
}

/** Throws `LabError` VALUE unless `value` is a whole number from `min` to `max`. */
export function checkWhole(value: number, name: string, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new LabError('VALUE', `expected ${name} to be a whole number from ${min} to ${max}, met ${value}`);
}
