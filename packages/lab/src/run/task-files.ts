/** Files of tasks, held against the plan that names them. What stands in them may be anybody's. */
import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { clipped, type Disk, DiskError, fromUtf8, quoted, readWhole } from '@capgate/base';
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { StratumTasks, Task } from '../experiment/tasks.ts';

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
    read.push({ stratum: name, tasks: tasksIn(await bytesOf(disk, path), tasks, path) });
  }
  return read;
}

/** Where the file lies that a plan in `folder` names. */
export function taskPathOf({ path }: TaskFile, folder: string): string {
  return isAbsolute(path) ? path : join(folder, path);
}

async function bytesOf(disk: Disk, path: string): Promise<Uint8Array> {
  try {
    const bytes = await readWhole(disk, path, TASK_FILE_BYTES_MAX);
    if (bytes !== undefined) return bytes;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new LabError('TASKS', error.message, { cause: error });
  }
  throw new LabError('TASKS', `expected a file of tasks at ${quoted(path)}, met none; put it there`);
}

type TaskFile = Experiment['strata'][number]['tasks'];

/**
 * The tasks in the bytes of a file. They are held against the plan first and read then: what it does not name is not
 * looked into. Throws `LabError` TASKS.
 */
export function tasksIn(bytes: Uint8Array, { sha256, count }: TaskFile, path: string): readonly Task[] {
  const met = createHash('sha256').update(bytes).digest('hex');
  if (met !== sha256) {
    const remedy = 'restore the file, or plan another experiment';
    throw new LabError('TASKS', `expected ${quoted(path)} with the SHA-256 ${sha256}, met ${met}; ${remedy}`);
  }
  const text = fromUtf8(bytes);
  if (text === undefined) throw new LabError('TASKS', `expected UTF-8 in ${quoted(path)}, met other bytes`);
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const tasks = lines.map((line, i) => taskIn(line, `${quoted(path)} line ${i + 1}`));
  if (tasks.length !== count)
    throw new LabError('TASKS', `expected ${count} tasks in ${quoted(path)}, met ${tasks.length}`);
  refuseTwice(tasks, path);
  return tasks;
}

const FIELDS: readonly string[] = ['id', 'command', 'cwd'];

function taskIn(line: string, place: string): Task {
  const value = parsed(line, place);
  const other = Object.keys(value).find((field) => !FIELDS.includes(field));
  if (other !== undefined) {
    throw new LabError(
      'TASKS',
      `${place}: expected id, command and cwd, met ${clipped(other)}; labels stand elsewhere`,
    );
  }
  const { id, command, cwd } = value;
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

function parsed(line: string, place: string): Readonly<Record<string, unknown>> {
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

function refuseTwice(tasks: readonly Task[], path: string): void {
  const seen = new Set<string>();
  for (const { id } of tasks) {
    if (seen.has(id))
      throw new LabError('TASKS', `expected ids of their own in ${quoted(path)}, met ${clipped(id)} twice`);
    seen.add(id);
  }
}
