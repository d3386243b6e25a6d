/** Who has the arms asked: threads here, other machines elsewhere. All do the same, by one suite of tests. */
import { availableParallelism } from 'node:os';
import { encodeCanonical } from '@capgate/base';
import type { ArmEnvironment } from '../arms/open-arm.ts';
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { StratumTasks } from '../experiment/tasks.ts';
import { type ObjectStore, sha256Of } from '../results/objects.ts';
import type { ResultKey } from '../results/result.ts';
import type { Facts } from './arm-facts.ts';
import type { Order } from './order.ts';
import type { ChunkLedger, WorkQueue } from './queue.ts';

/** An experiment whose work is in the queue. */
export interface Job {
  /** The plan's hash. */
  readonly hash: string;
  readonly experiment: Experiment;
  readonly tasks: readonly StratumTasks[];
  readonly order: Order;
  readonly environment: ArmEnvironment;
}

/** What is measured at a position of the order. */
export function keyOf({ hash, experiment, tasks, order }: Job, position: number): ResultKey {
  const { arm, stratum, task, replicate } = order.itemAt(position);
  return {
    experiment: hash,
    arm: experiment.arms[arm]?.name ?? '',
    stratum: experiment.strata[stratum]?.name ?? '',
    task: tasks[stratum]?.tasks[task]?.id ?? '',
    replicate,
  };
}

/** What tells a question from all others of the experiment to an arm whose answers are kept; undefined for others. */
export function occasionOf(job: Job, position: number): string | undefined {
  if (job.experiment.arms[job.order.itemAt(position).arm]?.settings?.['cache'] !== true) return undefined;
  const { stratum, task, replicate } = keyOf(job, position);
  // Nothing of their names: an arm is blind to them.
  return sha256Of(encodeCanonical([stratum, task, replicate]));
}

/** What was done, here and now. */
export interface Step {
  readonly stored: number;
  /** Of these, those that failed or ran out of time. */
  readonly failed: number;
}

export interface Watching {
  /** Breaks off: what was done is kept, and the rest waits. */
  readonly signal: AbortSignal;
  readonly onStep: (step: Step) => void;
  /**
   * What the arms say of themselves, once they are open, by each who opened them. Rejects with `LabError` RUN where they
   * are not the arms that were asked until now: whoever has them asks nothing.
   */
  readonly onFacts: (facts: Facts) => Promise<void>;
  /** When nothing is left to do: whether there is more by now. Whoever has the arms asked waits, and keeps them open. */
  readonly onDry: () => Promise<boolean>;
}

/** `done`: every question that was to be asked has its result. `stopped`: by the signal. */
export type Ending =
  | { readonly kind: 'done' | 'stopped' | 'cancelled' }
  | { readonly kind: 'failed'; readonly why: string };

/** What an executor works with. */
export interface ExecutorParts {
  readonly queue: WorkQueue & ChunkLedger;
  readonly objects: ObjectStore;
  /** How many questions are asked at a time. */
  readonly workerCount: number;
}

export interface Executor {
  /** Whether arms are asked on other machines, of which this one knows nothing. */
  readonly isElsewhere: boolean;
  /** Throws `LabError` RUN for an experiment whose arms it cannot ask: before it is begun. */
  refuse?(experiment: Experiment): void;
  /** Works until nothing is left to do, and no more comes. Rejects with `LabError` STORE where results cannot be kept. */
  execute(job: Job, watching: Watching): Promise<Ending>;
}

const WORKERS_MAX = 256;

/** How many threads: as was asked for, or as the plan says, else one for each processor. Throws `LabError` RUN. */
export function workerCountFor(wanted: number | undefined, { resources }: Experiment): number {
  const count = wanted ?? resources.workers ?? availableParallelism();
  if (Number.isInteger(count) && count >= 1) return Math.min(count, WORKERS_MAX);
  throw new LabError('RUN', `expected one worker or more, met ${count}; leave it out for one for each processor`);
}
