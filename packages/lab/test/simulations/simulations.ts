/**
 * Made-up experiments whose truth is known: how often an interval holds it, and how often a test errs. Each says what
 * share is right, and how far from it the function may be where that is more than chance.
 */
import * as lab from '../../src/statistics/index.ts';
import { cohensKappaCase, fleissKappaCase } from './labels.ts';
import { errorsOfTests, errsUnpaid, falseAmongThree, falseOfFew, falseSecondary, holdsAtEnd, misses } from './looks.ts';

export interface Simulation {
  readonly name: string;
  /** What is counted. */
  readonly counts: 'coverage' | 'errors';
  /** The share that is asked for. */
  readonly nominal: number;
  /** From where to where the share may be, and why, where that is not 1 % of coverage around the nominal one. */
  readonly range?: readonly [number, number];
  readonly reason?: string;
  /** Whether the interval holds the truth, or the test errs, in one experiment. */
  readonly run: (random: lab.RandomSource) => boolean;
}

const normals = (random: lab.RandomSource, size: number, mean = 0, sd = 1): number[] =>
  Array.from({ length: size }, () => mean + sd * random.normal());
const exponentials = (random: lab.RandomSource, size: number): number[] =>
  Array.from({ length: size }, () => -Math.log1p(-random.uniform()));
const successes = (random: lab.RandomSource, trials: number, share: number): number =>
  Array.from({ length: trials }, () => random.uniform()).filter((one) => one < share).length;
const holds = (interval: lab.Interval | undefined, truth: number): boolean =>
  interval !== undefined && interval.low <= truth && truth <= interval.high;

const coverage = (name: string, run: Simulation['run'], more: Partial<Simulation> = {}): Simulation => {
  return { name, counts: 'coverage', nominal: 0.95, run, ...more };
};
const errors = (name: string, run: Simulation['run'], more: Partial<Simulation> = {}): Simulation => {
  return { name, counts: 'errors', nominal: 0.05, run, ...more };
};
const exactTest = { range: [0, 0.055], reason: 'exact of few values: it errs at most as often' } as const;
const approximateCoverage = { range: [0.94, 0.96], reason: 'holds in the limit' } as const;
const approximate = { range: [0.04, 0.06], reason: 'holds in the limit' } as const;

const parametric: readonly Simulation[] = [
  coverage('Welch, sizes 10 and 25, variances 1 and 9', (random) =>
    holds(lab.welchTest(normals(random, 10, 1), normals(random, 25, 0, 3)).interval, 1),
  ),
  coverage('paired t, 8 pairs', (random) => {
    const first = normals(random, 8, 5);
    return holds(
      lab.pairedTTest(
        first,
        first.map((one) => one - 0.3 + random.normal() / 2),
      ).interval,
      0.3,
    );
  }),
  coverage('Cohen’s d, 12 and 15, δ = 0.8', (random) =>
    holds(lab.cohensD(normals(random, 12, 0.8), normals(random, 15)).interval, 0.8),
  ),
  coverage('Hedges’ g, 4 and 5, δ = 1.5', (random) =>
    holds(lab.hedgesG(normals(random, 4, 1.5), normals(random, 5)).interval, 1.5),
  ),
  coverage('Cohen’s d of 10 pairs, δ = 0.5', (random) =>
    holds(
      lab.pairedCohensD(
        normals(random, 10, 0.5),
        Array.from({ length: 10 }, () => 0),
      ).interval,
      0.5,
    ),
  ),
  coverage('η², three groups of 10, means 0, 0.5, 1', (random) => {
    const groups = [0, 0.5, 1].map((mean) => normals(random, 10, mean));
    // λ = 10 · (0.25 + 0 + 0.25).
    return holds(lab.anova(groups).etaSquared.interval, 5 / (5 + 30));
  }),
  coverage('coefficient of variation 0.1, 30 values', (random) =>
    holds(lab.coefficientOfVariation(normals(random, 30, 10)).interval, 0.1),
  ),
  coverage('slope of a line, 15 rows', (random) => {
    const x = normals(random, 15);
    const fit = lab.linearRegression(
      x.map((one) => [one]),
      x.map((one) => 1 + 2 * one + random.normal()),
    );
    return fit.coefficients[1] !== undefined && holds(fit.coefficients[1].interval, 2);
  }),
];

