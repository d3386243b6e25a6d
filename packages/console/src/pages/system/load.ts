/** What of the gate's metrics an operator looks at: how much it takes, and what it could not do. Pure. */
import type { AnswerOf } from '@capgate/client/web';

type Metrics = AnswerOf<'GET', '/v1/metrics'>['metrics'];

export interface Load {
  /** When it was read; milliseconds since 1970 UTC. */
  readonly atMs: number;
  readonly memoryBytes: number;
  /** Since the process began. */
  readonly processorSeconds: number;
  /** Of one core, since the reading before; undefined at the first, and after a restart. */
  readonly processorShare: number | undefined;
  /** Open now, by their door. */
  readonly connections: readonly (readonly [door: string, count: number])[];
  /** Since the start: calls and connections that found no room, and those of callers that made too many. */
  readonly shed: number;
  readonly rateLimited: number;
  /** Since the start: how often the log, or the store, did not take what it was given. */
  readonly failures: number;
  /** Since the start, by agent: hooks that were answered. */
  readonly hooks: ReadonlyMap<string, number>;
}

const MS_A_SECOND = 1_000;

export function loadAfter(before: Load | undefined, metrics: Metrics, atMs: number): Load {
  const processorSeconds = total(metrics, 'process_cpu_seconds_total');
  return {
    atMs,
    memoryBytes: total(metrics, 'process_resident_memory_bytes'),
    processorSeconds,
    processorShare: before && shareBetween(before, atMs, processorSeconds),
    connections: [...byLabel(metrics, 'tcp_connections', 'door')],
    shed: total(metrics, 'tcp_shed_total'),
    rateLimited: total(metrics, 'tcp_rate_limited_total'),
    failures: total(metrics, 'tcp_log_failures_total') + total(metrics, 'tcp_store_failures_total'),
    hooks: byLabel(metrics, 'tcp_hooks_total', 'agent'),
  };
}

function shareBetween({ atMs: beforeMs, processorSeconds: before }: Load, atMs: number, now: number) {
  return now < before || atMs <= beforeMs ? undefined : ((now - before) * MS_A_SECOND) / (atMs - beforeMs);
}

function samplesOf(metrics: Metrics, name: string): Metrics[number]['samples'] {
  return metrics.find((metric) => metric.name === name)?.samples ?? [];
}

function total(metrics: Metrics, name: string): number {
  return samplesOf(metrics, name).reduce((sum, { value }) => sum + value, 0);
}

/** Sums of the samples that have the same value of a label. */
function byLabel(metrics: Metrics, name: string, label: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { labels = {}, value } of samplesOf(metrics, name)) {
    const key = labels[label] ?? '';
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return sums;
}
