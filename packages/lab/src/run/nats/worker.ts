/** A worker: asks the arms of one experiment, which its person has named by the hash of its plan, until it is over. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { LabError } from '../../error.ts';
import { requireMachine } from '../../hardware/index.ts';
import { type Ending, workerCountFor } from '../executor.ts';
import { OWN_THREAD } from '../own-thread.ts';
import type { WorkOptions } from '../work.ts';
import { ThreadExecutor } from '../thread-executor.ts';
import { natsServerOf } from './address.ts';
import { fetchedJob } from './fetched-job.ts';
import { JetStreamQueue } from './jet-stream-queue.ts';
import { Line } from './line.ts';
import { openLink } from './link.ts';

const HASH = /^[0-9a-f]{64}$/u;
const NAME_LENGTH_MAX = 60;

/**
 * Works until the experiment is over, or the signal. Rejects with `LabError` RUN, PLAN or TASKS for a server that cannot
 * be used, for an experiment that is not the one that was named, where this machine is not one that the plan asks for, and where the
 * orchestrator refuses this worker.
 */
export async function runWorker(options: WorkOptions): Promise<Ending> {
  const { hash, variables, folder, signal = new AbortController().signal, onWait = () => {} } = options;
  if (!HASH.test(hash)) {
    throw new LabError('RUN', 'expected the whole hash of a plan, 64 hexadecimal digits, met another text');
  }
  const link = await openLink(natsServerOf(options.address, variables));
  try {
    const line = new Line({ link, hash, signal });
    const job = await fetchedJob(line, { folder, variables }, onWait);
    await requireMachine(job.experiment, variables);
    const queue = new JetStreamQueue({ line, name: nameHere(), itemCount: job.order.size });
    const executor = new ThreadExecutor({
      queue,
      objects: queue,
      thread: options.thread ?? OWN_THREAD,
      workerCount: workerCountFor(options.workers, job.experiment),
    });
    try {
      const ending = await executor.execute(job, {
        signal,
        onStep: (step) => options.onStep?.(step),
        onFacts: async (facts) => void (await line.ask('facts', { facts })),
        // The queue waits for more by itself, until the experiment is over.
        onDry: async () => false,
      });
      if (ending.kind === 'failed') await line.ask('failed', { why: ending.why });
      return ending;
    } finally {
      queue.close();
    }
  } finally {
    await link.close();
  }
}

/** Told apart from others on this machine, and from itself when it is started again. */
function nameHere(): string {
  const host = hostname()
    .replaceAll(/[^A-Za-z0-9._-]/gu, '-')
    .slice(0, NAME_LENGTH_MAX);
  return `${host}-${randomBytes(4).toString('hex')}`;
}
