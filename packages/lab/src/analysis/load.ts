/** How far arms kept up with the load that they were put under. */
import { LabError } from '../error.ts';
import type { Experiment } from '../experiment/schema.ts';
import { taskCount } from '../experiment/sizes.ts';
import { Measured } from '../measure/measured.ts';
import type { Result } from '../results/result.ts';
import { arrivalsOf } from '../experiment/arrivals.ts';
import { attempt } from './trials.ts';

export interface LoadAnalysis {
  readonly arm: string;
  /** Of one replicate each. */
  readonly blocks: number;
  /** Questions a second, as they were due. */
  readonly offered: number;
  /** What came back a second, from the first that was due to the last that came: the mean over blocks. */
  readonly achieved?: Measured;
  /** Why that cannot be told. */
  readonly withheld?: string;
  /** The longest that a question waited until the arm was asked it, earlier tries of it included. */
  readonly longestWaitNs: number;
}

const NS_PER_S = 1e9;
const RATE_UNIT = '1/s';

/** Of each arm that has answered; nothing of an experiment without load. */
export function loadOf(experiment: Experiment, byArm: ReadonlyMap<string, readonly Result[]>): readonly LoadAnalysis[] {
  const { load, arms } = experiment;
  if (load === undefined) return [];
  return arms.flatMap(({ name }) => {
    const results = (byArm.get(name) ?? []).filter(({ responseNs }) => responseNs !== undefined);
    return results.length === 0 ? [] : [loadOfArm({ ...experiment, load }, name, results)];
  });
}

type Loaded = Experiment & { readonly load: NonNullable<Experiment['load']> };

function loadOfArm(experiment: Loaded, arm: string, results: readonly Result[]): LoadAnalysis {
  const blocks = [...Map.groupBy(results, ({ replicate }) => replicate)].map(([replicate, some]) =>
    ratesOf(experiment, replicate, some),
  );
  const tried = attempt(() => Measured.of('mean', { values: blocks.map(({ achieved }) => achieved), unit: RATE_UNIT }));
  return {
    arm,
    blocks: blocks.length,
    offered: blocks.reduce((sum, { offered }) => sum + offered, 0) / blocks.length,
    ...(tried instanceof LabError ? { withheld: tried.message } : { achieved: tried }),
    longestWaitNs: results.reduce((most, result) => Math.max(most, waitOf(result)), 0),
  };
}

/** Of a block: both count to the moment at which one more would have been due, or the last answer came. */
function ratesOf(
  experiment: Loaded,
  replicate: number,
  results: readonly Result[],
): { readonly offered: number; readonly achieved: number } {
  const { load, seed } = experiment;
  const count = taskCount(experiment);
  const dueNs = arrivalsOf(load, { seed, replicate, count });
  const lastNs = results.reduce(
    (last, { position, responseNs = 0 }) => Math.max(last, (dueNs[position % count] ?? 0) + responseNs),
    0,
  );
  // What was turned away at once has not been served.
  const answered = results.filter(({ outcome }) => outcome === 'answered').length;
  const endNs = (dueNs[count - 1] ?? 0) + NS_PER_S / load.ratePerSecond;
  return { offered: (count * NS_PER_S) / endNs, achieved: (answered * NS_PER_S) / Math.max(lastNs, 1) };
}

function waitOf({ responseNs = 0, latencyNs = 0 }: Result): number {
  return Math.max(0, responseNs - latencyNs);
}
