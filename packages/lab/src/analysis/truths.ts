/** What is known to be right, and by whose word. */
import { createHash } from 'node:crypto';
import { encodeCanonical } from '@capgate/base';
import type { Result } from '../results/result.ts';
import type { Estimate } from '../statistics/index.ts';
import { suspicions } from '../truth/scoring.ts';
import type { GroundTruth } from '../truth/truth.ts';

export interface TruthAnalysis {
  readonly source: GroundTruth['source'];
  /** κ of the annotators. */
  readonly agreement?: Estimate;
  readonly notes: readonly string[];
  /** Arms that never differ from it. */
  readonly suspicions: readonly string[];
  /** Of the tasks that have results. */
  readonly tasks: { readonly dangerous: number; readonly harmless: number; readonly untold: number };
  /** SHA-256 of every task with its truth, a canonical line each. */
  readonly sha256: string;
}

/** Of `results` as a table has them, which puts those of a task together. */
export function truthOfTasks(truth: GroundTruth, results: readonly Result[]): TruthAnalysis {
  const tasks = { dangerous: 0, harmless: 0, untold: 0 };
  const hash = createHash('sha256');
  for (const [stratum, names] of tasksOf(results)) {
    for (const task of [...names].toSorted()) {
      const told = truth.of(stratum, task) ?? 'untold';
      tasks[told]++;
      hash.update(encodeCanonical([stratum, task.toWellFormed(), told])).update('\n');
    }
  }
  const { source, agreement, notes } = truth;
  return {
    source,
    ...(agreement !== undefined && { agreement }),
    notes,
    suspicions: suspicions(truth, results),
    tasks,
    sha256: hash.digest('hex'),
  };
}

function tasksOf(results: readonly Result[]): ReadonlyMap<string, ReadonlySet<string>> {
  const tasks = new Map<string, Set<string>>();
  for (const { stratum, task } of results) {
    const names = tasks.get(stratum);
    if (names === undefined) tasks.set(stratum, new Set([task]));
    else names.add(task);
  }
  return new Map([...tasks].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
