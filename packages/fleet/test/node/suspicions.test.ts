/** What becomes of findings: at the node that watches the agent, as its word, and at a hub whose people are to decide. */
import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import {
  ceilingsOf,
  decodeProven,
  EvidenceLedger,
  openBatch,
  Place,
  SimulatedAgents,
  VECTOR_LENGTH,
  Watch,
} from '../../src/index.ts';
import { foundIn } from '../../src/node/findings.ts';
import { LocalNode } from '../../src/node/local.ts';
import { checkSuspicion, signSuspicion } from '../../src/node/suspicion-text.ts';
import { type SuspicionEnd, Suspicions } from '../../src/node/suspicions.ts';
import { simulatedBaseline } from '../../src/simulation/world.ts';
import { TENANT } from '../../src/simulation/fleet.ts';
import { keyOf } from '../keys.ts';
import { AGENTS, atWork, CALM, KIND, THRESHOLD } from './busy.ts';
import { keyNamed, running } from './running.ts';

const WINDOW_MS = 10_000;
const baseline = simulatedBaseline(0, 60, 400, 5);

/** A watched agent that does so much in each window until it is found, and so much in each from then on; for which it was. */
function endsOf(
  before: number,
  after: number,
): { readonly place: number | undefined; readonly ends: readonly SuspicionEnd[] } {
  const [watch, agents] = [new Watch(100), new SimulatedAgents(AGENTS, 0, 1)];
  watch.use(KIND, baseline);
  const ends: SuspicionEnd[] = [];
  let pace = before;
  let place: number | undefined;
  for (let window = 0; window < 100 && ends.length < 2; window++) {
    atWork(watch, agents, window);
    for (let i = 0; i < pace; i++) watch.observe('busy', KIND, CALM);
    const points = watch.close(window * WINDOW_MS, THRESHOLD);
    const found = points.find(({ agent, finding }) => agent === 'busy' && finding !== undefined);
    place ??= found?.finding?.place;
    if (found !== undefined) pace = after;
    for (const { agent, end } of watch.ended) {
      expect(agent).toBe('busy');
      ends.push(end);
    }
  }
  return { place, ends };
}

test('a finding of another kind begins another test in the place of the one before', () => {
  const suspicions = new Suspicions();
  const ceilings = ceilingsOf(baseline, 1);
  const busy = new Uint16Array(VECTOR_LENGTH);
  busy[Place.DENIED] = 20;
  suspicions.begin(0, Place.DECISIONS);
  suspicions.begin(0, Place.DENIED);
  const ends = Array.from({ length: 10 }, () => suspicions.take(0, busy, ceilings)).filter((end) => end !== undefined);
  expect(ends).toMatchObject([{ place: Place.DENIED, decision: 'confirmed' }]);
});

describe('a finding', () => {
  test('is confirmed by the next windows of an agent that goes on with it, as often as it is found', () => {
    const { place, ends } = endsOf(12, 12);
    const [first, second] = ends;
    expect(first).toMatchObject({ place, decision: 'confirmed' });
    expect(first?.windows).toBeLessThan(10);
    expect(second).toMatchObject({ decision: 'confirmed' });
  });

  test('is dismissed, once, by those of an agent that is as before', () => {
    const { place, ends } = endsOf(12, 0);
    expect(ends).toMatchObject([{ place, decision: 'dismissed' }]);
    expect(ends[0]?.windows).toBeLessThan(30);
  });

  test('that is confirmed in a window that could not be signed is told with the next one', async () => {
    let isFull = false;
    const node = new LocalNode({
      tenant: TENANT,
      key: keyOf('local-1', 1),
      primitives: nodePrimitives,
      agentsMax: 100,
      windowMs: WINDOW_MS,
      threshold: THRESHOLD,
      onSealed: () => (isFull ? Promise.reject(new Error('no room')) : Promise.resolve()),
    });
    node.watch.use(KIND, baseline);
    const windows: { readonly isFull: boolean; readonly ended: number }[] = [];
    for (let window = 0; window < 30 && windows.every(({ ended }) => ended === 0); window++) {
      for (let i = 0; i < 12; i++) node.watch.observe('busy', KIND, CALM);
      const closed = await node.close(window * WINDOW_MS).catch(() => undefined);
      windows.push({ isFull, ended: closed?.ended.length ?? 0 });
      // All windows in which something is confirmed are lost, but for the last.
      isFull = window < 20;
    }
    // Each of what came of several findings.
    expect(windows.at(-1)).toMatchObject({ isFull: false });
    expect(windows.at(-1)?.ended).toBeGreaterThan(1);
  });
});

