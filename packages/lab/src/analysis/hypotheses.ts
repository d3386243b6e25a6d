/** Every planned hypothesis, tested as it was planned. */
import { LabError } from '../error.ts';
import { TESTS, type TestName } from '../experiment/metrics.ts';
import { informationOf, looksEarly } from '../experiment/looks.ts';
import type { Plan } from '../experiment/plan.ts';
import type { Experiment, Hypothesis } from '../experiment/schema.ts';
import type { PlannedHypothesis } from '../experiment/sizes.ts';
import { type ComparisonName, Measured } from '../measure/measured.ts';
import { type Alternative, DEFAULT_CONFIDENCE, holm, type HolmStep, levelsAtLooks } from '../statistics/index.ts';
import { type Decided, type Looked, procedureOf } from './looks.ts';
import { type Direction, HYPOTHESIS_TESTS, type TestOutcome, type TwoRows } from './tests.ts';
import { attempt, rowsOf, tryOut, untried } from './trials.ts';
import type { Unit, Values } from './values.ts';

/** `different`: shown to differ, by a test that looks both ways and cannot say whether that is what was stated. */
export const HYPOTHESIS_VERDICTS = ['supported', 'different', 'not supported', 'not testable'] as const;
export type HypothesisVerdict = (typeof HYPOTHESIS_VERDICTS)[number];

export interface HypothesisAnalysis {
  readonly id: string;
  readonly role: PlannedHypothesis['role'];
  readonly statement: string;
  readonly metric: Hypothesis['metric'];
  readonly arms: readonly string[];
  readonly strata?: readonly string[];
  readonly unit: Unit;
  readonly test: TestName;
  readonly alternative: Alternative;
  /** Values a group, or pairs: `had` is what counts in the test. */
  readonly values: { readonly planned: number; readonly needed: number | null; readonly had: number };
  /** What p was compared with, by Holm's step and the look. */
  readonly level: number;
  /** At which look it was tested, where there were some before the end; those that crossed, crossed there. */
  readonly look?: number;
  /** Of the tests of its role together, corrected by Holm; absent where it was not tested. */
  readonly outcome?: TestOutcome & { readonly adjustedP: number };
  /** In the metric's unit, and free of it. */
  readonly difference?: Measured;
  readonly effect?: Measured;
  /** Why one of both is absent. */
  readonly withheld: readonly string[];
  readonly verdict: HypothesisVerdict;
  readonly because: string;
}

/** In the order of the plan; of an incomplete experiment, whose looks have decided nothing, none is tested. */
export function hypothesesOf(plan: Plan, values: Values, { looks, decided }: Looked): readonly HypothesisAnalysis[] {
  const { experiment, hypotheses } = plan;
  const { primary = [], secondary = [] } = Object.groupBy(hypotheses, ({ role }) => role);
  const last = looks.length - 1;
  const confidence = looksEarly(experiment) ? repeatedConfidence(experiment, last) : undefined;
  const all = { experiment, values, confidence };
  if (decided === undefined) return hypotheses.map((planned) => undecided(all, planned));
  return [...analysesOf(all, primary, decided), ...analysesOf(all, secondary, decidedOnce(all, secondary, last))];
}

/** What all hypotheses are analysed with. */
interface Ground {
  readonly experiment: Experiment;
  /** All there are in the end. */
  readonly values: Values;
  /** Of repeated intervals, where there were looks before the end. */
  readonly confidence: number | undefined;
}

/**
 * That of an interval at this look, so that those of all looks hold together at 95 %, whenever one stops. Source: C. Jennison
 * and B. W. Turnbull, Interim analyses: the repeated confidence interval approach (Journal of the Royal Statistical Society
 * B 51, 1989).
 */
function repeatedConfidence({ stopping }: Experiment, look: number): number {
  const { spending } = stopping;
  const options = { information: informationOf(stopping), alpha: 1 - DEFAULT_CONFIDENCE, sides: 2 } as const;
  const levels = levelsAtLooks({ ...options, ...(spending && { spending }) });
  // Of one that is not whole, as at its end.
  return 1 - (levels.at(look) ?? 0);
}

/**
 * The secondary ones are tested once, where the experiment ended: at the level of that look, as when it ends depends on the
 * same results. Source: E. Glimm, W. Maurer and F. Bretz, Hierarchical testing of multiple endpoints in group-sequential
 * trials (Statistics in Medicine 29, 2010).
 */
