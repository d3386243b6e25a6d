import type { Canonical } from '@capgate/base';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DecisionFilter, type IndexedRecord, rebuild, RISKS, type Store, VERDICTS } from '../src/index.ts';
import { allPages, each, type Place, PLACES } from './harness.ts';
import { SERVER_TIMEOUT_MS } from './postgres-server.ts';
import { AGENTS, APPROVALS, DECISIONS, END_MS, HASHES, history, SESSIONS, TENANTS, TEXTS } from './histories.ts';
import { Model } from './model.ts';

const LOGS = ['a.example', 'b.example'] as const;
const NOW_MS = 1_200;

/** Everything that a store can be asked about these histories. */
async function answersOf(store: Store) {
  const ofTenant = async (tenant: string) => ({
    decisions: await allPages((page) => store.decisions({ tenant }, page)),
    agents: await allPages((page) => store.agents(tenant, page), 1),
    sessions: await allPages((page) => store.sessions({ tenant }, page), 1),
    policyVersions: await allPages((page) => store.policyVersions(tenant, page), 2),
    byAgent: await Promise.all(AGENTS.map((agent) => answersOfAgent(store, tenant, agent))),
    activePolicy: await store.activePolicy(tenant),
    policyActivations: await allPages((page) => store.policyActivations(tenant, page), 1),
    registries: await allPages((page) => store.registryVersions(tenant, page), 2),
    tokens: await allPages((page) => store.tokens(tenant, page), 1),
    kernelSessions: await allPages((page) => store.kernelSessions(tenant, page), 1),
    kernelDenials: await allPages((page) => store.kernelDenials({ tenant }, page), 2),
    byDecision: await Promise.all(
      DECISIONS.map(async (decision) => ({
        bindings: await store.kernelBindings(tenant, decision),
        denials: await allPages((page) => store.kernelDenials({ tenant, decision }, page), 1),
      })),
    ),
  });
  const { registries, standingApprovals } = await store.startState(NOW_MS);
  return {
    tenants: await allPages((page) => store.tenants(page), 1),
    approvals: await allPages((page) => store.approvals({}, page), 2),
    pauses: await store.pauses(NOW_MS),
    activeRegistries: registries,
    standingApprovals,
    byTenant: await Promise.all(TENANTS.map(ofTenant)),
  };
}

/** From before the first record, from the last hours of a day, and from a later day on. */
const SINCE_MS = [0, 1_100, 90_000_000] as const;
const STEP_COUNT = 7;

async function answersOfAgent(store: Store, tenant: string, agent: string) {
  return {
    agent: await store.agent(tenant, agent),
    behaviour: await Promise.all(
      SINCE_MS.map((sinceMs) => store.behaviour({ tenant, agent, fromMs: sinceMs, sinceMs })),
    ),
    timeline: await allPages((page) => store.timeline({ tenant, agent }, page), 7),
    notable: await allPages((page) => store.timeline({ tenant, agent, isNotable: true }, page), 6),
    held: await store.kernelSessionsOf({ tenant, agent }),
    approvalsLately: await allPages(
      (page) => store.timeline({ tenant, agent, parts: ['approval', 'session'], fromMs: 1_050, beforeMs: 1_300 }, page),
      3,
    ),
    bySession: await Promise.all(
      SESSIONS.map(async (session) => ({
        session: await store.session({ tenant, agent, session }),
        activity: await store.activity({ tenant, agent, session }, STEP_COUNT),
        timeline: await allPages((page) => store.timeline({ tenant, agent, session }, page), 5),
        held: await store.kernelSessionsOf({ tenant, agent, session }),
      })),
    ),
  };
}

function expectedOfAgent(model: Model, tenant: string, agent: string) {
  return {
    agent: model.agent(tenant, agent),
    behaviour: SINCE_MS.map((sinceMs) => model.behaviour({ tenant, agent, fromMs: sinceMs, sinceMs })),
    timeline: model.timeline({ tenant, agent }),
    notable: model.timeline({ tenant, agent, isNotable: true }),
    held: model.kernelSessionsOf({ tenant, agent }),
    approvalsLately: model.timeline({
      tenant,
      agent,
      parts: ['approval', 'session'],
      fromMs: 1_050,
      beforeMs: 1_300,
    }),
    bySession: SESSIONS.map((session) => ({
      session: model.session({ tenant, agent, session }),
      activity: model.activity({ tenant, agent, session }, STEP_COUNT),
      timeline: model.timeline({ tenant, agent, session }),
      held: model.kernelSessionsOf({ tenant, agent, session }),
    })),
  };
}

