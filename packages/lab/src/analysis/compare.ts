/** Two experiments side by side. */
import { isSimulated } from './facts.ts';
import { canonicalText } from '@capgate/base';
import { LabError } from '../error.ts';
import { METRICS, TESTS } from '../experiment/metrics.ts';
import type { Experiment } from '../experiment/schema.ts';
import { type ComparisonName, Measured } from '../measure/measured.ts';
import type { Analysis, AnalysisContent } from './analysis.ts';
import { type FigureGroup, rowsAt } from './figures.ts';
import type { HypothesisAnalysis, HypothesisVerdict } from './hypotheses.ts';
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
  /** Whether both came to one verdict, and a difference that was shown goes one way. */
  readonly isAlike: boolean;
}

/** One of both. */
export interface ComparedExperiment {
  readonly name: string;
  readonly title: string;
  /** The plan's hash. */
  readonly plan: string;
  /** SHA-256 of its results. */
  readonly results: string;
  readonly asked?: { readonly from: number; readonly to: number };
}

export interface Comparison {
  readonly experiments: readonly [ComparedExperiment, ComparedExperiment];
  /** Whether it is one plan that was measured twice. */
  readonly isReproduction: boolean;
  readonly hypotheses: readonly ComparedHypotheses[];
  readonly figures: readonly ComparedFigures[];
  /** What was left alone, and why; what differs between both; what a difference of two runs does not show. */
  readonly notes: readonly string[];
}

/**
 * What both have: hypotheses of one id that are about the same, and figures of the same arm, tasks, metric and unit. Of one
 * plan that was measured in two labs, all of it. Throws `LabError` PLAN where they have nothing in common, or results of one
 * are those of the other: a copy is no second experiment.
 */
export function compare(a: Analysis, b: Analysis): Comparison {
  const [first, second] = [a.content, b.content];
  if (first.plan === second.plan) checkApart(a, b);
  const hypotheses = first.hypotheses.flatMap((one) => {
    const other = second.hypotheses.find(({ id }) => id === one.id);
    return other !== undefined && matterOf(first.experiment, one) === matterOf(second.experiment, other)
      ? [{ first: one, second: other, isAlike: foundBy(one) === foundBy(other) }]
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
  return {
    experiments: [sideOf(first), sideOf(second)],
    isReproduction: first.plan === second.plan,
    hypotheses,
    figures,
    notes: notesOf(a, b, { hypotheses, figures }),
  };
}

function sideOf({ experiment: { name, title }, plan, results, asked }: AnalysisContent): ComparedExperiment {
  return { name, title, plan, results, ...(asked !== undefined && { asked }) };
}

/** What was not shown may go either way by chance. */
function foundBy({ verdict, outcome }: HypothesisAnalysis): string {
  return isShown(verdict) ? `${verdict} ${outcome?.direction}` : verdict;
}

/** Whether it says that there is a difference, or none to speak of. */
export function isShown(verdict: HypothesisVerdict): boolean {
  return verdict === 'supported' || verdict === 'different';
}

/** One plan has one order of measuring: a result that is the same at the same place and moment is the same one. */
function checkApart({ content, results }: Analysis, other: Analysis): void {
  const byPosition = new Map(results.map((result) => [result.position, result]));
  const isShared = other.results.some((result) => {
    const own = byPosition.get(result.position);
    return own?.startedAt === result.startedAt && JSON.stringify(own) === JSON.stringify(result);
  });
  checkAsked([content, other.content]);
  if (!isShared && content.results !== other.content.results) return;
  const remedy = 'name another experiment, or one of this plan that was measured in another lab';
  throw new LabError('PLAN', `expected two experiments, met results of ${content.plan} twice; ${remedy}`);
}

/** What was answered once is no second measurement of the same plan. */
function checkAsked(contents: readonly AnalysisContent[]): void {
  const [first, second] = contents.map(({ plan }) => plan);
  const kept = contents.flatMap(({ outcomes }) => outcomes).reduce((total, { cached }) => total + cached, 0);
  if (first !== second || kept === 0) return;
  throw new LabError('PLAN', `expected two measurements of one plan, met ${kept} answers that a cache had kept`);
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
  const isReproduction = first.plan === second.plan;
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
    ...(isReproduction ? [reproductionNote(hypotheses)] : []),
    ...aloneNote(first.hypotheses.length, hypotheses.length, 'hypotheses of the first'),
    ...aloneNote(second.hypotheses.length, hypotheses.length, 'hypotheses of the second'),
    ...aloneNote(first.figures.length, figures.length, 'groups of figures of the first'),
    ...aloneNote(second.figures.length, figures.length, 'groups of figures of the second'),
    ...simulated.map(({ name, plan }) => `Simulated: the answers of ${name} in ${plan} were recorded or made up.`),
    ...changed.map(({ name }) => `The settings of ${name} differ.`),
    ...first.experiment.arms.flatMap(({ name }) =>
      factsNote(name, first.facts.arms?.[name], second.facts.arms?.[name]),
    ),
    ...exclusionsNote('first', first),
    ...exclusionsNote('second', second),
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

function reproductionNote(hypotheses: readonly ComparedHypotheses[]): string {
  const alike = hypotheses.filter(({ isAlike }) => isAlike).length;
  return `Both measured one plan: tasks, hypotheses and tests are the same. Of ${hypotheses.length} hypotheses, ${alike} came to the same verdict, with any difference that was shown going the same way.`;
}

type ArmFacts = NonNullable<AnalysisContent['facts']['arms']>[string];

/** What an arm of one name says of itself may show that it is another one. */
function factsNote(arm: string, first: ArmFacts = {}, second: ArmFacts = {}): readonly string[] {
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  const differing = names.filter((name) => first[name] !== second[name]);
  if (differing.length === 0) return [];
  const said = differing.map(
    (name) => `${name} ${String(first[name] ?? 'untold')} and ${String(second[name] ?? 'untold')}`,
  );
  return [`${arm} says of itself in the first and in the second: ${said.join(', ')}.`];
}

function exclusionsNote(which: string, { exclusions, facts: { exclusionFiles } }: AnalysisContent): readonly string[] {
  const count = exclusions.reduce((sum, { tasks }) => sum + tasks, 0);
  if (count > 0) return [`Of the ${which}, ${count} tasks are left out.`];
  if (exclusionFiles === undefined) return [];
  return [`Of the ${which}, all tasks count; a file of exclusions that was given for it is not taken.`];
}
