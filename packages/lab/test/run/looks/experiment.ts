/** Experiments that look before their end, whose answers follow from their commands: so that their looks are known. */
import type { Experiment, Hypothesis } from '../../../src/experiment/schema.ts';
import { type Changes, experimentOf, type Made } from '../harness.ts';

/** At a third, two thirds and the end; of 36 tasks. */
export const LOOKING = {
  rule: 'group-sequential',
  information: [1 / 3, 2 / 3, 1],
  spending: 'pocock',
} as const satisfies Experiment['stopping'];

/** Whether the first arm answers more of the tasks. */
export function answersMore(id: string, strata: readonly string[], metric: 'answered' | 'accuracy' = 'answered') {
  return {
    id,
    statement: 'The first is more often right.',
    metric,
    arms: ['one', 'other'],
    strata: [...strata],
    unit: 'task',
    test: 'mcnemar',
    effect: { onlyFirst: 0.95, onlySecond: 0.01 },
  } satisfies Hypothesis;
}

const times = (count: number, command: string): string[] => Array.from({ length: count }, () => command);

/** One arm alone answers all tasks of the first stratum, and each arm half of those of the second. */
const COMMANDS = { clear: times(36, 'only one'), even: [...times(18, 'only one'), ...times(18, 'only other')] };

/** Of one hypothesis, that of the clear tasks: it has crossed at the first look. */
export function clearExperiment(changes: Changes = {}, folder?: string): Made {
  return madeOf([answersMore('clear', ['clear'])], changes, folder);
}

/** Of two: one crosses at the first look, and the other at none. */
export function mixedExperiment(changes: Changes = {}, folder?: string): Made {
  return madeOf([answersMore('clear', ['clear']), answersMore('even', ['even'])], changes, folder);
}

function madeOf(primary: Hypothesis[], changes: Changes, folder: string | undefined): Made {
  const all = { hypotheses: { primary }, stopping: LOOKING, replicates: 2, ...changes };
  return experimentOf(COMMANDS, all, ...(folder === undefined ? [] : [folder]));
}
