/** p-values of several tests, corrected for there being several. */
import { LabError } from '../error.ts';
import { checkSample } from './checks.ts';
import type { Sample } from './types.ts';

/**
 * Holm's step-down procedure: where only those whose answer is below α count, the chance of any false one is below α.
 * Source: S. Holm (Scandinavian Journal of Statistics 6, 1979). In the order of the input. Throws `LabError` SIZE, VALUE.
 */
export function holm(pValues: Sample): Float64Array {
  const order = ordered(pValues);
  const adjusted = new Float64Array(order.length);
  let last = 0;
  order.forEach((at, rank) => {
    last = Math.max(last, Math.min(1, (order.length - rank) * (pValues[at] as number)));
    adjusted[at] = last;
  });
  return adjusted;
}

/**
 * The step-up procedure of Benjamini and Hochberg: of those below α, a share of α is expected to be false. Source: Y.
 * Benjamini and Y. Hochberg (Journal of the Royal Statistical Society B 57, 1995). In the order of the input. Throws
 * `LabError` SIZE, VALUE.
 */
export function benjaminiHochberg(pValues: Sample): Float64Array {
  const order = ordered(pValues);
  const adjusted = new Float64Array(order.length);
  let last = 1;
  for (let rank = order.length; rank > 0; rank--) {
    const at = order[rank - 1] as number;
    last = Math.min(last, (order.length / rank) * (pValues[at] as number));
    adjusted[at] = last;
  }
  return adjusted;
}

/** The places of the p-values, the lowest first. */
function ordered(pValues: Sample): Uint32Array {
  checkSample(pValues, 'the p-values', 1);
  const outside = Array.from(pValues).find((p) => p < 0 || p > 1);
  if (outside !== undefined) throw new LabError('VALUE', `expected p-values from 0 to 1, met ${outside}`);
  return Uint32Array.from(pValues, (_, i) => i).sort((i, j) => (pValues[i] as number) - (pValues[j] as number));
}
