/** How far people agree on labels, beyond what chance would have them agree. */
import { LabError } from '../error.ts';
import { checkConfidence } from './checks.ts';
import { normalQuantile, studentTQuantile } from './distributions/index.ts';
import { mean, variance } from './moments.ts';
import { DEFAULT_CONFIDENCE, type Estimate } from './types.ts';

/**
 * Cohen's κ of two annotators, with the interval by the standard error of J. L. Fleiss, J. Cohen and B. S. Everitt, Large
 * sample standard errors of kappa and weighted kappa (Psychological Bulletin 72, 1969). `first` and `second` hold the
 * labels of the same items in the same order. Throws `LabError` SIZE, or VARIANCE where chance alone would agree on all.
 */
export function cohensKappa(
  first: readonly string[],
  second: readonly string[],
  confidence: number = DEFAULT_CONFIDENCE,
): Estimate {
  checkConfidence(confidence);
  const n = first.length;
  if (n !== second.length || n < 2) {
    throw new LabError('SIZE', `expected two labels for each of at least 2 items, met ${n} and ${second.length}`);
  }
  const [sharesA, sharesB] = [sharesOf(first), sharesOf(second)];
  const byChance = [...sharesA].reduce((total, [label, share]) => total + share * shareIn(sharesB, label), 0);
  if (byChance >= 1) throw sameThroughout();
  const agreed = first.filter((label, i) => label === second[i]).length / n;
  const value = (agreed - byChance) / (1 - byChance);
  const terms = first.map((label, i) => {
    const other = second[i] as string;
    if (label === other) return (1 - (shareIn(sharesA, label) + shareIn(sharesB, label)) * (1 - value)) ** 2;
    return ((1 - value) * (shareIn(sharesB, label) + shareIn(sharesA, other))) ** 2;
  });
  const spread = Math.max(0, mean(terms) - (value - byChance * (1 - value)) ** 2);
  const reach = (normalQuantile((1 + confidence) / 2) * Math.sqrt(spread / n)) / (1 - byChance);
  return { value, interval: within(value - reach, value + reach, confidence) };
}

/**
 * Fleiss' κ of several annotators; `counts` has a row for each item: how many chose each label, of at least two people,
 * not necessarily of the same ones or as many. The interval is by the variance over items of K. L. Gwet, Large-sample
 * variance of Fleiss generalized kappa (Educational and Psychological Measurement 81, 2021). Throws `LabError` SIZE,
 * VALUE, or VARIANCE where chance alone would agree on all.
 */
export function fleissKappa(counts: readonly (readonly number[])[], confidence: number = DEFAULT_CONFIDENCE): Estimate {
  checkConfidence(confidence);
  checkCounts(counts);
  const raters = counts.map((row) => row.reduce((total, count) => total + count, 0));
  const shares = (counts[0] as readonly number[]).map((_, label) =>
    mean(counts.map((row, i) => (row[label] as number) / (raters[i] as number))),
  );
  const byChance = shares.reduce((total, share) => total + share * share, 0);
  if (byChance >= 1) throw sameThroughout();
  const kappas = counts.map((row, i) => (agreementIn(row, raters[i] as number) - byChance) / (1 - byChance));
  const value = mean(kappas);
  const linear = counts.map((row, i) => {
    const chance =
      row.reduce((total, count, label) => total + count * (shares[label] as number), 0) / (raters[i] as number);
    return (kappas[i] as number) - (2 * (1 - value) * (chance - byChance)) / (1 - byChance);
  });
  const n = counts.length;
  const reach = studentTQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance(linear) / n);
  return { value, interval: within(value - reach, value + reach, confidence) };
}

/** The share of pairs of annotators that agree. */
function agreementIn(row: readonly number[], raters: number): number {
  return row.reduce((total, count) => total + count * (count - 1), 0) / (raters * (raters - 1));
}

function checkCounts(counts: readonly (readonly number[])[]): void {
  if (counts.length < 2) throw new LabError('SIZE', `expected at least 2 items, met ${counts.length}`);
  const width = (counts[0] as readonly number[]).length;
  counts.forEach((row, i) => {
    if (row.length !== width) throw new LabError('SIZE', `expected ${width} labels of item ${i}, met ${row.length}`);
    const other = row.find((count) => !Number.isSafeInteger(count) || count < 0);
    if (other !== undefined) throw new LabError('VALUE', `expected whole counts of item ${i}, met ${other}`);
    const raters = row.reduce((total, count) => total + count, 0);
    if (raters < 2) throw new LabError('SIZE', `expected at least 2 annotators of item ${i}, met ${raters}`);
  });
}

function sharesOf(labels: readonly string[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const label of labels) shares.set(label, (shares.get(label) ?? 0) + 1 / labels.length);
  return shares;
}

function shareIn(shares: ReadonlyMap<string, number>, label: string): number {
  return shares.get(label) ?? 0;
}

/** No κ lies beyond −1 and 1. */
function within(low: number, high: number, confidence: number): Estimate['interval'] {
  return { low: Math.max(-1, low), high: Math.min(1, high), confidence };
}

function sameThroughout(): LabError {
  return new LabError('VARIANCE', 'expected labels of more than one kind, met one; agreement on it says nothing');
}
