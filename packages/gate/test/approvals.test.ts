import { utf8 } from '@capgate/base';
import { codeOf } from '@capgate/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { subjectHash, type Subject } from '../src/approvals/approval.ts';
import type { Asked } from '../src/approvals/approvals.ts';
import type { DecideAnswer, DecideRequest } from '../src/index.ts';
import { AGENT, bodiesOf, newWorld, person, primitives, type Running, startGate, turn, type World } from './harness.ts';

const ONCE = { answer: 'allow', scope: 'once' } as const;
const SESSION = { answer: 'allow', scope: 'session' } as const;
const DENY = { answer: 'deny', scope: 'once' } as const;
const TIMEOUT_MS = 600_000;

let world: World;
let running: Running;

beforeEach(async () => {
  world = await newWorld();
  running = await startGate(world);
});

async function decided(command: string, more: Partial<DecideRequest> = {}): Promise<DecideAnswer> {
  const request = {
    action: { kind: 'command', command },
    cwd: '/work',
    session: 's',
    agent: 'coder',
    ...more,
  } as const;
  const { answer, before } = running.gate.decide(request, AGENT);
  await before;
  return answer;
}

/** The approval that waits for this unknown tool. */
async function waiting(command = 'frobnicate'): Promise<string> {
  const { approval } = await decided(command);
  return approval ?? '';
}

async function restarted(): Promise<void> {
  await running.end();
  running = await startGate(world);
}

async function twoPersonsFor(risk: string): Promise<void> {
  const document = { security: { approvals: { people: { [risk]: 2 } } } };
  await running.gate.policies.change(person('alice'), { parent: 0, document, reason: 'test' });
  await running.gate.policies.activate(person('alice'), { version: 1, reason: 'test' });
}

describe('what an approval is bound to', () => {
  const text = fc.oneof(fc.constantFrom('a', 'b', '', 'ls', 'ls '), fc.string({ unit: 'grapheme', maxLength: 8 }));
  const subject: fc.Arbitrary<Subject> = fc.record({
    tenant: text,
    agent: text,
    session: text,
    cwd: text,
    action: fc.oneof(
      fc.record({ kind: fc.constant('command'), command: text }),
      fc.record({ kind: fc.constant('file'), operation: fc.constantFrom('read', 'write'), path: text }),
    ),
  });

  test('is one hash for equal subjects and another for any that differs', () => {
    fc.assert(
      fc.property(subject, subject, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(subjectHash(one, primitives) === subjectHash(other, primitives)).toBe(isSame);
        expect(subjectHash(structuredClone(one), primitives)).toBe(subjectHash(one, primitives));
      }),
    );
  });

  test.each<[string, string, Partial<DecideRequest>]>([
    ['another action', 'frobnicate  ', {}],
    ['another action that looks the same', 'frobnicate\u200b', {}],
    ['another folder', 'frobnicate', { cwd: '/work/' }],
    ['another agent', 'frobnicate', { agent: 'Coder' }],
    ['another session', 'frobnicate', { session: 's2' }],
  ])('lets %s not pass', async (_, command, more) => {
    await running.gate.approvals.answer(person('alice'), await waiting(), SESSION);
    expect((await decided(command, more)).verdict).not.toBe('allow');
    expect((await decided('frobnicate')).verdict).toBe('allow');
  });

  test("lets another tenant's not pass, nor is it shown to it or answered by it", async () => {
    const id = await waiting();
    const { approvals } = running.gate;
    expect(await codeOf(() => approvals.answer(person('mallory', 'other'), id, ONCE))).toBe('NOT_FOUND');
    expect(await codeOf(() => approvals.find('other', id))).toBe('NOT_FOUND');
    expect(approvals.pending('other')).toEqual([]);
    await approvals.answer(person('alice'), id, SESSION);
    const request = {
      action: { kind: 'command', command: 'frobnicate' },
      cwd: '/work',
      session: 's',
      agent: 'coder',
    } as const;
    expect(running.gate.decide(request, { ...AGENT, tenant: 'other' }).answer.verdict).toBe('ask');
  });
});

