/** What the lab adds to times under load: how late a question is that nothing keeps, and one behind another. */
import { rmSync } from 'node:fs';
import type { Section } from '@capgate/testing';
import { quantile } from '../../src/statistics/index.ts';
import type { Result } from '../../src/results/result.ts';
import { allOf, experimentOf, openLab } from '../run/harness.ts';

const TASKS = 1_000;
const RATE = 200;
const NS_PER_US = 1_000;

export async function load(): Promise<Section> {
  const idle = await measured(1, 'allow');
  const waits = idle.map(({ responseNs = 0, latencyNs = 0 }) => (responseNs - latencyNs) / NS_PER_US);
  const [one, two] = [await gapsOf(1), await gapsOf(2)];
  return {
    title: `${TASKS.toLocaleString('en')} questions at ${RATE} a second`,
    notes: [
      'of an arm that answers at once, how long after its moment a question is asked and its answer seen',
      'of one that sleeps for 15 ms and is never done, from the answer of a thread to its next question',
    ],
    rows: [
      { name: 'on time: median', unit: 'µs', value: quantile(waits, 0.5) },
      { name: 'on time: 99th percentile', unit: 'µs', value: quantile(waits, 0.99) },
      { name: 'behind, one thread: median', unit: 'µs', value: quantile(one, 0.5) },
      { name: 'behind, two threads: median', unit: 'µs', value: quantile(two, 0.5) },
    ],
  };
}

async function gapsOf(workers: number): Promise<number[]> {
  const results = await measured(workers, 'sleep 15', 200);
  const byWorker = [...Map.groupBy(results, ({ worker }) => worker).values()];
  return byWorker.flatMap((some) => {
    const spans = some.map(spanOf).toSorted((a, b) => a.toNs - b.toNs);
    return spans.slice(1).map(({ fromNs }, i) => (fromNs - (spans[i] as Span).toNs) / NS_PER_US);
  });
}

interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

/** From the beginning of its block, the moment at which the first question was due. */
function spanOf({ position, responseNs = 0, latencyNs = 0 }: Result): Span {
  const toNs = (position * 1e9) / RATE + responseNs;
  return { fromNs: toNs - latencyNs, toNs };
}

async function measured(workers: number, command: string, count = TASKS): Promise<readonly Result[]> {
  const commands = { plain: Array.from({ length: count }, () => command) };
  const { folder, plan } = experimentOf(commands, {
    type: 'load',
    load: { ratePerSecond: RATE },
    replicates: 1,
    resources: { timeoutMs: 10_000, workers, retries: 0 },
  });
  const lab = await openLab(folder);
  await lab.run(plan, folder);
  const results = await allOf(lab, plan);
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
  // One arm: of the second block, moments are those of another beginning.
  return results.filter(({ position }) => position < count);
}