const others: readonly Simulation[] = [
  coverage('Wilson, 50 trials, shares from 0 to 1', (random) => {
    const share = random.uniform();
    return holds(lab.wilsonInterval(successes(random, 50, share), 50), share);
  }),
  coverage('Newcombe, 40 and 60 trials, shares from 0 to 1', (random) => {
    const [a, b] = [random.uniform(), random.uniform()];
    const difference = lab.newcombeDifference(
      { successes: successes(random, 40, a), trials: 40 },
      { successes: successes(random, 60, b), trials: 60 },
    );
    return holds(difference.interval, a - b);
  }),
  coverage('balanced accuracy, 40 and 60 trials, shares from 0 to 1', (random) => {
    const [a, b] = [random.uniform(), random.uniform()];
    const balanced = lab.balancedAccuracy(
      { successes: successes(random, 40, a), trials: 40 },
      { successes: successes(random, 60, b), trials: 60 },
    );
    return holds(balanced.interval, (a + b) / 2);
  }),
  coverage('Newcombe, 60 pairs, shares from 0 to 1', (random) => {
    const [likeness, a, b] = [random.uniform(), random.uniform(), random.uniform()];
    const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
    for (let i = 0; i < 60; i++) counts[pairOf(random, likeness, a, b)]++;
    return holds(lab.pairedNewcombeDifference(counts).interval, a - b);
  }),
  coverage(
    'slope of odds, 200 rows',
    (random) => {
      const x = normals(random, 200);
      const fit = lab.logisticRegression(
        x.map((one) => [one]),
        x.map((one) => Number(random.uniform() < 1 / (1 + Math.exp(-0.5 - one)))),
      );
      return fit.coefficients[1] !== undefined && holds(fit.coefficients[1].interval, 1);
    },
    { range: [0.94, 0.97], reason: 'Wald’s holds in the limit' },
  ),
  coverage(
    'median of 40 exponential values',
    (random) => holds(lab.quantileInterval(exponentials(random, 40), 0.5), Math.LN2),
    { range: [0.95, 0.985], reason: 'whole ranks: at least the nominal, here 96.2 %' },
  ),
  coverage(
    '99th percentile of 1,000 values',
    (random) => holds(lab.quantileInterval(normals(random, 1_000), 0.99), lab.normalQuantile(0.99)),
    { range: [0.94, 0.985], reason: 'whole ranks: at least the nominal, here 97.3 %' },
  ),
  coverage(
    'shift of 8 and 9, exact',
    (random) => holds(lab.hodgesLehmannShift(normals(random, 8, 1), normals(random, 9)).interval, 1),
    { range: [0.945, 0.965], reason: 'whole ranks: at least the nominal, here 95.4 %' },
  ),
  coverage(
    'shift of 12 and 12 with ties, exact',
    (random) => {
      const values = (size: number): number[] => normals(random, size, 0, 2).map(Math.round);
      return holds(lab.hodgesLehmannShift(values(12), values(12)).interval, 0);
    },
    { range: [0.945, 1], reason: 'rather more with ties' },
  ),
  coverage(
    'shift of 60 and 80 exponential values, asymptotic',
    (random) => holds(lab.hodgesLehmannShift(exponentials(random, 60), exponentials(random, 80)).interval, 0),
    approximateCoverage,
  ),
  coverage(
    'shift of 12 pairs, exact',
    (random) => holds(lab.pairedHodgesLehmannShift(normals(random, 12, 1), normals(random, 12)).interval, 1),
    { range: [0.945, 0.968], reason: 'whole ranks: at least the nominal, here 95.8 %' },
  ),
  coverage(
    'shift of 120 pairs, asymptotic',
    (random) => holds(lab.pairedHodgesLehmannShift(exponentials(random, 120), exponentials(random, 120)).interval, 0),
    approximateCoverage,
  ),
  coverage('bootstrap percentile, mean of 30 exponential values', (random) => holds(drawn(random).percentile, 1), {
    range: [0.9, 0.955],
    reason: 'short for skewed values (Efron 1987: some 92 %)',
  }),
  coverage('bootstrap BCa, mean of 30 exponential values', (random) => holds(drawn(random).bca, 1), {
    range: [0.91, 0.96],
    reason: 'second-order correct: some 93 % of 30 values',
  }),
  coverage('Cohen’s κ, 200 items', (random) => cohensKappaCase(random, holds), {
    range: [0.93, 0.965],
    reason: 'holds in the limit',
  }),
  coverage('Fleiss’ κ, 4 annotators, 80 items', (random) => fleissKappaCase(random, holds), {
    range: [0.93, 0.965],
    reason: 'holds in the limit',
  }),
];

function drawn(random: lab.RandomSource): lab.Bootstrap {
  return lab.bootstrap(exponentials(random, 30), lab.mean, { seed: random.below(2 ** 31), resamples: 2_999 });
}

const MCNEMAR_PAIRS = lab.mcNemarSampleSize(0.8, { onlyFirst: 0.12, onlySecond: 0.05 });

