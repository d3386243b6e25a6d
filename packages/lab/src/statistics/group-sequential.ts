/** Looks at the data before the end, paid for out of α. */
import { LabError } from '../error.ts';
import { normalCdf, normalDensity, normalQuantile } from './distributions/index.ts';
import { zeroBetween } from './roots.ts';

export const LOOKS_MAX = 20;
/** The least share of all information between two looks: below, the grid would have to be too fine. */
const STEP_MIN = 0.005;
/** Below, what lies beyond the points that are summed would count. */
const ALPHA_MIN = 1e-12;
/** No normal value lies beyond, as far as numbers of 64 bits tell. */
const BOUNDARY_MAX = 38;

export interface GroupSequentialOptions {
  /** The share of all values that is in at each look, rising; the last is 1. */
  readonly information: readonly number[];
  /** Of all looks together, two-sided, 1e-12 at least; 0.05 where absent. */
  readonly alpha?: number;
  /** How α is spent: hardly any of it early (O'Brien–Fleming), or about as much at each look (Pocock). */
  readonly spending?: 'obrien-fleming' | 'pocock';
}

export interface Look {
  readonly information: number;
  /** The null hypothesis is rejected where |z| is at least this. */
  readonly boundary: number;
  /** What |z| ≥ boundary comes to at this look alone: the level to compare a p-value with. */
  readonly nominalAlpha: number;
  /** The α spent up to this look, with it. */
  readonly spent: number;
}

/**
 * The boundaries of each look. Source: K. K. G. Lan and D. L. DeMets, Discrete sequential boundaries for clinical trials
 * (Biometrika 70, 1983); the integrals are those of P. Armitage, C. K. McPherson and B. C. Rowe (Journal of the Royal
 * Statistical Society A 132, 1969), by Gauss and Legendre. Throws `LabError` VALUE or SIZE.
 */
export function groupSequentialLooks(options: GroupSequentialOptions): readonly Look[] {
  const { information, alpha = 0.05, spending = 'obrien-fleming' } = options;
  checkAlpha(alpha);
  checkInformation(information);
  const finest = Math.sqrt(Math.min(...information.map((share, i) => share - (information[i - 1] ?? 0))));
  const looks: Look[] = [];
  let path: Path = { points: [{ at: 0, mass: 1 }], information: 0, spent: 0 };
  for (const share of information) {
    const spent = SPENDING[spending](share, alpha);
    const boundary = boundaryAt(path, share, spent - path.spent);
    looks.push({ information: share, boundary, nominalAlpha: 2 * normalCdf(-boundary), spent });
    path = { points: continuing(path, share, boundary, finest), information: share, spent };
  }
  return looks;
}

function checkAlpha(alpha: number): void {
  if (alpha >= ALPHA_MIN && alpha < 1) return;
  throw new LabError('VALUE', `expected α from ${ALPHA_MIN} and below 1, met ${alpha}`);
}

export interface LevelOptions extends GroupSequentialOptions {
  readonly alpha: number;
  readonly sides: 1 | 2;
}

/**
 * What p is compared with at each look, of a test of one side or two. Boundaries are those of two sides; each side has half
 * of the level, so a test of one side has a side of twice its own. With one look it is α. Throws as `groupSequentialLooks`.
 */
export function levelsAtLooks({ alpha, sides, ...options }: LevelOptions): readonly number[] {
  checkInformation(options.information);
  if (options.information.length === 1) {
    checkAlpha(alpha);
    return [alpha];
  }
  const share = 2 / sides;
  return groupSequentialLooks({ ...options, alpha: share * alpha }).map(({ nominalAlpha }) => nominalAlpha / share);
}

/** What is spent by a share of the information: on each side by the function of α / 2, which is one-sided. */
const SPENDING = {
  'obrien-fleming': (share: number, alpha: number) => 4 * normalCdf(normalQuantile(alpha / 4) / Math.sqrt(share)),
  pocock: (share: number, alpha: number) => alpha * Math.log1p((Math.E - 1) * share),
} as const;

/** Where the sum of all values may be, its variance being the information, unless a look has ended the experiment. */
interface Path {
  readonly points: readonly { readonly at: number; readonly mass: number }[];
  readonly information: number;
  readonly spent: number;
}

/** The boundary that is crossed at this look first with the probability `toSpend`. */
function boundaryAt(path: Path, information: number, toSpend: number): number {
  const spread = Math.sqrt(information - path.information);
  const excess = (boundary: number): number => {
    const end = boundary * Math.sqrt(information);
    return (
      path.points.reduce(
        (total, { at, mass }) => total + mass * (normalCdf((at - end) / spread) + normalCdf((-end - at) / spread)),
        0,
      ) - toSpend
    );
  };
  return excess(BOUNDARY_MAX) >= 0 ? BOUNDARY_MAX : zeroBetween(excess, 0, BOUNDARY_MAX);
}

/**
 * Where the sum is after a look that did not end the experiment, in points as close as the finest step between two looks
 * needs: eight for each of its standard deviations leave 10 digits.
 */
function continuing(path: Path, information: number, boundary: number, finest: number): Path['points'] {
  const spread = Math.sqrt(information - path.information);
  const end = Math.min(boundary, 9) * Math.sqrt(information);
  const count = Math.max(64, Math.ceil((8 * 2 * end) / finest));
  return legendrePoints(count).map(({ at, weight }) => {
    const to = at * end;
    const density = path.points.reduce((total, from) => total + from.mass * normalDensity((to - from.at) / spread), 0);
    return { at: to, mass: (weight * end * density) / spread };
  });
}

/** Points and weights of Gauss and Legendre on −1 to 1: zeros of the polynomial by Newton's method. */
function legendrePoints(count: number): readonly { readonly at: number; readonly weight: number }[] {
  return Array.from({ length: count }, (_, i) => {
    let at = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    for (let round = 0; round < 8; round++) {
      let [value, before] = [at, 1];
      for (let k = 2; k <= count; k++) [value, before] = [((2 * k - 1) * at * value - (k - 1) * before) / k, value];
      slope = (count * (at * value - before)) / (at * at - 1);
      at -= value / slope;
    }
    return { at, weight: 2 / ((1 - at * at) * slope * slope) };
  });
}

function checkInformation(information: readonly number[]): void {
  if (information.length < 1 || information.length > LOOKS_MAX) {
    throw new LabError('SIZE', `expected 1 to ${LOOKS_MAX} looks, met ${information.length}`);
  }
  information.forEach((share, i) => {
    const least = (information[i - 1] ?? 0) + STEP_MIN;
    if (share >= least && share <= 1) return;
    throw new LabError('VALUE', `expected look ${i} at a share of the information from ${least} to 1, met ${share}`);
  });
  if (information.at(-1) !== 1) {
    throw new LabError('VALUE', `expected the last look at 1, all of the information, met ${information.at(-1)}`);
  }
}
