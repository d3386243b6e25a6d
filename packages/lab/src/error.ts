import { CodedError } from '@capgate/base';

/**
 * SIZE: too few or too many values, or samples whose lengths do not fit. VALUE: a number that is not finite, or out of
 * the range that is asked for. VARIANCE: values that do not differ where their spread is needed. SINGULAR: predictors of
 * which one follows from the others. SEPARATION: outcomes that the predictors tell apart without fault, so that no
 * finite coefficient is the most likely one. CONVERGENCE: a search that did not end within its bounds. PLAN: a document
 * that is no plan of an experiment, or one that cannot show what it is to show. FIGURE: a figure that its rows do not
 * come to. TASKS, LABELS: a file of tasks or labels that is none, or is not the one that the plan names. EXCLUSIONS: a file
 * that leaves tasks out, and is none or does so for no planned reason. ARM: no answer of an arm. RUN: an experiment that cannot go on. STORE: results that cannot be kept or read. QUERY: a question
 * about results that has no sense, such as a name that the experiment does not have, or a cursor that no page gave.
 */
export type LabErrorCode =
  | 'SIZE'
  | 'VALUE'
  | 'VARIANCE'
  | 'SINGULAR'
  | 'SEPARATION'
  | 'CONVERGENCE'
  | 'PLAN'
  | 'FIGURE'
  | 'TASKS'
  | 'LABELS'
  | 'EXCLUSIONS'
  | 'ARM'
  | 'RUN'
  | 'STORE'
  | 'QUERY';

export class LabError extends CodedError<LabErrorCode> {
  override readonly name = 'LabError';
}