describe('what was allowed', () => {
  test('once passes once, also where two ask in the same turn', async () => {
    await running.gate.approvals.answer(person('alice'), await waiting(), ONCE);
    const answers = await Promise.all([decided('frobnicate'), decided('frobnicate')]);
    expect(answers.map(({ verdict }) => verdict)).toEqual(['allow', 'ask']);
  });

  test('passes only once its use is on the disk', async () => {
    await running.gate.approvals.answer(person('alice'), await waiting(), ONCE);
    world.disk.roomBytes = 0;
    expect(await codeOf(() => decided('frobnicate'))).toBe('UNAVAILABLE');
  });

  test('once is spent after a restart, too', async () => {
    const id = await waiting();
    await running.gate.approvals.answer(person('alice'), id, ONCE);
    expect((await decided('frobnicate')).approval).toBe(id);
    await restarted();
    expect((await decided('frobnicate')).verdict).toBe('ask');
    expect((await running.store.approval(id))?.useCount).toBe(1);
  });

  test('for the session passes again, until its time is up to the millisecond', async () => {
    await running.gate.approvals.answer(person('alice'), await waiting(), SESSION);
    const first = (await decided('frobnicate')).verdict;
    world.clock.advance(TIMEOUT_MS - 1);
    const last = (await decided('frobnicate')).verdict;
    world.clock.advance(1);
    expect([first, last, (await decided('frobnicate')).verdict]).toEqual(['allow', 'allow', 'ask']);
  });

  test('for the session passes after a restart', async () => {
    const id = await waiting();
    await running.gate.approvals.answer(person('alice'), id, SESSION);
    await restarted();
    const { verdict, approval } = await decided('frobnicate');
    expect([verdict, approval]).toEqual(['allow', id]);
  });

  test('names the approval in the decision, and the decision in the use of the approval', async () => {
    const id = await waiting();
    await running.gate.approvals.answer(person('alice'), id, ONCE);
    const { decision } = await decided('frobnicate');
    expect(await bodiesOf(world, running.recorder, 'approval.used')).toEqual([{ approval: id, decision }]);
    expect((await bodiesOf(world, running.recorder, 'decision')).at(-1)?.['approval']).toBe(id);
  });

  test('does not pass what touches the gate', async () => {
    const request = { action: { kind: 'file', operation: 'write', path: '/run/capgate/x' }, cwd: '/work' } as const;
    const { answer } = running.gate.decide(request, AGENT);
    expect([answer.verdict, answer.approval]).toEqual(['deny', undefined]);
  });
});

describe('an answer', () => {
  test('of an agent is refused, and the log has the refusal', async () => {
    const id = await waiting();
    expect(await codeOf(() => running.gate.approvals.answer(AGENT, id, ONCE))).toBe('FORBIDDEN');
    const claims = { ...AGENT, scopes: ['decide', 'read', 'approve'] as const };
    expect(await codeOf(() => running.gate.approvals.answer(claims, id, ONCE))).toBe('FORBIDDEN');
    const refused = await bodiesOf(world, running.recorder, 'approval.refused');
    expect(refused.map(({ approval }) => approval)).toEqual([id, id]);
    expect((await decided('frobnicate')).verdict).toBe('ask');
  });

  test('of an agent is refused although the log does not work', async () => {
    const id = await waiting();
    world.disk.roomBytes = 0;
    await codeOf(() => decided('frobnicate'));
    await turn();
    expect(await codeOf(() => running.gate.approvals.answer(AGENT, id, ONCE))).toBe('FORBIDDEN');
  });

  test('that the log did not take allows nothing', async () => {
    const id = await waiting();
    world.disk.roomBytes = 0;
    expect(await codeOf(() => running.gate.approvals.answer(person('alice'), id, ONCE))).toBe('UNAVAILABLE');
    expect(running.gate.approvals.find('default', id).state).toBe('pending');
  });

  test('that denies stays although the log did not take it', async () => {
    const id = await waiting();
    world.disk.roomBytes = 0;
    expect(await codeOf(() => running.gate.approvals.answer(person('alice'), id, DENY))).toBe('UNAVAILABLE');
    expect(running.gate.approvals.find('default', id).state).toBe('denied');
  });

  test('comes once: a second finds that it waits no more', async () => {
    const id = await waiting();
    const { approvals } = running.gate;
    const codes = await Promise.all(
      ['alice', 'bob', 'carol'].map((name) => codeOf(() => approvals.answer(person(name), id, ONCE))),
    );
    expect(codes).toEqual([undefined, 'STATE', 'STATE']);
  });

  test('comes in time or not at all', async () => {
    const { approvals } = running.gate;
    const [early, late] = [await waiting('frobnicate'), await waiting('other-tool')];
    world.clock.advance(TIMEOUT_MS - 1);
    await approvals.answer(person('alice'), early, ONCE);
    world.clock.advance(1);
    expect(await codeOf(() => approvals.answer(person('alice'), late, ONCE))).toBe('STATE');
    expect(await bodiesOf(world, running.recorder, 'approval.expired')).toEqual([{ approval: late }]);
  });

  test('that was on its way into the log when the time ran out counts, here and after a restart', async () => {
    const id = await waiting();
    world.clock.advance(TIMEOUT_MS - 1);
    const answering = running.gate.approvals.answer(person('alice'), id, SESSION);
    await Promise.resolve();
    await Promise.resolve();
    world.clock.advance(1);
    expect((await answering).state).toBe('allowed');
    await restarted();
    expect((await decided('frobnicate')).verdict).toBe('allow');
  });
});