function expectedOf(model: Model) {
  const registries = TENANTS.flatMap((tenant) => model.registries(tenant));
  return {
    tenants: model.tenants(),
    approvals: model.approvals(),
    pauses: model.pauses(NOW_MS),
    activeRegistries: registries.filter(({ isActive }) => isActive),
    standingApprovals: model.approvals().filter(({ state, scope }) => state === 'allowed' && scope !== 'once'),
    byTenant: TENANTS.map((tenant) => ({
      decisions: model.decisions({ tenant }),
      agents: model.agents(tenant),
      sessions: model.sessions(tenant),
      policyVersions: model
        .policyVersions(tenant)
        .map(({ document: _document, log: _log, place: _place, ...summary }) => summary),
      byAgent: AGENTS.map((agent) => expectedOfAgent(model, tenant, agent)),
      activePolicy: model.activePolicy(tenant),
      policyActivations: model.policyActivations(tenant),
      registries: model.registries(tenant).map(({ bytes: _bytes, ...summary }) => summary),
      tokens: model.tokens(tenant),
      kernelSessions: model.kernelSessions(tenant),
      kernelDenials: model.kernelDenials(tenant),
      byDecision: DECISIONS.map((decision) => ({
        bindings: model.kernelBindings(tenant, decision),
        denials: model.kernelDenials(tenant, decision),
      })),
    })),
  };
}

/** Cuts `records` at these places, wherever they are in it. */
function cut(records: readonly IndexedRecord[], places: readonly number[]): IndexedRecord[][] {
  const ends = [...places.map((place) => place % (records.length + 1)), records.length].sort((a, b) => a - b);
  return ends.map((end, i) => records.slice(ends[i - 1] ?? 0, end));
}

const cuts = fc.array(fc.nat(200), { maxLength: 5 });
const time = fc.integer({ min: 1_000, max: END_MS });
const conditions = fc.record({
  agent: fc.constantFrom(...AGENTS),
  session: fc.constantFrom(...SESSIONS),
  verdict: fc.constantFrom(...VERDICTS),
  judged: fc.constantFrom(...VERDICTS),
  riskAtLeast: fc.constantFrom(...RISKS),
  actionKind: fc.constantFrom('command', 'file'),
  text: fc.constantFrom(...TEXTS),
  rule: fc.constant('r-1'),
  approval: fc.constantFrom(...APPROVALS),
  fromMs: time,
  beforeMs: time,
});
const CONDITIONS = [
  'agent',
  'session',
  'verdict',
  'judged',
  'riskAtLeast',
  'actionKind',
  'text',
  'rule',
  'approval',
  'fromMs',
  'beforeMs',
] as const;
/** Few conditions at a time: many together let nothing through, and an empty page proves little. */
const filter = fc
  .tuple(fc.constantFrom(...TENANTS), conditions, fc.subarray([...CONDITIONS], { maxLength: 2 }))
  .map(
    ([tenant, of, names]): DecisionFilter => ({ tenant, ...Object.fromEntries(names.map((name) => [name, of[name]])) }),
  );

const anything = fc.oneof(
  fc.jsonValue({ stringUnit: 'binary', depthSize: 'small' }),
  fc.string({ unit: fc.constantFrom('\0', '\ud800', '\udc00', '\n', '\u0085', "'", '\\', '{', 'é'), minLength: 1 }),
  fc.constantFrom(2 ** 53, -1, 1e308, 'x'.repeat(300), 'x'.repeat(70_000), {}, [], null),
);
/** Which field of a body becomes what. */
const hostileField = fc.tuple(fc.nat(20), anything);

function withField(record: IndexedRecord, change: readonly [number, unknown] | undefined): IndexedRecord {
  const names = Object.keys(record.body);
  if (change === undefined || names.length === 0) return record;
  const [place, value] = change;
  return { ...record, body: { ...record.body, [names[place % names.length] ?? '']: value as Canonical } };
}

