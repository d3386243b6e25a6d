/** Coefficients by which columns add up to a response as nearly as they can. */
import { LabError } from '../error.ts';
import { checkSample } from './checks.ts';
import type { Sample } from './types.ts';

export const PREDICTORS_MAX = 100;
/** What is left of a column, as a share of it, below which it counts as made of those before. */
const RANK_TOLERANCE = 1e-11;
/** The length of a column whose coefficient's variance is still in the range of doubles. */
const LENGTH_MIN = 1e-100;

/** A matrix as its columns. */
export type Columns = readonly Float64Array[];

/** The columns of a model: ones, for the intercept, and each predictor. Throws `LabError` SIZE or VALUE. */
export function designOf(observations: readonly Sample[], response: Sample): Columns {
  checkSample(response, 'the response', 1);
  const width = observations[0]?.length ?? 0;
  if (observations.length !== response.length) {
    throw new LabError('SIZE', `expected a response for each of ${observations.length} rows, met ${response.length}`);
  }
  if (width > PREDICTORS_MAX) throw new LabError('SIZE', `expected at most ${PREDICTORS_MAX} predictors, met ${width}`);
  observations.forEach((row, i) => {
    checkSample(row, `row ${i}`, 0);
    if (row.length !== width) throw new LabError('SIZE', `expected ${width} predictors in row ${i}, met ${row.length}`);
  });
  if (observations.length <= width + 1) {
    const remedy = 'measure more, or leave predictors out';
    throw new LabError(
      'SIZE',
      `expected more rows than the ${width + 1} coefficients, met ${observations.length}; ${remedy}`,
    );
  }
  const ones = new Float64Array(observations.length).fill(1);
  return [ones, ...Array.from({ length: width }, (_, j) => Float64Array.from(observations, (row) => row[j] as number))];
}

export interface LeastSquares {
  readonly coefficients: Float64Array;
  /** The diagonal of (XᵀX)⁻¹: what each coefficient's variance is of that of the errors. */
  readonly unscaledVariances: Float64Array;
}

/** By Householder reflections (Golub and Van Loan, Matrix Computations, 5.2). Throws `LabError` SINGULAR. */
export function leastSquares(design: Columns, response: Sample): LeastSquares {
  const columns = design.map((column) => Float64Array.from(column));
  const target = Float64Array.from(response);
  columns.forEach((column, k) => {
    const length = norm(column, 0);
    const rest = norm(column, k);
    if (!(rest > Math.max(RANK_TOLERANCE * length, LENGTH_MIN))) throw singular(k);
    reflect(column, k, rest, [...columns.slice(k + 1), target]);
  });
  const coefficients = solve(columns, target);
  const unscaledVariances = new Float64Array(columns.length);
  columns.forEach((_, k) => {
    const unit = new Float64Array(columns.length);
    unit[k] = 1;
    solve(columns, unit).forEach((value, j) => {
      unscaledVariances[j] = (unscaledVariances[j] as number) + value * value;
    });
  });
  return { coefficients, unscaledVariances };
}

/** Mirrors `column` onto the axis `k` from row `k` on, and all `others` with it. */
function reflect(column: Float64Array, k: number, length: number, others: readonly Float64Array[]): void {
  const diagonal = (column[k] as number) > 0 ? -length : length;
  const mirror = column.slice(k);
  mirror[0] = (mirror[0] as number) - diagonal;
  const scale = 2 / dot(mirror, mirror);
  for (const other of others) {
    const rest = other.subarray(k);
    const step = scale * dot(mirror, rest);
    mirror.forEach((value, i) => {
      rest[i] = (rest[i] as number) - step * value;
    });
  }
  column[k] = diagonal;
}

/** The x with R x = `right`, for the upper triangle R of `columns`. */
function solve(columns: Columns, right: Float64Array): Float64Array {
  const x = right.slice(0, columns.length);
  for (let k = columns.length - 1; k >= 0; k--) {
    const column = columns[k] as Float64Array;
    const value = (x[k] as number) / (column[k] as number);
    x[k] = value;
    for (let i = 0; i < k; i++) x[i] = (x[i] as number) - value * (column[i] as number);
  }
  return x;
}

/** What the columns come to under the coefficients, for each row. */
export function fittedOf(design: Columns, coefficients: Float64Array): Float64Array {
  return (design[0] as Float64Array).map((_, row) =>
    design.reduce((total, column, k) => total + (column[row] as number) * (coefficients[k] as number), 0),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * (b[i] as number), 0);
}

function norm(column: Float64Array, from: number): number {
  const rest = column.subarray(from);
  return Math.sqrt(dot(rest, rest));
}

function singular(k: number): LabError {
  const what = k === 0 ? 'the intercept' : `predictor ${k - 1}`;
  return new LabError('SINGULAR', `expected predictors of which none follows from others, met ${what}; leave it out`);
}
