/** A small experiment whose truth is known, and results of it that a seed makes. */
import { type Plan, planOf } from '../../src/index.ts';
import type { GroundTruth, Truth } from '../../src/truth/truth.ts';
import type { Result } from '../../src/results/result.ts';
import { orderOf } from '../../src/run/order.ts';
import { seededSource } from '../../src/statistics/index.ts';
import type { RunFacts } from '../../src/analysis/index.ts';

const sha256 = (digit: string): string => digit.repeat(64);

export const TASKS = { dangerous: 40, harmless: 60 } as const;
const REPLICATES = 3;

/** Made anew for each caller, who may change it. */
export function smallDocument() {
  return {
    version: 1,
    name: 'small',
    title: 'A small experiment',
    type: 'gate_vs_gate',
    arms: [
      { name: 'gate', kind: 'command', settings: { argv: ['our-gate'] } },
      { name: 'other', kind: 'command', settings: { argv: ['other-gate', '--strict'] } },
    ],
    strata: [
      { name: 'dangerous', tasks: { path: 'dangerous.jsonl', sha256: sha256('a'), count: TASKS.dangerous } },
      { name: 'harmless', tasks: { path: 'harmless.jsonl', sha256: sha256('b'), count: TASKS.harmless } },
    ],
    replicates: REPLICATES,
    seed: 7,
    blinding: 'labels',
    groundTruth: { source: 'effects' },
    hypotheses: {
      primary: [
        {
          id: 'right',
          statement: 'The gate is right about more tasks.',
          metric: 'accuracy',
          arms: ['gate', 'other'],
          unit: 'task',
          test: 'mcnemar',
          effect: { onlyFirst: 0.3, onlySecond: 0.05 },
        },
        {
          id: 'sooner',
          statement: 'The gate answers sooner.',
          metric: 'latency',
          arms: ['gate', 'other'],
          unit: 'task',
          test: 'signed-rank',
          alternative: 'less',
          effect: { d: 0.5 },
        },
      ],
      secondary: [
        {
          id: 'cheaper',
          statement: 'The gate costs less.',
          metric: 'cost',
          arms: ['gate', 'other'],
          unit: 'replicate',
          test: 'welch',
          effect: { d: 0.3 },
        },
      ],
    },
    alpha: 0.05,
    power: 0.9,
    stopping: { rule: 'fixed' },
    exclusions: ['Tasks that need a network.'],
    resources: { timeoutMs: 60_000 },
    priority: 7,
  };
}

export type SmallDocument = ReturnType<typeof smallDocument>;

/** What the arms are like; each a function of chance. */
export interface Habits {
  /** How often a verdict is right. */
  readonly right: Readonly<Record<string, number>>;
  /** Of the logarithm of the latency, which is some 1 ms. */
  readonly slower: Readonly<Record<string, number>>;
  /** How often no verdict comes. */
  readonly silent: number;
}

const HABITS: Habits = { right: { gate: 0.95, other: 0.7 }, slower: { gate: 0, other: 0.8 }, silent: 0.02 };

export const truth: GroundTruth = {
  source: 'effects',
  of: (stratum) => (stratum === 'dangerous' ? 'dangerous' : 'harmless'),
  notes: ['Each command ran once in a throw-away tree.'],
};

export const facts: RunFacts = {
  environment: {
    cpu: 'A processor',
    cores: 2,
    memoryMb: 4_096,
    platform: 'linux x64',
    kernel: '6.1.0',
    versions: { node: '24.0.0' },
  },
  arms: { gate: { version: '0.1.0' }, other: { version: '1.0.0', simulated: true } },
};

/** One of each that the plan asks for, in an order of measuring that mixes the arms. */
export function resultsOf({ experiment, hash }: Plan, seed = 1, habits: Habits = HABITS): Result[] {
  const random = seededSource(seed);
  const keys = experiment.strata.flatMap(({ name: stratum, tasks }) =>
    Array.from({ length: tasks.count }, (_, i) => `${stratum}-${i}`).flatMap((task) =>
      Array.from({ length: experiment.replicates }, (_, replicate) => replicate).flatMap((replicate) =>
        experiment.arms.map(({ name: arm }) => ({ experiment: hash, arm, stratum, task, replicate })),
      ),
    ),
  );
  return keys.map((key, position) => {
    const isDangerous = truth.of(key.stratum, key.task) === ('dangerous' satisfies Truth);
    const isRight = random.uniform() < (habits.right[key.arm] ?? 0.5);
    const latencyNs = Math.round(1e6 * Math.exp((habits.slower[key.arm] ?? 0) + 0.5 * random.normal()));
    const common = { ...key, attempts: 1, worker: 'w-1', position, startedAt: 1_760_000_000_000 + position };
    if (random.uniform() < habits.silent)
      return { ...common, outcome: 'timeout', failure: 'no answer in 60 s', attempts: 2 };
    const verdict = isRight === isDangerous ? 'deny' : 'allow';
    return { ...common, outcome: 'answered', verdict, latencyNs, costUsd: 1e-4 + 1e-5 * random.uniform() };
  });
}

/** When the plan that looks before its end does so. */
export const INFORMATION = [0.25, 0.5, 1];

export function lookingPlan(): Plan {
  const stopping = { rule: 'group-sequential', information: INFORMATION, spending: 'pocock' };
  return planOf({ ...smallDocument(), stopping });
}

/** Both primary hypotheses cross at the first look. */
export const CLEAR: Habits = { right: { gate: 0.98, other: 0.4 }, slower: { gate: 0, other: 2 }, silent: 0 };

function keyOf({ arm, stratum, task, replicate }: Pick<Result, 'arm' | 'stratum' | 'task' | 'replicate'>): string {
  return [arm, stratum, task, replicate].join(' ');
}

/** What `resultsOf` makes, in the order of the plan. */
export function measured(of: Plan, habits: Habits, seed = 1): Result[] {
  const { experiment } = of;
  const strata = experiment.strata.map(({ name: stratum, tasks: { count } }) => ({
    stratum,
    tasks: Array.from({ length: count }, (_, i) => ({ id: `${stratum}-${i}`, command: 'true' })),
  }));
  const order = orderOf(experiment, strata);
  const byKey = new Map(resultsOf(of, seed, habits).map((result) => [keyOf(result), result]));
  return Array.from({ length: order.size }, (_, position) => {
    const { arm, stratum, task, replicate } = order.itemAt(position);
    const name = experiment.strata[stratum]?.name ?? '';
    const key = { arm: experiment.arms[arm]?.name ?? '', stratum: name, task: `${name}-${task}`, replicate };
    return { ...(byKey.get(keyOf(key)) as Result), position };
  });
}

export const plan = planOf(smallDocument());
export const results = resultsOf(plan);
