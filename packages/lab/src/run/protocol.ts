/** What an orchestrator and a worker thread tell each other. */
import type { Arm, ArmPlan, Costs, Question, Verdict } from '../arms/arm.ts';
import type { ArmEnvironment } from '../arms/open-arm.ts';
import type { Outcome } from '../results/result.ts';

/** What a thread is started with. */
export interface WorkerData {
  readonly arms: readonly ArmPlan[];
  readonly environment: ArmEnvironment;
  readonly timeoutMs: number;
  /** How often a question is asked again. */
  readonly retries: number;
}

export interface Asked {
  readonly position: number;
  /** The place of the arm in the plan. */
  readonly arm: number;
  readonly question: Question;
  /** How often it was asked already, by threads that ended over it. */
  readonly tries: number;
  /** The moment before which it is not asked, and from which its response counts, as `sharedNowNs` says. */
  readonly dueNs?: number;
}

export type ToWorker = { readonly kind: 'ask'; readonly items: readonly Asked[] } | { readonly kind: 'stop' };

/** What came of a question. */
export interface Given extends Costs {
  readonly position: number;
  readonly outcome: Outcome;
  readonly verdict?: Verdict;
  readonly latencyNs?: number;
  readonly responseNs?: number;
  readonly cachedAt?: number;
  readonly savedUsd?: number;
  readonly failure?: string;
  readonly attempts: number;
  readonly startedAt: number;
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly facts: Readonly<Record<string, Arm['facts']>> }
  | { readonly kind: 'unready'; readonly failure: string }
  /** It is asked once more, having been asked so often. */
  | { readonly kind: 'trying'; readonly tries: number }
  /** `raw` is what came back, as JSON, no longer than `RAW_LENGTH_MAX`. */
  | { readonly kind: 'given'; readonly given: Given; readonly raw?: string };

/** Of what came back for one question, as it is kept. */
export const RAW_LENGTH_MAX = 1 << 18;
