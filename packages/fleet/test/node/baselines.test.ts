import { nodePrimitives } from '@capgate/keys/node';
import { codeOf } from '@capgate/testing';
import { describe, expect, test } from 'vitest';
import {
  AGENT_KINDS,
  type Baseline,
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
import { Learner } from '../../src/node/learner.ts';
import { TENANT } from '../../src/simulation/fleet.ts';
import { keyOf } from '../keys.ts';
import { keyNamed, running } from './running.ts';

const flat = (level: number): Baseline => ({
  levels: new Uint8Array(COUNT_PLACES).fill(level),
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

describe('what an aggregator has learned', () => {
  const checked = (text: string) => checkLearned(text, ledgerOf(), nodePrimitives);

  test('is read as it was signed', async () => {
    const text = await signLearned(learned, aggregator, nodePrimitives);
    expect(await checked(text)).toEqual({ ...learned, node: 'regional-1' });
  });

  test('is of an aggregator of that tenant’s nodes, and signed by it', async () => {
    const codes = [
      signLearned(learned, local, nodePrimitives),
      signLearned({ ...learned, tenant: 'another' }, aggregator, nodePrimitives),
      signLearned(learned, keyOf('regional-1', 9), nodePrimitives),
      signLearned(learned, keyOf('regional-9', 9), nodePrimitives),
    ].map(async (text) => codeOf(async () => checked(await text)));
    expect(await Promise.all(codes)).toEqual(['SOURCE', 'SOURCE', 'SIGNATURE', 'SOURCE']);
    expect(await codeOf(() => checked('something'))).toBe('FORM');
  });

  test('is of no account where less than half say something else', () => {
    const merged = mergedBaseline([flat(4), flat(LEVELS), flat(5), flat(0), flat(6)]);
    expect(merged).toEqual(flat(5));
    expect(mergedBaseline([flat(3)])).toEqual(flat(3));
  });
});

describe('a learner', () => {
  const point = (agent: string, count: number) => ({
    agent,
    cohort: 'claude',
    vector: new Uint16Array(VECTOR_LENGTH).fill(count),
  });
  const points = (agents: number) => Array.from({ length: agents }, (_, i) => point(`agent-${i}`, 1));

  test('knows a cohort once enough agents were there for long enough, and then no more', () => {
    const learner = new Learner(200);
    for (let window = 1; window < 200; window++) expect(learner.take('acme', window, points(60))).toEqual([]);
    expect(learner.take('acme', 200, points(60))).toMatchObject([{ tenant: 'acme', cohort: 'claude', agents: 60 }]);
    for (let window = 201; window <= 500; window++) expect(learner.take('acme', window, points(60))).toEqual([]);
  });

  test('counts a window once, however many nodes speak of it, and goes on where there were too few agents', () => {
    const learner = new Learner(200);
    for (let window = 1; window <= 200; window++) {
      expect(learner.take('acme', window, points(20))).toEqual([]);
      expect(learner.take('acme', window, points(40).slice(20))).toEqual([]);
    }
    for (let window = 201; window < 400; window++) learner.take('acme', window, points(55));
    expect(learner.take('acme', 400, points(55))).toMatchObject([{ agents: 55 }]);
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