describe('a node’s word on it', () => {
  const local = { identity: keyOf('local-1', 1).identity, tier: 'local', tenant: 'acme', parent: 'r' } as const;
  const ledger = new EvidenceLedger(nodePrimitives);
  ledger.enrol(local);
  ledger.enrol({ ...local, identity: keyOf('region-1', 2).identity, tier: 'regional', tenant: 'fleet' });
  const end = { place: 3, decision: 'dismissed', windows: 7 } as const;
  const suspected = { tenant: 'acme', agent: 'a@local-1', atMs: 5, end };
  const said = (by: string, seed: number, more: Partial<typeof suspected> = {}): Promise<string> =>
    signSuspicion({ ...suspected, ...more }, keyOf(by, seed), nodePrimitives);
  const check = (text: string) => checkSuspicion(text, ledger, nodePrimitives);

  test('is of an agent of its own, and by its key', async () => {
    expect(await check(await said('local-1', 1))).toEqual({ ...suspected, node: 'local-1' });
    expect(await codeOf(async () => check(await said('local-1', 9)))).toBe('SIGNATURE');
    expect(await codeOf(async () => check(await said('local-2', 1)))).toBe('SOURCE');
    expect(await codeOf(async () => check(await said('region-1', 2)))).toBe('SOURCE');
    expect(await codeOf(async () => check(await said('local-1', 1, { agent: 'a@local-2' })))).toBe('SOURCE');
    expect(await codeOf(async () => check(await said('local-1', 1, { tenant: 'other' })))).toBe('SOURCE');
    expect(await codeOf(async () => check((await said('local-1', 1)).replace('dismissed', 'forgiven')))).toBe('FORM');
    expect(await codeOf(() => check('gossip'))).toBe('FORM');
  });
});

describe('an agent that is held', () => {
  test('has what its next windows say of it beside it, for whoever is to decide', async () => {
    const { fleet, events, step } = await running();
    for (let row = 0; row < 20; row++) fleet.turn(3, row, { attack: 'exfiltration', pace: 4 });
    const confirmed = () =>
      fleet.hubs[0]?.node.decisions.held.filter(({ end }) => end?.decision === 'confirmed').length ?? 0;
    for (let i = 0; i < 40 && confirmed() === 0; i++) await step();
    expect(confirmed()).toBeGreaterThan(0);
    const told = events.filter((event) => event.kind === 'suspicion');
    expect(told.every(({ end: { decision } }) => decision === 'confirmed')).toBe(true);
    // Of nobody whom no person has to decide on do hubs say anything.
    const { decisions } = fleet.hubs[0]?.node ?? {};
    const end = { place: 0, decision: 'dismissed', windows: 1 } as const;
    const of = { tenant: TENANT, agent: 'nobody', node: 'local-3', atMs: fleet.nowMs, end };
    expect(decisions?.suspected(of)).toBe(false);
    // Nor of what another node says, or of another kind of count, or of before.
    const [held] = decisions?.held ?? [];
    const [agent, place] = [held?.quarantine.agent ?? '', held?.place ?? 0];
    const own = { ...of, agent, end: { ...end, place } };
    for (const other of [{ node: 'local-4' }, { end: { ...end, place: place + 1 } }, { atMs: 0 }])
      expect(decisions?.suspected({ ...own, ...other })).toBe(false);
    expect(decisions?.suspected(own)).toBe(true);
  });
});

describe('a finding that comes late', () => {
  test('has to be as much surer as what it is about may have changed since', async () => {
    const { fleet, net, step } = await running();
    const bodies: Uint8Array[] = [];
    net.onSend = (_, message) => {
      if (message.kind === 'finding') bodies.push(message.body);
      return message;
    };
    fleet.turn(3, 7, { attack: 'exfiltration', pace: 4 });
    for (let i = 0; i < 30 && bodies.length === 0; i++) await step();
    const ledger = new EvidenceLedger(nodePrimitives);
    ledger.enrol({ ...keyNamed('local-3'), tier: 'local', tenant: TENANT, parent: 'regional-3' });
    const parts = {
      key: keyNamed('hub-0'),
      primitives: nodePrimitives,
      ledger,
      deciders: { hubs: [keyNamed('hub-0').identity], threshold: 1 },
      draw: () => 0.5,
      quarantineMs: 1e6,
    };
    const proven = decodeProven(bodies[0] as Uint8Array);
    const { beganMs, windowMs } = openBatch(proven.statement).header;
    const endMs = beganMs + windowMs;
    const { finding } = await foundIn(proven, endMs, { ...parts, threshold: 1 });
    const threshold = finding.likelihood - 1;
    await expect(foundIn(proven, endMs, { ...parts, threshold })).resolves.toMatchObject({ finding });
    expect(await codeOf(() => foundIn(proven, endMs + 600_000, { ...parts, threshold }))).toBe('VALUE');
  });
});
