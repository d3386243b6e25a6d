/** Which tasks do not count: from the bytes of a file to tasks that are named with an exclusion of the plan. Pure. */
import { createHash } from 'node:crypto';
import { fromUtf8, quoted } from '@capgate/base';
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import { taskKey } from '../experiment/tasks.ts';
import { rowsOf } from '../truth/csv.ts';
import type { ExcludedTask } from './facts.ts';

export const EXCLUSIONS_BYTES_MAX = 64 << 20;

const HEADER = ['stratum', 'task', 'exclusion', 'reason'];
/** In UTF-16 code units: of a name, an id, and two texts, with room for quotes. */
const LINE_LENGTH_MAX = 1 << 13;
const REASON_LENGTH_MAX = 2_000;

/** By which a file is known. */
export function exclusionFileHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Reads `stratum,task,exclusion,reason` lines, the first of which says just that; `isTask` tells the tasks of the
 * experiment by their keys. Throws `LabError` EXCLUSIONS with the lines that are wrong: no four fields, a task that the
 * experiment does not have or that is there twice, an exclusion that was not planned, no reason.
 */
export function readExclusions(
  bytes: Uint8Array,
  { exclusions }: Pick<Experiment, 'exclusions'>,
  isTask: (key: string) => boolean,
): readonly ExcludedTask[] {
  const text = bytes.length <= EXCLUSIONS_BYTES_MAX ? fromUtf8(bytes) : undefined;
  if (text === undefined) {
    const expected = `a file of exclusions in UTF-8 of at most ${EXCLUSIONS_BYTES_MAX} bytes`;
    throw new LabError('EXCLUSIONS', `expected ${expected}, met ${bytes.length} bytes that are none`);
  }
  const planned = exclusions.map(onOneLine);
  const seen = new Set<string>();
  return rowsOf<ExcludedTask>(text, {
    header: HEADER,
    lengthMax: LINE_LENGTH_MAX,
    errorOf: (message) => new LabError('EXCLUSIONS', message),
    rowOf: (fields) => rowOf(fields, { planned, isTask, seen }),
  });
}

interface Known {
  readonly planned: readonly string[];
  readonly isTask: (key: string) => boolean;
  /** Tasks that were named by now. */
  readonly seen: Set<string>;
}

/** The row, or what is wrong with it. */
function rowOf(
  [stratum = '', task = '', text = '', reason = '']: readonly string[],
  { planned, isTask, seen }: Known,
): ExcludedTask | string {
  const exclusion = planned.indexOf(text);
  if (exclusion < 0) return `expected an exclusion of the plan, word for word, met ${quoted(text)}`;
  if (reason.trim() === '' || reason.length > REASON_LENGTH_MAX) {
    return `expected a reason of 1 to ${REASON_LENGTH_MAX} characters, met ${reason.length}`;
  }
  const key = taskKey(stratum, task);
  if (!isTask(key)) return `expected a task of the experiment, met ${quoted(task)} of ${quoted(stratum)}`;
  if (seen.has(key)) return `expected each task once, met ${quoted(task)} of ${quoted(stratum)} again`;
  seen.add(key);
  return { stratum, task, exclusion, reason };
}

/** A line holds no break: one in a plan's text is a space here. */
function onOneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/gu, ' ').trim();
}
