/** Figures that come from measured rows, and from nowhere else. */
import { createHash } from 'node:crypto';
import { encodeCanonical } from '@capgate/base';
import { LabError } from '../error.ts';
import { checkPaired, checkWhole } from '../statistics/checks.ts';
import {
  balancedAccuracy,
  coefficientOfVariation,
  DEFAULT_CONFIDENCE,
  type Estimate,
  hedgesG,
  hodgesLehmannShift,
  type MeanTest,
  newcombeDifference,
  oneSampleTTest,
  type PairedCount,
  pairedCohensD,
  pairedHodgesLehmannShift,
  pairedNewcombeDifference,
  pairedTTest,
  probabilityOfSuperiority,
  quantile,
  quantileInterval,
  welchTest,
  wilsonInterval,
} from '../statistics/index.ts';
import { BATCHES_MIN } from './interleaved.ts';

/** What was measured, value by value, in an order that follows from what was measured. */
export interface Rows {
  readonly values: readonly number[];
  /** What a figure compares the values with; in figures of pairs, each with the one in its place. */
  readonly against?: readonly number[];
  readonly unit: string;
}

export const ROWS_MAX = 1_000_000;

type Values = readonly number[];

/** How a figure and its interval come out of rows. */
const FIGURES = {
  mean: (values, confidence) => estimateOf(oneSampleTTest(values, { confidence })),
  median: (values, confidence) => quantileOf(values, 0.5, confidence),
  p90: (values, confidence) => quantileOf(values, 0.9, confidence),
  p99: (values, confidence) => quantileOf(values, 0.99, confidence),
  /** Of rows that are 0 or 1. */
  share: (values, confidence) => shareOf(values, confidence),
  /** Of the means of batches, `BATCHES_MIN` at least: the dispersion. */
  'coefficient-of-variation': (values, confidence) => dispersionOf(values, confidence),
} as const satisfies Record<string, (values: Values, confidence: number) => Estimate>;

/** The same of two groups of values, the first beside the second. */
const COMPARISONS = {
  /** Of two groups, by Welch; shares of two groups by Newcombe. */
  'difference-of-means': (values, against, confidence) => estimateOf(welchTest(values, against, { confidence })),
  'difference-of-shares': (values, against, confidence) =>
    newcombeDifference(countOf(values), countOf(against), confidence),
  'hedges-g': (values, against, confidence) => hedgesG(values, against, confidence),
  /** How often one of the first lies above one of the second, equal ones counted half. */
  'probability-of-superiority': (values, against, confidence) => probabilityOfSuperiority(values, against, confidence),
  /** The median of all differences, by Hodges and Lehmann. */
  shift: (values, against, confidence) => hodgesLehmannShift(values, against, { confidence }),
  /** Of pairs: the mean of what lies between the two, and the median of the means of any two of these. */
  'mean-difference': (values, against, confidence) => estimateOf(pairedTTest(values, against, { confidence })),
  'paired-shift': (values, against, confidence) => pairedHodgesLehmannShift(values, against, { confidence }),
  'paired-d': (values, against, confidence) => pairedCohensD(values, against, confidence),
  /** Of pairs of rows that are 0 or 1. */
  'paired-difference-of-shares': (values, against, confidence) =>
    pairedNewcombeDifference(pairsOf(values, against), confidence),
  /** Of rows that are 1 where an arm is right: of the dangerous tasks, and against these of the harmless ones. */
  'balanced-accuracy': (values, against, confidence) => balancedAccuracy(countOf(values), countOf(against), confidence),
  /** Of the pairs in which one alone is 1, the share in which the first is. */
  'share-of-discordant-pairs': (values, against, confidence) => discordantShareOf(values, against, confidence),
} as const satisfies Record<string, (values: Values, against: Values, confidence: number) => Estimate>;

export type FigureName = keyof typeof FIGURES;
export type ComparisonName = keyof typeof COMPARISONS;

export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[];
export const COMPARISON_NAMES = Object.keys(COMPARISONS) as readonly ComparisonName[];

/** Those without a unit, whatever the rows' is. */
const WITHOUT_UNIT: readonly string[] = [
  'coefficient-of-variation',
  'hedges-g',
  'paired-d',
  'probability-of-superiority',
  'share-of-discordant-pairs',
];

/** A figure as it is written down, with all that it takes to compute it again. */
export interface MeasuredRecord {
  readonly figure: FigureName | ComparisonName;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly unit: string;
  readonly n: number;
  /** Of the rows that the others are compared with; of comparisons alone. */
  readonly against?: number;
  /** SHA-256 of the rows' canonical encoding, in hexadecimal. */
  readonly source: string;
}

/**
 * A figure that may stand in a report. Only rows make one: no literal has its form, as it has a private part, so a planted
 * constant does not compile.
 */
