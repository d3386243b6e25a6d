import { describe, expect, test } from 'vitest';
import { type Alert, type FleetEvent, Monitor } from '../../src/index.ts';

const refused = (node: string): FleetEvent => ({ kind: 'refused', node, code: 'SIGNATURE', why: 'met none' });
const FINDING: FleetEvent = {
  kind: 'finding',
  tenant: 'acme',
  agent: 'claude@edge-1',
  node: 'edge-1',
  finding: { place: 0, likelihood: 23.1, windows: 4 },
};

function watching() {
  let nowMs = 1_000;
  const alerts: Alert[] = [];
  const monitor = new Monitor({ nowMs: () => nowMs, onAlert: (alert) => alerts.push(alert) });
  return { monitor, alerts, pass: (ms: number) => (nowMs += ms) };
}

describe('a monitor', () => {
  test('says what happened in words, and nothing of what is as it should be', () => {
    const { monitor, alerts } = watching();
    monitor.take({ kind: 'taken', node: 'edge-1', evidence: 'a' });
    monitor.take({ kind: 'opened', node: 'regional-1', evidence: 'a', of: 'edge-1', batch: 'b' });
    monitor.take(FINDING);
    expect(alerts).toEqual([
      {
        kind: 'finding',
        severity: 'warning',
        about: 'claude@edge-1',
        text: '"claude@edge-1" at edge-1 does more of "decisions" for 4 windows, 10^10 times likelier than without a change',
        atMs: 1_000,
        count: 1,
      },
    ]);
    expect([...monitor.counts]).toEqual([
      ['taken', 1],
      ['opened', 1],
      ['finding', 1],
    ]);
  });

  test('tells what comes again and again once a minute, with how often', () => {
    const { monitor, alerts, pass } = watching();
    for (let i = 0; i < 500; i++) monitor.take(refused('edge-1'));
    monitor.take(refused('edge-2'));
    expect(alerts.map(({ about, count }) => [about, count])).toEqual([
      ['edge-1', 1],
      ['edge-2', 1],
    ]);
    pass(60_000);
    monitor.take(refused('edge-1'));
    expect(alerts.at(-1)).toMatchObject({ about: 'edge-1', count: 500 });
    expect(monitor.recent(1)).toEqual(alerts.slice(-1));
  });

  test('is not drowned by who sends in a thousand names', () => {
    const { monitor, alerts } = watching();
    for (let i = 0; i < 100_000; i++) monitor.take(refused(`made-up-${i}`));
    monitor.take(FINDING);
    expect(alerts).toHaveLength(101);
    expect(alerts.at(-1)?.kind).toBe('finding');
    expect(monitor.counts.get('refused')).toBe(100_000);
  });

  test.each<[FleetEvent, string, string]>([
    [
      { kind: 'partition', state: 'partial', silent: ['a', 'b', 'c', 'd', 'e', 'f'] },
      'warning',
      'nothing is heard of a, b, c, d, e and 1 more',
    ],
    [{ kind: 'partition', state: 'whole', silent: [] }, 'info', 'all nodes are heard of again'],
    [{ kind: 'stale', what: 'the policy', ageMs: 61_000 }, 'warning', 'what is known of the policy is 61 s old'],
    [{ kind: 'gap', node: 'edge-1', from: 3, to: 4 }, 'warning', 'batches 3 to 4 of edge-1 are lost'],
    [
      { kind: 'reputation', node: 'regional-1', score: 0.71, isWatched: true },
      'warning',
      'regional-1 is watched by another aggregator from now on: its reputation is 0.71',
    ],
    [
      { kind: 'broken-proof', node: 'regional-1', evidence: 'a', why: 'expected other sums' },
      'critical',
      'expected other sums',
    ],
    [
      {
        kind: 'quarantine',
        subject: 'a',
        identities: [],
        signers: ['hub-1'],
        value: { tenant: 't', agent: 'x', fromMs: 0, untilMs: 86_400_000, why: 'more', batch: 'b', index: 0 },
      },
      'critical',
      '"x" is kept apart until 1970-01-02T00:00:00.000Z: more',
    ],
  ])('of %j is %s', (event, severity, text) => {
    const { monitor, alerts } = watching();
    monitor.take(event);
    expect(alerts).toMatchObject([{ severity, text }]);
  });
});
