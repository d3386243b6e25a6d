/** Whether what is written down is what the rows come to. */
import { LabError } from '../error.ts';
import { planOf } from '../experiment/plan.ts';
import type { Result } from '../results/result.ts';
import type { GroundTruth } from '../truth/truth.ts';
import { type Analysis, analyse } from './analysis.ts';
import { recordOf, type ReportRecord, reportFaults } from './record.ts';

/** What a report is made of, beside what it says itself. */
export interface ReportRows {
  readonly results: readonly Result[];
  readonly truth?: GroundTruth;
}

/**
 * The analysis that `report` has written down, made anew from its plan and the rows: every figure, p and sentence. Throws
 * `LabError` FIGURE for the first that the rows do not come to, or where it is no report, and as `analyse` does.
 */
export function verifyReport(report: unknown, { results, truth }: ReportRows): Analysis {
  const [fault] = reportFaults(report);
  if (fault !== undefined)
    throw new LabError('FIGURE', `expected a report, met at ${fault.path || '/'}: ${fault.message}`);
  const { experiment, facts } = report as ReportRecord;
  const analysis = analyse(planOf(experiment), results, truth, facts);
  const difference = differenceAt(recordOf(analysis), report, '');
  if (difference === undefined) return analysis;
  throw new LabError('FIGURE', `expected what the rows come to, met another at ${difference}; report again`);
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