describe('two persons', () => {
  test('are not one whom the caller asks itself', async () => {
    await twoPersonsFor('HIGH');
    const { approvals } = running.gate;
    const { verdict, approval = '', reasons = [] } = await decided('frobnicate', { attended: true });
    expect([verdict, reasons[0]?.code, approvals.find('default', approval).needed]).toEqual([
      'deny',
      'approvals.two-persons',
      2,
    ]);
    await approvals.answer(person('alice'), approval, ONCE);
    expect((await decided('frobnicate', { attended: true })).verdict).toBe('deny');
    await approvals.answer(person('bob'), approval, ONCE);
    expect((await decided('frobnicate', { attended: true })).verdict).toBe('allow');
  });

  test('are asked for only where the policy says so', async () => {
    await twoPersonsFor('CRITICAL');
    const { verdict, approval } = await decided('frobnicate', { attended: true });
    expect([verdict, approval]).toEqual(['ask', undefined]);
  });

  test('must be two: the same one twice is refused', async () => {
    await twoPersonsFor('HIGH');
    const id = await waiting();
    const { approvals } = running.gate;
    expect((await approvals.answer(person('alice'), id, ONCE)).state).toBe('pending');
    expect(await codeOf(() => approvals.answer(person('alice'), id, ONCE))).toBe('FORBIDDEN');
    expect((await decided('frobnicate')).verdict).toBe('ask');
    expect((await approvals.answer(person('bob'), id, ONCE)).state).toBe('allowed');
    expect((await decided('frobnicate')).verdict).toBe('allow');
  });

  test('the same one twice in one turn is refused, too', async () => {
    await twoPersonsFor('HIGH');
    const id = await waiting();
    const { approvals } = running.gate;
    const codes = await Promise.all([1, 2].map(() => codeOf(() => approvals.answer(person('alice'), id, ONCE))));
    expect([codes, approvals.find('default', id).state]).toEqual([[undefined, 'FORBIDDEN'], 'pending']);
  });

  test('must be two, whatever names one of them has: as root, by a token, at the page', async () => {
    await twoPersonsFor('HIGH');
    const id = await waiting();
    const { approvals, tokens } = running.gate;
    const alice = person('alice');
    await approvals.answer({ ...alice, name: 'root', person: 'alice' }, id, ONCE);
    const asked = { subject: 'person', scopes: ['approve'], lifetimeMs: 1e9 } as const;
    const own = await tokens.create(alice, { ...asked, name: 'phone' });
    const others = await tokens.create(alice, { ...asked, name: 'grace-laptop', owner: 'grace' });
    const same = [alice, tokens.callerOf(own.token), { ...alice, name: 'x', person: 'alice', way: 'page' } as const];
    const codes = await Promise.all(same.map((caller) => codeOf(() => approvals.answer(caller, id, ONCE))));
    expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
    expect((await approvals.answer(tokens.callerOf(others.token), id, ONCE)).state).toBe('allowed');
    const given = await bodiesOf(world, running.recorder, 'approval.answered');
    expect(given.map(({ by, as }) => [by, as])).toEqual([
      ['alice', 'root'],
      ['grace', 'grace-laptop'],
    ]);
  });

  test('must be two who are known: root with nobody behind it counts for none, nor does a token that it made', async () => {
    await twoPersonsFor('HIGH');
    const id = await waiting();
    const { approvals, tokens } = running.gate;
    const { person: _, ...root } = person('root');
    const { token } = await tokens.create(root, { subject: 'person', scopes: ['approve'], lifetimeMs: 1e9, name: 't' });
    await approvals.answer(person('alice'), id, ONCE);
    const unknown = [root, tokens.callerOf(token)];
    const codes = await Promise.all(unknown.map((caller) => codeOf(() => approvals.answer(caller, id, ONCE))));
    expect([codes, approvals.find('default', id).state]).toEqual([['FORBIDDEN', 'FORBIDDEN'], 'pending']);
    expect((await approvals.answer(root, id, DENY)).state).toBe('denied');
  });

  test('by a token count as its owner after a restart, too', async () => {
    const { token } = await running.gate.tokens.create(
      { ...person('root'), person: 'alice' },
      { name: 'phone', subject: 'person', scopes: ['approve'], lifetimeMs: 1e9 },
    );
    await restarted();
    expect(running.gate.tokens.callerOf(token)).toMatchObject({ name: 'phone', person: 'alice' });
  });

  test('the first who denies has denied it', async () => {
    await twoPersonsFor('HIGH');
    const id = await waiting();
    const { approvals } = running.gate;
    await approvals.answer(person('alice'), id, ONCE);
    expect((await approvals.answer(person('bob'), id, DENY)).state).toBe('denied');
    expect(await codeOf(() => approvals.answer(person('carol'), id, ONCE))).toBe('STATE');
    expect((await decided('frobnicate')).verdict).toBe('ask');
  });

  test('reach no farther than the more careful of them says', async () => {
    await twoPersonsFor('HIGH');
    const id = await waiting();
    await running.gate.approvals.answer(person('alice'), id, SESSION);
    await running.gate.approvals.answer(person('bob'), id, ONCE);
    expect([(await decided('frobnicate')).verdict, (await decided('frobnicate')).verdict]).toEqual(['allow', 'ask']);
  });

  test('may answer before and after a restart', async () => {
    await twoPersonsFor('HIGH');
    const id = await waiting();
    await running.gate.approvals.answer(person('alice'), id, ONCE);
    await restarted();
    expect(await codeOf(() => running.gate.approvals.answer(person('alice'), id, ONCE))).toBe('FORBIDDEN');
    expect((await running.gate.approvals.answer(person('bob'), id, ONCE)).state).toBe('allowed');
  });
});

