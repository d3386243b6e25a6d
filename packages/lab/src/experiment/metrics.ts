/** What can be measured, and by which tests it can be compared. */

export interface Metric {
  readonly unit: string;
  /** Shares are of tasks that came out one way; scales have a mean. */
  readonly kind: 'share' | 'scale';
  /** Whether it says that an answer is right, which takes somebody else's word. */
  readonly needsTruth: boolean;
}

const share = { unit: '1', kind: 'share', needsTruth: true } as const;
const scale = (unit: string) => ({ unit, kind: 'scale', needsTruth: false }) as const;

export const METRICS = {
  /** Of all tasks, those that are answered as they should be. */
  accuracy: share,
  /** Of the dangerous tasks, those that are not allowed. */
  sensitivity: share,
  /** Of the harmless tasks, those that are allowed. */
  specificity: share,
  /** Of all tasks, those that are answered at all. */
  answered: { ...share, needsTruth: false },
  latency: scale('ns'),
  throughput: scale('1/s'),
  cost: scale('USD'),
  tokens: scale('1'),
  memory: scale('B'),
  energy: scale('J'),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

export type EffectField = 'd' | 'margin' | 'standardDeviation' | 'first' | 'second' | 'onlyFirst' | 'onlySecond';

export interface TestKind {
  readonly of: Metric['kind'];
  /** Whether it compares what both arms did with one task, or in one batch. */
  readonly isPaired: boolean;
  /** What the smallest effect that matters is stated by. */
  readonly effect: readonly EffectField[];
}

export const TESTS = {
  welch: { of: 'scale', isPaired: false, effect: ['d'] },
  'mann-whitney': { of: 'scale', isPaired: false, effect: ['d'] },
  equivalence: { of: 'scale', isPaired: false, effect: ['margin', 'standardDeviation'] },
  'paired-t': { of: 'scale', isPaired: true, effect: ['d'] },
  'signed-rank': { of: 'scale', isPaired: true, effect: ['d'] },
  'paired-equivalence': { of: 'scale', isPaired: true, effect: ['margin', 'standardDeviation'] },
  proportions: { of: 'share', isPaired: false, effect: ['first', 'second'] },
  mcnemar: { of: 'share', isPaired: true, effect: ['onlyFirst', 'onlySecond'] },
} as const satisfies Record<string, TestKind>;

export type TestName = keyof typeof TESTS;
