import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import {
  AGENT_KINDS,
  type Baseline,
  type BatchHeader,
  COUNT_PLACES,
  DOWN_KEY,
  EvidenceLedger,
  LEVELS,
  Place,
  Shelf,
  VECTOR_LENGTH,
  Watch,
} from '../../src/index.ts';
import { checkLearned, mergedBaseline, signLearned } from '../../src/node/learned.ts';
import { Baselines } from '../../src/node/baselines.ts';
import { type Learned, Learner } from '../../src/node/learner.ts';
import { TENANT } from '../../src/simulation/fleet.ts';
import { keyOf } from '../keys.ts';
import { keyNamed, running } from './running.ts';

/** So many levels above the least that anybody may send. */
const flat = (level: number): Baseline => ({
  levels: new Uint8Array(COUNT_PLACES).fill(LEVELS - 10 + level),
  sizes: new Float64Array(COUNT_PLACES).fill(level + 1),
});
const [aggregator, local] = [keyOf('regional-1', 1), keyOf('edge-1', 2)];
const learned = { tenant: 'acme', cohort: 'claude', agents: 70, baseline: flat(4) };

function ledgerOf(): EvidenceLedger {
  const ledger = new EvidenceLedger(nodePrimitives);
  ledger.enrol({ identity: aggregator.identity, tier: 'regional', tenant: 'fleet', parent: 'hub-1' });
  ledger.enrol({ identity: local.identity, tier: 'local', tenant: 'acme', parent: 'regional-1' });
  return ledger;
}

const checked = (text: string) => checkLearned(text, ledgerOf(), nodePrimitives);

describe('what an aggregator has learned', () => {
  test('is read as it was signed', async () => {
    const text = await signLearned(learned, 7, aggregator, nodePrimitives);
    expect(await checked(text)).toEqual({ ...learned, node: 'regional-1', atMs: 7 });
  });

  test('is of an aggregator of that tenant’s nodes, and signed by it', async () => {
    const codes = [
      signLearned(learned, 7, local, nodePrimitives),
      signLearned({ ...learned, tenant: 'another' }, 7, aggregator, nodePrimitives),
      signLearned(learned, 7, keyOf('regional-1', 9), nodePrimitives),
      signLearned(learned, 7, keyOf('regional-9', 9), nodePrimitives),
    ].map(async (text) => codeOf(async () => checked(await text)));
    expect(await Promise.all(codes)).toEqual(['SOURCE', 'SOURCE', 'SIGNATURE', 'SOURCE']);
    expect(await codeOf(() => checked('something'))).toBe('FORM');
  });

  test('is of no account where less than half say something else', () => {
    const merged = mergedBaseline([flat(4), flat(9), flat(5), flat(0), flat(6)]);
    expect(merged).toEqual(flat(5));
    expect(mergedBaseline([flat(3)])).toEqual(flat(3));
  });
});

describe('what a hub issues', () => {
  const baselines = new Baselines({
    key: keyOf('hub-1', 5),
    primitives: nodePrimitives,
    deciders: { hubs: [keyOf('hub-1', 5).identity], threshold: 1 },
    nowMs: () => 1_000,
  });

  test('follows what is said last, and nothing that was said before', async () => {
    const by = { ...learned, node: 'regional-1' };
    expect(await baselines.take({ ...by, atMs: 7 })).toMatchObject({ tenant: 'acme', cohort: 'claude' });
    expect(await baselines.take({ ...by, atMs: 8, baseline: flat(5) })).toBeDefined();
    for (const atMs of [7, 8, 100_000]) expect(await codeOf(() => baselines.take({ ...by, atMs }))).toBe('REPLAY');
  });

  const issued = (tenant: string, cohort: string) =>
    baselines.take({ ...learned, tenant, cohort, node: 'regional-1', atMs: 9 });

  test('is 64 cohorts of one tenant at most, and there is room for others', async () => {
    for (let i = 0; i < 100; i++) await issued('crowd', `cohort-${i}`);
    expect(await issued('crowd', 'one-more')).toBeUndefined();
    expect(await issued('else', 'claude')).toBeDefined();
  });
});

