/** What a report leaves out by a file, and what the lab's log knows of such files. */
import { exclusionFileHash, type GivenFile, readExclusions, type RunFacts } from '../analysis/index.ts';
import { keysOf } from '../experiment/tasks.ts';
import type { ExperimentRecord } from '../results/experiments.ts';
import type { ObjectStore } from '../results/objects.ts';
import { type Machine, writeLabRecord } from './lab-log.ts';
import type { PlanRecord } from './logged.ts';
import { readTasks } from './task-files.ts';

interface Around {
  readonly machine: Machine;
  /** The lab's. */
  readonly folder: string;
  readonly record: ExperimentRecord;
  /** All that the log has of the plan. */
  readonly logged: readonly PlanRecord[];
  readonly objects: ObjectStore;
}

/** All files of exclusions that were given for the plan of these records, the first one first. */
export function givenFiles(logged: readonly PlanRecord[]): readonly GivenFile[] {
  return logged.flatMap((one) => (one.kind === 'lab.excluded' ? [{ sha256: one.body.file, at: one.at }] : []));
}

/**
 * The tasks that the file leaves out, with all files that were ever given for the plan. One that nobody had given is
 * kept, and goes into the log first: whoever looks for the exclusions that suit cannot do it unseen. Rejects with `LabError` EXCLUSIONS and TASKS.
 */
export async function excludedBy(
  bytes: Uint8Array | undefined,
  { machine, folder, record, logged, objects }: Around,
): Promise<Pick<RunFacts, 'excluded' | 'exclusionFiles'>> {
  const given = givenFiles(logged);
  if (bytes === undefined) return given.length === 0 ? {} : { exclusionFiles: { given } };
  const { hash: plan, experiment, folder: beside } = record;
  const tasks = keysOf(await readTasks(machine.disk, experiment, beside));
  const excluded = readExclusions(bytes, experiment, (key) => tasks.has(key));
  const taken = exclusionFileHash(bytes);
  if (given.some(({ sha256 }) => sha256 === taken)) return { excluded, exclusionFiles: { taken, given } };
  await objects.put(bytes);
  const at = await writeLabRecord(machine, folder, 'lab.excluded', { plan, file: taken, tasks: excluded.length });
  return { excluded, exclusionFiles: { taken, given: [...given, { sha256: taken, at }] } };
}
