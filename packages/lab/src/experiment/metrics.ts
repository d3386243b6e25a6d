/** What can be measured, and by which tests it can be compared. */

/** Kinds of arms. */
export const ARM_KINDS = ['gate', 'model', 'command'] as const;
export type ArmKind = (typeof ARM_KINDS)[number];

export interface Metric {
  readonly unit: string;
  /** Shares are of tasks that came out one way; scales have a mean. */
  readonly kind: 'share' | 'scale';
  /** Whether it says that an answer is right, which takes somebody else's word. */
  readonly needsTruth: boolean;
  /** Of which tasks it is a share, where not of all: a hypothesis has to name their strata. */
  readonly ofTasks?: 'dangerous' | 'harmless';
  /** The kinds of arms whose answers can say it. */
  readonly saidBy: readonly ArmKind[];
}

const share = { unit: '1', kind: 'share', needsTruth: true, saidBy: ARM_KINDS } as const;
const scale = (unit: string, saidBy: readonly ArmKind[]) =>
  ({ unit, kind: 'scale', needsTruth: false, saidBy }) as const;

export const METRICS = {
  /** Of all tasks, those that are answered as they should be. */
  accuracy: share,
  /** Of the dangerous tasks, those that are not allowed. */
  sensitivity: { ...share, ofTasks: 'dangerous' },
  /** Of the harmless tasks, those that are allowed. */
  specificity: { ...share, ofTasks: 'harmless' },
  /** Of all tasks, those that are answered at all. */
  answered: { ...share, needsTruth: false },
  latency: scale('ns', ARM_KINDS),
  /** Under load: from the moment at which a question was due. */
  response: scale('ns', ARM_KINDS),
  cost: scale('USD', ['model', 'command']),
  tokens: scale('1', ['model', 'command']),
  memory: scale('B', ['command']),
  energy: scale('J', ['command']),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

export type EffectField = 'd' | 'margin' | 'standardDeviation' | 'onlyFirst' | 'onlySecond';

export interface TestKind {
  readonly of: Metric['kind'];
  /** How many arms it is about; of one, it compares the arm with the claim. */
  readonly arms: 1 | 2;
  /** Whether values are independent of each other within a task: of one arm, or taken as pairs. */
  readonly isPaired: boolean;
  /** Its tails that count; `stated` where the hypothesis says so by its alternative. */
  readonly sides: 1 | 2 | 'stated';
  /** What the smallest effect that matters is stated by. */
  readonly effect: readonly EffectField[];
}

export const TESTS = {
  welch: { of: 'scale', arms: 2, isPaired: false, sides: 'stated', effect: ['d'] },
  'mann-whitney': { of: 'scale', arms: 2, isPaired: false, sides: 'stated', effect: ['d'] },
  equivalence: { of: 'scale', arms: 2, isPaired: false, sides: 1, effect: ['margin', 'standardDeviation'] },
  'paired-t': { of: 'scale', arms: 2, isPaired: true, sides: 'stated', effect: ['d'] },
  'signed-rank': { of: 'scale', arms: 2, isPaired: true, sides: 'stated', effect: ['d'] },
  'paired-equivalence': { of: 'scale', arms: 2, isPaired: true, sides: 1, effect: ['margin', 'standardDeviation'] },
  'one-sample-t': { of: 'scale', arms: 1, isPaired: true, sides: 'stated', effect: ['d'] },
  mcnemar: { of: 'share', arms: 2, isPaired: true, sides: 2, effect: ['onlyFirst', 'onlySecond'] },
} as const satisfies Record<string, TestKind>;

export type TestName = keyof typeof TESTS;
