/** How many values each hypothesis needs, and how many the plan has. */
import { LabError } from '../error.ts';
import { levelsAtLooks, mcNemarSampleSize, SAMPLE_SIZE_MAX, tSampleSize } from '../statistics/index.ts';
import { informationOf } from './looks.ts';
import type { Experiment, Hypothesis } from './schema.ts';
import { TESTS, type TestName } from './metrics.ts';

export interface PlannedHypothesis {
  readonly hypothesis: Hypothesis;
  readonly role: 'primary' | 'secondary';
  /** Of its test alone, after the others and the looks have had theirs. */
  readonly alpha: number;
  /** Values a group, or pairs; undefined where even the most that the lab takes are too few. */
  readonly needed: number | undefined;
  readonly planned: number;
  readonly isPowered: boolean;
}

/** Ranks need at most so many times the values of a t test (J. L. Hodges and E. L. Lehmann, 1956). */
const RANK_COST = 1 / 0.864;

/** All hypotheses, the primary ones first. Of a sound document only. */
export function plannedHypotheses(experiment: Experiment): readonly PlannedHypothesis[] {
  const { primary, secondary = [] } = experiment.hypotheses;
  return [
    ...primary.map((hypothesis) => planned(experiment, hypothesis, 'primary', primary.length)),
    ...secondary.map((hypothesis) => planned(experiment, hypothesis, 'secondary', secondary.length)),
  ];
}

function planned(
  experiment: Experiment,
  hypothesis: Hypothesis,
  role: PlannedHypothesis['role'],
  count: number,
): PlannedHypothesis {
  // Holm's first step, which each may have to pass.
  const levels = levelsOf(experiment, experiment.alpha / count, sidesOf(hypothesis));
  // A size that suffices for the last look alone suffices for all of them.
  const alpha = levels.at(-1) ?? 0;
  const needed = neededValues(hypothesis, alpha, experiment.power);
  const values = plannedValues(experiment, hypothesis);
  return { hypothesis, role, alpha, needed, planned: values, isPowered: needed !== undefined && values >= needed };
}

/** The tasks of the strata that are named, or of all. */
export function taskCount({ strata }: Experiment, names?: readonly string[]): number {
  const counted = strata.filter(({ name }) => names?.includes(name) ?? true);
  return counted.reduce((total, { tasks }) => total + tasks.count, 0);
}

function plannedValues(experiment: Experiment, { unit, strata }: Hypothesis): number {
  return taskCount(experiment, strata) * (unit === 'replicate' ? experiment.replicates : 1);
}

/** What p of a hypothesis with so much of α is compared with at each look of the plan. */
function levelsOf({ stopping }: Experiment, alpha: number, sides: 1 | 2): readonly number[] {
  const { spending } = stopping;
  return levelsAtLooks({ information: informationOf(stopping), alpha, sides, ...(spending && { spending }) });
}

export function sidesOf({ test, alternative = 'two-sided' }: Hypothesis): 1 | 2 {
  const { sides } = TESTS[test];
  if (sides !== 'stated') return sides;
  return alternative === 'two-sided' ? 2 : 1;
}

function neededValues(hypothesis: Hypothesis, alpha: number, power: number): number | undefined {
  try {
    return sizeFor(hypothesis, alpha, power);
  } catch (error) {
    if (error instanceof LabError && error.code === 'SIZE') return undefined;
    throw error;
  }
}

function sizeFor(hypothesis: Hypothesis, alpha: number, power: number): number {
  const { test, effect } = hypothesis;
  const sides = sidesOf(hypothesis);
  return SIZES[test]({ design: TESTS[test].isPaired ? 'paired' : 'two-sample', effect, alpha, power, sides });
}

interface SizeQuestion {
  readonly design: 'paired' | 'two-sample';
  /** What the test takes is there: `planFaults` has looked. */
  readonly effect: Hypothesis['effect'];
  readonly alpha: number;
  readonly power: number;
  readonly sides: 1 | 2;
}

type SizeRule = (question: SizeQuestion) => number;

const byT: SizeRule = ({ power, effect: { d = 0 }, ...others }) => tSampleSize(power, { ...others, effect: d });
const byRanks: SizeRule = (question) => Math.ceil(byT(question) * RANK_COST);

/** Where the means are equal, each of both tests may fail half as often as both together. */
const byMargin: SizeRule = ({ design, power, alpha, sides, effect: { margin = 0, standardDeviation = 1 } }) =>
  tSampleSize((1 + power) / 2, { design, effect: margin / standardDeviation, alpha, sides });

const SIZES: Record<TestName, SizeRule> = {
  welch: byT,
  'paired-t': byT,
  'one-sample-t': byT,
  'mann-whitney': byRanks,
  'signed-rank': byRanks,
  equivalence: byMargin,
  'paired-equivalence': byMargin,
  mcnemar: ({ power, alpha, sides, effect: { onlyFirst = 0, onlySecond = 0 } }) =>
    bounded(mcNemarSampleSize(power, { onlyFirst, onlySecond, alpha, sides })),
};

function bounded(size: number): number {
  if (size <= SAMPLE_SIZE_MAX) return size;
  throw new LabError('SIZE', `expected at most ${SAMPLE_SIZE_MAX} values, met ${size}`);
}
