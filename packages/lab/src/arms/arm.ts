/** One side of an experiment: whatever is asked about commands and answers. */
import type { Experiment } from '../experiment/schema.ts';
import type { Task } from '../experiment/tasks.ts';

export type ArmPlan = Experiment['arms'][number];

export const VERDICTS = ['allow', 'ask', 'deny'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A task without anything that tells what is right: an arm is blind to strata, labels and the other arms. */
export interface Question extends Omit<Task, 'id'> {
  /**
   * Tells this time of asking from all others of the experiment, and is the same where it is run again; it says nothing
   * else. Absent where nobody keeps answers.
   */
  readonly occasion?: string;
}

/** What the arm itself measured; absent where it cannot. */
export interface Costs {
  readonly costUsd?: number;
  readonly tokens?: number;
  readonly memoryBytes?: number;
  readonly energyJ?: number;
}

export interface Answer extends Costs {
  /** Undefined where what came back is no verdict: a refusal, or a form that nobody asked for. */
  readonly verdict: Verdict | undefined;
  /** From the question to the answer, by the monotonic clock; absent where the answer was kept from another time. */
  readonly latencyNs?: number;
  /** When an answer was given that was kept since, in milliseconds since 1970 UTC; what it cost then is saved now. */
  readonly cachedAt?: number;
  readonly savedUsd?: number;
  /** What came back as it was, for the artifacts; plain data. */
  readonly raw?: unknown;
}

export interface Arm {
  /** What is written into the report beside its name: versions, model, endpoint, settings as in force. No secrets. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  /** Rejects with `LabError` ARM where there is no answer; `signal` ends what takes too long. */
  answer(question: Question, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}
