import { canonicalText, utf8 } from '@capgate/base';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApprovalRequested, type DecisionFilter, type IndexedRecord, rebuild, type Store } from '../src/index.ts';
import { MIGRATIONS } from '../src/migrations/index.ts';
import { allPages, decision, each, entryFields, idOf, type Place, PLACES, rawRecord, record } from './harness.ts';
import { SERVER_TIMEOUT_MS } from './postgres-server.ts';

const LOG = 'log.example';

const request = (fields: Partial<Pick<ApprovalRequested, 'approval' | 'needed' | 'ancestry'>> = {}) => ({
  approval: 'ap-1',
  tenant: 'acme',
  agent: 'coder',
  session: 's-1',
  action: { kind: 'fetch', method: 'POST', url: 'https://example.com/' },
  cwd: '/work',
  actionHash: 'cd'.repeat(32),
  risk: 'HIGH' as const,
  summary: 'sends a file',
  rule: 'ask-sends',
  needed: 1 as const,
  expiresAt: 99_000,
  ...fields,
});

const answer = (by: string, fields: object = {}) => ({
  approval: 'ap-1',
  answer: 'allow' as const,
  scope: 'once' as const,
  by,
  via: 'terminal' as const,
  ...fields,
});

const versionBody = (n: number, parent: number | null) => ({
  tenant: 'acme',
  version: n,
  parent,
  author: 'eve',
  reason: 'because',
  document: { rules: [{ name: 'r', text: 'NUL \0 here' }] },
  merged: n === 2,
});

const activationBody = (n: number, previous: number | null) => ({
  tenant: 'acme',
  version: n,
  previous,
  by: 'bob',
  reason: 'now',
  overrideBy: ['mia'],
});

const token = (tokenId: string, hash: string) => ({
  tokenId,
  tenant: 'acme',
  name: 'ci',
  subject: 'service' as const,
  scopes: ['decide'],
  hash: hash.repeat(32),
  expiresAt: 5_000,
});

const indicesOf = async (store: Store, filter: Partial<DecisionFilter>) => {
  const items = await allPages((page) => store.decisions({ tenant: 'acme', ...filter }, page), 2);
  return items.map(({ index }) => index);
};

const descriptor = (hash: string, flags: string) => `544350020002${hash}${flags}${'0'.repeat(20)}`;

