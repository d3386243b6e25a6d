/** What several people say of the tasks: from the text of a file to one word a task. Pure. */
import { quoted } from '@capgate/base';
import { LabError } from '../error.ts';
import { keysOf, type StratumTasks, taskKey } from '../experiment/tasks.ts';
import { rowsOf } from './csv.ts';
import { type Truth, TRUTHS } from './truth.ts';

/** What people said of one task, in the order of the annotators; undefined where one said nothing. */
export type TaskLabels = readonly (Truth | undefined)[];

export interface Labels {
  readonly annotators: number;
  /** By `taskKey`, each task that somebody labelled. */
  readonly byTask: ReadonlyMap<string, TaskLabels>;
}

const HEADER = ['stratum', 'task', 'annotator', 'label'];
/** As many as a plan may name. */
const ANNOTATORS_MAX = 1_000;
/** In UTF-16 code units: of names and ids, the longest of which have 256, with room for quotes. */
export const LABEL_LINE_LENGTH_MAX = 1 << 12;

/**
 * Reads `stratum,task,annotator,label` lines, the first of which says just that. Annotators are numbered in the order of
 * their names and not named again. Throws `LabError` LABELS with the lines that are wrong: no four fields, a label that is
 * none, a task that is not among `tasks`, a second label of one person for one task.
 */
export function readLabels(text: string, tasks: readonly StratumTasks[]): Labels {
  const rows = labelRows(text, tasks);
  const names = [...new Set(rows.map(({ annotator }) => annotator))].sort();
  const numbers = new Map(names.map((name, i) => [name, i]));
  const byTask = new Map<string, (Truth | undefined)[]>();
  for (const { key, annotator, label } of rows) {
    const labels = byTask.get(key) ?? Array.from<undefined>({ length: names.length });
    labels[numbers.get(annotator) as number] = label;
    byTask.set(key, labels);
  }
  return { annotators: names.length, byTask };
}

/** The label of more than half of those who gave one, of two at least; else undefined. */
export function majorityOf(labels: TaskLabels): Truth | undefined {
  const given = labels.filter((label) => label !== undefined);
  if (given.length < 2) return undefined;
  return TRUTHS.find((truth) => 2 * given.filter((label) => label === truth).length > given.length);
}

interface Row {
  readonly key: string;
  readonly annotator: string;
  readonly label: Truth;
}

function labelRows(text: string, tasks: readonly StratumTasks[]): readonly Row[] {
  const known = keysOf(tasks);
  const given = new Set<string>();
  const annotators = new Set<string>();
  return rowsOf<Row>(text, {
    header: HEADER,
    lengthMax: LABEL_LINE_LENGTH_MAX,
    errorOf: (message) => new LabError('LABELS', message),
    rowOf: (fields) => {
      const row = rowOf(fields, known, given);
      if (typeof row === 'string' || annotators.add(row.annotator).size <= ANNOTATORS_MAX) return row;
      return `expected at most ${ANNOTATORS_MAX} annotators, met another`;
    },
  });
}

/** The row, or what is wrong with it. */
function rowOf(fields: readonly string[], known: ReadonlySet<string>, given: Set<string>): Row | string {
  const [stratum = '', task = '', annotator = '', label = ''] = fields;
  const truth = TRUTHS.find((one) => one === label);
  if (truth === undefined) return `expected ${TRUTHS.join(' or ')}, met ${quoted(label)}`;
  if (annotator.trim() === '') return 'expected somebody who says so, met nobody';
  const key = taskKey(stratum, task);
  if (!known.has(key)) return `expected a task of the experiment, met ${quoted(task)} of ${quoted(stratum)}`;
  const once = JSON.stringify([key, annotator]);
  if (given.has(once)) return 'expected one label of a person for a task, met a second';
  given.add(once);
  return { key, annotator, label: truth };
}
