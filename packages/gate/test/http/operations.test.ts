import { fromBase64, toBase64, toHex } from '@capgate/base';
import { nodePrimitives } from '@capgate/keys/node';
import { parseProof, verifyConsistency, verifyProof, parseCheckpoint } from '@capgate/audit/verify';
import { buildRegistry, registryText } from '@capgate/core';
import { type Identity, readChain, signNote } from '@capgate/keys';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SettingInForce } from '../../src/config/settings-in-force.ts';
import { Contract, linesOf } from './contract.ts';
import { HARMLESS, person, type Reply, TestService } from './harness.ts';

/** A tool that nobody knows: asked about. */
const UNKNOWN = { ...HARMLESS, action: { kind: 'command', command: 'frobnicate now' } };
const DAY_MS = 86_400_000;
const SETTINGS: readonly SettingInForce[] = [
  { key: 'site', value: 'farm', origin: 'file' },
  { key: 'http.names', value: ['a', 'b'], origin: 'default' },
  { key: 'store.url', origin: 'file', isSecret: true },
];

let service: TestService;
let contract: Contract;
let token: string;

beforeAll(async () => {
  const config = { readAt: 1, waiting: [], file: '/etc/gate.yaml', settings: SETTINGS };
  service = await TestService.start({ config: () => config });
  token = await service.token();
  contract = new Contract((await service.ask('GET', '/openapi.json')).body as object);
});
afterAll(() => service.end());

/** Every reply of this file is held against the document. */
async function ask(method: string, path: string, body?: unknown, as: string | undefined = token): Promise<Reply> {
  const reply = await service.ask(method, path, as, body);
  const fault = contract.fault(method, path, reply);
  if (fault !== undefined) throw new Error(`${method} ${path} answered ${reply.status}: ${fault}`);
  return reply;
}
const get = (path: string): Promise<Reply> => ask('GET', path);
const post = (path: string, body?: unknown): Promise<Reply> => ask('POST', path, body);

describe('decisions', () => {
  test('a harmless command is allowed, and found with its explanation by the identifier of the answer', async () => {
    const { status, body } = await post('/v1/decisions', HARMLESS);
    expect({ status, verdict: body.verdict }).toEqual({ status: 200, verdict: 'allow' });
    await service.stored();
    const found = await get(`/v1/decisions/${body.decision}`);
    expect(found.body.decision).toMatchObject({ id: body.decision, verdict: 'allow', agent: 'tester', session: 's1' });
    expect(found.body).toMatchObject({ isSame: true, explanation: { command: 'ls', verdict: 'allow' } });
  });

  test('an answer that must be in the log before it leaves is on the disk when it arrives', async () => {
    const { body } = await post('/v1/decisions', { ...UNKNOWN, session: 'before' });
    expect(body.verdict).toBe('ask');
    await expect(get(`/v1/audit/proofs/${body.decision}`)).resolves.toMatchObject({ status: 200 });
  });

  test('of many at once each is answered or errs on its own, in order', async () => {
    const { body } = await post('/v1/decisions/batch', { requests: [HARMLESS, { action: 'none' }, UNKNOWN, 7] });
    expect(body.answers).toMatchObject([
      { verdict: 'allow' },
      { error: { code: 'REQUEST' } },
      { verdict: 'ask' },
      { error: { code: 'REQUEST' } },
    ]);
  });

  test('10,000 at once are answered, and one more is refused', async () => {
    const requests = Array.from({ length: 10_000 }, () => HARMLESS);
    const { body } = await post('/v1/decisions/batch', { requests });
    expect(body.answers.map((answer: { verdict: string }) => answer.verdict)).toEqual(requests.map(() => 'allow'));
    await expect(post('/v1/decisions/batch', { requests: [...requests, HARMLESS] })).resolves.toMatchObject({
      status: 400,
      body: { code: 'REQUEST' },
    });
  });

  test('a stream answers line by line, in order, also what is no JSON', async () => {
    const lines = [JSON.stringify(HARMLESS), '{', JSON.stringify(UNKNOWN), ''].join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const reply = await service.ask('POST', '/v1/decisions/stream', token, lines, headers);
    expect(contract.fault('POST', '/v1/decisions/stream', reply)).toBeUndefined();
    expect(linesOf(reply.text)).toMatchObject([
      { verdict: 'allow' },
      { error: { code: 'REQUEST' } },
      { verdict: 'ask' },
    ]);
  });

  test('pages follow each other until all were shown once', async () => {
    await service.stored();
    const ids = new Set<string>();
    let shown = 0;
    for (let path: string | undefined = '/v1/decisions?limit=1000&verdict=allow'; path !== undefined; ) {
      const { body }: Reply = await get(path);
      for (const { id } of body.items as { id: string }[]) ids.add(id);
      shown += body.items.length;
      path = body.next && `/v1/decisions?limit=1000&verdict=allow&cursor=${encodeURIComponent(body.next as string)}`;
    }
    const { body } = await get('/v1/decision-counts');
    const allowed = (body.counts as { verdict: string; count: number }[])
      .filter(({ verdict }) => verdict === 'allow')
      .reduce((sum, { count }) => sum + count, 0);
    expect({ shown, distinct: ids.size }).toEqual({ shown: allowed, distinct: allowed });
  });

  test.each([
    ['an unknown filter', '/v1/decisions?nothing=1', 400],
    ['a cursor that no page gave', '/v1/decisions?cursor=xyz', 400],
    ['a limit beyond the bound', '/v1/decisions?limit=1001', 400],
    ['a decision that never was', '/v1/decisions/00000000-0000-7000-8000-000000000000', 404],
    ['counts from no time', '/v1/decision-counts?fromMs=yesterday', 400],
  ])('%s is refused', async (_, path, status) => {
    await expect(get(path)).resolves.toMatchObject({ status });
  });
});