describe.each(Object.entries(PLACES))('a store on %s', (placeName, begin) => {
  let place: Place;
  let store: Store;

  beforeAll(async () => {
    place = await begin();
    store = await place.open();
  }, SERVER_TIMEOUT_MS);
  beforeEach(async () => {
    for (const log of [LOG, 'other.example']) await store.clear(log);
  });
  afterAll(async () => {
    await store.close();
    await place.end();
  }, SERVER_TIMEOUT_MS);

  describe('positions', () => {
    test('an unknown log has none', async () => {
      expect(await store.position('never.seen')).toBeUndefined();
    });

    test('is the last record applied, also of kinds that the store does not know', async () => {
      await store.apply(LOG, [record(0, 'decision', decision()), rawRecord(1, 'fleet.window', { any: 1 })]);
      expect(await store.position(LOG)).toBe(1);
    });

    test('records that were applied before are passed over', async () => {
      const records = [0, 1, 2].map((i) => record(i, 'decision', decision()));
      await store.apply(LOG, records.slice(0, 2));
      await store.apply(LOG, records);
      await store.apply(LOG, records);
      const [agent] = (await store.agents('acme', { limit: 5 })).items;
      expect(agent?.counts).toEqual({ allow: 3, ask: 0, deny: 0 });
    });

    test('a gap is refused, and nothing of the batch applied', async () => {
      await store.apply(LOG, [record(0, 'decision', decision())]);
      await expect(store.apply(LOG, [record(2, 'decision', decision())])).rejects.toMatchObject({ code: 'GAP' });
      const holed = [record(1, 'decision', decision()), record(3, 'decision', decision())];
      await expect(store.apply(LOG, holed)).rejects.toMatchObject({ code: 'GAP' });
      expect(await store.position(LOG)).toBe(0);
    });

    test('logs have positions of their own', async () => {
      await store.apply(LOG, [record(0, 'decision', decision()), record(1, 'decision', decision())]);
      await store.apply('other.example', [record(0, 'decision', decision())]);
      expect(await store.position('other.example')).toBe(0);
      const [agent] = (await store.agents('acme', { limit: 5 })).items;
      expect(agent?.counts.allow).toBe(3);
    });

    test.each([
      ['an index that is none', { index: -1 }],
      ['an id that is none', { id: 'x' }],
      ['a time that is none', { at: 1.5 }],
      ['a body that is none', { body: [] }],
      ['a kind that is none', { kind: 7 }],
    ])('a record with %s is none', async (_name, fields) => {
      const wrong = { ...record(0, 'decision', decision()), ...fields } as unknown as IndexedRecord;
      await expect(store.apply(LOG, [wrong])).rejects.toMatchObject({ code: 'RECORD' });
    });

    test('two that apply the same records at once apply them once', async () => {
      const other = await place.open();
      const records = Array.from({ length: 50 }, (_item, i) => record(i, 'decision', decision()));
      await Promise.all([store.apply(LOG, records), other.apply(LOG, records), store.apply(LOG, records)]);
      await other.close();
      const [agent] = (await store.agents('acme', { limit: 5 })).items;
      expect(agent?.counts.allow).toBe(50);
    });
  });

  describe('entries as the log has them', () => {
    test('are applied as their records are', async () => {
      const entry = utf8(canonicalText(entryFields(record(0, 'decision', decision() as never, 5))));
      const redacted = { path: '/action/command', kind: 'option' };
      const marked = utf8(
        canonicalText({ ...entryFields(record(1, 'decision', decision() as never, 6)), redacted: [redacted] }),
      );
      await store.applyEncoded(LOG, 0, [entry, marked]);
      const items = await allPages((page) => store.decisions({ tenant: 'acme' }, page));
      expect(items.map(({ index, at }) => [index, at])).toEqual([
        [1, 6],
        [0, 5],
      ]);
    });

    test.each(['{"at": 1}', 'null', '7', '{"at":1,"body":{},"id":"x","kind":"decision"}', '\u{0}'])(
      '%s is none',
      async (text) => {
        await expect(store.applyEncoded(LOG, 0, [utf8(text)])).rejects.toMatchObject({ code: 'RECORD' });
      },
    );
  });

  describe('decisions', () => {
    const rows = [
      decision(),
      decision({ verdict: 'ask', judged: 'ask', risk: 'HIGH', rule: 'ask-sends', session: 's-2' }),
      decision({ verdict: 'deny', judged: 'deny', risk: 'CRITICAL', agent: 'other', reasons: ['GATE'] }),
      decision({ action: { kind: 'file', operation: 'read', path: '/etc/hosts' }, judged: 'ask', mode: 'observe' }),
      decision({ tenant: 'elsewhere' }),
      decision({ approval: 'ap-9', action: { kind: 'command', command: "grep -R '100%_[x]' ." } }),
    ];

    beforeEach(() =>
      store.apply(
        LOG,
        rows.map((row, i) => record(i, 'decision', row)),
      ),
    );

    test.each<[string, Partial<DecisionFilter>, number[]]>([
      ['a tenant, newest first', {}, [5, 3, 2, 1, 0]],
      ['another tenant', { tenant: 'elsewhere' }, [4]],
      ['an agent', { agent: 'other' }, [2]],
      ['a session', { session: 's-2' }, [1]],
      ['a verdict', { verdict: 'deny' }, [2]],
      ['what was allowed', { verdict: 'allow' }, [5, 3, 0]],
      ['what the policy said', { judged: 'ask' }, [3, 1]],
      ['a risk and above', { riskAtLeast: 'HIGH' }, [2, 1]],
      ['any risk', { riskAtLeast: 'SAFE' }, [5, 3, 2, 1, 0]],
      ['a verdict and a risk', { verdict: 'ask', riskAtLeast: 'CRITICAL' }, []],
      ['a kind of action', { actionKind: 'file' }, [3]],
      ['a text, in which nothing is a pattern', { text: '%_[' }, [5]],
      ['a text, in the same case only', { text: 'NPM' }, []],
      ['the texts of an action that is no command', { text: 'read /etc' }, [3]],
      ['a rule', { rule: 'ask-sends' }, [1]],
      ['an approval', { approval: 'ap-9' }, [5]],
      ['a time', { fromMs: 1_001, beforeMs: 1_003 }, [2, 1]],
    ])('are found by %s', async (_name, filter, indices) => {
      expect(await indicesOf(store, filter)).toEqual(indices);
    });

    test('come as they were decided', async () => {
      expect(await store.decision('acme', idOf(1_002, 2))).toEqual({
        ...rows[2],
        log: LOG,
        index: 2,
        id: idOf(1_002, 2),
        at: 1_002,
      });
    });

    test("one of another tenant's is not found by its id", async () => {
      expect(await store.decision('acme', idOf(1_004, 4))).toBeUndefined();
    });

    test('are counted by verdict and risk in a time', async () => {
      expect(await store.decisionCounts('acme', { fromMs: 1_001 })).toEqual([
        { verdict: 'allow', risk: 'LOW', count: 2 },
        { verdict: 'ask', risk: 'HIGH', count: 1 },
        { verdict: 'deny', risk: 'CRITICAL', count: 1 },
      ]);
    });

    test('are dropped before a time; what agents did is still counted', async () => {
      expect(await store.dropBefore(1_003)).toEqual({ decisions: 3, approvals: 0, kernel: 0 });
      expect(await indicesOf(store, {})).toEqual([5, 3]);
      const [agent] = (await store.agents('acme', { limit: 1 })).items;
      expect(agent).toMatchObject({ agent: 'coder', counts: { allow: 3, ask: 1, deny: 0 } });
    });

    test.each([0, -1, 1.5, 1_001, Number.NaN])('a page of %d is none', async (limit) => {
      await expect(store.decisions({ tenant: 'acme' }, { limit })).rejects.toMatchObject({ code: 'QUERY' });
    });

    test.each(['', 'x', 'W10=', 'WyJhIiwiYiIsImMiXQ==', '!'.repeat(5_000)])('the cursor %s is none', async (cursor) => {
      const asked = store.decisions({ tenant: 'acme' }, { limit: 1, cursor });
      await expect(asked).rejects.toMatchObject({ code: 'QUERY' });
    });

    test('a page stays where it is while newer decisions come', async () => {
      const first = await store.decisions({ tenant: 'acme' }, { limit: 2 });
      await store.apply(LOG, [record(6, 'decision', decision())]);
      const second = await store.decisions({ tenant: 'acme' }, { limit: 2, cursor: first.next ?? '' });
      expect(second.items.map(({ index }) => index)).toEqual([2, 1]);
    });
  });

  describe('sessions', () => {
    const started = { tenant: 'acme', agent: 'coder', session: 's-1', workingDirectory: '/work', uid: 1000 };

    test('begin with their first record, and end', async () => {
      await store.apply(LOG, [
        record(0, 'session.started', started),
        record(1, 'decision', decision({ verdict: 'deny' })),
        record(2, 'session.ended', { tenant: 'acme', session: 's-1' }),
      ]);
      const { items } = await store.sessions({ tenant: 'acme', hasEnded: true }, { limit: 5 });
      expect(items).toEqual([
        {
          ...started,
          firstSeenAt: 1_000,
          lastSeenAt: 1_001,
          startedAt: 1_000,
          endedAt: 1_002,
          counts: { allow: 0, ask: 0, deny: 1 },
        },
      ]);
    });

    test('that start again are open again', async () => {
      await store.apply(LOG, [
        record(0, 'session.started', started),
        record(1, 'session.ended', { tenant: 'acme', session: 's-1' }),
        record(2, 'session.started', { tenant: 'acme', agent: 'coder', session: 's-1', workingDirectory: '/else' }),
      ]);
      const { items } = await store.sessions({ tenant: 'acme', hasEnded: false }, { limit: 5 });
      expect(items[0]).toMatchObject({ workingDirectory: '/else', startedAt: 1_002 });
      expect(items[0]).not.toHaveProperty('uid');
    });
  });

  describe('approvals', () => {
    test('are pending until somebody answers', async () => {
      await store.apply(LOG, [record(0, 'approval.requested', request())]);
      const { pendingApprovals } = await store.startState(0);
      expect(pendingApprovals).toEqual([
        { ...request(), requestedAt: 1_000, state: 'pending', answers: [], useCount: 0 },
      ]);
    });

    test('know which processes led to them, whatever those call themselves', async () => {
      const ancestry = [
        { pid: 12, command: 'capgate-hook' },
        { pid: 11, command: 'é \0 \u202e "<' },
      ];
      await store.apply(LOG, [
        record(0, 'approval.requested', request({ ancestry })),
        record(1, 'approval.requested', request({ approval: 'ap-2' })),
      ]);
      expect((await store.approval('ap-1'))?.ancestry).toEqual(ancestry);
      expect(await store.approval('ap-2')).not.toHaveProperty('ancestry');
      const { pendingApprovals } = await store.startState(0);
      expect(pendingApprovals.map((found) => found.ancestry)).toEqual([undefined, ancestry]);
      const { items } = await store.timeline({ tenant: 'acme', agent: 'coder' }, { limit: 9 });
      expect(items).toContainEqual(
        expect.objectContaining({ approval: expect.objectContaining({ approval: 'ap-1', ancestry }) }),
      );
    });

    test.each([
      ['of no process', []],
      ['that is none', 'bash'],
      ['with half a character in a name', [{ pid: 1, command: '\ud800' }]],
      ['without numbers', [{ command: 'bash' }]],
    ])('with an ancestry %s are not read, and so not given', async (_what, ancestry) => {
      await store.apply(LOG, [rawRecord(0, 'approval.requested', { ...request(), ancestry })]);
      expect(await store.approval('ap-1')).toBeUndefined();
      const { items } = await store.unread(LOG, { limit: 9 });
      expect(items.map(({ why }) => why)).toEqual([expect.stringMatching(/^expected ancestry to be /u)]);
    });

    test('are allowed by one, and say what they let pass', async () => {
      await store.apply(LOG, [
        record(0, 'approval.requested', request()),
        record(1, 'approval.answered', answer('eve', { scope: 'rule', ruleText: 'allow it', message: 'fine' })),
        record(2, 'approval.used', { approval: 'ap-1', decision: 'd-1' }),
        record(3, 'approval.used', { approval: 'ap-1', decision: 'd-2' }),
      ]);
      const found = await store.approval('ap-1');
      expect(found).toMatchObject({
        state: 'allowed',
        scope: 'rule',
        finishedAt: 1_001,
        useCount: 2,
        lastUsedBy: 'd-2',
      });
      expect(found?.answers).toEqual([
        {
          at: 1_001,
          answer: 'allow',
          scope: 'rule',
          by: 'eve',
          via: 'terminal',
          message: 'fine',
          ruleText: 'allow it',
        },
      ]);
      expect((await store.startState(0)).standingApprovals).toEqual([found]);
    });

    test('that need two are not allowed by one person twice', async () => {
      await store.apply(LOG, [
        record(0, 'approval.requested', request({ needed: 2 })),
        record(1, 'approval.answered', answer('eve', { scope: 'session' })),
        record(2, 'approval.answered', answer('eve', { scope: 'session' })),
      ]);
      expect((await store.approval('ap-1'))?.state).toBe('pending');
      await store.apply(LOG, [record(3, 'approval.answered', answer('bob'))]);
      expect(await store.approval('ap-1')).toMatchObject({ state: 'allowed', scope: 'once', finishedAt: 1_003 });
    });

    test('are denied by the first who denies, for good', async () => {
      await store.apply(LOG, [
        record(0, 'approval.requested', request({ needed: 2 })),
        record(1, 'approval.answered', answer('eve', { answer: 'deny' })),
        record(2, 'approval.answered', answer('bob')),
        record(3, 'approval.answered', answer('mia')),
        record(4, 'approval.expired', { approval: 'ap-1' }),
      ]);
      expect(await store.approval('ap-1')).toMatchObject({ state: 'denied', finishedAt: 1_001 });
    });

    test('expire', async () => {
      await store.apply(LOG, [
        record(0, 'approval.requested', request()),
        record(1, 'approval.expired', { approval: 'ap-1' }),
        record(2, 'approval.answered', answer('eve')),
      ]);
      expect(await store.approval('ap-1')).toMatchObject({ state: 'expired', finishedAt: 1_001 });
      const { items } = await store.approvals({ tenant: 'acme', state: 'expired' }, { limit: 5 });
      expect(items).toHaveLength(1);
    });

    test('are dropped once they are finished, and not while they are pending', async () => {
      await store.apply(LOG, [
        record(0, 'approval.requested', request()),
        record(1, 'approval.requested', request({ approval: 'ap-2' })),
        record(2, 'approval.answered', answer('eve')),
      ]);
      expect(await store.dropBefore(1_002)).toEqual({ decisions: 0, approvals: 0, kernel: 0 });
      expect(await store.dropBefore(1_003)).toEqual({ decisions: 0, approvals: 1, kernel: 0 });
      expect(await store.approval('ap-1')).toBeUndefined();
      expect(await store.dropBefore(99_001)).toEqual({ decisions: 0, approvals: 1, kernel: 0 });
    });

    test('a request of the same id changes nothing', async () => {
      const second = { ...request(), summary: 'reads a file', risk: 'SAFE' as const };
      await store.apply(LOG, [record(0, 'approval.requested', request()), record(1, 'approval.requested', second)]);
      expect(await store.approval('ap-1')).toMatchObject({ summary: 'sends a file', risk: 'HIGH' });
    });
  });

  describe('policies', () => {
    beforeEach(() =>
      store.apply(LOG, [
        record(0, 'policy.version', versionBody(1, null)),
        record(1, 'policy.activated', activationBody(1, null)),
        record(2, 'policy.version', versionBody(2, 1)),
        record(3, 'policy.version', { ...versionBody(2, 1), reason: 'another' }),
      ]),
    );

    test('are listed without their documents, the last first', async () => {
      const items = await allPages((page) => store.policyVersions('acme', page), 1);
      expect(items).toEqual([
        { tenant: 'acme', version: 2, parent: 1, author: 'eve', reason: 'because', merged: true, createdAt: 1_002 },
        { tenant: 'acme', version: 1, parent: null, author: 'eve', reason: 'because', merged: false, createdAt: 1_000 },
      ]);
    });

    test('come one by one with their documents', async () => {
      expect(await store.policyVersion('acme', 2)).toMatchObject({
        document: versionBody(2, 1).document,
        merged: true,
      });
      expect(await store.policyVersion('acme', 3)).toBeUndefined();
    });

    test('are active as they were activated last, also an older one again', async () => {
      expect(await store.activePolicy('acme')).toMatchObject({ version: 1, previous: null, activatedBy: 'bob' });
      await store.apply(LOG, [
        record(4, 'policy.activated', activationBody(2, 1)),
        record(5, 'policy.activated', activationBody(1, 2)),
      ]);
      expect(await store.activePolicy('acme')).toEqual({
        ...versionBody(1, null),
        createdAt: 1_000,
        previous: 2,
        activatedBy: 'bob',
        activatedAt: 1_005,
        activationReason: 'now',
        overrideBy: ['mia'],
      });
      expect(await store.activePolicy('elsewhere')).toBeUndefined();
    });

    test('tell each time that one was put in force, the last first', async () => {
      await store.apply(LOG, [record(4, 'policy.activated', activationBody(2, 1))]);
      const items = await allPages((page) => store.policyActivations('acme', page), 1);
      const [by, more] = [{ tenant: 'acme', activatedBy: 'bob', reason: 'now' }, { overrideBy: ['mia'] }];
      expect(items).toEqual([
        { ...by, version: 2, previous: 1, activatedAt: 1_004, ...more },
        { ...by, version: 1, previous: null, activatedAt: 1_001, ...more },
      ]);
      expect((await store.policyActivations('elsewhere', { limit: 1 })).items).toEqual([]);
    });
  });

  test('what the store is: its engine, its size, and the form of its tables', async () => {
    const { engine, sizeBytes, migrations } = await store.about();
    expect(placeName).toContain(engine === 'sqlite' ? 'SQLite' : 'PostgreSQL');
    expect(sizeBytes).toBeGreaterThan(4_096);
    expect(migrations.map((change) => change.name)).toEqual([...MIGRATIONS.keys()]);
    expect(migrations.every(({ at }) => Math.abs(Date.now() - at) < 600_000)).toBe(true);
  });

  describe('what a service needs at its start', () => {
    test('tokens that are neither revoked nor expired', async () => {
      await store.apply(LOG, [
        record(0, 'token.created', token('t-1', 'aa')),
        record(1, 'token.created', token('t-2', 'bb')),
        record(2, 'token.revoked', { tokenId: 't-1', by: 'eve' }),
        record(3, 'token.revoked', { tokenId: 't-1', by: 'bob' }),
      ]);
      const { tokens } = await store.startState(4_999);
      expect(tokens.map(({ tokenId }) => tokenId)).toEqual(['t-2']);
      expect((await store.startState(5_000)).tokens).toEqual([]);
      expect(await store.tokenByHash('aa'.repeat(32))).toMatchObject({ revokedAt: 1_002, revokedBy: 'eve' });
      expect(await store.tokenByHash('cc'.repeat(32))).toBeUndefined();
      const listed = await allPages((page) => store.tokens('acme', page), 1);
      expect(listed.map(({ tokenId }) => tokenId)).toEqual(['t-2', 't-1']);
    });

    test('pauses that are in force', async () => {
      await store.apply(LOG, [
        record(0, 'pause.started', { tenant: 'acme', until: 3_000, by: 'eve', reason: 'move' }),
        record(1, 'pause.started', { tenant: 'elsewhere', until: 9_000, by: 'eve', reason: 'move' }),
        record(2, 'pause.ended', { tenant: 'elsewhere', by: 'bob' }),
      ]);
      const pause = { tenant: 'acme', startedAt: 1_000, until: 3_000, by: 'eve', reason: 'move' };
      expect(await store.pauses(2_999)).toEqual([pause]);
      expect((await store.startState(3_000)).pauses).toEqual([]);
    });

    test('registries with their bytes, and tenants', async () => {
      const registry = { tenant: 'acme', name: 'base', hash: 'ab', signer: 'key', bytes: 'AAEC' };
      await store.apply(LOG, [
        record(0, 'registry.version', { ...registry, version: 1 }),
        record(1, 'registry.version', { ...registry, version: 2 }),
        record(2, 'registry.activated', { tenant: 'acme', name: 'base', version: 1, by: 'eve' }),
        record(3, 'tenant.created', { tenant: 'acme', name: 'Acme' }),
        record(4, 'gate.started', { version: '0.1.0', instance: 'i-1', mode: 'strict', policy: 1 }),
        record(5, 'gate.stopped', { instance: 'i-1', reason: 'asked to' }),
      ]);
      const { registries, tenants } = await store.startState(0);
      expect(registries.map(({ version, bytes }) => [version, [...bytes]])).toEqual([[1, [0, 1, 2]]]);
      expect(tenants).toEqual([{ tenant: 'acme', name: 'Acme', createdAt: 1_003 }]);
      const listed = await allPages((page) => store.registryVersions('acme', page), 1);
      expect(listed.map(({ version, isActive }) => [version, isActive])).toEqual([
        [2, false],
        [1, true],
      ]);
      expect((await store.registryVersion('acme', 'base', 2))?.bytes).toEqual(new Uint8Array([0, 1, 2]));
    });
  });

  describe('hostile bodies', () => {
    test.each([
      ['a field that is missing', { tenant: undefined }],
      ['a number where a name should be', { tenant: 7 }],
      ['a name with a NUL', { tenant: 'a\0b' }],
      ['a name that is too long', { agent: 'x'.repeat(257) }],
      ['half a surrogate pair in a name', { session: '\ud800' }],
      ['half a surrogate pair in a text', { cwd: '\udfff' }],
      ['half a surrogate pair in an action', { action: { kind: 'command', command: '\ud800' } }],
      ['a verdict that is none', { verdict: 'maybe' }],
      ['an action that is a text', { action: 'ls' }],
      ['an action of no kind', { action: { command: 'ls' } }],
      ['a text that is too long', { cwd: 'x'.repeat(70_000) }],
      ['a fraction', { tookNs: 1.5 }],
      ['a number beyond what is exact', { policy: 2 ** 53 }],
      ['a list of numbers', { reasons: [1] }],
      ['a verdict by inheritance', { verdict: 'constructor' }],
    ])('with %s are noted and not applied', async (_name, fields) => {
      const body = JSON.parse(JSON.stringify({ ...decision(), ...fields }), (_key, value: unknown) => value) as never;
      await store.apply(LOG, [rawRecord(0, 'decision', body), record(1, 'decision', decision())]);
      const unread = await allPages((page) => store.unread(LOG, page));
      expect(unread).toMatchObject([{ log: LOG, index: 0, kind: 'decision' }]);
      expect(unread[0]?.why).toMatch(/^expected .+; met /u);
      expect(await allPages((page) => store.decisions({ tenant: 'acme' }, page))).toHaveLength(1);
    });

    test('a NUL in a text is replaced in what is searched, and kept in what is shown', async () => {
      const action = { command: 'printf a\0b', kind: 'command' };
      await store.apply(LOG, [record(0, 'decision', decision({ action, cwd: '/w\0' }))]);
      const { items } = await store.decisions({ tenant: 'acme', text: 'a\0b' }, { limit: 5 });
      expect(items.map((item) => [item.action, item.cwd])).toEqual([[action, '/w\u{FFFD}']]);
    });

    test.each(['\0', '\ud800', "'; drop table decisions; --", '\\', '%'])(
      'a question with %j in it is a question',
      async (text) => {
        await store.apply(LOG, [record(0, 'decision', decision())]);
        const filter = {
          tenant: 'acme',
          agent: text,
          session: text,
          text,
          rule: text,
          approval: text,
          actionKind: text,
        };
        expect(await store.decisions(filter, { limit: 5 })).toEqual({ items: [] });
        expect(await store.decision(text, text)).toBeUndefined();
        const named = { tenant: 'acme', agent: text, session: text };
        expect(await store.timeline(named, { limit: 5 })).toEqual({ items: [] });
        expect(await store.behaviour({ ...named, fromMs: 0, sinceMs: 0 })).toMatchObject({ usual: [], fresh: [] });
        expect(await store.kernelSessionsOf(named)).toEqual([]);
        expect(await store.approval(text)).toBeUndefined();
        expect(await store.tokenByHash(text)).toBeUndefined();
        expect(await store.position(text)).toBeUndefined();
      },
    );

    test('huge texts come back whole', async () => {
      const command = `echo ${'é'.repeat(30_000)}`;
      await store.apply(LOG, [record(0, 'decision', decision({ action: { command, kind: 'command' } }))]);
      const { items } = await store.decisions({ tenant: 'acme' }, { limit: 5 });
      expect(items[0]?.action).toEqual({ command, kind: 'command' });
    });
  });

  describe('what the kernel did', () => {
    const of = { tenant: 'acme', held: 'h-1' };
    const denied = { ...of, deniedAt: 990, act: 'remove' as const, scope: 'home', path: '/home/ada/x', uid: 1_000 };
    const ancestry = [
      { pid: 12, command: 'rm' },
      { pid: 11, command: 'sh \0' },
    ];
    const bound = { binding: 'b-1', decision: 'd-1', agent: 'coder', session: 's-1' };

    test('is found by its decision, and by the agent that it was bound to', async () => {
      await store.apply(LOG, [
        record(0, 'kernel.bound', { ...of, ...bound, pid: 11, way: 'hook' }),
        record(1, 'kernel.denied', { ...denied, ...bound, ancestry }),
        record(2, 'kernel.denied', { ...denied, ancestry }),
      ]);
      const page = { limit: 9 };
      const found = [{ ...denied, ...bound, ancestry, log: LOG, index: 1, id: idOf(1_001, 1), at: 1_001 }];
      expect((await store.kernelDenials({ tenant: 'acme', decision: 'd-1' }, page)).items).toEqual(found);
      expect((await store.kernelDenials({ tenant: 'acme', agent: 'coder' }, page)).items).toEqual(found);
      expect((await store.kernelDenials({ tenant: 'acme' }, page)).items).toHaveLength(2);
      expect((await store.kernelDenials({ tenant: 'other' }, page)).items).toEqual([]);
      const { binding } = bound;
      expect(await store.kernelBindings('acme', 'd-1')).toEqual([
        { at: 1_000, held: 'h-1', binding, pid: 11, way: 'hook' },
      ]);
    });

    test('is dropped before a time', async () => {
      await store.apply(LOG, [
        record(0, 'kernel.bound', { ...of, ...bound, pid: 11, way: 'hook' }),
        record(1, 'kernel.denied', { ...denied, ancestry }),
      ]);
      expect(await store.dropBefore(1_001)).toEqual({ decisions: 0, approvals: 0, kernel: 1 });
      expect(await store.kernelBindings('acme', 'd-1')).toEqual([]);
      expect((await store.kernelDenials({ tenant: 'acme' }, { limit: 9 })).items).toHaveLength(1);
    });
  });

  describe('what an agent does', () => {
    const DAY_MS = 86_400_000;
    const usual = decision({ descriptor: descriptor('0000aaaa', '00000002'), scopes: ['workspace'] });
    const today = decision({ descriptor: descriptor('0000bbbb', '00000108'), hosts: ['paste.example'] });
    const asked = { tenant: 'acme', agent: 'coder', fromMs: 0, sinceMs: 2 * DAY_MS };

    test('is usual by how often, and new where it was never before', async () => {
      await store.apply(LOG, [
        record(0, 'decision', usual, 10),
        record(1, 'decision', usual, DAY_MS),
        record(2, 'decision', { ...usual, verdict: 'ask' }, 2 * DAY_MS),
        record(3, 'decision', today, 2 * DAY_MS + 5),
        record(4, 'decision', today, 2 * DAY_MS + 3_600_000),
      ]);
      const behaviour = await store.behaviour(asked);
      const first = { firstAt: 2 * DAY_MS + 5, firstDecision: idOf(2 * DAY_MS + 5, 3) };
      expect(behaviour.fresh).toEqual(
        [
          { aspect: 'tool', name: '0000bbbb', count: 2, ...first },
          { aspect: 'flag', name: '3', count: 2, ...first },
          { aspect: 'flag', name: '8', count: 2, ...first },
          { aspect: 'host', name: 'paste.example', count: 2, ...first },
        ].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      );
      expect(behaviour.usual.map((trait) => `${trait.aspect} ${trait.name} ${trait.count}`)).toEqual([
        'tool 0000aaaa 3',
        'tool 0000bbbb 2',
        'flag 1 3',
        'flag 3 2',
        'flag 8 2',
        'scope workspace 3',
        'host paste.example 2',
      ]);
      expect(behaviour.hours).toEqual([
        { at: 0, allow: 1, ask: 0, deny: 0 },
        { at: DAY_MS, allow: 1, ask: 0, deny: 0 },
        { at: 2 * DAY_MS, allow: 1, ask: 1, deny: 0 },
        { at: 2 * DAY_MS + 3_600_000, allow: 1, ask: 0, deny: 0 },
      ]);
      const lately = await store.behaviour({ ...asked, fromMs: DAY_MS });
      expect(lately.usual[0]).toMatchObject({ name: '0000aaaa', count: 2 });
    });

    test('is nobody else’s: neither another tenant’s nor another agent’s', async () => {
      await store.apply(LOG, [
        record(0, 'decision', { ...today, tenant: 'other' }, 1),
        record(1, 'decision', { ...today, agent: 'another' }, 2),
        record(2, 'decision', { ...usual, tenant: 'other' }, 3),
        record(3, 'decision', today, 2 * DAY_MS),
      ]);
      const { fresh, usual: all } = await store.behaviour(asked);
      expect([fresh.length, all.length]).toEqual([4, 4]);
      const timeline = await allPages((page) => store.timeline({ tenant: 'acme', agent: 'coder' }, page));
      expect(timeline.map(({ at }) => at)).toEqual([2 * DAY_MS]);
      expect(await store.activity({ tenant: 'nobody', agent: 'coder', session: 's-1' }, 5)).toBeUndefined();
      expect(await store.session({ tenant: 'nobody', agent: 'coder', session: 's-1' })).toBeUndefined();
      expect(await store.agent('nobody', 'coder')).toBeUndefined();
    });

    test('is dropped with whole days: what comes again is new again', async () => {
      await store.apply(LOG, [record(0, 'decision', today, 10), record(1, 'decision', today, 2 * DAY_MS)]);
      await store.dropBefore(DAY_MS - 1);
      expect((await store.behaviour(asked)).fresh).toEqual([]);
      await store.dropBefore(DAY_MS);
      expect((await store.behaviour(asked)).fresh).toHaveLength(4);
    });

    test('is told in part where there are names without end, and says so', async () => {
      const records = Array.from({ length: 300 }, (_item, i) =>
        record(i, 'decision', { ...today, hosts: [`h-${i}.example`] }, 2 * DAY_MS + i),
      );
      await store.apply(LOG, records);
      const { fresh, usual: all, isWhole } = await store.behaviour(asked);
      expect([fresh.length, isWhole]).toEqual([100, false]);
      expect(all.filter(({ aspect }) => aspect === 'host')).toHaveLength(50);
    });

    test('says so too where what is old crowds out what is new', async () => {
      const many = Array.from({ length: 64 }, (_item, block) =>
        Array.from({ length: 32 }, (_host, i) => `h-${block}-${i}.example`),
      );
      const decided = (at: number, from: number) =>
        many.map((hosts, i) => record(from + i, 'decision', { ...today, hosts }, at + i));
      await store.apply(LOG, [...decided(DAY_MS, 0), ...decided(2 * DAY_MS, many.length)]);
      expect(await store.behaviour(asked)).toMatchObject({ fresh: [], isWhole: false });
      expect(await store.behaviour({ ...asked, sinceMs: 3 * DAY_MS })).toMatchObject({ fresh: [], isWhole: true });
    });

    test('stands out also where a mode or a pause let it pass', async () => {
      const passed = decision({ verdict: 'allow', judged: 'deny', risk: 'MEDIUM' });
      await store.apply(LOG, [record(0, 'decision', passed), record(1, 'decision', decision({ risk: 'MEDIUM' }))]);
      const filter = { tenant: 'acme', agent: 'coder', isNotable: true } as const;
      const { items } = await store.timeline(filter, { limit: 9 });
      expect(items).toMatchObject([{ kind: 'decision', decision: { judged: 'deny' } }]);
    });

    test('of a session is told step by step, without what another agent does in one of its name', async () => {
      await store.apply(LOG, [
        record(0, 'decision', usual, 1_000),
        record(1, 'decision', { ...usual, agent: 'another' }, 1_500),
        record(2, 'decision', { ...usual, verdict: 'deny' }, 1_999),
      ]);
      const own = { tenant: 'acme', agent: 'coder', session: 's-1' };
      expect(await store.activity(own, 2)).toEqual({
        fromMs: 1_000,
        stepMs: 500,
        steps: [
          { allow: 1, ask: 0, deny: 0 },
          { allow: 0, ask: 0, deny: 1 },
        ],
      });
      await expect(store.activity(own, 0)).rejects.toMatchObject({ code: 'QUERY' });
      await expect(store.activity(own, 1_001)).rejects.toMatchObject({ code: 'QUERY' });
    });

    test('a cursor of another list is none of a timeline', async () => {
      await store.apply(LOG, [record(0, 'decision', usual), record(1, 'decision', usual)]);
      const { next } = await store.decisions({ tenant: 'acme' }, { limit: 1 });
      const page = { limit: 1, cursor: next ?? '' };
      await expect(store.timeline({ tenant: 'acme', agent: 'coder' }, page)).rejects.toMatchObject({ code: 'QUERY' });
    });
  });

  describe('a number that is not whole', () => {
    test.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, 2 ** 60])('such as %d is no question', async (ms) => {
      const page = { limit: 1 };
      const asked = [
        store.decisions({ tenant: 'acme', fromMs: ms }, page),
        store.decisions({ tenant: 'acme', beforeMs: ms }, page),
        store.decisionCounts('acme', { fromMs: ms }),
        store.approvals({ fromMs: ms }, page),
        store.policyVersion('acme', ms),
        store.registryVersion('acme', 'base', ms),
        store.pauses(ms),
        store.startState(ms),
        store.dropBefore(ms),
        store.kernelDenials({ tenant: 'acme', fromMs: ms }, page),
        store.kernelDenials({ tenant: 'acme', beforeMs: ms }, page),
        store.timeline({ tenant: 'acme', agent: 'coder', fromMs: ms }, page),
        store.timeline({ tenant: 'acme', agent: 'coder', beforeMs: ms }, page),
        store.behaviour({ tenant: 'acme', agent: 'coder', fromMs: ms, sinceMs: 0 }),
        store.behaviour({ tenant: 'acme', agent: 'coder', fromMs: 0, sinceMs: ms }),
        store.activity({ tenant: 'acme', agent: 'coder', session: 's-1' }, ms),
      ];
      for (const question of await Promise.allSettled(asked)) {
        expect(question).toMatchObject({ status: 'rejected', reason: { code: 'QUERY' } });
      }
    });
  });

  describe('a rebuild', () => {
    test('forgets what came from that log alone, and begins where the log does', async () => {
      await store.apply(LOG, [record(0, 'decision', decision()), record(1, 'decision', decision())]);
      await store.apply('other.example', [record(0, 'decision', decision({ agent: 'other' }))]);
      await rebuild(store, LOG, each([record(1, 'decision', decision()), record(2, 'decision', decision())]));
      const items = await allPages((page) => store.decisions({ tenant: 'acme' }, page));
      expect(items.map(({ log, index }) => `${log} ${index}`)).toEqual([`${LOG} 2`, `${LOG} 1`, 'other.example 0']);
      expect(await store.position(LOG)).toBe(2);
    });

    test('from a log with nothing in it leaves nothing', async () => {
      await store.apply(LOG, [record(0, 'decision', decision())]);
      await rebuild(store, LOG, each([]));
      expect(await allPages((page) => store.decisions({ tenant: 'acme' }, page))).toEqual([]);
      expect(await store.position(LOG)).toBeUndefined();
    });

    test.each([-1, 0.5, Number.NaN])('cannot begin at %d', async (index) => {
      await expect(store.clear(LOG, index)).rejects.toMatchObject({ code: 'QUERY' });
    });
  });

  describe('closing', () => {
    test('lets those that wait be answered, and refuses all others', async () => {
      const other = await place.open();
      const applied = other.apply(LOG, [record(0, 'decision', decision())]);
      const closed = other.close();
      await expect(other.position(LOG)).rejects.toMatchObject({ name: 'StoreError', code: 'CLOSED' });
      await applied;
      await closed;
      await other.close();
      expect(await store.position(LOG)).toBe(0);
    });
  });
});
