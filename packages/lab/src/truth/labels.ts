/** What several people say of the tasks: from the text of a file to one word a task. Pure. */
import { clipped, quoted } from '@capgate/base';
import { LabError } from '../error.ts';
import { type StratumTasks, taskKey } from '../experiment/tasks.ts';
import { fieldsOf } from './csv.ts';
import { type Truth, TRUTHS } from './truth.ts';

/** What people said of one task, in the order of the annotators; undefined where one said nothing. */
export type TaskLabels = readonly (Truth | undefined)[];

export interface Labels {
  readonly annotators: number;
  /** By `taskKey`, each task that somebody labelled. */
  readonly byTask: ReadonlyMap<string, TaskLabels>;
}

const HEADER = ['stratum', 'task', 'annotator', 'label'];
/** Faults that are told at once. */
const FAULTS_MAX = 10;
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
  const rows = rowsOf(
    text,
    new Set(tasks.flatMap(({ stratum, tasks: own }) => own.map(({ id }) => taskKey(stratum, id)))),
  );
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

/** Reads no further than to the fault after the last that is told: a file of nothing but faults costs no more. */
function rowsOf(text: string, known: ReadonlySet<string>): readonly Row[] {
  const given = new Set<string>();
  const annotators = new Set<string>();
  const faults: string[] = [];
  const rows: Row[] = [];
  for (const { line, number } of linesOf(text)) {
    if (number === 1) {
      checkHeader(line);
      continue;
    }
    const row = rowOf(line, known, given);
    if (typeof row === 'string') faults.push(`line ${number}: ${row}`);
    else if (annotators.add(row.annotator).size <= ANNOTATORS_MAX) rows.push(row);
    else faults.push(`line ${number}: expected at most ${ANNOTATORS_MAX} annotators, met another`);
    if (faults.length > FAULTS_MAX) break;
  }
  if (faults.length > 0) throw faulty(faults);
  return rows;
}

/** The lines, counted from one, one at a time; what follows the last line feed is one unless it is empty. */
function* linesOf(text: string): Generator<{ readonly line: string; readonly number: number }> {
  for (let start = 0, number = 1; number === 1 || start < text.length; number++) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    yield { line: text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end), number };
    start = end + 1;
  }
}

function checkHeader(line: string): void {
  if (line.length <= LABEL_LINE_LENGTH_MAX && fieldsOf(line)?.join() === HEADER.join()) return;
  throw faulty([`line 1: expected ${HEADER.join()}, met ${quoted(line)}`]);
}

/** The row, or what is wrong with it. */
function rowOf(line: string, known: ReadonlySet<string>, given: Set<string>): Row | string {
  if (line.length > LABEL_LINE_LENGTH_MAX)
    return `expected at most ${LABEL_LINE_LENGTH_MAX} characters, met ${line.length}`;
  const [stratum = '', task = '', annotator = '', label, ...more] = fieldsOf(line) ?? [];
  if (label === undefined || more.length > 0) return `expected ${HEADER.join()}, met ${quoted(line)}`;
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

function faulty(faults: readonly string[]): LabError {
  const more = faults.length > FAULTS_MAX ? '; and more' : '';
  return new LabError('LABELS', clipped(faults.slice(0, FAULTS_MAX).join('; '), 4_000) + more);
}