describe('approvals', () => {
  test('what waits is listed, shown, answered by a person, and lets the action pass once', async () => {
    const request = { ...UNKNOWN, session: 'approvals' };
    const { body: asked } = await post('/v1/decisions', request);
    const pending = await get('/v1/approvals/pending');
    expect(pending.body.items).toContainEqual(expect.objectContaining({ approval: asked.approval, state: 'pending' }));
    const path = `/v1/approvals/${asked.approval}`;
    expect((await get(path)).body.shown).toBe('frobnicate now');
    const waiting = get(`${path}/wait?timeoutMs=30000`);
    const answered = await post(`${path}/answer`, { answer: 'allow', scope: 'once' });
    expect(answered.body.state).toBe('allowed');
    expect((await waiting).body.state).toBe('allowed');
    expect((await post('/v1/decisions', request)).body.verdict).toBe('allow');
    expect((await post('/v1/decisions', request)).body.verdict).toBe('ask');
    await service.stored();
    const listed = await get('/v1/approvals?state=allowed&session=approvals');
    expect(listed.body.items).toMatchObject([{ approval: asked.approval, answers: [{ by: 'grace', via: 'http' }] }]);
  });

  test("an agent's token answers none, whatever scopes it was given", async () => {
    const { body } = await post('/v1/decisions', { ...UNKNOWN, session: 'agents' });
    const agent = await service.token('agent', ['decide', 'read', 'approve'], 'tester');
    const answer = { answer: 'allow', scope: 'once' };
    const reply = await ask('POST', `/v1/approvals/${body.approval}/answer`, answer, agent);
    expect(reply).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  test('characters that steer or hide are shown as what they are', async () => {
    const action = { kind: 'command', command: 'frobnicate \u202enow\u0007' };
    const { body } = await post('/v1/decisions', { ...HARMLESS, action, session: 'hidden' });
    const { body: approval } = await get(`/v1/approvals/${body.approval}`);
    expect(approval.shown).not.toMatch(/[^ -~]/u);
  });

  test.each([
    ['one that never was', '/v1/approvals/00ff'],
    ['waiting for one that never was', '/v1/approvals/00ff/wait'],
  ])('%s is not found', async (_, path) => {
    await expect(get(path)).resolves.toMatchObject({ status: 404 });
  });

  test.each([
    ['a state that there is none of', '/v1/approvals?state=maybe'],
    ['a longer wait than anybody has', '/v1/approvals/00ff/wait?timeoutMs=60001'],
  ])('%s is refused', async (_, path) => {
    await expect(get(path)).resolves.toMatchObject({ status: 400 });
  });
});

describe('policies', () => {
  const document = {
    security: {
      organisation: {
        version: 1,
        rules: [{ id: 'no-tags', verdict: 'deny', when: { tool: 'git', subcommand: 'tag' } }],
      },
    },
  };
  const TAG = { ...HARMLESS, action: { kind: 'command', command: 'git tag v1' }, session: 'policies' };

  test('a version is made, tried on what was decided, put in force, and taken back', async () => {
    expect((await post('/v1/decisions', TAG)).body.verdict).toBe('allow');
    await service.stored();
    const made = await post('/v1/policies', { parent: 0, document: {}, reason: 'a beginning' });
    expect(made).toMatchObject({ status: 201, body: { version: 1, isMerged: false } });
    await post('/v1/policies', { parent: 1, document, reason: 'releases are the pipeline’s' });
    const tried = await post('/v1/policies/dry-run', { document, count: 100 });
    expect(tried.body.changes).toMatchObject([{ decision: { session: 'policies' }, would: 'deny' }]);
    await post('/v1/policies/2/activate', { reason: 'now' });
    expect((await post('/v1/decisions', TAG)).body).toMatchObject({ verdict: 'deny' });
    expect((await get('/v1/policies/active')).body).toMatchObject({ version: 2, latest: 2, document });
    expect((await get('/v1/policies/2')).body).toEqual({ version: 2, isActive: true, document });
    expect((await get('/v1/policies/2/differences?from=1')).body.differences).toMatchObject([{ path: '/security' }]);
    await post('/v1/policies/1/activate', { reason: 'back' });
    expect((await post('/v1/decisions', TAG)).body.verdict).toBe('allow');
    await service.stored();
    expect((await get('/v1/policies')).body.items.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    expect((await get('/v1/policies/activations')).body.items).toEqual([
      { version: 1, previous: 2, by: 'grace', reason: 'back', at: expect.any(Number) },
      { version: 2, previous: null, by: 'grace', reason: 'now', at: expect.any(Number) },
    ]);
  });

  test('a change that conflicts with what changed since is answered with each place from three sides', async () => {
    const { body } = await get('/v1/policies/active');
    const change = { parent: body.latest as number, reason: 'a limit' };
    await post('/v1/policies', { ...change, document: { ...document, quality: { limit: 1 } } });
    const late = await post('/v1/policies', { ...change, document: { ...document, quality: { limit: 2 } } });
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ code: 'CONFLICT', latest: body.latest + 1 });
    expect(late.body.conflicts).toMatchObject([{ path: '/quality/limit', ours: 2, theirs: 1 }]);
  });

  test.each([
    ['a document that is none', { parent: 0, document: { security: { mode: 'lax' } }, reason: 'x' }],
    ['no reason', { parent: 0, document: {} }],
  ])('%s is refused', async (_, change) => {
    await expect(post('/v1/policies', change)).resolves.toMatchObject({ status: 400 });
  });

  test.each([
    ['a reason', '{"parent":0,"document":{},"reason":"half a pair: \\ud800"}'],
    ['a document', '{"parent":0,"document":{"quality":{"x":"half a pair: \\ud800"}},"reason":"x"}'],
    ['a nesting', `{"parent":0,"document":{"security":{"user":${'{"a":'.repeat(500)}1${'}'.repeat(502)},"reason":"x"}`],
  ])('%s that the log cannot hold is refused', async (_, change) => {
    await expect(post('/v1/policies', change)).resolves.toMatchObject({ status: 400, body: { code: 'REQUEST' } });
  });

  test.each([
    ['GET', '/v1/policies/99', undefined],
    ['GET', '/v1/policies/99/differences?from=1', undefined],
    ['POST', '/v1/policies/99/activate', { reason: 'x' }],
  ])('%s %s is not found', async (method, path, body) => {
    await expect(ask(method, path, body)).resolves.toMatchObject({ status: 404 });
  });

  test('a document is checked place by place against the schema that is published, and nothing is made', async () => {
    const { latest } = (await get('/v1/policies/active')).body;
    expect((await get('/v1/policies/schema')).body.properties.security.properties.user).toEqual({
      $ref: 'urn:capgate:policy:1',
    });
    const wrong = await post('/v1/policies/check', { document: { security: { mode: 'lax' } } });
    expect(wrong.body.faults).toMatchObject([{ path: '/security/mode', level: 'error', code: 'FORM' }]);
    expect((await post('/v1/policies/check', { document })).body.examples).toEqual({ count: 0, failed: 0 });
    expect((await get('/v1/policies/active')).body.latest).toBe(latest);
    await expect(post('/v1/policies/check', { document: 7 })).resolves.toMatchObject({ status: 400 });
  });

  test('a change of an older version is shown as it would be on the latest, and nothing is made', async () => {
    const { latest } = (await get('/v1/policies/active')).body;
    const base = (await get(`/v1/policies/${latest}`)).body.document;
    await post('/v1/policies', { parent: latest, document: { ...base, quality: { limit: 5 } }, reason: 'theirs' });
    const mine = { ...base, quality: { limit: 6 }, performance: { fast: true } };
    const rebased = (await post('/v1/policies/rebase', { parent: latest, document: mine })).body;
    expect(rebased).toMatchObject({
      latest: latest + 1,
      document: { quality: { limit: 5 }, performance: { fast: true } },
    });
    expect(rebased.conflicts).toMatchObject([{ path: '/quality/limit', ours: 6, theirs: 5 }]);
    expect((await get('/v1/policies/active')).body.latest).toBe(latest + 1);
    await expect(post('/v1/policies/rebase', { parent: 99, document: {} })).resolves.toMatchObject({ status: 404 });
  });

  test('a dry run of what is no policy is refused', async () => {
    const reply = await post('/v1/policies/dry-run', { document: { security: 7 } });
    expect(reply).toMatchObject({ status: 400, body: { code: 'REQUEST' } });
  });
});

describe('registries', () => {
  const bytes = buildRegistry([]);
  const hash = toHex(nodePrimitives.sha256(bytes));
  const sign = async (name: string): Promise<string> =>
    signNote(registryText(name, hash), await service.signers(), nodePrimitives);

  test('what a trusted key signed is taken in, listed, activated and given back', async () => {
    const made = await post('/v1/registries/tools', { bytes: toBase64(bytes), note: await sign('tools') });
    expect(made).toMatchObject({ status: 201, body: { version: 1, hash } });
    await service.stored();
    expect((await post('/v1/registries/tools/1/activate')).status).toBe(200);
    await expect(service.gate.registries.active(person.tenant, 'tools')).resolves.toMatchObject({ count: 0 });
    await service.stored();
    expect((await get('/v1/registries')).body.items).toMatchObject([{ name: 'tools', version: 1, isActive: true }]);
    expect(fromBase64((await get('/v1/registries/tools/1')).body.bytes as string)).toEqual(Uint8Array.from(bytes));
  });

  test('of who stands above is in force at once, by its own keys alone, and once', async () => {
    const upload = { name: 'sent', bytes: toBase64(bytes), note: await sign('sent') };
    const keys = (await service.signers()).map(({ identity }) => identity);
    const put = (by: readonly Identity[]) =>
      service.gate.registries.putInForce(person.tenant, upload, { by: 'fleet', keys: by });
    await expect(put([])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(put(keys)).resolves.toBe(1);
    await expect(put(keys)).resolves.toBeUndefined();
    await service.stored();
    expect((await get('/v1/registries')).body.items).toContainEqual(
      expect.objectContaining({ name: 'sent', version: 1, isActive: true }),
    );
  });

  test('a note for another name is none for this one, and no note is none at all', async () => {
    const other = await post('/v1/registries/tools', { bytes: toBase64(bytes), note: await sign('others') });
    expect(other).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const none = await post('/v1/registries/tools', { bytes: toBase64(bytes), note: 'signed, honestly\n' });
    expect(none).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  test('what is no registry is refused, whoever signed it', async () => {
    const reply = await post('/v1/registries/tools', { bytes: toBase64(Uint8Array.of(1, 2, 3)), note: 'x' });
    expect(reply).toMatchObject({ status: 400, body: { code: 'REQUEST' } });
  });

  test('a version that is not there is not found', async () => {
    expect((await get('/v1/registries/tools/9')).status).toBe(404);
    expect((await post('/v1/registries/tools/9/activate')).status).toBe(404);
  });
});

describe('agents and sessions', () => {
  test('both are listed, and a session that ends is known to have ended', async () => {
    await post('/v1/decisions', { ...HARMLESS, session: 'short' });
    expect((await ask('DELETE', '/v1/sessions/short')).status).toBe(200);
    await service.stored();
    const agents = await get('/v1/agents');
    expect(agents.body.items).toMatchObject([{ agent: 'tester' }]);
    const ended = await get('/v1/sessions?hasEnded=true');
    expect(ended.body.items).toMatchObject([{ session: 'short', workspace: '/home/user/work' }]);
    expect((await ask('DELETE', '/v1/sessions/short')).status).toBe(404);
  });
});

describe('tenants and tokens', () => {
  test('who runs the gate makes tenants and their tokens; what belongs to one is nothing to another', async () => {
    expect((await post('/v1/tenants', { tenant: 'acme', name: 'Acme' })).status).toBe(201);
    expect((await post('/v1/tenants', { tenant: 'acme', name: 'Acme' })).status).toBe(409);
    await service.stored();
    expect((await get('/v1/tenants')).body.items).toMatchObject([{ tenant: 'acme', name: 'Acme' }]);
    const asked = { name: 'bo', subject: 'person', scopes: ['read', 'admin', 'decide'], lifetimeMs: DAY_MS };
    const { body: made } = await post('/v1/tokens', { ...asked, tenant: 'acme' });
    const theirs = made.token as string;
    expect((await ask('GET', '/v1/caller', undefined, theirs)).body).toMatchObject({ tenant: 'acme', name: 'bo' });
    expect((await ask('GET', '/v1/tenants', undefined, theirs)).status).toBe(403);
    expect((await ask('POST', '/v1/tokens', { ...asked, tenant: 'default' }, theirs)).status).toBe(403);
    expect((await ask('GET', '/v1/decisions', undefined, theirs)).body.items).toEqual([]);
    const { body: ours } = await post('/v1/decisions', UNKNOWN);
    await service.stored();
    for (const path of [`decisions/${ours.decision}`, `approvals/${ours.approval}`, `audit/proofs/${ours.decision}`]) {
      expect((await ask('GET', `/v1/${path}`, undefined, theirs)).status).toBe(404);
    }
  });

  test('a token is told once, listed without its secret, and worth nothing once it is revoked', async () => {
    const asked = { name: 'ci', subject: 'service', scopes: ['read'], lifetimeMs: DAY_MS };
    const { body: made } = await post('/v1/tokens', asked);
    await service.stored();
    const listed = await get('/v1/tokens');
    expect(listed.body.items).toContainEqual(expect.objectContaining({ tokenId: made.tokenId, name: 'ci' }));
    expect(listed.text).not.toMatch(/hash|cgt_/u);
    expect((await ask('GET', '/v1/status', undefined, made.token as string)).status).toBe(200);
    expect((await ask('DELETE', `/v1/tokens/${made.tokenId}`)).status).toBe(200);
    expect((await ask('GET', '/v1/status', undefined, made.token as string)).status).toBe(401);
    expect((await ask('DELETE', `/v1/tokens/${made.tokenId}`)).status).toBe(404);
  });

  test('a tenant that does not exist has no tokens', async () => {
    const asked = { name: 'x', subject: 'service', scopes: ['read'], lifetimeMs: DAY_MS, tenant: 'nowhere' };
    await expect(post('/v1/tokens', asked)).resolves.toMatchObject({ status: 404 });
  });
});

describe('the log', () => {
  test('a proof of a decision holds against the keys of the gate, and consistency against an older checkpoint', async () => {
    const { chain, primitives } = service.gate.parts;
    const trusted = chain.keys.map(({ identity }) => identity);
    const { body: before } = await get('/v1/audit/checkpoint');
    const { body: decided } = await post('/v1/decisions', HARMLESS);
    const { body: proven } = await get(`/v1/audit/proofs/${decided.decision}`);
    await expect(verifyProof(parseProof(proven.proof as string), trusted, primitives)).resolves.toMatchObject({
      origin: 'gate.example',
    });
    const { body: grown } = await get(`/v1/audit/consistency?from=${before.size}`);
    const [old, now] = [before.checkpoint, grown.checkpoint].map((note) => parseCheckpoint(note as string));
    const proof = (grown.proof as string[]).map((hash) => fromBase64(hash) as Uint8Array);
    const claim = {
      oldSize: old?.size as number,
      oldRoot: old?.root as Uint8Array,
      size: now?.size as number,
      root: now?.root as Uint8Array,
      proof,
    };
    expect(() => verifyConsistency(claim, primitives.sha256)).not.toThrow();
  });

  test('its keys are rotated for a person who names the one that signs', async () => {
    const { keys } = (await get('/v1/status')).body;
    const agent = await service.token('agent', ['decide', 'read', 'admin'], 'robot');
    const asked = { current: keys.fingerprint, overlapMs: DAY_MS };
    expect((await ask('POST', '/v1/keys/rotation', asked, agent)).status).toBe(403);
    expect((await post('/v1/keys/rotation', { ...asked, current: '0'.repeat(64) })).status).toBe(409);
    const { status, body } = await post('/v1/keys/rotation', asked);
    expect({ status, count: body.statements.length }).toEqual({ status: 201, count: 2 });
    const after = (await get('/v1/status')).body.keys;
    expect(after.fingerprint).not.toBe(keys.fingerprint);
    expect(after.createdAt).toBeGreaterThan(keys.createdAt);
    expect((await post('/v1/keys/rotation', asked)).status).toBe(409);
    // What a page needs to check the log by itself: all keys, each shown by the one before.
    const { statements } = (await get('/v1/keys')).body;
    expect(statements).toEqual(body.statements);
    const chain = await readChain(statements, nodePrimitives);
    expect(chain.keys.map(({ fingerprint }) => fingerprint)).toEqual([keys.fingerprint, after.fingerprint]);
  });

  test.each([
    ['an entry that never was', '/v1/audit/proofs/00000000-0000-7000-8000-000000000000'],
    ['a size that it never had', '/v1/audit/consistency?from=9999999'],
  ])('%s is not found', async (_, path) => {
    await expect(get(path)).resolves.toMatchObject({ status: 404 });
  });
});

describe('pauses', () => {
  test('a pause lets pass what would be asked, and ends', async () => {
    const request = { ...UNKNOWN, session: 'paused' };
    expect((await get('/v1/pause')).body).toEqual({});
    expect((await post('/v1/pause', { durationMs: 60_000, reason: 'a demonstration' })).status).toBe(201);
    expect((await get('/v1/pause')).body.pause).toMatchObject({ by: 'grace', reason: 'a demonstration' });
    expect((await post('/v1/decisions', request)).body).toMatchObject({ verdict: 'allow', judged: 'ask' });
    expect((await ask('DELETE', '/v1/pause')).status).toBe(200);
    expect((await post('/v1/decisions', request)).body.verdict).toBe('ask');
    expect((await ask('DELETE', '/v1/pause')).status).toBe(404);
  });
});

describe('the gate itself', () => {
  test('its status names its version and its parts', async () => {
    const { body } = await get('/v1/status');
    expect(body).toMatchObject({ version: '0.0.0-test', log: { works: true }, keys: { name: 'gate.example' } });
  });

  test('its settings are told to persons who run it, its store and metrics to all who may read', async () => {
    const { body } = await get('/v1/configuration');
    expect(body).toEqual({ file: '/etc/gate.yaml', settings: SETTINGS });
    const reader = await service.token('service', ['read'], 'reader');
    expect((await ask('GET', '/v1/configuration', undefined, reader)).status).toBe(403);
    const store = await ask('GET', '/v1/store', undefined, reader);
    expect(store.body).toMatchObject({ engine: 'sqlite', sizeBytes: expect.any(Number) });
    expect(store.body.migrations.length).toBeGreaterThan(0);
    const { metrics } = (await ask('GET', '/v1/metrics', undefined, reader)).body;
    const text = (await service.ask('GET', '/metrics', reader)).text;
    expect(metrics.map(({ name }: { name: string }) => name)).toEqual(
      Array.from(text.matchAll(/^# TYPE (\w+)/gmu), ([, name]) => name),
    );
    const other = await service.gate.tokens.create(person, {
      name: 'eve',
      subject: 'person',
      scopes: ['admin', 'read'],
      lifetimeMs: DAY_MS,
      tenant: 'other',
    });
    expect((await ask('GET', '/v1/configuration', undefined, other.token)).status).toBe(403);
  });

  test('a sign-in is offered to a person at a terminal alone', async () => {
    expect((await post('/v1/sign-in')).status).toBe(403);
    const reply = await service.http.call({ method: 'POST', path: '/v1/sign-in' }, () => person);
    expect(reply).toMatchObject({ status: 201, body: { path: expect.stringMatching(/^\/sign-in\/[\w-]{43}$/u) } });
    const asReply = {
      status: reply.status,
      headers: new Headers({ 'content-type': 'application/json' }),
      text: '',
      body: reply.body,
    };
    expect(contract.fault('POST', '/v1/sign-in', asReply)).toBeUndefined();
  });

  test('events are told as they happen', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${service.origin}/v1/events?kinds=decision`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leaving.signal,
    });
    const reply = { status: response.status, headers: response.headers, text: '', body: '' };
    expect(contract.fault('GET', '/v1/events', reply)).toBeUndefined();
    const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    const { body } = await post('/v1/decisions', { ...HARMLESS, session: 'watched' });
    let told = '';
    while (!told.includes(body.decision as string)) told += (await reader.read()).value ?? '';
    expect(told).toMatch(/^event: decision$/mu);
    leaving.abort();
  });
});

describe('approvals by rules', () => {
  test('what waits shows what it would do, and is allowed by the rules that are proposed', async () => {
    const request = { ...UNKNOWN, session: 'by-rule' };
    const { body: asked } = await post('/v1/decisions', request);
    const path = `/v1/approvals/${asked.approval}`;
    const { body: detail } = await get(path);
    const { parent, rules } = detail.proposal;
    expect(detail.explanation.reasons).toMatchObject([{ code: 'unknown.tool' }]);
    expect(rules).toMatchObject([{ verdict: 'allow', when: { subcommand: 'frobnicate now', agent: 'tester' } }]);
    await service.stored();
    const tried = await post(`${path}/rules/dry-run`, { parent, rules, count: 100 });
    expect(tried.body).toMatchObject({ changed: expect.any(Number), changes: expect.any(Array) });
    const late = await post(`${path}/rules`, { parent: parent + 1, rules });
    expect(late).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    const refused = await post(`${path}/rules/dry-run`, {
      parent,
      rules: [{ id: 'x', verdict: 'allow', when: { tool: 'ls' } }],
    });
    expect(refused).toMatchObject({ status: 400, body: { code: 'REQUEST' } });
    const { status, body } = await post(`${path}/rules`, { parent, rules, message: 'fine' });
    expect([status, body.approval.state, body.approval.answers]).toMatchObject([
      200,
      'allowed',
      [{ scope: 'rule', by: 'grace', message: 'fine', ruleText: expect.stringContaining('frobnicate now') }],
    ]);
    expect((await post('/v1/decisions', request)).body.verdict).toBe('allow');
    await post('/v1/policies', { parent: body.version, document: {}, reason: 'as it was' });
    await post(`/v1/policies/${body.version + 1}/activate`, { reason: 'as it was' });
  });

  test("an agent's token neither tries nor allows by rules", async () => {
    const { body: asked } = await post('/v1/decisions', { ...UNKNOWN, session: 'agents-rule' });
    const { parent, rules } = (await get(`/v1/approvals/${asked.approval}`)).body.proposal;
    const agent = await service.token('agent', ['decide', 'read', 'approve', 'policy'], 'tester');
    for (const path of ['rules', 'rules/dry-run']) {
      const reply = await ask('POST', `/v1/approvals/${asked.approval}/${path}`, { parent, rules }, agent);
      expect(reply).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    }
  });
});

describe('what the kernel did', () => {
  test('is listed, sessions and what was stopped, by filter; and is beside its decision', async () => {
    const decision = (await post('/v1/decisions', HARMLESS)).body.decision as string;
    const { recorder } = service.gate;
    const of = { tenant: 'default', held: 'h-1' };
    const bound = { binding: 'b-1', decision, agent: 'tester', session: 's1' };
    const mask = { write: ['workspace'] };
    const session = { ...of, name: 'claude', tier: 'lsm' as const, workspace: '/srv', pid: 10, uid: 1_000, mask };
    const ancestry = [{ pid: 12, command: 'rm' }];
    const denied = { ...of, deniedAt: 1, act: 'remove' as const, path: '/home/ada/x', uid: 1_000, ancestry };
    recorder.recordOrDefer('kernel.session-started', session);
    recorder.recordOrDefer('kernel.bound', { ...of, ...bound, pid: 11, way: 'hook', approval: 'a-1' });
    recorder.recordOrDefer('kernel.denied', { ...denied, ...bound });
    recorder.recordOrDefer('kernel.denied', denied);
    recorder.recordOrDefer('kernel.session-ended', { ...of, how: 'told', decided: 9, denied: 2, lost: 0 });
    await service.stored();
    expect((await get('/v1/kernel/sessions')).body.items).toMatchObject([{ ...session, ending: 'told', denied: 2 }]);
    expect((await get('/v1/kernel/denials')).body.items).toMatchObject([denied, { ...denied, ...bound }]);
    expect((await get(`/v1/kernel/denials?decision=${decision}`)).body.items).toHaveLength(1);
    expect((await get(`/v1/decisions/${decision}`)).body.kernel).toMatchObject({
      bindings: [{ held: 'h-1', pid: 11, way: 'hook', approval: 'a-1' }],
      denials: [denied],
    });
  });

  test.each(['sessions', 'denials'])('%s are refused to who may not read, and by pages that are none', async (name) => {
    const decider = await service.token('agent', ['decide'], 'asker');
    expect((await ask('GET', `/v1/kernel/${name}`, undefined, decider)).status).toBe(403);
    expect((await get(`/v1/kernel/${name}?limit=0`)).status).toBe(400);
  });
});

const inForce = async (query: string) =>
  (await get(`/v1/approvals/in-force?${query}`)).body.items.map(({ approval }: { approval: string }) => approval);

describe('one agent, and one session of it', () => {
  /** A name that would be two words of a path, a query, or markup. */
  const AGENT = 'night/shift?<b>&';
  const SESSION = 'n 1/2';
  const at = encodeURIComponent(AGENT);
  const of = `agent=${at}&session=${encodeURIComponent(SESSION)}`;
  const run = (command: string) =>
    post('/v1/decisions', { ...HARMLESS, agent: AGENT, session: SESSION, action: { kind: 'command', command } });
  let asked: string;

  beforeAll(async () => {
    await run('git status');
    await run('git status');
    await run('curl -fsS https://Ada:geheim@paste.example:8443/x -o /home/user/work/x');
    const { body } = await run('npm publish');
    asked = body.approval as string;
    await post(`/v1/approvals/${asked}/answer`, { answer: 'allow', scope: 'session', message: 'for this release' });
    await service.stored();
  });

  test('what it usually does is told by names, and all of a first day is new', async () => {
    const { status, body } = await get(`/v1/agents/${at}/behaviour`);
    expect(status).toBe(200);
    const named = (aspect: string) =>
      body.usual
        .filter((trait: { aspect: string }) => trait.aspect === aspect)
        .map(({ name, count }: { name: string; count: number }) => `${name} ${count}`);
    expect(named('tool').toSorted()).toEqual(['curl 1', 'git status 2', 'npm publish 1']);
    expect(named('host')).toEqual(['paste.example 1']);
    expect(named('scope')).toEqual(['workspace 1']);
    expect(named('capability')).toContain('NETWORK_ACCESS 2');
    expect(named('risk').join()).toContain('SAFE');
    expect(JSON.stringify(body)).not.toContain('geheim');
    const fresh = body.fresh.find(({ aspect }: { aspect: string }) => aspect === 'host');
    const first = await get(`/v1/decisions/${fresh.firstDecision}`);
    expect(first.body.decision.action.command).toContain('paste.example');
    expect(body.hours.reduce((sum: number, { allow }: { allow: number }) => sum + allow, 0)).toBeGreaterThan(1);
    const later = await get(`/v1/agents/${at}/behaviour?days=1&sinceMs=${Date.now() + DAY_MS}`);
    expect(later.body.fresh).toEqual([]);
  });

  test('a tool whose name is not in the log is told by its hash', async () => {
    const command = `${''.repeat(3_000)}x`;
    await post('/v1/decisions', { ...HARMLESS, agent: 'cut', action: { kind: 'command', command } });
    await service.stored();
    const { body } = await get('/v1/agents/cut/behaviour');
    expect(body.usual[0].name).toMatch(/^0x[0-9a-f]{8}$/u);
  });

  test('its timeline has all that happened in one order, page by page and part by part', async () => {
    const { recorder } = service.gate;
    const held = { tenant: 'default', held: 'h-night' };
    const mask = { write: ['workspace'] };
    const [last] = (await get(`/v1/decisions?${of}&limit=1`)).body.items;
    recorder.recordOrDefer('kernel.session-started', {
      ...held,
      name: 'claude',
      tier: 'notify',
      workspace: '/srv',
      pid: 10,
      uid: 1_000,
      mask,
    });
    const names = { agent: AGENT, session: SESSION };
    recorder.recordOrDefer('kernel.bound', {
      ...held,
      ...names,
      binding: 'b-9',
      decision: last.id,
      pid: 11,
      way: 'hook',
    });
    const ancestry = [{ pid: 12, command: 'rm' }];
    const stopped = { deniedAt: 1, act: 'remove' as const, path: '/home/ada/x', uid: 1_000, ancestry };
    recorder.recordOrDefer('kernel.denied', { ...held, ...stopped });
    await service.stored();
    const kinds: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await get(`/v1/timeline?${of}&limit=3${cursor}`);
      kinds.push(...body.items.map(({ kind }: { kind: string }) => kind));
      if (body.next === undefined) break;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }
    expect(kinds.toSorted()).toEqual([
      'approval.answered',
      'approval.requested',
      ...Array.from({ length: 4 }, () => 'decision'),
      'kernel.bound',
      'kernel.denied',
      'kernel.session-started',
      'session.started',
    ]);
    expect(kinds.indexOf('approval.answered')).toBeLessThan(kinds.indexOf('approval.requested'));
    const { items } = (await get(`/v1/timeline?${of}&parts=approval,kernel`)).body;
    expect(items.map(({ kind }: { kind: string }) => kind.split('.')[0])).not.toContain('decision');
    expect(items.find(({ kind }: { kind: string }) => kind === 'approval.answered')).toMatchObject({
      answer: { by: 'grace', scope: 'session', message: 'for this release' },
      approval: { approval: asked, shown: 'npm publish' },
    });
    for (const bad of ['parts=none', 'parts=kernel,', 'parts=', 'limit=0', 'cursor=x', 'fromMs=-1'])
      expect((await get(`/v1/timeline?${of}&${bad}`)).status).toBe(400);
    expect((await get('/v1/timeline?session=s1')).status).toBe(400);
  });

  test('one of each is told with what the kernel held it by', async () => {
    const agent = await get(`/v1/agents/${at}`);
    expect(agent.body).toMatchObject({
      agent: { agent: AGENT, counts: { allow: 3, ask: 1 } },
      held: [{ tier: 'notify' }],
    });
    const path = `/v1/sessions/${encodeURIComponent(SESSION)}`;
    const session = await get(`${path}?agent=${at}`);
    expect(session.body).toMatchObject({ session: { session: SESSION, agent: AGENT }, held: [{ held: 'h-night' }] });
    const { body } = await get(`${path}/activity?agent=${at}&steps=4`);
    expect(body.steps.length).toBeLessThanOrEqual(4);
    expect(body.steps.reduce((sum: number, { allow }: { allow: number }) => sum + allow, 0)).toBe(3);
  });

  test('what a person allowed is in force until it is used, its time is up, or it is of another session', async () => {
    expect(await inForce(of)).toEqual([asked]);
    expect(await inForce(`agent=${at}`)).toEqual([asked]);
    expect(await inForce(`agent=${at}&session=another`)).toEqual([]);
    expect(await inForce('agent=tester')).toEqual([]);
    const { body } = await run('npm unpublish x');
    await post(`/v1/approvals/${body.approval}/answer`, { answer: 'allow', scope: 'once' });
    expect(await inForce(of)).toEqual([asked, body.approval]);
    expect((await run('npm unpublish x')).body.verdict).toBe('allow');
    expect(await inForce(of)).toEqual([asked]);
  });

  test('is not found where there is none, and nothing of it is another tenant’s', async () => {
    await post('/v1/tenants', { tenant: 'quiet', name: 'Quiet' });
    const made = { tenant: 'quiet', name: 'eve', subject: 'person', scopes: ['read'], lifetimeMs: DAY_MS };
    const theirs = (await post('/v1/tokens', made)).body.token as string;
    const session = encodeURIComponent(SESSION);
    for (const path of [
      `agents/${at}`,
      `agents/${at}/behaviour`,
      `sessions/${session}?agent=${at}`,
      `sessions/${session}/activity?agent=${at}`,
    ])
      expect((await ask('GET', `/v1/${path}`, undefined, theirs)).status).toBe(404);
    for (const path of [`timeline?${of}`, `approvals/in-force?${of}`])
      expect((await ask('GET', `/v1/${path}`, undefined, theirs)).body.items).toEqual([]);
  });

  test('is refused to who may not read', async () => {
    const decider = await service.token('agent', ['decide'], 'asker-2');
    const session = `sessions/${encodeURIComponent(SESSION)}`;
    for (const path of [
      `agents/${at}`,
      `agents/${at}/behaviour`,
      `${session}?agent=${at}`,
      `${session}/activity?agent=${at}`,
      `timeline?${of}`,
      `approvals/in-force?${of}`,
    ])
      expect((await ask('GET', `/v1/${path}`, undefined, decider)).status).toBe(403);
  });
});

describe('the document', () => {
  test('every operation refuses whoever shows no token', async () => {
    const refusing = service.ask.bind(service);
    const { body } = await refusing('GET', '/openapi.json');
    const calls = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/gu, '1') })),
    );
    for (const { method, path } of calls) {
      const reply = await refusing(method, path);
      expect({ path, fault: contract.fault(method, path, reply) }).toEqual({ path, fault: undefined });
      expect([401, 429]).toContain(reply.status);
    }
  });

  test('every operation was seen to answer and to refuse as the document says', () => {
    const all = contract.operationIds.toSorted();
    expect([...contract.answered].toSorted()).toEqual(all);
    expect([...contract.refused].toSorted()).toEqual(all);
  });

  test('an answer that is not as the document says is noticed', () => {
    const headers = new Headers({ 'content-type': 'application/json' });
    const reply = { status: 200, headers, text: '', body: { verdict: 'maybe' } };
    expect(contract.fault('POST', '/v1/decisions', reply)).toMatch(/^decide: /u);
  });

  test('nothing was a fault of the gate', () => {
    expect(service.faults).toEqual([]);
  });
});