const point = (agent: string, count: number) => ({
  agent,
  cohort: 'claude',
  vector: new Uint16Array(VECTOR_LENGTH).fill(count),
});
const points = (agents: number, name = 'agent') => Array.from({ length: agents }, (_, i) => point(`${name}-${i}`, 1));
const headerOf = (window: number, node = 'edge-1', tenant = 'acme') =>
  ({ tenant, node, beganMs: window * 10_000, windowMs: 10_000 }) as BatchHeader;

describe('a learner', () => {
  test('knows a cohort once enough agents were there for long enough, and then no more', () => {
    const learner = new Learner(200);
    for (let window = 1; window < 200; window++) expect(learner.take(headerOf(window), points(60))).toEqual([]);
    expect(learner.take(headerOf(200), points(60))).toMatchObject([{ tenant: 'acme', cohort: 'claude', agents: 60 }]);
    for (let window = 201; window <= 500; window++) expect(learner.take(headerOf(window), points(60))).toEqual([]);
  });

  test('counts a window once, however many nodes speak of it, and goes on where there were too few agents', () => {
    const learner = new Learner(200);
    for (let window = 1; window <= 200; window++) {
      expect(learner.take(headerOf(window), points(20))).toEqual([]);
      expect(learner.take(headerOf(window, 'edge-2'), points(20))).toEqual([]);
    }
    for (let window = 201; window < 400; window++) learner.take(headerOf(window), points(55));
    expect(learner.take(headerOf(400), points(55))).toMatchObject([{ agents: 75 }]);
  });

  test('learns of one node no more than one in twenty, and of one tenant no more than its own', () => {
    const learner = new Learner(200);
    const honest = Array.from({ length: 20 }, (_, i) => `edge-${i}`);
    for (let i = 0; i < 64; i++)
      learner.take(headerOf(1, 'liar', 'crowd'), [{ ...point('x', 1), cohort: `made-up-${i}` }]);
    let known: readonly Learned[] = [];
    for (let window = 1; window <= 200; window++) {
      const busy = points(2_000).map((one) => ({ ...one, vector: new Uint16Array(VECTOR_LENGTH).fill(60_000) }));
      known = [...known, ...learner.take(headerOf(window, 'liar'), busy)];
      for (const node of honest) known = [...known, ...learner.take(headerOf(window, node), points(100))];
    }
    expect(known).toMatchObject([{ tenant: 'acme', agents: 2_000 }]);
    expect(Math.max(...(known[0]?.baseline.levels ?? []))).toBeLessThan(LEVELS);
  });
});

describe('a fleet', () => {
  const shape = { locals: 6, regionals: 1, hubs: 1, agents: 40, threshold: 1 };

  test('learns what is usual of agents at many gates, and hands it down to where there are few', async () => {
    const { net, fleet, step } = await running(shape, { learnedWindows: 240 });
    const texts: string[] = [];
    await net.carrier.watch([DOWN_KEY, TENANT], (_, text) => texts.push(text));
    fleet.callRoll();
    for (let i = 0; i < 240; i++) await step();
    expect(texts).toHaveLength(AGENT_KINDS.length);
    const hubs = { hubs: [keyNamed('hub-0').identity], threshold: 1 };
    const shelf = new Shelf({ isOurs: (of) => of === TENANT, issuersOf: () => hubs, primitives: nodePrimitives });
    for (const text of texts) await shelf.take(text, fleet.nowMs);
    const watch = new Watch(1);
    for (const kind of AGENT_KINDS) {
      const [baseline] = shelf.of('baseline', TENANT, kind);
      expect(baseline?.levels[Place.DECISIONS]).toBeGreaterThan(10);
      watch.use(kind, baseline as Baseline);
    }
    expect([...watch.baselines.keys()]).toEqual(AGENT_KINDS);
  });
});
