/** What a gate tells Prometheus. */
import { currentKey, type KeyChain } from '@capgate/keys';
import { APPROVAL_STATES } from '../approvals/approval.ts';
import { QUEUE_BOUNDS } from '../approvals/queue.ts';
import type { Gate } from '../gate.ts';
import { LATENCY_BOUNDS_SECONDS } from './decision-counts.ts';
import type { Metric, Sample } from './exposition.ts';
import type { FailureCounts } from './failure-counts.ts';
import type { LogStatus } from '../recorder/recorder.ts';
import type { HttpCounts } from './http-counts.ts';
import { RELOAD_RESULTS, type ReloadCounts } from './reload-counts.ts';
import { DOORS, type ShedCounts } from './shed-counts.ts';

export interface ChipUse {
  readonly card: string;
  readonly chip: string;
  /** From 0 to 1. */
  readonly utilization: number;
}

export interface KeyPool {
  readonly keyType: string;
  readonly remaining: number;
}

export interface MetricParts {
  readonly gate: Gate;
  readonly chain: KeyChain;
  /** Names this gate. */
  readonly site: string;
  readonly failures: FailureCounts;
  readonly http: HttpCounts;
  readonly sheds: ShedCounts;
  readonly reloads: ReloadCounts;
  /** Of traces. */
  readonly spans: { readonly sent: number; readonly dropped: number };
  /** Connections that are open now, by the door that they came in at. */
  readonly connections: Readonly<Record<string, number>>;
  readonly rateLimitedCount: number;
  readonly pageSessionCount: number;
  /** Cards that evaluate descriptors. */
  readonly hardware: readonly ChipUse[];
  /** Pools of prepared post-quantum keys. */
  readonly keyPools: readonly KeyPool[];
}

const MS_A_SECOND = 1_000;
const MICROSECONDS_A_SECOND = 1e6;

/** `log` is undefined while the log does not work. */
export function gateMetrics(parts: MetricParts, log: LogStatus | undefined): readonly Metric[] {
  return [
    ...decisionMetrics(parts),
    ...machineMetrics(parts),
    ...recordMetrics(parts, log),
    ...peopleMetrics(parts),
    ...doorMetrics(parts),
    ...configMetrics(parts),
    ...traceMetrics(parts),
    ...processMetrics(parts),
  ];
}

function decisionMetrics({ gate, site }: MetricParts): readonly Metric[] {
  return [
    {
      name: 'tcp_decisions_total',
      type: 'counter',
      help: 'Decisions since the start, by what was answered and the risk of the action.',
      samples: [...gate.counts.counts()].map(({ verdict, risk, count }) => ({
        labels: { site, result: verdict, risk_level: risk },
        value: count,
      })),
    },
    {
      name: 'tcp_decision_latency_seconds',
      type: 'histogram',
      help: 'How long decisions took inside the gate.',
      samples: latencySamples(gate),
    },
  ];
}

function latencySamples(gate: Gate): Sample[] {
  const { cumulative, sumSeconds, count } = gate.counts.latency();
  const buckets = cumulative.map((value, i) => bucket(String(LATENCY_BOUNDS_SECONDS[i]), value));
  return [...buckets, bucket('+Inf', count), { suffix: '_sum', value: sumSeconds }, { suffix: '_count', value: count }];
}

function bucket(le: string, value: number): Sample {
  return { suffix: '_bucket', labels: { le }, value };
}

function machineMetrics({ site, hardware, keyPools }: MetricParts): readonly Metric[] {
  return [
    {
      name: 'tcp_hardware_utilization',
      type: 'gauge',
      help: 'How busy each chip is that evaluates descriptors, from 0 to 1. None without such a card.',
      samples: hardware.map(({ card, chip, utilization }) => ({
        labels: { card_id: card, chip_id: chip },
        value: utilization,
      })),
    },
    {
      name: 'tcp_quantum_keys_remaining',
      type: 'gauge',
      help: 'Post-quantum keys that are prepared and not used yet. None without such a pool.',
      samples: keyPools.map(({ keyType, remaining }) => ({
        labels: { site, key_type: keyType },
        value: remaining,
      })),
    },
  ];
}

function recordMetrics({ gate, chain, failures }: MetricParts, log: LogStatus | undefined): readonly Metric[] {
  const nowMs = gate.parts.clock.nowMs();
  return [
    gauge('tcp_log_works', 'Whether the log takes records now.', Number(log !== undefined)),
    gauge('tcp_log_entries', 'Entries of the log.', log?.size),
    gauge('tcp_log_unsealed_entries', 'Entries that no signed checkpoint covers yet.', log && unsealedCount(log)),
    gauge(
      'tcp_log_checkpoint_age_seconds',
      'Since the last checkpoint of this run was signed, or it began, while entries wait for the next; 0 while none do.',
      log && checkpointAgeSeconds(log, nowMs),
    ),
    counter('tcp_log_failures_total', 'How often the log failed.', failures.of('log')),
    gauge('tcp_store_lag_records', 'Records that the store does not have yet.', log?.storeLag),
    counter('tcp_store_failures_total', 'How often the store failed to take records.', failures.of('store')),
    gauge(
      'tcp_signing_key_age_seconds',
      'Age of the key that signs the log.',
      (nowMs - currentKey(chain).createdMs) / MS_A_SECOND,
    ),
  ];
}

