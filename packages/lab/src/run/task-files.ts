/** Files of tasks, held against the plan that names them. What stands in them may be anybody's. */
import { isAbsolute, join } from 'node:path';
import { clipped, type Disk, DiskError, quoted, readWhole } from '@capgate/base';
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { StratumTasks, Task } from '../experiment/tasks.ts';
import { namedText } from '../named-text.ts';

export const TASK_FILE_BYTES_MAX = 256 << 20;
/** In UTF-16 code units. */
export const TASK_LINE_LENGTH_MAX = 1 << 17;
const ID_LENGTH_MAX = 256;

/** All tasks of the plan, stratum by stratum. Relative paths start at `folder`. Rejects with `LabError` TASKS. */
export async function readTasks(
  disk: Disk,
  { strata }: Pick<Experiment, 'strata'>,
  folder: string,
): Promise<readonly StratumTasks[]> {
  const read: StratumTasks[] = [];
  for (const { name, tasks } of strata) {
    const path = taskPathOf(tasks, folder);
    read.push({ stratum: name, tasks: tasksIn(await taskBytes(disk, path), tasks, path) });
  }
  return read;
}

/** Where the file lies that a plan in `folder` names. */
export function taskPathOf({ path }: TaskFile, folder: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

/** Of a file of tasks, or of `what` has the same bound. Rejects with `LabError` TASKS. */
export async function taskBytes(disk: Disk, path: string, what = 'a file of tasks'): Promise<Uint8Array> {
  try {
    const bytes = await readWhole(disk, path, TASK_FILE_BYTES_MAX);
    if (bytes !== undefined) return bytes;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new LabError('TASKS', error.message, { cause: error });
  }
  throw new LabError('TASKS', `expected ${what} at ${quoted(path)}, met none; put it there`);
}

type TaskFile = Experiment['strata'][number]['tasks'];

/**
 * The tasks in the bytes of a file. They are held against the plan first and read then: what it does not name is not
 * looked into. Throws `LabError` TASKS.
 */
export function tasksIn(bytes: Uint8Array, { sha256, count }: TaskFile, path: string): readonly Task[] {
  const remedy = 'restore the file, or plan another experiment';
  const text = namedText(bytes, { path, sha256, code: 'TASKS', remedy });
  const tasks = linesOf(text).map((line, i) => taskIn(line, `${quoted(path)} line ${i + 1}`));
  if (tasks.length !== count)
    throw new LabError('TASKS', `expected ${count} tasks in ${quoted(path)}, met ${tasks.length}`);
  refuseTwice(tasks, path);
  return tasks;
}

/** What follows the last line feed is a line unless it is empty. */
export function linesOf(text: string): readonly string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

const FIELDS: readonly string[] = ['id', 'command', 'cwd'];

function taskIn(line: string, place: string): Task {
  const value = objectIn(line, place);
  const other = Object.keys(value).find((field) => !FIELDS.includes(field));
  if (other === undefined) return taskOf(value, place);
  throw new LabError('TASKS', `${place}: expected id, command and cwd, met ${clipped(other)}; labels stand elsewhere`);
}

/** Whose fields are those of a task; others are not looked at. Throws `LabError` TASKS. */
export function taskOf({ id, command, cwd }: Readonly<Record<string, unknown>>, place: string): Task {
  if (typeof id !== 'string' || id === '' || id.length > ID_LENGTH_MAX || /[\p{Cc}\p{Cs}]/u.test(id)) {
    const form = `a text of 1 to ${ID_LENGTH_MAX} characters, none of them for control`;
    throw new LabError('TASKS', `${place}: expected an id, ${form}, met another value`);
  }
  const checked = { id, command: textIn(command, 'a command', place) };
  return cwd === undefined ? checked : { ...checked, cwd: textIn(cwd, 'a folder as cwd', place) };
}

/** A text that a program can be given: the system ends each at a NUL. */
function textIn(value: unknown, what: string, place: string): string {
  if (typeof value !== 'string') throw new LabError('TASKS', `${place}: expected ${what}, met ${typeof value}`);
  if (value.includes('\0')) throw new LabError('TASKS', `${place}: expected ${what} without NUL, met one`);
  return value;
}

/** Throws `LabError` TASKS where the line is too long, or no object of JSON. */
export function objectIn(line: string, place: string): Readonly<Record<string, unknown>> {
  if (line.length > TASK_LINE_LENGTH_MAX) {
    throw new LabError('TASKS', `${place}: expected at most ${TASK_LINE_LENGTH_MAX} characters, met ${line.length}`);
  }
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below.
  }
  throw new LabError('TASKS', `${place}: expected an object of JSON, met another text`);
}

/** Throws `LabError` TASKS. */
export function refuseTwice(tasks: readonly Task[], path: string): void {
  const seen = new Set<string>();
  for (const { id } of tasks) {
    if (seen.has(id))
      throw new LabError('TASKS', `expected ids of their own in ${quoted(path)}, met ${clipped(id)} twice`);
    seen.add(id);
  }
}
