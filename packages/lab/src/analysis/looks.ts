/** What the primary hypotheses came to at each look, and whether measuring went on: out of the plan and the results alone. */
import { LabError } from '../error.ts';
import { informationOf, type PlannedLook, plannedLooks } from '../experiment/looks.ts';
import type { Plan } from '../experiment/plan.ts';
import type { Experiment } from '../experiment/schema.ts';
import { type PlannedHypothesis, sidesOf } from '../experiment/sizes.ts';
import type { Result } from '../results/result.ts';
import { hashOfResults } from '../results/results-hash.ts';
import { type HolmStep, SequentialHolm } from '../statistics/index.ts';
import type { GroundTruth } from '../truth/truth.ts';
import { tableOf } from './result-table.ts';
import { type Trial, tryOut } from './trials.ts';
import { Values } from './values.ts';

/** `ends`: all have crossed, or there is no look behind it. */
export const LOOK_DECISIONS = ['goes on', 'ends'] as const;

export interface LookAnalysis {
  /** From 1. */
  readonly look: number;
  readonly information: number;
  readonly count: number;
  /** SHA-256 of the results so far. */
  readonly results: string;
  /** Those that had not crossed before; without a p where it could not be tested, which counts as 1. */
  readonly hypotheses: readonly {
    readonly id: string;
    readonly p: number | null;
    readonly level: number;
    readonly hasCrossed: boolean;
  }[];
  readonly decision: (typeof LOOK_DECISIONS)[number];
}

/** Where a hypothesis was decided: at the look at which it crossed, else at the last one. */
export interface Decided extends HolmStep {
  /** From 0. */
  readonly look: number;
  readonly trial: Trial;
}

/** Of as many looks as the results reach. */
export interface Looked {
  readonly looks: readonly LookAnalysis[];
  /** Of each primary hypothesis; undefined where no look is reached, or more are to come. */
  readonly decided: readonly Decided[] | undefined;
}

/** All that there is by now. */
export interface Whole {
  /** In any order. */
  readonly results: readonly Result[];
  /** Of these. */
  readonly values: Values;
  readonly truth: GroundTruth | undefined;
}

/**
 * What the looks came to by all that there is. Throws `LabError` STORE where a look has not whole tasks, or where measuring
 * went on after it had come to its end.
 */
export function lookedAt(plan: Plan, whole: Whole): Looked {
  const { results } = whole;
  const { experiment, hypotheses } = plan;
  const primary = hypotheses.filter(({ role }) => role === 'primary');
  const procedure = procedureOf(experiment, primary);
  const decided: Decided[] = [];
  const looks: LookAnalysis[] = [];
  for (const [look, planned] of plannedLooks(experiment).entries()) {
    if (planned.end > results.length) break;
    const { some, values } = partAt(experiment, planned, whole);
    const crossed = primary.map((_, i) => decided[i]?.hasCrossed === true);
    const trials = primary.map((one, i) => (crossed[i] ? undefined : tryOut(experiment, one, values)));
    const ps = trials.map((trial) => trial?.outcome?.p);
    procedure.at(look, ps, crossed).forEach((step, i) => {
      const trial = trials[i];
      if (step !== undefined && trial !== undefined) decided[i] = { ...step, look, trial };
    });
    const one = lookOf(look, planned, some, decided);
    looks.push(one);
    if (one.decision === 'goes on') continue;
    if (one.count < results.length) throw wentOn(one.look, results.length);
    return { looks, decided };
  }
  return { looks, decided: undefined };
}

/** What was decided at the looks that `results` reach. Throws as `analyse` does. */
export function looksAt(
  plan: Plan,
  results: readonly Result[],
  truth: GroundTruth | undefined,
): readonly LookAnalysis[] {
  const { byArm, results: ordered } = tableOf(plan, results);
  return lookedAt(plan, { results: ordered, values: new Values(byArm, truth, []), truth }).looks;
}

/** That of hypotheses of one role, by the plan's α, looks and spending. */
export function procedureOf({ alpha, stopping }: Experiment, hypotheses: readonly PlannedHypothesis[]): SequentialHolm {
  const { spending } = stopping;
  const sides = hypotheses.map(({ hypothesis }) => sidesOf(hypothesis));
  return new SequentialHolm({ alpha, sides, information: informationOf(stopping), ...(spending && { spending }) });
}

function lookOf(
  look: number,
  { information }: PlannedLook,
  some: readonly Result[],
  decided: readonly Decided[],
): LookAnalysis {
  const now = decided.filter((one) => one.look === look);
  return {
    look: look + 1,
    information,
    count: some.length,
    results: hashOfResults(some),
    hypotheses: now.map(({ trial, level, hasCrossed }) => {
      return { id: trial.planned.hypothesis.id, p: trial.outcome?.p ?? null, level, hasCrossed };
    }),
    decision: information === 1 || decided.every(({ hasCrossed }) => hasCrossed) ? 'ends' : 'goes on',
  };
}

/** What is in by a look. */
function partAt(
  experiment: Experiment,
  planned: PlannedLook,
  { results, values, truth }: Whole,
): { readonly some: readonly Result[]; readonly values: Values } {
  if (planned.information === 1) return { some: results, values };
  const some = results.filter(({ position }) => position < planned.end);
  checkWholeTasks(experiment, planned, some);
  return {
    some,
    values: new Values(
      Map.groupBy(some, ({ arm }) => arm),
      truth,
      [],
    ),
  };
}

function checkWholeTasks(
  { arms, strata, replicates }: Experiment,
  { information, tasks }: PlannedLook,
  some: readonly Result[],
): void {
  const met = Map.groupBy(some, ({ arm, stratum }) => JSON.stringify([arm, stratum]));
  for (const { name: arm } of arms) {
    strata.forEach(({ name: stratum }, i) => {
      const own = met.get(JSON.stringify([arm, stratum])) ?? [];
      const [wanted, count] = [tasks[i] as number, new Set(own.map(({ task }) => task)).size];
      if (count === wanted && own.length === wanted * replicates) return;
      const expected = `expected ${wanted} whole tasks of ${stratum} in ${arm} at the look at ${information}`;
      throw new LabError('STORE', `${expected}, met ${own.length} results of ${count}; are they all, in their order?`);
    });
  }
}

function wentOn(look: number, count: number): LabError {
  const expected = `expected nothing to be measured after look ${look}, at which all was decided`;
  return new LabError('STORE', `${expected}, met ${count} results; this was not measured as planned`);
}
