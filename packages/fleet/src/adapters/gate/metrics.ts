/** What is measured of a gate's part in the fleet. */
import type { Metric } from '@capgate/gate';
import type { Monitor } from '../../monitor/monitor.ts';
import type { Shown } from './operations.ts';

export interface Measured extends Shown {
  readonly monitor: Pick<Monitor, 'counts'>;
  readonly counts: { readonly agents: number; readonly windows: number; readonly unwatched: number };
}

export function fleetMetrics(run: Measured): readonly Metric[] {
  const { waiting, quarantines, wholeAgeMs, partition } = run.status();
  const { agents, windows, unwatched } = run.counts;
  const events = [...run.monitor.counts].map(([kind, value]) => ({ labels: { kind }, value }));
  return [
    { name: 'capgate_fleet_events_total', type: 'counter', help: 'What happened, by kind.', samples: events },
    counter('capgate_fleet_windows_total', 'Windows that were ended and signed.', windows),
    counter('capgate_fleet_unwatched_total', 'Acts of agents beyond those that there is room for.', unwatched),
    gauge('capgate_fleet_messages_waiting', 'Messages that nobody has taken yet.', waiting),
    gauge('capgate_fleet_agents_watched', 'Agents that are watched.', agents),
    gauge('capgate_fleet_agents_quarantined', 'Agents of the tenant in quarantine.', quarantines.length),
    gauge('capgate_fleet_nodes_silent', 'Of the aggregator and the hubs, those that take nothing.', partition.silent),
    gauge('capgate_fleet_heard_age_seconds', 'Since all that was sent was last taken.', (wholeAgeMs ?? 0) / 1_000),
  ];
}

function counter(name: string, help: string, value: number): Metric {
  return { name, type: 'counter', help, samples: [{ value }] };
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, type: 'gauge', help, samples: [{ value }] };
}