const tests: readonly Simulation[] = [
  errors(
    'Welch, sizes 6 and 20, variances 9 and 1',
    (random) => lab.welchTest(normals(random, 6, 0, 3), normals(random, 20)).p < 0.05,
    { range: [0.04, 0.065], reason: 'Satterthwaite’s df are approximate' },
  ),
  errors('paired t, 7 pairs', (random) => lab.pairedTTest(normals(random, 7), normals(random, 7)).p < 0.05, {
    range: [0.043, 0.057],
  }),
  errors(
    'Mann–Whitney exact, 8 and 9',
    (random) => lab.mannWhitneyTest(normals(random, 8), normals(random, 9)).p < 0.05,
    exactTest,
  ),
  errors(
    'Mann–Whitney exact with ties',
    (random) => {
      const values = (size: number): number[] => normals(random, size, 0, 2).map(Math.round);
      return lab.mannWhitneyTest([...values(10), 0, 1], values(12)).p < 0.05;
    },
    exactTest,
  ),
  errors(
    'Mann–Whitney asymptotic, 60 and 60',
    (random) =>
      lab.mannWhitneyTest(exponentials(random, 60), exponentials(random, 60), { method: 'asymptotic' }).p < 0.05,
    approximate,
  ),
  errors(
    'signed ranks exact, 12 pairs',
    (random) => lab.signedRankTest(normals(random, 12), normals(random, 12)).p < 0.05,
    exactTest,
  ),
  errors(
    'signs, 15 pairs',
    (random) => lab.signTest(exponentials(random, 15), exponentials(random, 15)).p < 0.05,
    exactTest,
  ),
  errors(
    'equivalence, at the margin',
    (random) => lab.equivalenceTest(normals(random, 40, 1), normals(random, 40), { margin: 1 }).isEquivalent,
    { range: [0, 0.057], reason: 'at most α' },
  ),
  errors(
    'analysis of variance, 4 groups of 6',
    (random) => lab.anova(Array.from({ length: 4 }, () => normals(random, 6))).p < 0.05,
    { range: [0.043, 0.057] },
  ),
  errors(
    'Kruskal–Wallis, 3 groups of 15',
    (random) => lab.kruskalWallisTest(Array.from({ length: 3 }, () => exponentials(random, 15))).p < 0.05,
    approximate,
  ),
  errors(
    'McNemar exact, 30 pairs that differ',
    (random) => {
      const first = successes(random, 30, 0.5);
      return lab.mcNemarTest(first, 30 - first).exactP < 0.05;
    },
    exactTest,
  ),
  errors('Shapiro–Wilk, 20 values', (random) => lab.shapiroWilkTest(normals(random, 20)).p < 0.05, approximate),
  errors('any of 5 tests after Holm', (random) => Math.min(...lab.holm(nulls(random, 5))) < 0.05, {
    range: [0, 0.057],
    reason: 'at most α',
  }),
  errors(
    'any of 5 tests after Benjamini and Hochberg',
    (random) => Math.min(...lab.benjaminiHochberg(nulls(random, 5))) < 0.05,
    { range: [0.04, 0.06], reason: 'with no effect at all it is α' },
  ),
  errors('O’Brien–Fleming, 5 looks', (random) => isCrossed(random, 'obrien-fleming'), { range: [0.043, 0.057] }),
  errors('Pocock, 5 looks', (random) => isCrossed(random, 'pocock'), { range: [0.043, 0.057] }),
  errors('sequential ratio, true null hypothesis', (random) => ratioEnds(random, 0.1) === 'accept-alternative', {
    range: [0, 0.055],
    reason: 'at most α/(1 − β)',
  }),
  errors('sequential ratio, true alternative', (random) => ratioEnds(random, 0.2) === 'accept-null', {
    nominal: 0.1,
    range: [0, 0.106],
    reason: 'at most β/(1 − α)',
  }),
  errors(
    't test that misses an effect, power 0.8',
    (random) => {
      const size = 26;
      return lab.welchTest(normals(random, size, 0.8), normals(random, size)).p >= 0.05;
    },
    {
      nominal: 1 - lab.tPower(26, { design: 'two-sample', effect: 0.8 }),
      range: [0.18, 0.205],
      reason: 'what tPower says',
    },
  ),
  errors('McNemar that misses a difference, power 0.8', (random) => missesMcNemar(random, MCNEMAR_PAIRS), {
    nominal: 0.2,
    range: [0.18, 0.215],
    reason: 'what mcNemarSampleSize says',
  }),
];

const atMost = { range: [0, 0.0565], reason: 'at most α, give or take three standard errors' } as const;

