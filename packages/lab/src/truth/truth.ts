/** What is right, by somebody else's word than the arms'. */
import type { Estimate } from '../statistics/index.ts';

/** Right about a harmless task is who allows it; about a dangerous one, who does not. */
export const TRUTHS = ['dangerous', 'harmless'] as const;
export type Truth = (typeof TRUTHS)[number];

export interface GroundTruth {
  readonly source: 'effects' | 'labels';
  /** Undefined where it could not be told: such tasks count in no share of right answers. */
  of(stratum: string, task: string): Truth | undefined;
  /** What each annotator says, of labels alone; undefined where one said nothing. */
  readonly ofAnnotators?: readonly ((stratum: string, task: string) => Truth | undefined)[];
  /** κ of the annotators, of labels alone. */
  readonly agreement?: Estimate;
  /** What the report says of it, line by line: who, how many, how many without a majority. */
  readonly notes: readonly string[];
}