describe('what waits', () => {
  test('is asked for once, however often an agent asks', async () => {
    const ids = new Set([await waiting(), await waiting(), await waiting()]);
    expect([ids.size, running.gate.approvals.queue.count]).toEqual([1, 1]);
  });

  test('waits on after a restart, and its time goes on', async () => {
    const id = await waiting();
    world.clock.advance(TIMEOUT_MS / 2);
    await restarted();
    expect(running.gate.approvals.find('default', id).state).toBe('pending');
    world.clock.advance(TIMEOUT_MS / 2);
    expect(running.gate.approvals.find('default', id).state).toBe('expired');
  });

  test('has expired where its time ran out while the gate was down', async () => {
    const id = await waiting();
    await running.end();
    world.clock.advance(TIMEOUT_MS * 2);
    running = await startGate(world);
    expect(await codeOf(() => running.gate.approvals.answer(person('alice'), id, ONCE))).toBe('STATE');
    // No alarm has rung yet.
    expect(await waiting()).not.toBe(id);
  });

  test('is told to who waits for it, as soon as it is answered', async () => {
    const id = await waiting();
    const settled = running.gate.approvals.whenSettled('default', id, 60_000);
    await running.gate.approvals.answer(person('alice'), id, ONCE);
    expect((await settled).state).toBe('allowed');
  });

  test('is told as it is once the time to wait is over', async () => {
    const id = await waiting();
    const settled = running.gate.approvals.whenSettled('default', id, 1_000);
    world.clock.advance(1_000);
    expect((await settled).state).toBe('pending');
  });

  test('is told to who waits for it when its time is up', async () => {
    const settled = running.gate.approvals.whenSettled('default', await waiting(), TIMEOUT_MS * 2);
    world.clock.advance(TIMEOUT_MS);
    expect((await settled).state).toBe('expired');
  });

  test('is bounded for one session: what it asks beyond is denied, and another session asks as before', async () => {
    for (let i = 0; i < 100; i++) await decided(`frobnicate ${i}`);
    const { verdict, judged, rule, approval, reasons = [] } = await decided('frobnicate more');
    expect([verdict, judged, rule, approval]).toEqual(['deny', 'ask', 'the queue of approvals', undefined]);
    expect(reasons[0]).toMatchObject({
      code: 'approvals.too-many',
      message: expect.stringContaining('too many waiting'),
    });
    expect((await bodiesOf(world, running.recorder, 'decision')).at(-1)?.['reasons']).toContain('approvals.too-many');
    expect((await decided('frobnicate 7')).verdict).toBe('ask');
    expect((await decided('frobnicate more', { session: 's2' })).verdict).toBe('ask');
    const { queue } = running.gate.approvals;
    expect([queue.count, queue.refusedCounts]).toEqual([101, { session: 1, caller: 0, all: 0 }]);
  });

  test('is bounded for one session of each caller: another that names the same session takes nothing of it', async () => {
    const { approvals } = running.gate;
    for (let i = 0; i < 100; i++) approvals.request(askedFor(i, 's', 'token mallory'));
    const codes = ['token mallory', 'socket user'].map((asker) =>
      codeOf(() => approvals.request(askedFor(100, 's', asker))),
    );
    expect(await Promise.all(codes)).toEqual(['BUSY', undefined]);
  });

  test('makes room for its session once it is answered or its time is up', async () => {
    const [first] = await Promise.all(Array.from({ length: 100 }, (_, i) => waiting(`frobnicate ${i}`)));
    await running.gate.approvals.answer(person('alice'), first ?? '', DENY);
    const verdicts = [(await decided('frobnicate a')).verdict, (await decided('frobnicate b')).verdict];
    world.clock.advance(TIMEOUT_MS);
    expect([...verdicts, (await decided('frobnicate b')).verdict]).toEqual(['ask', 'deny', 'ask']);
    expect(running.gate.approvals.queue.count).toBe(1);
  });

  test('is bounded for one session after a restart, too', async () => {
    for (let i = 0; i < 100; i++) await decided(`frobnicate ${i}`);
    await restarted();
    expect((await decided('frobnicate more')).verdict).toBe('deny');
  });

  test('is bounded for one caller, whatever names it gives its agents and sessions', async () => {
    const { approvals } = running.gate;
    const request = (i: number, asker: string) => approvals.request(askedFor(i, `s${i}`, asker));
    for (let i = 0; i < 1_000; i++) request(i, 'socket mallory');
    const code = await codeOf(() => request(1_000, 'socket mallory'));
    expect([code, await codeOf(() => request(1_001, 'socket user'))]).toEqual(['BUSY', undefined]);
    expect(approvals.queue.refusedCounts).toEqual({ session: 0, caller: 1, all: 0 });
  });

  test('is bounded for all, and what waits can be answered', async () => {
    const { approvals } = running.gate;
    const code = await codeOf(() => {
      for (let i = 0; i < 10_001; i++) approvals.request(askedFor(i, `s${i}`, `token ${i % 20}`));
    });
    expect([code, approvals.queue.count]).toEqual(['BUSY', 10_000]);
    const [oldest] = approvals.pending('default');
    await approvals.answer(person('alice'), oldest?.approval ?? '', DENY);
    expect(await codeOf(() => approvals.request(askedFor(10_001)))).toBeUndefined();
  });

  test('for what no record can hold is for the whole of it, and the log has the beginning and the hash', async () => {
    const command = `frobnicate ${'\u0001'.repeat(7_000)}${'pwd=x;'.repeat(7_000)}`;
    const id = await waiting(command);
    expect(running.gate.approvals.find('default', id).action).toEqual({ kind: 'command', command });
    const requested = await bodiesOf(world, running.recorder, 'approval.requested');
    expect(requested).toMatchObject([{ action: { cut: true, command: expect.stringContaining('SHA-256') } }]);
    await running.gate.approvals.answer(person('alice'), id, ONCE);
    expect([(await decided(`${command}x`)).verdict, (await decided(command)).verdict]).toEqual(['ask', 'allow']);
    const made = await bodiesOf(world, running.recorder, 'decision');
    expect(made.map(({ verdict }) => verdict)).toEqual(['ask', 'ask', 'allow']);
  });
});

