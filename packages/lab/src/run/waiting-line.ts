/** What waits is measured, one experiment after the other, the most urgent first, until nothing waits. */
import type { Clock } from '@capgate/base';
import { LabError } from '../error.ts';
import { urgencyOf } from '../experiment/plan.ts';
import type { ExperimentRecord } from '../results/experiments.ts';
import type { LabStore } from '../results/lab-store.ts';
import { WAITING } from '../results/waiting.ts';
import type { RunOptions, RunReport } from './measuring.ts';

export interface WaitingOptions extends RunOptions {
  /** Called before each. */
  readonly onBegin?: (record: ExperimentRecord) => void;
}

export interface WaitingParts {
  readonly store: Pick<LabStore, 'waiting' | 'wait'>;
  readonly clock: Clock;
  /** Runs one, or goes on with it. Rejects with `LabError`. */
  readonly measure: (record: ExperimentRecord, options: RunOptions) => Promise<RunReport>;
  /** Whether another may have its place for a while, and it goes on by itself afterwards. */
  readonly mayWait: (record: ExperimentRecord) => boolean;
  /** Whether this machine has what it asks for. */
  readonly mayMeasure: (record: ExperimentRecord) => Promise<boolean>;
  readonly report: (ending: RunReport['ending'], hash: string) => Promise<RunReport>;
}

/** How often it is looked whether something critical waits: as often as workers look for a cancellation. */
const LOOK_MS = 2_000;
/** So many are looked at: ones that are not for this machine may stand before one that is. */
const LOOKED_AT_MAX = 20;

/**
 * What came of each, before the next begins. One that cannot be measured waits on with the reason, and is not tried
 * again by this. Rejects with `LabError` STORE, at which nothing else could be measured either.
 */
export async function* measureWaiting(
  parts: WaitingParts,
  { onBegin, ...options }: WaitingOptions,
): AsyncGenerator<RunReport, void, undefined> {
  const refused: string[] = [];
  while (options.signal?.aborted !== true) {
    const [record] = await parts.store.waiting({ limit: 1, without: refused });
    if (record === undefined) return;
    onBegin?.(record);
    const ran = await measuredOrRefused(parts, record, options, refused);
    if (ran.ending === 'refused') refused.push(record.hash);
    yield ran;
  }
}

async function measuredOrRefused(
  parts: WaitingParts,
  record: ExperimentRecord,
  options: RunOptions,
  refused: readonly string[],
): Promise<RunReport> {
  try {
    return await measuredOrDisplaced(parts, record, options, refused);
  } catch (error) {
    if (!(error instanceof LabError) || error.code === 'STORE') throw error;
    const why = `${error.code}: ${error.message}`;
    const doesWait = await parts.store.wait(record.hash, { from: WAITING, why });
    return parts.report(doesWait ? 'refused' : 'cancelled', record.hash);
  }
}

async function measuredOrDisplaced(
  parts: WaitingParts,
  record: ExperimentRecord,
  options: RunOptions,
  refused: readonly string[],
): Promise<RunReport> {
  const { hash, experiment } = record;
  if (isCritical(experiment.priority) || !parts.mayWait(record)) return parts.measure(record, options);
  const displaced = new AbortController();
  const stopLooking = whenCriticalWaits(parts, [...refused, hash], () => displaced.abort());
  const signals = [displaced.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const ran = await parts.measure(record, { ...options, signal: AbortSignal.any(signals) }).finally(stopLooking);
  if (ran.ending !== 'stopped' || options.signal?.aborted === true) return ran;
  const doesWait = await parts.store.wait(hash, { from: ['running'] });
  return parts.report(doesWait ? 'displaced' : 'cancelled', hash);
}

/** Calls `displace` once, until what it answers is called. */
function whenCriticalWaits(parts: WaitingParts, without: readonly string[], displace: () => void): () => void {
  let hasStopped = false;
  const look = async (): Promise<void> => {
    // A store that fails fails the results as well, and tells it there.
    const isWaiting = await isCriticalWaiting(parts, without).catch(() => false);
    if (hasStopped) return;
    if (isWaiting) displace();
    else cancel = parts.clock.schedule(LOOK_MS, () => void look());
  };
  let cancel = parts.clock.schedule(LOOK_MS, () => void look());
  return () => {
    hasStopped = true;
    cancel();
  };
}

async function isCriticalWaiting({ store, mayMeasure }: WaitingParts, without: readonly string[]): Promise<boolean> {
  for (const record of await store.waiting({ limit: LOOKED_AT_MAX, without })) {
    if (!isCritical(record.experiment.priority)) return false;
    if (await mayMeasure(record)) return true;
  }
  return false;
}

function isCritical(priority: number): boolean {
  return urgencyOf(priority) === 'critical';
}