function decidedOnce(
  { experiment, values }: Ground,
  secondary: readonly PlannedHypothesis[],
  look: number,
): readonly Decided[] {
  const trials = secondary.map((planned) => tryOut(experiment, planned, values));
  const ps = trials.map(({ outcome }) => outcome?.p);
  const steps = procedureOf(experiment, secondary).at(look, ps, []);
  return trials.map((trial, i) => ({ ...(steps[i] as HolmStep), look, trial }));
}

/** What has no p counts as 1. */
function analysesOf(
  ground: Ground,
  hypotheses: readonly PlannedHypothesis[],
  decided: readonly Decided[],
): readonly HypothesisAnalysis[] {
  if (hypotheses.length === 0) return [];
  const adjusted = holm(decided.map(({ trial }) => trial.outcome?.p ?? 1));
  return decided.map((one, i) => analysisOf(ground, one, adjusted[i] as number));
}

function undecided(ground: Ground, planned: PlannedHypothesis): HypothesisAnalysis {
  const trial = untried(ground.experiment, planned, ground.values);
  return analysisOf(ground, { trial, look: 0, level: planned.alpha, hasCrossed: false }, 1);
}

function analysisOf(
  { experiment, values, confidence }: Ground,
  decided: Decided,
  adjustedP: number,
): HypothesisAnalysis {
  const { trial, level } = decided;
  const { hypothesis, role, planned, needed } = trial.planned;
  const { id, statement, metric, arms, strata, unit, test, alternative = 'two-sided' } = hypothesis;
  const rows = rowsOf(experiment, hypothesis, values);
  const { outcome } = trial;
  const [difference, effect] = [
    measured(HYPOTHESIS_TESTS[test].difference, rows, confidence),
    measured(HYPOTHESIS_TESTS[test].effect, rows, confidence),
  ];
  return {
    id,
    role,
    statement,
    metric,
    arms,
    unit,
    test,
    alternative,
    ...(strata !== undefined && { strata }),
    values: { planned, needed: needed ?? null, had: Math.min(rows.values.length, rows.against.length) },
    level,
    ...(looksEarly(experiment) && outcome !== undefined && { look: decided.look + 1 }),
    ...(outcome !== undefined && { outcome: { ...outcome, adjustedP } }),
    ...(difference instanceof Measured && { difference }),
    ...(effect instanceof Measured && { effect }),
    withheld: [difference, effect].flatMap((one) => (one instanceof LabError ? [one.message] : [])),
    ...verdictOf(experiment, decided),
  };
}

function measured(figure: ComparisonName, rows: TwoRows, confidence: number | undefined): Measured | LabError {
  return attempt(() => Measured.of(figure, rows, confidence));
}

function verdictOf(
  experiment: Experiment,
  { trial, look, level, hasCrossed }: Decided,
): Pick<HypothesisAnalysis, 'verdict' | 'because'> {
  const { planned, outcome, fault } = trial;
  if (outcome === undefined) return { verdict: 'not testable', because: fault };
  const at = looksEarly(experiment) ? `at look ${look + 1}, ` : '';
  const compared = `${at}p ${rounded(outcome.p)} ${hasCrossed ? 'is below' : 'is not below'} ${rounded(level)}`;
  if (!hasCrossed) {
    return {
      verdict: 'not supported',
      because: `${compared}; a difference that was not shown may be there all the same`,
    };
  }
  const { hypothesis } = planned;
  if (isOtherWay(hypothesis, outcome.direction)) {
    return { verdict: 'not supported', because: `${compared}, and the two differ the other way round` };
  }
  return {
    verdict: saysDirection(hypothesis) ? 'supported' : 'different',
    because: compared + directionText(hypothesis, outcome.direction),
  };
}

/** Whether the plan says which way: by its alternative, by McNemar's effect, or as equivalence has none. */
function saysDirection({ test, alternative = 'two-sided' }: Hypothesis): boolean {
  return TESTS[test].sides !== 'stated' || alternative !== 'two-sided';
}

/** Of McNemar's test, which looks both ways, the plan says by its effect which arm it expects to be right more often. */
function isOtherWay({ test, effect: { onlyFirst = 0, onlySecond = 0 } }: Hypothesis, direction: Direction): boolean {
  return test === 'mcnemar' && direction === (onlyFirst > onlySecond ? 'less' : 'greater');
}

function directionText({ arms }: Hypothesis, direction: Direction): string {
  return direction === 'neither' ? '' : `; ${arms[0]} is ${direction} than ${arms[1] ?? 'claimed'}`;
}

function rounded(p: number): string {
  return String(Number(p.toPrecision(3)));
}
