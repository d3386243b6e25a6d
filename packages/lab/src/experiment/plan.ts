/** From a document to a plan that cannot change unnoticed. */
import { createHash } from 'node:crypto';
import { type CanonicalObject, encodeCanonical } from '@capgate/base';
import { LabError } from '../error.ts';
import { planFaults } from './faults.ts';
import type { Experiment } from './schema.ts';
import { plannedHypotheses, type PlannedHypothesis } from './sizes.ts';

export interface Plan {
  readonly experiment: Experiment;
  /** SHA-256 of the document's canonical encoding, in hexadecimal: another plan, another experiment. */
  readonly hash: string;
  /** The primary ones first. */
  readonly hypotheses: readonly PlannedHypothesis[];
}

/** The plan that `document` states. Throws `LabError` PLAN for the first of `planFaults`. */
export function planOf(document: unknown): Plan {
  const [first, ...others] = planFaults(document);
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    throw new LabError('PLAN', `${first.path === '' ? 'the document' : first.path}: ${first.message}${more}`);
  }
  const experiment = document as Experiment;
  const hash = createHash('sha256')
    .update(encodeCanonical(document as CanonicalObject))
    .digest('hex');
  return { experiment, hash, hypotheses: plannedHypotheses(experiment) };
}

export type Urgency = 'critical' | 'high' | 'normal' | 'low';

/** The word for a priority from 1 to 10. */
export function urgencyOf(priority: number): Urgency {
  if (priority >= 9) return 'critical';
  if (priority >= 7) return 'high';
  return priority >= 5 ? 'normal' : 'low';
}