function unsealedCount({ size, checkpoint }: LogStatus): number {
  return Math.max(0, size - (checkpoint?.size ?? 0));
}

function checkpointAgeSeconds(log: LogStatus, nowMs: number): number {
  if (unsealedCount(log) === 0) return 0;
  return Math.max(0, nowMs - (log.checkpoint?.at ?? performance.timeOrigin)) / MS_A_SECOND;
}

function peopleMetrics({ gate, pageSessionCount }: MetricParts): readonly Metric[] {
  const { approvals } = gate;
  return [
    gauge('tcp_approvals_pending', 'Approvals that wait for a person.', approvals.queue.count),
    {
      name: 'tcp_approvals_refused_total',
      type: 'counter',
      help: 'Actions that were denied because too many waited already: of their session, their caller, or of all.',
      samples: QUEUE_BOUNDS.map((bound) => ({ labels: { bound }, value: approvals.queue.refusedCounts[bound] })),
    },
    {
      name: 'tcp_approvals_settled_total',
      type: 'counter',
      help: 'Approvals that a person answered, or that nobody answered in time.',
      samples: APPROVAL_STATES.filter((state) => state !== 'pending').map((state) => ({
        labels: { state },
        value: approvals.settledCounts[state],
      })),
    },
    gauge('tcp_sessions', 'Sessions of agents that the gate knows.', gate.sessions.count),
    gauge('tcp_page_sessions', 'People who are signed in to the page.', pageSessionCount),
    gauge('tcp_event_watchers', 'Who is told what happens.', gate.events.watcherCount),
  ];
}

function doorMetrics({ http, sheds, connections, rateLimitedCount }: MetricParts): readonly Metric[] {
  return [
    {
      name: 'tcp_connections',
      type: 'gauge',
      help: 'Connections that are open.',
      samples: Object.entries(connections).map(([door, value]) => ({ labels: { door }, value })),
    },
    {
      name: 'tcp_http_requests_total',
      type: 'counter',
      help: 'Calls by HTTP that were answered, and those by the socket that are none of deciding.',
      samples: [...http.samples()],
    },
    {
      name: 'tcp_shed_total',
      type: 'counter',
      help: 'Calls and connections that were turned away because there was too much at once, by the door they came to.',
      samples: DOORS.map((door) => ({ labels: { door }, value: sheds.of(door) })),
    },
    counter(
      'tcp_rate_limited_total',
      'Calls that were turned away because their caller made too many.',
      rateLimitedCount,
    ),
  ];
}

function configMetrics({ reloads }: MetricParts): readonly Metric[] {
  return [
    {
      name: 'tcp_config_reloads_total',
      type: 'counter',
      help: 'How often the configuration was read anew, by what came of it.',
      samples: RELOAD_RESULTS.map((result) => ({ labels: { result }, value: reloads.of(result) })),
    },
    gauge(
      'tcp_config_last_reload_taken',
      'Whether the configuration could be used the last time it was read; where not, the one before is in force.',
      Number(reloads.isLastTaken),
    ),
  ];
}

function traceMetrics({ spans }: MetricParts): readonly Metric[] {
  return [
    counter('tcp_trace_spans_sent_total', 'Spans of traces that their receiver took.', spans.sent),
    counter(
      'tcp_trace_spans_dropped_total',
      'Spans that are lost: too many waited, or their receiver did not take them.',
      spans.dropped,
    ),
  ];
}

function processMetrics({ gate, site }: MetricParts): readonly Metric[] {
  const { version } = gate.parts;
  const { user, system } = process.cpuUsage();
  return [
    {
      name: 'tcp_build_info',
      type: 'gauge',
      help: 'Which gate this is; always 1.',
      samples: [{ labels: { site, version, instance_id: gate.instance }, value: 1 }],
    },
    gauge('process_resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
    counter('process_cpu_seconds_total', 'Processor time of the process.', (user + system) / MICROSECONDS_A_SECOND),
    gauge('process_start_time_seconds', 'When the process began, since 1970.', performance.timeOrigin / MS_A_SECOND),
  ];
}

function gauge(name: string, help: string, value: number | undefined): Metric {
  return { name, type: 'gauge', help, samples: only(value) };
}

function counter(name: string, help: string, value: number | undefined): Metric {
  return { name, type: 'counter', help, samples: only(value) };
}

/** No sample where the value is not known. */
function only(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ value }];
}