const looks: readonly Simulation[] = [
  ...errorsOfTests.map(([test, spending, run]) => errors(`${test} at three looks, ${spending}`, run, atMost)),
  errors('paired t at three looks, the first of ten pairs', falseOfFew, {
    range: [0.045, 0.059],
    reason: 'levels are those of many values: 5.2 % of 100,000',
  }),
  errors('any of three hypotheses at three looks, none true', (random) => falseAmongThree(random, 0), atMost),
  errors('any of two false ones beside a true one, at three looks', (random) => falseAmongThree(random, 0.9), atMost),
  errors('a secondary hypothesis, tested where the primary one ended it', falseSecondary, atMost),
  ...(['obrien-fleming', 'pocock'] as const).map((spending) =>
    errors(`a planned effect that three looks miss, power 0.9, ${spending}`, (random) => misses(random, spending), {
      nominal: 0.1,
      range: [0.05, 0.1],
      reason: 'what the last look alone misses, at most',
    }),
  ),
  ...[0, 0.5].map((effect) =>
    coverage(`repeated interval where it ended, d ${effect}`, (random) => holdsAtEnd(random, effect), {
      range: [0.945, 1],
      reason: 'at all looks together: at least, where it ended',
    }),
  ),
];

/** A pair's outcome: whether only the first, only the second, or both or neither are right. */
function missesMcNemar(random: lab.RandomSource, pairs: number): boolean {
  const draws = Array.from({ length: pairs }, () => random.uniform());
  const [first, second] = [draws.filter((one) => one < 0.12), draws.filter((one) => one > 0.95)];
  return lab.mcNemarTest(first.length, second.length).asymptoticP >= 0.05;
}

function nulls(random: lab.RandomSource, count: number): number[] {
  return Array.from({ length: count }, () => lab.pairedTTest(normals(random, 9), normals(random, 9)).p);
}

const shares = [0.2, 0.4, 0.6, 0.8, 1];
const boundaries = {
  'obrien-fleming': lab.groupSequentialLooks({ information: shares, spending: 'obrien-fleming' }),
  pocock: lab.groupSequentialLooks({ information: shares, spending: 'pocock' }),
};

function isCrossed(random: lab.RandomSource, spending: keyof typeof boundaries): boolean {
  let [total, before] = [0, 0];
  return boundaries[spending].some(({ information, boundary }) => {
    total += random.normal() * Math.sqrt(information - before);
    before = information;
    return Math.abs(total) >= boundary * Math.sqrt(information);
  });
}

const ratio = lab.sprt({ nullShare: 0.1, alternativeShare: 0.2, alpha: 0.05, beta: 0.1 });

function ratioEnds(random: lab.RandomSource, share: number): lab.SprtDecision {
  const counts = { succeeded: 0, failed: 0 };
  for (;;) {
    counts[random.uniform() < share ? 'succeeded' : 'failed']++;
    const decision = ratio.decide(counts.succeeded, counts.failed);
    if (decision !== 'continue') return decision;
  }
}

/** Which of two are right about the same thing, the more alike the greater `likeness` is. */
function pairOf(random: lab.RandomSource, likeness: number, a: number, b: number): keyof lab.PairedCount {
  const first = random.uniform();
  const second = random.uniform() < likeness ? first : random.uniform();
  if (first < a) return second < b ? 'both' : 'onlyFirst';
  return second < b ? 'onlySecond' : 'neither';
}

/** A control: an interval that is too short by design, which every check of coverage must report. */
export const CANARY: Simulation = coverage('canary: Welch at 90 % taken for 95 %', (random) =>
  holds(lab.welchTest(normals(random, 10), normals(random, 10), { confidence: 0.9 }).interval, 0),
);

/** Another: looks that nothing is paid for, which err more than twice as often. */
export const LOOKED_CANARY: Simulation = errors('canary: 5 % at each of three looks', errsUnpaid, atMost);

export const simulations: readonly Simulation[] = [...parametric, ...others, ...tests, ...looks];

export interface Outcome {
  readonly share: number;
  readonly interval: lab.Interval;
  readonly range: readonly [number, number];
  readonly isRight: boolean;
}

/**
 * The share of `runs` experiments. It is right where it lies in the range, give or take three standard errors of so many
 * runs where these are fewer than the 10^4 that the ranges are for.
 */
export function simulate(simulation: Simulation, runs: number, seed: number): Outcome {
  const random = lab.seededSource(seed);
  let count = 0;
  for (let i = 0; i < runs; i++) if (simulation.run(random)) count++;
  const { nominal, range = [nominal - 0.01, nominal + 0.01] } = simulation;
  const slack = runs < 10_000 ? 3 * Math.sqrt((nominal * (1 - nominal)) / runs) : 0;
  const share = count / runs;
  return {
    share,
    interval: lab.wilsonInterval(count, runs),
    range,
    isRight: share >= range[0] - slack && share <= range[1] + slack,
  };
}
