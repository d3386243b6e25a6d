/** What one arm answered to one task, once. */
import type { Costs, Verdict } from '../arms/arm.ts';

/** Which measurement of an experiment it is: of each there is one result, however often it was tried. */
export interface ResultKey {
  /** The plan's hash. */
  readonly experiment: string;
  readonly arm: string;
  readonly stratum: string;
  readonly task: string;
  /** From 0. */
  readonly replicate: number;
}

/** `unanswered`: something came back that is no verdict. `failed`, `timeout`: nothing did, after all tries. */
export const OUTCOMES = ['answered', 'unanswered', 'failed', 'timeout'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Result extends ResultKey, Costs {
  readonly outcome: Outcome;
  /** Of `answered` alone. */
  readonly verdict?: Verdict;
  /** Of what came back. */
  readonly latencyNs?: number;
  /** Under load, of what came back: from the moment at which the question was due, whatever it waited for. */
  readonly responseNs?: number;
  /** Of an answer that was kept from another time: when it was given, in milliseconds since 1970 UTC. It has no latency. */
  readonly cachedAt?: number;
  /** What it cost then, which is not spent again. */
  readonly savedUsd?: number;
  /** Of `failed` and `timeout`: the error's code, and the end of what it said. */
  readonly failure?: string;
  /** Tries, this one among them. */
  readonly attempts: number;
  readonly worker: string;
  /** Where in the order of measuring it stood, from 0. */
  readonly position: number;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** SHA-256 of the artifact with what came back, in hexadecimal. */
  readonly artifact?: string;
}
