/** Figures that come from measured rows, and from nowhere else. */
import { createHash } from 'node:crypto';
import { encodeCanonical } from '@capgate/base';
import { LabError } from '../error.ts';
import { checkWhole } from '../statistics/checks.ts';
import {
  coefficientOfVariation,
  type Estimate,
  oneSampleTTest,
  quantile,
  quantileInterval,
  wilsonInterval,
} from '../statistics/index.ts';
import { BATCHES_MIN } from './interleaved.ts';

/** What was measured, value by value, in the order of measuring. */
export interface Rows {
  readonly values: readonly number[];
  readonly unit: string;
}

export const ROWS_MAX = 1_000_000;

/** How a figure and its 95 % interval come out of rows. */
const FIGURES = {
  mean: (values) => {
    const { difference, interval } = oneSampleTTest(values);
    return { value: difference, interval };
  },
  median: (values) => quantileOf(values, 0.5),
  p90: (values) => quantileOf(values, 0.9),
  p99: (values) => quantileOf(values, 0.99),
  /** Of rows that are 0 or 1. */
  share: (values) => shareOf(values),
  /** Of the means of batches, `BATCHES_MIN` at least: the dispersion. */
  'coefficient-of-variation': (values) => dispersionOf(values),
} as const satisfies Record<string, (values: readonly number[]) => Estimate>;

export type FigureName = keyof typeof FIGURES;

export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[];

/** A figure as it is written down, with all that it takes to compute it again. */
export interface MeasuredRecord {
  readonly figure: FigureName;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly unit: string;
  readonly n: number;
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
  private constructor(figure: FigureName, { values, unit }: Rows) {
    checkWhole(values.length, 'the number of rows', 1, ROWS_MAX);
    const { value, interval } = FIGURES[figure](values);
    this.#record = { figure, value, ...interval, unit, n: values.length, source: sourceOf({ values, unit }) };
  }

  /** The figure of the rows. Throws `LabError` as the figure's statistic does, and VALUE for more than `ROWS_MAX` rows. */
  static of(figure: FigureName, rows: Rows): Measured {
    return new Measured(figure, rows);
  }

  /** The figure that was written down, computed anew. Throws `LabError` FIGURE where the rows do not come to it. */
  static read(record: MeasuredRecord, rows: Rows): Measured {
    if (!FIGURE_NAMES.includes(record.figure)) {
      throw new LabError('FIGURE', `expected one of ${FIGURE_NAMES.join(', ')}, met ${record.figure}`);
    }
    const anew = Measured.of(record.figure, rows);
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

function quantileOf(values: readonly number[], p: number): Estimate {
  const { low, high, confidence } = quantileInterval(values, p);
  return { value: quantile(values, p), interval: { low, high, confidence } };
}

function shareOf(values: readonly number[]): Estimate {
  const other = values.find((value) => value !== 0 && value !== 1);
  if (other !== undefined) throw new LabError('VALUE', `expected rows of 0 and 1 for a share, met ${other}`);
  const successes = values.filter((value) => value === 1).length;
  return { value: successes / values.length, interval: wilsonInterval(successes, values.length) };
}

function dispersionOf(means: readonly number[]): Estimate {
  if (means.length >= BATCHES_MIN) return coefficientOfVariation(means);
  throw new LabError(
    'SIZE',
    `expected the means of at least ${BATCHES_MIN} batches, met ${means.length}; measure more`,
  );
}

function sourceOf({ values, unit }: Rows): string {
  return createHash('sha256').update(encodeCanonical({ unit, values })).digest('hex');
}
