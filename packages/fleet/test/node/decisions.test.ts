import { nodePrimitives } from '@capgate/keys/node';
import { describe, expect, test } from 'vitest';
import { Decisions } from '../../src/node/decisions.ts';
import type { FleetEvent } from '../../src/node/events.ts';
import type { Found } from '../../src/node/findings.ts';
import { keyOf } from '../keys.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 5, 1);
const key = keyOf('hub-1', 1);
const deciders = { hubs: [key.identity], threshold: 1 };

/** A hub that decides alone. */
function hub() {
  const clock = { nowMs: NOW };
  const events: FleetEvent[] = [];
  const decisions = new Decisions({
    key,
    primitives: nodePrimitives,
    deciders,
    nowMs: () => clock.nowMs,
    tellHubs: () => Promise.resolve(),
    publish: () => Promise.resolve(),
    onEvent: (event) => void events.push(event),
  });
  const kinds = (): readonly string[] => events.map(({ kind }) => kind);
  const restarted = async () => {
    const after = hub();
    after.clock.nowMs = clock.nowMs;
    for (const text of decisions.quarantines.texts()) await after.decisions.restore(text, deciders);
    return after;
  };
  const found = (agent: string, node: string) => decisions.found(findingOf(agent, node, clock.nowMs), 100);
  return { clock, decisions, kinds, restarted, found };
}

function findingOf(agent: string, node: string, nowMs: number): Found {
  const times = { fromMs: nowMs, untilMs: nowMs + 24 * HOUR_MS };
  const quarantine = { tenant: 'acme', agent, ...times, why: 'it has changed', batch: 'a'.repeat(64), index: 0 };
  return { tenant: 'acme', agent, node, finding: { place: 0, likelihood: 100, windows: 9 }, quarantine };
}

describe('how many a hub keeps apart without a person', () => {
  test('is three of one node and five of all in an hour', async () => {
    const { found, kinds, clock } = hub();
    for (const agent of [1, 2, 3, 4]) await found(`agent-${agent}`, 'local-1');
    for (const agent of [5, 6, 7]) await found(`agent-${agent}`, 'local-2');
    const both = ['quarantine', 'quarantine', 'held'];
    expect(kinds()).toEqual(['quarantine', ...both, ...both]);
    clock.nowMs += HOUR_MS;
    await found('agent-8', 'local-1');
    expect(kinds().at(-1)).toBe('quarantine');
  });

  test('is the same for one that was restarted in between', async () => {
    const before = hub();
    for (const agent of [1, 2, 3]) await before.found(`agent-${agent}@local-1`, 'local-1');
    await before.found('agent-4', 'local-2');
    const after = await before.restarted();
    for (const node of ['local-1', 'local-2', 'local-3']) await after.found(`agent-9@${node}`, node);
    expect(after.kinds()).toEqual(['held', 'quarantine', 'held']);
    after.clock.nowMs += HOUR_MS;
    await after.found('agent-8@local-1', 'local-1');
    expect(after.kinds().at(-1)).toBe('quarantine');
  });
});
