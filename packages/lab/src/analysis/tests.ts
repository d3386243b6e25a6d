/** The tests that a hypothesis can name, and what goes with each. */
import type { Hypothesis } from '../experiment/schema.ts';
import type { TestName } from '../experiment/metrics.ts';
import { type ComparisonName, pairsOf, type Rows } from '../measure/measured.ts';
import {
  type Alternative,
  equivalenceTest,
  mannWhitneyTest,
  mcNemarTest,
  type MeanTest,
  oneSampleTTest,
  pairedEquivalenceTest,
  pairedTTest,
  type RankTest,
  signedRankTest,
  welchTest,
} from '../statistics/index.ts';

export interface TestOutcome {
  readonly p: number;
  /** What p was computed from, in the test's own terms. */
  readonly statistic: number;
  /** Which statistic it is, and by which way p came. */
  readonly method: string;
  /** What the test itself found the first to be, beside the second or the claim. */
  readonly direction: Direction;
}

/** `neither` also where a test looks for no difference. */
export const DIRECTIONS = ['less', 'greater', 'neither'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Two groups of values, or pairs of them. */
export type TwoRows = Rows & { readonly against: readonly number[] };

interface TestOptions {
  readonly alternative: Alternative;
  readonly effect: Hypothesis['effect'];
}

interface HypothesisTest {
  /** Throws `LabError` as the statistic does. */
  readonly run: (rows: TwoRows, options: TestOptions) => TestOutcome;
  /** In the metric's unit. */
  readonly difference: ComparisonName;
  readonly effect: ComparisonName;
}

const ofMeans = { difference: 'difference-of-means', effect: 'hedges-g' } as const;
const ofPairs = { difference: 'mean-difference', effect: 'paired-d' } as const;

export const HYPOTHESIS_TESTS: Record<TestName, HypothesisTest> = {
  welch: {
    ...ofMeans,
    run: ({ values, against }, { alternative }) => byT(welchTest(values, against, { alternative })),
  },
  'mann-whitney': {
    difference: 'shift',
    effect: 'probability-of-superiority',
    run: ({ values, against }, { alternative }) => byRanks('U', mannWhitneyTest(values, against, { alternative })),
  },
  equivalence: {
    ...ofMeans,
    run: ({ values, against }, { effect }) => {
      const { p, difference } = equivalenceTest(values, against, { margin: effect.margin ?? 0 });
      return { p, statistic: difference, method: 'difference, two one-sided tests by t', direction: 'neither' };
    },
  },
  'paired-t': {
    ...ofPairs,
    run: ({ values, against }, { alternative }) => byT(pairedTTest(values, against, { alternative })),
  },
  'signed-rank': {
    difference: 'paired-shift',
    effect: 'paired-d',
    run: ({ values, against }, { alternative }) =>
      byRanks('sum of positive ranks', signedRankTest(values, against, { alternative })),
  },
  'paired-equivalence': {
    ...ofPairs,
    run: ({ values, against }, { effect }) => {
      const { p, difference } = pairedEquivalenceTest(values, against, { margin: effect.margin ?? 0 });
      const method = 'mean difference, two one-sided tests by t';
      return { p, statistic: difference, method, direction: 'neither' };
    },
  },
  /** The second of each pair is the claim. */
  'one-sample-t': {
    ...ofPairs,
    run: ({ values, against }, { alternative }) =>
      byT(oneSampleTTest(values, { alternative, nullDifference: against[0] ?? 0 })),
  },
  mcnemar: {
    difference: 'paired-difference-of-shares',
    effect: 'share-of-discordant-pairs',
    run: ({ values, against }) => {
      const { onlyFirst, onlySecond } = pairsOf(values, against);
      const { exactP, statistic } = mcNemarTest(onlyFirst, onlySecond);
      const method = `χ² of ${onlyFirst} and ${onlySecond} discordant pairs; p exact`;
      return { p: exactP, statistic, method, direction: directionOf(onlyFirst - onlySecond) };
    },
  },
};

function byT({ p, statistic, df }: MeanTest): TestOutcome {
  const method = `t, ${Number(df.toPrecision(6))} degrees of freedom`;
  return { p, statistic, method, direction: directionOf(statistic) };
}

/** Where ranks lie: means, which one outlier can turn round, say nothing of it. */
function byRanks(name: string, { p, statistic, expected, method }: RankTest): TestOutcome {
  return { p, statistic, method: `${name}, ${method}`, direction: directionOf(statistic - expected) };
}

function directionOf(apart: number): Direction {
  if (apart === 0) return 'neither';
  return apart < 0 ? 'less' : 'greater';
}
