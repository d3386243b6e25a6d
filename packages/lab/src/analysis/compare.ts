/** Two experiments side by side. */
import { isSimulated } from './facts.ts';
import { canonicalText } from '@capgate/base';
import { LabError } from '../error.ts';
import { METRICS, TESTS } from '../experiment/metrics.ts';
import type { Experiment } from '../experiment/schema.ts';
import { type ComparisonName, Measured } from '../measure/measured.ts';
import type { Analysis } from './analysis.ts';
import { type FigureGroup, rowsAt } from './figures.ts';
import type { HypothesisAnalysis } from './hypotheses.ts';
import { attempt } from './trials.ts';

export interface ComparedFigures {
  readonly first: FigureGroup;
  readonly second: FigureGroup;
  /** The first less the second, of values that are independent of each other; absent where it cannot be computed. */
  readonly difference?: Measured;
  /** Why it is absent. */
  readonly withheld: readonly string[];
}

export interface ComparedHypotheses {
  readonly first: HypothesisAnalysis;
  readonly second: HypothesisAnalysis;
}

export interface Comparison {
  readonly plans: readonly [string, string];
  readonly hypotheses: readonly ComparedHypotheses[];
  readonly figures: readonly ComparedFigures[];
  /** What was left alone, and why; what differs between both; what a difference of two runs does not show. */
  readonly notes: readonly string[];
}

/**
 * What both have: hypotheses of one id that are about the same, and figures of the same arm, tasks, metric and unit. Throws
 * `LabError` PLAN where they have nothing in common, or are of one plan: their results would be the same ones.
 */
export function compare(a: Analysis, b: Analysis): Comparison {
  const [first, second] = [a.content, b.content];
  if (first.plan === second.plan) {
    throw new LabError('PLAN', `expected two experiments, met ${first.plan} twice; name another to compare it with`);
  }
  const hypotheses = first.hypotheses.flatMap((one) => {
    const other = second.hypotheses.find(({ id }) => id === one.id);
    return other !== undefined && matterOf(first.experiment, one) === matterOf(second.experiment, other)
      ? [{ first: one, second: other }]
      : [];
  });
  const byPlace = new Map(second.figures.map((group) => [placeOf(second.experiment, group), group]));
  const figures = first.figures.flatMap((group) => {
    const other = byPlace.get(placeOf(first.experiment, group));
    return other === undefined ? [] : [comparedFigures(a, b, group, other)];
  });
  if (figures.length === 0 && hypotheses.length === 0) {
    const expected = 'expected two experiments with a metric of the same arm on the same tasks';
    throw new LabError('PLAN', `${expected}, met ${first.plan} and ${second.plan}; they have nothing in common`);
  }
  return { plans: [first.plan, second.plan], hypotheses, figures, notes: notesOf(a, b, { hypotheses, figures }) };
}

/** What a hypothesis is about, whatever it is called: tasks by the hashes of their files, and what would count. */
function matterOf(experiment: Experiment, hypothesis: HypothesisAnalysis): string {
  const { metric, arms, unit, test, alternative, strata } = hypothesis;
  const { hypotheses, claim } = experiment;
  const planned = [...hypotheses.primary, ...(hypotheses.secondary ?? [])].find(({ id }) => id === hypothesis.id);
  const against = TESTS[test].arms === 1 ? claim : undefined;
  const tasks = tasksOf(experiment, strata);
  return canonicalText([metric, arms, unit, test, alternative, tasks, planned?.effect ?? null, against?.value ?? null]);
}

/** Arm, metric, unit, and the tasks by the hashes of their files: those of other tasks are other figures. */
function placeOf(experiment: Experiment, { arm, stratum, metric, unit }: FigureGroup): string {
  return JSON.stringify([arm, metric, unit, tasksOf(experiment, stratum === undefined ? undefined : [stratum])]);
}

/** The hashes of the tasks of these strata, or of all. */
function tasksOf({ strata }: Experiment, names: readonly string[] | undefined): readonly string[] {
  return strata
    .filter(({ name }) => names?.includes(name) ?? true)
    .map(({ tasks }) => tasks.sha256)
    .toSorted();
}

function comparedFigures(a: Analysis, b: Analysis, first: FigureGroup, second: FigureGroup): ComparedFigures {
  const { unit, values } = rowsAt(a.values, { stratum: undefined, ...first });
  const against = rowsAt(b.values, { stratum: undefined, ...second }).values;
  const name: ComparisonName = METRICS[first.metric].kind === 'share' ? 'difference-of-shares' : 'difference-of-means';
  const difference = attempt(() => Measured.of(name, { values, against, unit }));
  return difference instanceof LabError
    ? { first, second, withheld: [difference.message] }
    : { first, second, difference, withheld: [] };
}

function notesOf(
  { content: first }: Analysis,
  { content: second }: Analysis,
  { hypotheses, figures }: Pick<Comparison, 'hypotheses' | 'figures'>,
): readonly string[] {
  const changed = first.experiment.arms.filter(({ name, kind, settings }) => {
    const other = second.experiment.arms.find((arm) => arm.name === name);
    return other !== undefined && JSON.stringify([kind, settings]) !== JSON.stringify([other.kind, other.settings]);
  });
  const isOneMachine = JSON.stringify(first.facts.environment?.cpu) === JSON.stringify(second.facts.environment?.cpu);
  const isOneLoad = JSON.stringify(first.experiment.load) === JSON.stringify(second.experiment.load);
  const simulated = [first, second].flatMap(({ experiment, facts, plan }) =>
    experiment.arms.filter(({ name }) => isSimulated(facts, name)).map(({ name }) => ({ name, plan })),
  );
  return [
    ...aloneNote(first.hypotheses.length, hypotheses.length, 'hypotheses of the first'),
    ...aloneNote(second.hypotheses.length, hypotheses.length, 'hypotheses of the second'),
    ...aloneNote(first.figures.length, figures.length, 'groups of figures of the first'),
    ...aloneNote(second.figures.length, figures.length, 'groups of figures of the second'),
    ...simulated.map(({ name, plan }) => `Simulated: the answers of ${name} in ${plan} were recorded or made up.`),
    ...changed.map(({ name }) => `The settings of ${name} differ.`),
    ...[first, second].flatMap(({ completeness: { missing }, plan }) =>
      missing > 0 ? [`${plan} is incomplete.`] : [],
    ),
    ...(isOneMachine
      ? []
      : ['They ran on different machines: differences of times are those of the machines as well.']),
    ...(isOneLoad ? [] : ['They were under different loads: differences of times are those of the loads as well.']),
    'They did not run interleaved: what changed between the runs counts in each difference. Intervals take the runs as independent of each other.',
  ];
}

function aloneNote(count: number, compared: number, what: string): readonly string[] {
  if (count === compared) return [];
  return [`${count - compared} ${what} have no partner that is about the same, and are left alone.`];
}
