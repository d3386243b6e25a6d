/** What an experiment came to. */
import { looksEarly } from '../experiment/looks.ts';
import type { Plan } from '../experiment/plan.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { Result } from '../results/result.ts';
import { hashOfResults } from '../results/results-hash.ts';
import type { GroundTruth } from '../truth/truth.ts';
import { type ExclusionAnalysis, exclusionsOf } from './exclusions.ts';
import type { RunFacts } from './facts.ts';
import { type FigureGroup, figuresOf } from './figures.ts';
import { type HypothesisAnalysis, hypothesesOf } from './hypotheses.ts';
import { limitsOf } from './limits.ts';
import { type LoadAnalysis, loadOf } from './load.ts';
import { type LookAnalysis, lookedAt } from './looks.ts';
import { type FailureCount, failuresOf, type OutcomeCounts, outcomesOf } from './outcomes.ts';
import { type ResultTable, tableOf } from './result-table.ts';
import { type TruthAnalysis, truthOfTasks } from './truths.ts';
import { Values } from './values.ts';
import { verdictOf } from './verdict.ts';

interface Completeness {
  readonly planned: number;
  readonly had: number;
  readonly missing: number;
  /** What was not measured any more, as a look before the end was the last one; absent where none was. */
  readonly stoppedEarly?: number;
}

export interface AnalysisContent {
  readonly experiment: Experiment;
  /** The plan's hash. */
  readonly plan: string;
  /** In one sentence. */
  readonly verdict: string;
  readonly completeness: Completeness;
  /** Those that there were by now; absent where the plan looks at the end alone. */
  readonly looks?: readonly LookAnalysis[];
  /** The primary ones first. */
  readonly hypotheses: readonly HypothesisAnalysis[];
  readonly figures: readonly FigureGroup[];
  /** Of each arm, under load alone. */
  readonly load?: readonly LoadAnalysis[];
  readonly outcomes: readonly OutcomeCounts[];
  /** The most frequent ones of each arm. */
  readonly failures: readonly FailureCount[];
  readonly exclusions: readonly ExclusionAnalysis[];
  /** Absent where there is none. */
  readonly truth?: TruthAnalysis;
  readonly facts: RunFacts;
  /** What it does not show. */
  readonly limits: readonly string[];
  /** When the first and the last question were asked, in milliseconds since 1970 UTC; absent where none was. */
  readonly asked?: { readonly from: number; readonly to: number };
  /** SHA-256 of all results: of a whole experiment, the one in the lab's log. */
  readonly results: string;
}

/** Nobody but `analyse` makes one: neither a figure nor a p in it can be planted. */
export class Analysis {
  readonly content: AnalysisContent;
  /** What it was made of, for plots, for comparisons and to write down. */
  readonly values: Values;
  readonly #table: ResultTable;

  private constructor(plan: Plan, table: ResultTable, truth: GroundTruth | undefined, facts: RunFacts) {
    const { experiment, hash } = plan;
    const excluded = facts.excluded ?? [];
    const exclusions = exclusionsOf(experiment, excluded);
    this.#table = table;
    this.values = new Values(table.byArm, truth, excluded);
    const looked = lookedAt(plan, { results: table.results, values: this.values, truth });
    const isWhole = looked.decided !== undefined;
    const last = looked.looks.at(-1);
    const known = {
      experiment,
      plan: hash,
      completeness: completenessOf(table, isWhole),
      ...(looksEarly(experiment) && { looks: looked.looks }),
      hypotheses: hypothesesOf(plan, this.values, looked),
      figures: figuresOf(experiment, this.values),
      ...(experiment.load !== undefined && { load: loadOf(experiment, table.byArm) }),
      outcomes: outcomesOf(experiment, table.byArm, isWhole),
      failures: failuresOf(experiment, table.byArm),
      exclusions,
      ...(truth !== undefined && { truth: truthOfTasks(truth, table.results) }),
      facts,
      ...askedWithin(table.results),
      results: last?.count === table.results.length ? last.results : hashOfResults(table.results),
    };
    this.content = { ...known, verdict: verdictOf(known), limits: limitsOf(known) };
  }

  static of(plan: Plan, results: readonly Result[], truth: GroundTruth | undefined, facts: RunFacts): Analysis {
    return new Analysis(plan, tableOf(plan, results), truth, facts);
  }

  /** By arm, stratum, task and replicate. */
  get results(): readonly Result[] {
    return this.#table.results;
  }
}

function completenessOf({ planned, results }: ResultTable, isWhole: boolean): Completeness {
  const rest = planned - results.length;
  return {
    planned,
    had: results.length,
    missing: isWhole ? 0 : rest,
    ...(isWhole && rest > 0 && { stoppedEarly: rest }),
  };
}

function askedWithin(results: readonly Result[]): Pick<AnalysisContent, 'asked'> {
  if (results.length === 0) return {};
  let [from, to] = [Infinity, 0];
  for (const { startedAt } of results) [from, to] = [Math.min(from, startedAt), Math.max(to, startedAt)];
  return { asked: { from, to } };
}

/**
 * The analysis that the plan asks for, of `results` in any order. Throws `LabError` STORE where a result is not of this
 * plan or is there twice, PLAN where a task is left out for no planned reason, VALUE for more results than fit.
 */
export function analyse(
  plan: Plan,
  results: readonly Result[],
  truth: GroundTruth | undefined,
  facts: RunFacts = {},
): Analysis {
  return Analysis.of(plan, results, truth, facts);
}
