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
  signedRankTest,
  welchTest,
} from '../statistics/index.ts';

export interface TestOutcome {
  readonly p: number;
  /** What p was computed from, in the test's own terms. */
  readonly statistic: number;
  /** Which statistic it is, and by which way p came. */
  readonly method: string;
}

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
    ...ofMeans,
    run: ({ values, against }, { alternative }) => {
      const { p, statistic, method } = mannWhitneyTest(values, against, { alternative });
      return { p, statistic, method: `U, ${method}` };
    },
  },
  equivalence: {
    ...ofMeans,
    run: ({ values, against }, { effect }) => {
      const { p, difference } = equivalenceTest(values, against, { margin: effect.margin ?? 0 });
      return { p, statistic: difference, method: 'difference, two one-sided tests by t' };
    },
  },
  'paired-t': {
    ...ofPairs,
    run: ({ values, against }, { alternative }) => byT(pairedTTest(values, against, { alternative })),
  },
  'signed-rank': {
    difference: 'median-difference',
    effect: 'paired-d',
    run: ({ values, against }, { alternative }) => {
      const { p, statistic, method } = signedRankTest(values, against, { alternative });
      return { p, statistic, method: `sum of positive ranks, ${method}` };
    },
  },
  'paired-equivalence': {
    ...ofPairs,
    run: ({ values, against }, { effect }) => {
      const { p, difference } = pairedEquivalenceTest(values, against, { margin: effect.margin ?? 0 });
      return { p, statistic: difference, method: 'mean difference, two one-sided tests by t' };
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
      return { p: exactP, statistic, method: `χ² of ${onlyFirst} and ${onlySecond} discordant pairs; p exact` };
    },
  },
};

function byT({ p, statistic, df }: MeanTest): TestOutcome {
  return { p, statistic, method: `t, ${Number(df.toPrecision(6))} degrees of freedom` };
}
