/** A planned hypothesis, tried on the values that are there: with what came out, or why nothing did. */
import { LabError } from '../error.ts';
import { METRICS, TESTS } from '../experiment/metrics.ts';
import type { Experiment, Hypothesis } from '../experiment/schema.ts';
import type { PlannedHypothesis } from '../experiment/sizes.ts';
import { HYPOTHESIS_TESTS, type TestOutcome, type TwoRows } from './tests.ts';
import type { Values } from './values.ts';

export interface Trial {
  readonly planned: PlannedHypothesis;
  readonly rows: TwoRows;
  readonly outcome: TestOutcome | undefined;
  /** Why there is no outcome. */
  readonly fault: string;
}

export function tryOut(experiment: Experiment, planned: PlannedHypothesis, values: Values): Trial {
  const { hypothesis } = planned;
  const rows = rowsOf(experiment, hypothesis, values);
  const unmeasured = unfitOf(hypothesis, values) ?? unmeasuredOf(hypothesis, rows);
  if (unmeasured !== undefined) return { planned, rows, outcome: undefined, fault: unmeasured };
  const { alternative = 'two-sided', effect, test } = hypothesis;
  const outcome = attempt(() => HYPOTHESIS_TESTS[test].run(rows, { alternative, effect }));
  return outcome instanceof LabError
    ? { planned, rows, outcome: undefined, fault: outcome.message }
    : { planned, rows, outcome, fault: '' };
}

/** Of an experiment that is not whole. */
export function untried(experiment: Experiment, planned: PlannedHypothesis, values: Values): Trial {
  const rows = rowsOf(experiment, planned.hypothesis, values);
  const missing = 'results are missing, and no test of what there is was planned';
  return { planned, rows, outcome: undefined, fault: unmeasuredOf(planned.hypothesis, rows) ?? missing };
}

/** Those of the first arm, and of the second or what is claimed; pairs where the test is of pairs. */
export function rowsOf({ claim }: Experiment, hypothesis: Hypothesis, values: Values): TwoRows {
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

/** What was known before it was planned tests nothing; and who is late is not to be left out of how late one is. */
function unfitOf({ arms, metric }: Hypothesis, values: Values): string | undefined {
  for (const arm of arms) {
    const { asked, silent, foreknown } = values.countsOf(arm);
    if (foreknown > 0)
      return `${foreknown} answers of ${arm} were kept from before, and could be known when it was planned`;
    if (metric === 'response' && silent > 0)
      return `${arm} gave no verdict to ${silent} of ${asked} questions, which would be the longest responses`;
  }
  return undefined;
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
