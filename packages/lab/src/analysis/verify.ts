/** Whether what is written down is what the rows come to. */
import { LabError } from '../error.ts';
import { planOf } from '../experiment/plan.ts';
import type { Result } from '../results/result.ts';
import type { GroundTruth } from '../truth/truth.ts';
import type { Experiment } from '../experiment/schema.ts';
import { type Analysis, analyse } from './analysis.ts';
import { exclusionFileHash, readExclusions } from './exclusion-file.ts';
import { recordOf, type ReportRecord, reportFaults } from './record.ts';

/** What a report is made of, beside what it says itself. */
export interface ReportRows {
  readonly results: readonly Result[];
  readonly truth?: GroundTruth;
  /** The bytes of the file of exclusions that the report took; absent where it took none. */
  readonly exclusions?: Uint8Array;
}

/**
 * The analysis that `report` has written down, made anew from its plan and the rows: every figure, p and sentence. Throws
 * `LabError` FIGURE for the first that the rows do not come to, or where it is no report, and as `analyse` does.
 */
export function verifyReport(report: unknown, { results, truth, exclusions }: ReportRows): Analysis {
  const [fault] = reportFaults(report);
  if (fault !== undefined)
    throw new LabError('FIGURE', `expected a report, met at ${fault.path || '/'}: ${fault.message}`);
  const { experiment, facts } = report as ReportRecord;
  const plan = planOf(experiment);
  checkExclusions(experiment, facts, exclusions);
  const analysis = analyse(plan, results, truth, facts);
  const difference = differenceAt(recordOf(analysis), report, '');
  if (difference === undefined) return analysis;
  throw new LabError('FIGURE', `expected what the rows come to, met another at ${difference}; report again`);
}

/** Whether the file says what the report has left out. Its tasks were held against those of the plan when it was given. */
function checkExclusions(experiment: Experiment, facts: ReportRecord['facts'], bytes: Uint8Array | undefined): void {
  const taken = facts.exclusionFiles?.taken;
  const met = bytes && exclusionFileHash(bytes);
  if (met !== taken) {
    const expected = taken === undefined ? 'no file of exclusions, as the report took none' : `the exclusions ${taken}`;
    throw new LabError('FIGURE', `expected ${expected}, met ${met ?? 'none'}; give the file that the report names`);
  }
  if (bytes === undefined) return;
  const excluded = readExclusions(bytes, experiment, () => true);
  const difference = differenceAt(excluded, facts.excluded ?? [], '/facts/excluded');
  if (difference === undefined) return;
  throw new LabError('FIGURE', `expected what the file of exclusions says, met another at ${difference}; report again`);
}

/** Where two values of JSON differ first, as a JSON pointer. */
export function differenceAt(a: unknown, b: unknown, path: string): string | undefined {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return a === b ? undefined : path || '/';
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    const found = differenceAt(Reflect.get(a, key), Reflect.get(b, key), `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
