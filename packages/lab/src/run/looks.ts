/**
 * Looks before the end. What a look came to is in the lab's log before measuring goes on, so that nobody looks and then
 * chooses; and as it follows from the results alone, one that was cut short comes to the same when it is made again.
 */
import { canonicalText } from '@capgate/base';
import { type LookAnalysis, looksAt } from '../analysis/index.ts';
import { LabError } from '../error.ts';
import { looksEarly } from '../experiment/looks.ts';
import { METRICS } from '../experiment/metrics.ts';
import type { Plan } from '../experiment/plan.ts';
import type { Result } from '../results/result.ts';
import type { GroundTruth } from '../truth/index.ts';
import { type LabRecords, type Machine, writeLabRecord } from './lab-log.ts';
import { type PlanRecord, planRecords } from './logged.ts';

export interface LookParts {
  readonly plan: Plan;
  readonly machine: Machine;
  /** Of the lab. */
  readonly folder: string;
  readonly results: () => AsyncIterable<Result>;
  /** What is right, and where it is in what commands do, the artifact that has it. */
  readonly truth: () => Promise<{ readonly truth: GroundTruth | undefined; readonly artifact?: string }>;
  /** Puts into the queue what is measured from the look of this place, from 0, to the next one. */
  readonly goOn: (look: number) => Promise<void>;
}

/**
 * Looks at what is in, once all that was in the queue is measured; answers whether measuring goes on. Of a plan that does not
 * look before its end it never does. Rejects with `LabError` STORE where the log has another word for what is in.
 */
export async function look(parts: LookParts): Promise<boolean> {
  const { plan, machine, folder, goOn } = parts;
  if (!looksEarly(plan.experiment)) return false;
  const results: Result[] = [];
  for await (const result of parts.results()) results.push(result);
  const { truth, artifact } = needsTruth(plan) ? await parts.truth() : { truth: undefined };
  const looks = looksAt(plan, results, truth).map((one) => recordOf(plan, one, artifact));
  const last = looks.at(-1);
  if (last?.count !== results.length) {
    throw new LabError('RUN', `expected all results of a look, met ${results.length}; resume it`);
  }
  const logged = looksIn(await planRecords(machine, folder, plan.hash));
  checkSame(logged, looks.slice(0, logged.length));
  if (logged.length < looks.length - 1) throw otherLooks();
  if (logged.length < looks.length) await writeLabRecord(machine, folder, 'lab.look', last);
  if (last.decision === 'ends') return false;
  await goOn(looks.length);
  return true;
}

/** Whether the looks of an analysis are those of the log. Throws `LabError` STORE where they are not. */
export function checkLooks(plan: Plan, looks: readonly LookAnalysis[], records: readonly PlanRecord[]): void {
  const logged = looksIn(records);
  checkSame(
    logged,
    looks.map((one, i) => recordOf(plan, one, logged[i]?.truth)),
  );
}

/** What anybody may know of a look before the experiment has ended. */
export interface LookDecision {
  readonly look: number;
  readonly information: number;
  /** The primary hypotheses that crossed at it. */
  readonly crossed: readonly string[];
  readonly decision: LookAnalysis['decision'];
}

/** Throws as `looksIn` does. */
export function decisionsIn(records: readonly PlanRecord[]): readonly LookDecision[] {
  return looksIn(records).map(({ look: number, information, hypotheses, decision }) => {
    const crossed = hypotheses.filter(({ hasCrossed }) => hasCrossed).map(({ id }) => id);
    return { look: number, information, crossed, decision };
  });
}

type LookRecord = LabRecords['lab.look'];

/**
 * The looks that the log names. Throws `LabError` STORE unless they stand there as they were made: one after the other, behind
 * the plan and what they were judged by, and with nothing measured behind the end.
 */
export function looksIn(records: readonly PlanRecord[]): readonly LookRecord[] {
  const looks: LookRecord[] = [];
  const seen = new Set<string>();
  const judged = new Set<string>();
  for (const { kind, body } of records) {
    if (kind === 'lab.judged') judged.add(body.truth);
    if (kind === 'lab.look') {
      const one = body;
      const isNext = one.look === looks.length + 1 && looks.at(-1)?.decision !== 'ends';
      const isInOrder = seen.has('lab.planned') && !seen.has('lab.measured');
      if (!isNext || !isInOrder || (one.truth !== undefined && !judged.has(one.truth))) throw otherLooks();
      looks.push(one);
    }
    seen.add(kind);
  }
  return looks;
}

function needsTruth({ experiment }: Plan): boolean {
  return experiment.hypotheses.primary.some(({ metric }) => METRICS[metric].needsTruth);
}

function recordOf({ hash }: Plan, one: LookAnalysis, truth: string | undefined): LookRecord {
  return { plan: hash, ...one, ...(truth !== undefined && { truth }) };
}

function checkSame(logged: readonly LookRecord[], looks: readonly LookRecord[]): void {
  if (canonicalText(logged) !== canonicalText(looks)) throw otherLooks();
}

function otherLooks(): LabError {
  const expected = "expected the looks that the lab's log names, one after the other, to be what the results come to";
  return new LabError('STORE', `${expected}, met others; restore the database and the log from a copy`);
}
