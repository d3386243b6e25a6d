/** Experiments that wait for their turn: those that were entered, and those that were broken off. */
import type { Engine } from '@capgate/store/database';
import { type ExperimentRecord, isChanged, recordOf } from './experiments.ts';
import type { LabTables, State } from './tables.ts';

/** In which states. */
export const WAITING: readonly State[] = ['queued', 'running'];

export interface WaitingQuestion {
  readonly limit: number;
  /** Plans' hashes of those that do not count. */
  readonly without?: readonly string[];
}

/** In the order of measuring: the most urgent first, and of equal ones the one that was entered first. */
export async function waiting(
  { db }: Engine<LabTables>,
  { limit, without = [] }: WaitingQuestion,
): Promise<readonly ExperimentRecord[]> {
  let query = db
    .selectFrom('experiments')
    .selectAll()
    .where('state', 'in', [...WAITING]);
  if (without.length > 0) query = query.where('hash', 'not in', [...without]);
  const rows = await query.orderBy('priority', 'desc').orderBy('experiment').limit(limit).execute();
  return rows.map(recordOf);
}

export interface WaitingAgain {
  readonly from: readonly State[];
  /** Why it could not be measured. */
  readonly why?: string;
}

/** Answers whether it was in one of the states `from`, and waits now, in its old place among those of its priority. */
export function wait({ db }: Engine<LabTables>, hash: string, { from, why }: WaitingAgain): Promise<boolean> {
  return isChanged(
    db
      .updateTable('experiments')
      .set({ state: 'queued', ended_at: null, why: why ?? null })
      .where('hash', '=', hash)
      .where('state', 'in', [...from]),
  );
}
