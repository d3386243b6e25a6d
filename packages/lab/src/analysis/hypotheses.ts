/** Every planned hypothesis, tested as it was planned. */
import { LabError } from '../error.ts';
import { METRICS, TESTS, type TestName } from '../experiment/metrics.ts';
import type { Plan } from '../experiment/plan.ts';
import type { Experiment, Hypothesis } from '../experiment/schema.ts';
import { alphaOfLastLook, type PlannedHypothesis, sidesOf } from '../experiment/sizes.ts';
import { type ComparisonName, Measured } from '../measure/measured.ts';
import { type Alternative, holm } from '../statistics/index.ts';
import { type Direction, HYPOTHESIS_TESTS, type TestOutcome, type TwoRows } from './tests.ts';
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
  /** What p was compared with, by Holm's step and the looks before the end. */
  readonly level: number;
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

/** In the order of the plan; of an incomplete experiment none is tested. */
export function hypothesesOf(plan: Plan, values: Values, isComplete: boolean): readonly HypothesisAnalysis[] {
  const { experiment, hypotheses } = plan;
  return (['primary', 'secondary'] as const).flatMap((role) => {
    const tried = hypotheses
      .filter((planned) => planned.role === role)
      .map((planned) => tryOut(experiment, planned, values, isComplete));
    return judged(experiment, tried);
  });
}

interface Tried {
  readonly planned: PlannedHypothesis;
  readonly rows: TwoRows;
  readonly outcome: TestOutcome | undefined;
  /** Why there is no outcome. */
  readonly fault: string;
}

function tryOut(experiment: Experiment, planned: PlannedHypothesis, values: Values, isComplete: boolean): Tried {
  const { hypothesis } = planned;
  const rows = rowsOf(experiment, hypothesis, values);
  const unmeasured = unmeasuredOf(hypothesis, rows);
  if (unmeasured !== undefined) return { planned, rows, outcome: undefined, fault: unmeasured };
  if (!isComplete) {
    return { planned, rows, outcome: undefined, fault: 'results are missing, and no test before the end was planned' };
  }
  const { alternative = 'two-sided', effect, test } = hypothesis;
  const outcome = attempt(() => HYPOTHESIS_TESTS[test].run(rows, { alternative, effect }));
  return outcome instanceof LabError
    ? { planned, rows, outcome: undefined, fault: outcome.message }
    : { planned, rows, outcome, fault: '' };
}

/** Those of the first arm, and of the second or what is claimed; pairs where the test is of pairs. */
function rowsOf({ claim }: Experiment, hypothesis: Hypothesis, values: Values): TwoRows {
  const [first = '', second] = hypothesis.arms;
  const { metric, test } = hypothesis;
  const { unit } = METRICS[metric];
  const ofFirst = values.of(first, hypothesis);
  if (second === undefined) {
    return { values: [...ofFirst.values()], against: [...ofFirst.values()].map(() => claim?.value ?? 0), unit };
  }
  const ofSecond = values.of(second, hypothesis);
  if (!TESTS[test].isPaired) return { values: [...ofFirst.values()], against: [...ofSecond.values()], unit };
  const pairs = [...ofFirst].filter(([key]) => ofSecond.has(key));
  return { values: pairs.map(([, value]) => value), against: pairs.map(([key]) => ofSecond.get(key) as number), unit };
}

function unmeasuredOf({ arms, metric, test }: Hypothesis, { values, against }: TwoRows): string | undefined {
  if (values.length > 0 && against.length > 0) return undefined;
  const one = TESTS[test].isPaired ? arms.join(' and ') : arms[values.length === 0 ? 0 : 1];
  return `no result says the ${metric} of ${one}`;
}

/** By Holm's steps: the least p first, each at what is left of α, until one is not below it. What has no p counts as 1. */
function judged({ alpha, ...experiment }: Experiment, tried: readonly Tried[]): readonly HypothesisAnalysis[] {
  if (tried.length === 0) return [];
  const ps = tried.map(({ outcome }) => outcome?.p ?? 1);
  const adjusted = holm(ps);
  const order = ps.map((_, i) => i).toSorted((i, j) => (ps[i] as number) - (ps[j] as number));
  const analyses: HypothesisAnalysis[] = [];
  let goesOn = true;
  order.forEach((at, rank) => {
    const one = tried[at] as Tried;
    const sides = sidesOf(one.planned.hypothesis);
    const level = alphaOfLastLook({ ...experiment, alpha }, alpha / (tried.length - rank), sides);
    goesOn &&= (ps[at] as number) < level;
    analyses[at] = analysisOf(one, { level, adjustedP: adjusted[at] as number, isBelow: goesOn });
  });
  return analyses;
}

interface Step {
  readonly level: number;
  readonly adjustedP: number;
  readonly isBelow: boolean;
}

function analysisOf(tried: Tried, step: Step): HypothesisAnalysis {
  const { hypothesis, role, planned, needed } = tried.planned;
  const { id, statement, metric, arms, strata, unit, test, alternative = 'two-sided' } = hypothesis;
  const { rows, outcome } = tried;
  const [difference, effect] = [
    measured(HYPOTHESIS_TESTS[test].difference, rows),
    measured(HYPOTHESIS_TESTS[test].effect, rows),
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
    level: step.level,
    ...(outcome !== undefined && { outcome: { ...outcome, adjustedP: step.adjustedP } }),
    ...(difference instanceof Measured && { difference }),
    ...(effect instanceof Measured && { effect }),
    withheld: [difference, effect].flatMap((one) => (one instanceof LabError ? [one.message] : [])),
    ...verdictOf(tried, step),
  };
}

function measured(figure: ComparisonName, rows: TwoRows): Measured | LabError {
  return attempt(() => Measured.of(figure, rows));
}

/** What a statistic refuses, it refuses by a `LabError`; anything else is a fault of ours. */
export function attempt<Value>(compute: () => Value): Value | LabError {
  try {
    return compute();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
}

function verdictOf(
  { planned, outcome, fault }: Tried,
  { level, isBelow }: Step,
): Pick<HypothesisAnalysis, 'verdict' | 'because'> {
  if (outcome === undefined) return { verdict: 'not testable', because: fault };
  const compared = `p ${rounded(outcome.p)} ${outcome.p < level ? 'is below' : 'is not below'} ${rounded(level)}`;
  if (!isBelow) {
    const stopped = outcome.p < level ? `${compared}, but that of another before it was not below its own` : compared;
    return {
      verdict: 'not supported',
      because: `${stopped}; a difference that was not shown may be there all the same`,
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