describe.each(Object.entries(PLACES))('random histories on %s', (_, begin) => {
  let place: Place;
  let store: Store;

  beforeAll(async () => {
    place = await begin();
    store = await place.open();
    // The order in which logs are met is that of the model.
    for (const log of LOGS) await store.clear(log);
  }, SERVER_TIMEOUT_MS);
  afterAll(async () => {
    await store.close();
    await place.end();
  }, SERVER_TIMEOUT_MS);

  const applied = async (histories: ReadonlyMap<string, readonly IndexedRecord[]>, places: readonly number[]) => {
    for (const [log, records] of histories) {
      await store.clear(log);
      for (const batch of cut(records, places)) await store.apply(log, batch);
    }
  };

  test('are answered as the slow model answers them, whatever the batches', async () => {
    const property = fc.asyncProperty(history, history, cuts, async (a, b, places) => {
      const histories = new Map([
        [LOGS[0], a],
        [LOGS[1], b],
      ]);
      await applied(histories, places);
      expect(await answersOf(store)).toEqual(expectedOf(new Model(histories)));
    });
    await fc.assert(property, { numRuns: 40 });
  });

  test('have the decisions that each filter lets through', async () => {
    let found = 0;
    const property = fc.asyncProperty(
      history,
      fc.array(filter, { minLength: 5, maxLength: 20 }),
      async (a, filters) => {
        const histories = new Map([
          [LOGS[0], a],
          [LOGS[1], []],
        ]);
        await applied(histories, []);
        const model = new Model(histories);
        for (const fields of filters) {
          const expected = model.decisions(fields);
          found += expected.length;
          expect(await allPages((page) => store.decisions(fields, page), 4)).toEqual(expected);
        }
      },
    );
    await fc.assert(property, { numRuns: 25 });
    expect(found).toBeGreaterThan(200);
  });

  test('are the same after a rebuild', async () => {
    const property = fc.asyncProperty(history, history, cuts, async (a, b, places) => {
      await applied(
        new Map([
          [LOGS[0], a],
          [LOGS[1], b],
        ]),
        places,
      );
      const before = await answersOf(store);
      await rebuild(store, LOGS[0], each(a));
      expect(await answersOf(store)).toEqual(before);
      expect(await store.position(LOGS[0])).toBe(a.length === 0 ? undefined : a.length - 1);
    });
    await fc.assert(property, { numRuns: 25 });
  });

  test('with anything at all in their bodies are applied or noted, and never refused', async () => {
    let [noted, read] = [0, 0];
    const property = fc.asyncProperty(history, fc.array(hostileField, { maxLength: 40 }), async (a, fields) => {
      const records = a.map((record, i) => withField(record, fields[i]));
      await applied(
        new Map([
          [LOGS[0], records],
          [LOGS[1], []],
        ]),
        [],
      );
      expect(await store.position(LOGS[0])).toBe(a.length === 0 ? undefined : a.length - 1);
      const unread = await allPages((page) => store.unread(LOGS[0], page), 1_000);
      noted += unread.length;
      read += a.length - unread.length;
      await answersOf(store);
    });
    await fc.assert(property, { numRuns: 40 });
    expect(noted).toBeGreaterThan(50);
    expect(read).toBeGreaterThan(50);
  });

  test('find one token by its hash, a revoked one before others', async () => {
    const property = fc.asyncProperty(history, async (a) => {
      await applied(
        new Map([
          [LOGS[0], a],
          [LOGS[1], []],
        ]),
        [],
      );
      const model = new Model(new Map([[LOGS[0], a]]));
      const tokens = TENANTS.flatMap((tenant) => model.tokens(tenant));
      for (const hash of HASHES) {
        const found = await store.tokenByHash(hash);
        const known = tokens.filter((token) => token.hash === hash);
        expect(known.length === 0 ? [undefined] : known).toContainEqual(found);
        expect(found?.revokedAt === undefined).toBe(known.every(({ revokedAt }) => revokedAt === undefined));
      }
    });
    await fc.assert(property, { numRuns: 25 });
  });
});
