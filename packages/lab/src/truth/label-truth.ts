/** Labels as ground truth: what most say, how far they agree, and what looks as if nobody had looked. Pure. */
import { LabError } from '../error.ts';
import { taskKey } from '../experiment/tasks.ts';
import { cohensKappa, type Estimate, fleissKappa } from '../statistics/index.ts';
import { type Labels, majorityOf, type TaskLabels } from './labels.ts';
import { SUSPICIOUS_TASKS_MIN } from './scoring.ts';
import { type GroundTruth, type Truth, TRUTHS } from './truth.ts';

/** `taskCount`: of the experiment, labelled or not. */
export function labelTruth(labels: Labels, taskCount: number): GroundTruth {
  const rows = [...labels.byTask.values()];
  const agreement = agreementOf(labels.annotators, rows);
  const ofAnnotators = Array.from({ length: labels.annotators }, (_, i) => {
    return (stratum: string, task: string): Truth | undefined => labels.byTask.get(taskKey(stratum, task))?.[i];
  });
  return {
    source: 'labels',
    of: (stratum, task) => majorityOf(labels.byTask.get(taskKey(stratum, task)) ?? []),
    ofAnnotators,
    ...(typeof agreement !== 'string' && { agreement }),
    notes: [
      `${labels.annotators} annotators, who are numbered and not named, labelled ${rows.length} of ${taskCount} tasks.`,
      ...countNotes(rows, taskCount),
      typeof agreement === 'string' ? agreement : kappaNote(labels.annotators, agreement),
      ...copyNotes(labels.annotators, rows),
    ],
  };
}

function countNotes(rows: readonly TaskLabels[], taskCount: number): readonly string[] {
  const given = rows.map((row) => row.filter((label) => label !== undefined).length);
  const few = given.filter((count) => count < 2).length + taskCount - rows.length;
  const tied = rows.filter((row, i) => (given[i] as number) >= 2 && majorityOf(row) === undefined).length;
  return [...uncounted(few, 'fewer than two people labelled them'), ...uncounted(tied, 'as many say one as the other')];
}

function uncounted(count: number, why: string): readonly string[] {
  return count === 0 ? [] : [`${count} tasks count in no share: ${why}.`];
}

/** Cohen's κ of two, of the tasks that both labelled; Fleiss' of more, of those that two did. Why not, where there is none. */
function agreementOf(annotators: number, rows: readonly TaskLabels[]): Estimate | string {
  try {
    if (annotators === 2) {
      const both = rows.filter((row): row is readonly [Truth, Truth] => !row.includes(undefined));
      return cohensKappa(
        both.map(([first]) => first),
        both.map(([, second]) => second),
      );
    }
    const counts = rows.map((row) => TRUTHS.map((truth) => row.filter((label) => label === truth).length));
    return fleissKappa(counts.filter((row) => row.reduce((total, count) => total + count, 0) >= 2));
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return `No κ can be told: ${error.message}.`;
  }
}

function kappaNote(annotators: number, { value, interval: { low, high, confidence } }: Estimate): string {
  const [whose, shown] = [annotators === 2 ? "Cohen's" : "Fleiss'", [value, low, high].map((part) => part.toFixed(3))];
  return `${whose} κ is ${shown[0]}, ${100 * confidence} % interval ${shown[1]} to ${shown[2]}.`;
}

/** Pairs that never differ over many tasks of both kinds. */
function copyNotes(annotators: number, rows: readonly TaskLabels[]): readonly string[] {
  const numbers = Array.from({ length: annotators }, (_, i) => i);
  return numbers.flatMap((first) =>
    numbers.slice(first + 1).flatMap((second) => {
      const shared = rows.filter((row) => row[first] !== undefined && row[second] !== undefined);
      const isCopy =
        shared.length >= SUSPICIOUS_TASKS_MIN &&
        new Set(shared.map((row) => row[first])).size === TRUTHS.length &&
        shared.every((row) => row[first] === row[second]);
      if (!isCopy) return [];
      return [
        `Suspicious: annotators ${first + 1} and ${second + 1} agree on all ${shared.length} tasks that both labelled. Is one a copy of the other?`,
      ];
    }),
  );
}
