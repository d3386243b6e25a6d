/** Experiments as people and programs are told of them. */
import { visible } from '@capgate/base';
import type { ExperimentRecord, LookDecision, ResultCounts } from '@capgate/lab';
import { timeText } from '../machine/times.ts';

export type Shown = ExperimentRecord & {
  readonly counts: ResultCounts;
  /** What was decided by now at each look before the end. */
  readonly looks?: readonly LookDecision[];
  /** Whether the process that ran it is gone. */
  readonly isInterrupted?: boolean;
};

export function stateText({ state, isInterrupted = false, counts, itemCount }: Shown): string {
  const done = doneOf(counts);
  const early = state === 'finished' && done < itemCount ? ', stopped early' : '';
  return `${isInterrupted ? 'interrupted' : state}, ${done} of ${itemCount} results${early}`;
}

export function experimentText(shown: Shown): string {
  const { name, hash, experiment, counts, submittedAt, startedAt, endedAt, why, facts = {}, resultsHash } = shown;
  const { looks = [] } = shown;
  const outcomes = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Experiment', `${name}: ${experiment.title}`],
    ['Plan', hash],
    ['State', stateText(shown)],
    ['Outcomes', outcomes.join(', ')],
    ...looks.map((one) => [`Look ${one.look}`, lookText(one)] as const),
    ['Why', why],
    ['Entered', timeText(submittedAt)],
    ['Started', startedAt === undefined ? undefined : timeText(startedAt)],
    ['Ended', endedAt === undefined ? undefined : timeText(endedAt)],
    ...Object.entries(facts).map(([arm, said]) => [`Arm ${arm}`, factsText(said)] as const),
    ['Hash', resultsHash === undefined ? undefined : `${resultsHash}, of all results`],
  ];
  return rows
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([label, text]) => `${visible(`${label.padEnd(11)} ${text}`)}\n`)
    .join('');
}

function lookText({ information, crossed, decision }: LookDecision): string {
  const ids = crossed.length === 0 ? 'nothing' : crossed.join(', ');
  return `at ${Number((100 * information).toPrecision(3))} % of the values: ${ids} crossed, measuring ${decision}`;
}

function factsText(facts: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

export function experimentJson({ experiment, isInterrupted = false, counts, ...record }: Shown): object {
  return { ...record, title: experiment.title, done: doneOf(counts), counts, isInterrupted };
}

function doneOf(counts: ResultCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
