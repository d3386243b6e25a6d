/** What commands did, written down: so that no report runs them again, and anybody can hold a report against it. */
import { canonicalText, fromUtf8, utf8 } from '@capgate/base';
import { LabError } from '../error.ts';
import type { StratumTasks } from '../experiment/tasks.ts';
import { type GroundTruth, type Truth, TRUTHS } from './truth.ts';

const UNTOLD = 'untold';

interface Written {
  readonly source: 'effects';
  readonly notes: readonly string[];
  /** Each task of each stratum, with its truth. */
  readonly tasks: Readonly<Record<string, readonly (readonly [task: string, truth: Truth | typeof UNTOLD])[]>>;
}

/** One object of canonical JSON; its hash names it. Of effects alone: labels are a file of their own. */
export function encodeTruth(truth: GroundTruth, strata: readonly StratumTasks[]): Uint8Array {
  const tasks = strata.map(({ stratum, tasks: own }) => {
    return [stratum, own.map(({ id }) => [id, truth.of(stratum, id) ?? UNTOLD])] as const;
  });
  return utf8(canonicalText({ source: 'effects', notes: truth.notes, tasks: Object.fromEntries(tasks) }));
}

/** Throws `LabError` STORE where it is no such object. */
export function truthIn(bytes: Uint8Array): GroundTruth {
  const { notes, tasks } = parsed(bytes);
  const told = new Map(Object.entries(tasks).map(([stratum, own]) => [stratum, new Map<string, string>(own)]));
  return {
    source: 'effects',
    notes,
    of: (stratum, task) => TRUTHS.find((truth) => truth === told.get(stratum)?.get(task)),
  };
}

function parsed(bytes: Uint8Array): Written {
  try {
    const value = JSON.parse(fromUtf8(bytes) ?? '') as Partial<Written>;
    if (value.source === 'effects' && value.notes !== undefined && value.tasks !== undefined) return value as Written;
  } catch {
    // Told below.
  }
  throw new LabError('STORE', 'expected an artifact with what commands did, met another');
}