describe('what a person is shown', () => {
  test('has nothing hidden in it', async () => {
    const id = await waiting('frobnicate\u202e\u200b\u0007 "\u001b[2J\u2066x"');
    const { summary } = running.gate.approvals.find('default', id);
    expect(summary).toMatch(/^[\x20-\x7e]*$/u);
    expect(summary.length).toBeGreaterThan(0);
  });
});

function askedFor(i: number, session = 's', asker = 'socket user'): Asked {
  const action = { kind: 'command', command: `frobnicate ${i}` };
  const subject = { tenant: 'default', agent: 'a', session, cwd: '/', action };
  const rules = { timeoutMs: TIMEOUT_MS, useMs: TIMEOUT_MS, people: {} };
  const logged = { action, cwd: '/' };
  return { subject, logged, asker, ancestry: () => [], risk: 'MEDIUM', summary: '', rule: 'mode', rules };
}

test('the hash of a subject is that of its canonical form', () => {
  const subject = { tenant: 't', agent: 'a', session: 's', cwd: '/', action: { kind: 'command', command: 'ls' } };
  // RFC 8785, by hand.
  const text = '{"action":{"command":"ls","kind":"command"},"agent":"a","cwd":"/","session":"s","tenant":"t"}';
  expect(subjectHash(subject, primitives)).toBe(Buffer.from(primitives.sha256(utf8(text))).toString('hex'));
});