export class Measured {
  readonly #record: MeasuredRecord;

  /** Takes no record: not even a caller without types can plant one. */
  private constructor(figure: FigureName | ComparisonName, rows: Rows, confidence: number) {
    const { values, against, unit } = rows;
    checkWhole(values.length, 'the number of rows', 1, ROWS_MAX);
    if (against !== undefined) checkWhole(against.length, 'the number of rows', 1, ROWS_MAX);
    const { value, interval } = estimate(figure, rows, confidence);
    this.#record = {
      figure,
      value,
      ...interval,
      unit: WITHOUT_UNIT.includes(figure) ? '1' : unit,
      n: values.length,
      ...(against !== undefined && { against: against.length }),
      source: sourceOf(rows),
    };
  }

  /**
   * The figure of the rows, with an interval of that confidence. Throws `LabError` as the figure's statistic does, VALUE for more than `ROWS_MAX` rows, and
   * FIGURE for a comparison of rows with nothing, or another figure of rows beside others.
   */
  static of(figure: FigureName | ComparisonName, rows: Rows, confidence: number = DEFAULT_CONFIDENCE): Measured {
    return new Measured(figure, rows, confidence);
  }

  /** The figure that was written down, computed anew. Throws `LabError` FIGURE where the rows do not come to it. */
  static read(record: MeasuredRecord, rows: Rows): Measured {
    const anew = Measured.of(record.figure, rows, record.confidence);
    for (const [key, value] of Object.entries(anew.#record)) {
      const written = record[key as keyof MeasuredRecord];
      if (written === value) continue;
      throw new LabError('FIGURE', `expected ${key} ${value}, as the rows say, met ${String(written)}; measure again`);
    }
    return anew;
  }

  toJSON(): MeasuredRecord {
    return { ...this.#record };
  }
}

function estimate(figure: FigureName | ComparisonName, { values, against }: Rows, confidence: number): Estimate {
  if (isFigure(figure) && against === undefined) return FIGURES[figure](values, confidence);
  if (isComparison(figure) && against !== undefined) return COMPARISONS[figure](values, against, confidence);
  const names = against === undefined ? FIGURE_NAMES : COMPARISON_NAMES;
  throw new LabError('FIGURE', `expected one of ${names.join(', ')} of such rows, met ${figure}`);
}

function isFigure(name: string): name is FigureName {
  return Object.hasOwn(FIGURES, name);
}

function isComparison(name: string): name is ComparisonName {
  return Object.hasOwn(COMPARISONS, name);
}

function estimateOf({ difference, interval }: MeanTest): Estimate {
  return { value: difference, interval };
}

function quantileOf(values: Values, p: number, confidence: number): Estimate {
  const { low, high } = quantileInterval(values, p, confidence);
  return { value: quantile(values, p), interval: { low, high, confidence } };
}

function shareOf(values: Values, confidence: number): Estimate {
  const { successes, trials } = countOf(values);
  return { value: successes / trials, interval: wilsonInterval(successes, trials, confidence) };
}

function countOf(values: Values): { readonly successes: number; readonly trials: number } {
  const other = values.find((value) => value !== 0 && value !== 1);
  if (other !== undefined) throw new LabError('VALUE', `expected rows of 0 and 1 for a share, met ${other}`);
  return { successes: values.filter((value) => value === 1).length, trials: values.length };
}

/** Throws `LabError` SIZE, VALUE. */
export function pairsOf(values: Values, against: Values): PairedCount {
  checkPaired(values, against, 1);
  const [first, second] = [countOf(values).successes, countOf(against).successes];
  const both = values.filter((value, i) => value === 1 && against[i] === 1).length;
  return { both, onlyFirst: first - both, onlySecond: second - both, neither: values.length - first - second + both };
}

function discordantShareOf(values: Values, against: Values, confidence: number): Estimate {
  const { onlyFirst, onlySecond } = pairsOf(values, against);
  const trials = onlyFirst + onlySecond;
  if (trials === 0) throw new LabError('SIZE', 'expected pairs on which the two differ, met none');
  return { value: onlyFirst / trials, interval: wilsonInterval(onlyFirst, trials, confidence) };
}

function dispersionOf(means: Values, confidence: number): Estimate {
  if (means.length >= BATCHES_MIN) return coefficientOfVariation(means, confidence);
  throw new LabError(
    'SIZE',
    `expected the means of at least ${BATCHES_MIN} batches, met ${means.length}; measure more`,
  );
}

function sourceOf({ values, against, unit }: Rows): string {
  const rows = { ...(against !== undefined && { against }), unit, values };
  return createHash('sha256').update(encodeCanonical(rows)).digest('hex');
}
