/** An experiment as a worker gets it: from whoever answers, and held against the hash that its person has named. */
import { fromUtf8 } from '@capgate/base';
import type { ArmEnvironment } from '../../arms/open-arm.ts';
import { LabError } from '../../error.ts';
import { DOCUMENT_LENGTH_MAX } from '../../experiment/faults.ts';
import { planOf } from '../../experiment/plan.ts';
import type { StratumTasks } from '../../experiment/tasks.ts';
import type { Job } from '../executor.ts';
import { orderOf } from '../order.ts';
import { TASK_FILE_BYTES_MAX, tasksIn } from '../task-files.ts';
import type { Line } from './line.ts';

/** Characters of UTF-8 have up to so many. */
const BYTES_A_CHARACTER = 4;

/**
 * Waits for the experiment to begin, and calls `onWait` where it has to. Rejects with `LabError` RUN, PLAN or TASKS for
 * anything that is not the plan of this hash, or not the tasks that it names.
 */
export async function fetchedJob(line: Line, environment: ArmEnvironment, onWait: () => void): Promise<Job> {
  const { hash } = line;
  const text = fromUtf8(await fileOf(line, undefined, DOCUMENT_LENGTH_MAX * BYTES_A_CHARACTER, onWait));
  const { experiment, hash: met } = planOf(parsed(text));
  if (met !== hash) {
    throw new LabError('RUN', `expected the plan with the hash ${hash}, met ${met}; nothing of it was run`);
  }
  const tasks: StratumTasks[] = [];
  for (const [stratum, { name, tasks: file }] of experiment.strata.entries()) {
    const bytes = await fileOf(line, stratum, TASK_FILE_BYTES_MAX, onWait);
    tasks.push({ stratum: name, tasks: tasksIn(bytes, file, file.path) });
  }
  return { hash, experiment, tasks, order: orderOf(experiment, tasks), environment };
}

async function fileOf(line: Line, stratum: number | undefined, bytesMax: number, onWait: () => void): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let offset = 0; ; ) {
    const request = { offset, ...(stratum !== undefined && { stratum }) };
    const { part } = await line.await('file', request, onWait);
    const bytes = Buffer.from(part, 'base64');
    if (bytes.length === 0) return Buffer.concat(parts);
    parts.push(bytes);
    offset += bytes.length;
    if (offset > bytesMax) throw new LabError('RUN', `expected a file of at most ${bytesMax} bytes, met more`);
  }
}

function parsed(text: string | undefined): unknown {
  try {
    if (text !== undefined) return JSON.parse(text);
  } catch {
    // Told below.
  }
  throw new LabError('RUN', 'expected the document of an experiment, met another text');
}
