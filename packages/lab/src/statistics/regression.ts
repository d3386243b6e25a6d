/** What a response comes to by its predictors: a number by a line, a yes or no by its odds. */
import { LabError } from '../error.ts';
import { checkConfidence } from './checks.ts';
import { chiSquareCdf, fCdf, normalCdf, normalQuantile, studentTCdf, studentTQuantile } from './distributions/index.ts';
import { type Columns, designOf, fittedOf, leastSquares, type LeastSquares } from './least-squares.ts';
import { differences, mean, sumOfPowers } from './moments.ts';
import { DEFAULT_CONFIDENCE, type Estimate, type Sample } from './types.ts';

/** Of the intercept first, then of each predictor. */
export interface Coefficient extends Estimate {
  readonly standardError: number;
  /** t of a linear regression, z of a logistic one. */
  readonly statistic: number;
  readonly p: number;
}

export interface LinearRegression {
  readonly coefficients: readonly Coefficient[];
  readonly residualStandardError: number;
  readonly df: number;
  readonly rSquared: number;
  /** Of no predictor mattering; 1 where there is none. */
  readonly p: number;
}

/**
 * Ordinary least squares with an intercept; `observations` has a row of predictors for each value of `response`. Throws
 * `LabError` SIZE, VALUE, SINGULAR, or VARIANCE where the response does not vary.
 */
export function linearRegression(
  observations: readonly Sample[],
  response: Sample,
  confidence: number = DEFAULT_CONFIDENCE,
): LinearRegression {
  checkConfidence(confidence);
  const design = designOf(observations, response);
  const total = sumOfPowers(response, mean(response), 2);
  if (total === 0) throw new LabError('VARIANCE', 'expected a response that varies, met one value throughout');
  const solution = leastSquares(design, response);
  const fitted = fittedOf(design, solution.coefficients);
  const left = fitted.reduce((sum, value, i) => sum + ((response[i] as number) - value) ** 2, 0);
  const [predictors, df] = [design.length - 1, response.length - design.length];
  const residualStandardError = Math.sqrt(left / df);
  const statistic = (total - left) / predictors / (left / df);
  return {
    coefficients: coefficientsOf(solution, residualStandardError, {
      quantile: studentTQuantile((1 + confidence) / 2, df),
      lower: (t) => studentTCdf(t, df),
      confidence,
    }),
    residualStandardError,
    df,
    rSquared: 1 - left / total,
    p: predictors === 0 ? 1 : fCdf(Math.max(0, statistic), predictors, df, 'upper'),
  };
}

export interface LogisticRegression {
  /** Of the logarithm of the odds; standard errors, p-values and intervals by Wald. */
  readonly coefficients: readonly Coefficient[];
  readonly deviance: number;
  readonly nullDeviance: number;
  /** Of no predictor mattering, by the ratio of likelihoods; 1 where there is none. */
  readonly p: number;
}

const ITERATIONS_MAX = 100;
/** The logarithm of odds beyond which a fit has found certainty, which has no end. */
const CERTAIN = 30;

/**
 * The most likely odds, by iteratively reweighted least squares (P. McCullagh and J. A. Nelder, Generalized Linear Models,
 * 2nd ed., 2.5); `response` holds 0 and 1. Throws `LabError` SIZE, VALUE, SINGULAR, VARIANCE where all responses are the
 * same, SEPARATION, CONVERGENCE.
 */
export function logisticRegression(
  observations: readonly Sample[],
  response: Sample,
  confidence: number = DEFAULT_CONFIDENCE,
): LogisticRegression {
  checkConfidence(confidence);
  const design = designOf(observations, response);
  checkBinary(response);
  const { solution, odds } = mostLikely(design, response);
  const deviance = devianceOf(odds, response);
  const share = mean(response);
  const nullDeviance = devianceOf(new Float64Array(response.length).fill(Math.log(share / (1 - share))), response);
  const predictors = design.length - 1;
  return {
    coefficients: coefficientsOf(solution, 1, {
      quantile: normalQuantile((1 + confidence) / 2),
      lower: normalCdf,
      confidence,
    }),
    deviance,
    nullDeviance,
    p: predictors === 0 ? 1 : chiSquareCdf(nullDeviance - deviance, predictors, 'upper'),
  };
}

function mostLikely(design: Columns, response: Sample): { solution: LeastSquares; odds: Float64Array } {
  let odds: Float64Array = Float64Array.from(response, (value) => Math.log((value + 0.5) / (1.5 - value)));
  let before: Float64Array = new Float64Array(design.length);
  for (let i = 0; i < ITERATIONS_MAX; i++) {
    const solution = reweighted(design, response, odds);
    odds = fittedOf(design, solution.coefficients);
    if (odds.some((value) => Math.abs(value) > CERTAIN)) throw separated();
    const step = sumOfPowers(differences(solution.coefficients, before), 0, 2);
    // Each step doubles the digits: what is left after this one is no longer seen.
    if (step <= 1e-9 ** 2 * sumOfPowers(before, 0, 2)) return { solution, odds };
    before = solution.coefficients;
  }
  throw new LabError(
    'CONVERGENCE',
    `expected coefficients that settle in ${ITERATIONS_MAX} steps, met ones that do not`,
  );
}

/** One step: least squares of what the odds should be, each row weighted by how much it says. */
function reweighted(design: Columns, response: Sample, odds: Float64Array): LeastSquares {
  const shares = odds.map((value) => 1 / (1 + Math.exp(-value)));
  const roots = shares.map((share) => Math.sqrt(share * (1 - share)));
  const working = odds.map((value, i) => {
    const root = roots[i] as number;
    return root * value + ((response[i] as number) - (shares[i] as number)) / root;
  });
  return leastSquares(
    design.map((column) => column.map((value, i) => value * (roots[i] as number))),
    working,
  );
}

/** −2 times the logarithm of the likelihood. */
function devianceOf(odds: Float64Array, response: Sample): number {
  return odds.reduce((total, value, i) => total + 2 * Math.log1p(Math.exp(response[i] === 1 ? -value : value)), 0);
}

interface Reference {
  readonly quantile: number;
  readonly lower: (statistic: number) => number;
  readonly confidence: number;
}

function coefficientsOf(
  solution: LeastSquares,
  spread: number,
  { quantile, lower, confidence }: Reference,
): Coefficient[] {
  return Array.from(solution.coefficients, (value, k) => {
    const standardError = spread * Math.sqrt(solution.unscaledVariances[k] as number);
    const reach = quantile * standardError;
    // Of a line that fits without fault nothing is left to chance.
    const statistic = standardError === 0 ? Math.sign(value) * Number.MAX_VALUE : value / standardError;
    return {
      value,
      interval: { low: value - reach, high: value + reach, confidence },
      standardError,
      statistic,
      p: 2 * lower(-Math.abs(statistic)),
    };
  });
}

function checkBinary(response: Sample): void {
  const values = new Set(Array.from(response));
  const other = [...values].find((value) => value !== 0 && value !== 1);
  if (other !== undefined) throw new LabError('VALUE', `expected responses of 0 and 1, met ${other}`);
  if (values.size === 1)
    throw new LabError('VARIANCE', 'expected responses of both kinds, met one; odds have no end there');
}

function separated(): LabError {
  const remedy = 'leave out the predictor that tells them apart, or measure more';
  return new LabError(
    'SEPARATION',
    `expected outcomes that predictors do not settle, met ones that they do; ${remedy}`,
  );
}
