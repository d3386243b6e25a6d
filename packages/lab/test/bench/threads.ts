/** What it costs to have questions asked: 1,000 tasks × 10 replicates whose arm sleeps for 10 ms, in worker threads. */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Section } from '@capgate/testing';
import { allOf, experimentOf, openLab } from '../run/harness.ts';

const TASKS = 1_000;
const REPLICATES = 10;
const TASK_MS = 10;
const OVERHEAD_MAX = 5;

/**
 * The arm sleeps in its thread, which takes no processor: what is measured is the lab, and how soon the machine wakes who
 * sleeps; the latter is known, as the arm measures how long it slept.
 */
export async function threads(): Promise<Section> {
  const workers = availableParallelism();
  const commands = { plain: Array.from({ length: TASKS }, () => `sleep ${TASK_MS}`) };
  const resources = { timeoutMs: 10_000, workers, retries: 0 };
  const { folder, plan } = experimentOf(commands, { arms: ['sleeper'], replicates: REPLICATES, resources });
  const lab = await openLab(folder);
  const startMs = performance.now();
  await lab.run(plan, folder);
  const tookMs = performance.now() - startMs;
  const results = await allOf(lab, plan);
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
  const sleptMs = results.reduce((sum, { latencyNs = 0 }) => sum + latencyNs, 0) / 1e6 / workers;
  const idealMs = (TASKS * REPLICATES * TASK_MS) / workers;
  const bar = { limit: OVERHEAD_MAX };
  return {
    title: `${TASKS.toLocaleString('en')} tasks × ${REPLICATES} replicates of ${TASK_MS} ms, ${workers} worker threads`,
    notes: ['from the call to the last result, its hash and the log; threads are started and arms opened within'],
    rows: [
      { name: 'in all', unit: 's', value: tookMs / 1e3 },
      {
        name: 'beyond tasks × replicates × 10 ms over the workers',
        unit: '%',
        value: (tookMs / idealMs - 1) * 100,
        bar,
      },
      { name: 'of that: the arm slept longer than 10 ms', unit: '%', value: (sleptMs / idealMs - 1) * 100 },
      { name: 'beyond what the arm measured over the workers', unit: '%', value: (tookMs / sleptMs - 1) * 100 },
    ],
  };
}
