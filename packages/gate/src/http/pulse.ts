/** What the gate counts, told once a second to those who watch: as much work at a thousand decisions a second as at none. */
import type { Gate } from '../gate.ts';
import { LATENCY_BOUNDS_SECONDS } from '../metrics/decision-counts.ts';

export const PULSE_MS = 1_000;

/** Counts are of the whole gate, as its metrics are, and since its start; what waits is the tenant's own. */
export function pulseOf({ counts, approvals, sessions, recorder, parts }: Gate, tenant: string): object {
  const { cumulative, count } = counts.latency();
  return {
    at: parts.clock.nowMs(),
    decisions: [...counts.counts()].filter(({ count: taken }) => taken > 0),
    latency: { boundsSeconds: LATENCY_BOUNDS_SECONDS, cumulative, count },
    approvalsPending: approvals.pending(tenant).length,
    sessions: sessions.count,
    logWorks: recorder.isWorking,
  };
}
