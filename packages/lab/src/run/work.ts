import type { ArmEnvironment } from '../arms/open-arm.ts';
import type { Ending, Step } from './executor.ts';
import type { ThreadStart } from './seat.ts';

export interface WorkOptions {
  /** Of the NATS server: `tls://name:port`, or `nats://` on this machine. */
  readonly address: string;
  /** The plan's, whole: nothing of another document is run. */
  readonly hash: string;
  /** Where relative paths of arms start; absolute. */
  readonly folder: string;
  /** What arms may take from the environment; how the server knows this worker is in it as well. */
  readonly variables: ArmEnvironment['variables'];
  /** How many worker threads; the plan's where absent, else one for each processor. */
  readonly workers?: number;
  /** The program of worker threads; the lab's own where absent. */
  readonly thread?: ThreadStart;
  readonly signal?: AbortSignal;
  /** The experiment has not begun. */
  readonly onWait?: () => void;
  readonly onStep?: (step: Step) => void;
}

/**
 * Works on an experiment that an orchestrator runs elsewhere, until it is over; what speaks to NATS servers is loaded
 * then. Rejects with `LabError` RUN, PLAN or TASKS.
 */
export async function work(options: WorkOptions): Promise<Ending> {
  const { runWorker } = await import('./nats/worker.ts');
  return runWorker(options);
}
