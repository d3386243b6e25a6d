import { codeOf, SimulatedDisk } from '@capgate/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ProposedRule } from '../src/approvals/proposal.ts';
import { DryRuns } from '../src/http/dry-run.ts';
import { RuleAnswers } from '../src/http/rule-answers.ts';
import type { DecideAnswer, DecideRequest, GateParts } from '../src/index.ts';
import { AGENT, bodiesOf, newWorld, person, recordsOf, type Running, startGate, type World } from './harness.ts';

const ALICE = person('alice');
const FORCE = 'git push --force origin main';

let world: World;
let running: Running;
let rules: RuleAnswers;

beforeEach(async () => {
  world = await newWorld();
  await start();
});

async function start(parts: Partial<GateParts> = {}): Promise<void> {
  running = await startGate(world, parts);
  rules = new RuleAnswers(running.gate, new DryRuns(running.gate));
}

type Asked = Partial<DecideRequest> & { readonly command?: string };

async function decided({ command = FORCE, ...more }: Asked = {}): Promise<DecideAnswer> {
  const where = { cwd: '/work/app/src', workspace: '/work/app', session: 's', agent: 'coder' };
  const { answer, before } = running.gate.decide({ action: { kind: 'command', command }, ...where, ...more }, AGENT);
  await before;
  return answer;
}

/** What is proposed for an approval that waits: rules, or why there are none. */
async function proposed(id: string): Promise<{ readonly rules: readonly ProposedRule[]; readonly why?: string }> {
  const looked = await rules.look(running.gate.approvals.find('default', id));
  return { rules: [], ...looked?.proposal };
}

async function waiting(asked: Asked = {}): Promise<{ id: string; rules: readonly ProposedRule[]; why?: string }> {
  const id = (await decided(asked)).approval ?? '';
  return { id, ...(await proposed(id)) };
}

function allow(id: string, given: readonly object[], parent = 0) {
  return rules.allow(ALICE, id, { parent, rules: given });
}

async function inForce(document: object): Promise<number> {
  const { policies } = running.gate;
  const { version: parent } = policies.latest('default');
  const { version } = await policies.change(ALICE, { parent, document, reason: 'test' });
  await policies.activate(ALICE, { version, reason: 'test' });
  return version;
}

describe('a proposal', () => {
  test('names tool, subcommand, effect, place, risk, agent and workspace', async () => {
    const { id, rules: found } = await waiting();
    expect(found).toEqual([
      {
        id: `git-push-${id.slice(0, 8)}`,
        verdict: 'allow',
        reason: `approval ${id}`,
        when: {
          action: 'command',
          tool: 'git',
          subcommand: 'git push',
          effect: 'vcs.force-push',
          scope: 'none',
          risk: 'HIGH',
          agent: 'coder',
          directory: '/work/app',
        },
      },
    ]);
  });

  test.each<[string, DecideRequest['action']]>([
    ['a tool that nobody knows', { kind: 'command', command: 'frobnicate now' }],
    ['one behind a path', { kind: 'command', command: '/opt/bin/frobnicate --all' }],
    ['one that another runs', { kind: 'command', command: 'env A=1 frobnicate' }],
    ['two at once', { kind: 'command', command: `frobnicate now && ${FORCE}` }],
    ['a call of a tool', { kind: 'tool-call', server: 'github', tool: 'create_issue' }],
    ['a file that a shell runs', { kind: 'file', operation: 'write', path: '/home/user/.bashrc' }],
  ])('for %s allows it in its folder, and neither elsewhere nor for another agent', async (_, action) => {
    const { id, rules: found } = await waiting({ action });
    expect(found.length).toBeGreaterThan(0);
    await allow(id, found);
    const verdicts = [
      await decided({ action }),
      await decided({ action, session: 'later' }),
      await decided({ action, cwd: '/work', workspace: '/work' }),
      await decided({ action, agent: 'other' }),
    ].map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['allow', 'allow', 'ask', 'ask']);
  });

  test('for one subcommand allows no other, and for one effect no other', async () => {
    const { id, rules: found } = await waiting({ command: 'frobnicate build' });
    await allow(id, found);
    const same = await decided({ command: 'frobnicate build --fast' });
    const other = await decided({ command: 'frobnicate deploy' });
    const more = await decided({ command: `frobnicate build && ${FORCE}` });
    expect([same.verdict, other.verdict, more.verdict]).toEqual(['allow', 'ask', 'ask']);
  });

  test('is not made where a rule of the policy asks: it says which', async () => {
    const rule = { id: 'ask-first', verdict: 'ask', when: { effect: 'vcs.force-push' } };
    await inForce({ security: { organisation: { version: 1, rules: [rule] } } });
    expect(await waiting()).toMatchObject({
      rules: [],
      why: expect.stringContaining('ask-first of layer organisation'),
    });
  });

  test.each([
    ['of everything', '/', '/work/app/src'],
    ['of the home folder', '/home', '/home/user/app'],
    ['that the action is not in', '/work/app', '/work/application'],
  ])('takes no workspace %s from a session', async (_, workspace, cwd) => {
    const { rules: found } = await waiting({ workspace, cwd });
    expect(found.map(({ when }) => when['directory'])).toEqual([cwd]);
  });

  test.each([
    ['everything', { workspace: '/', cwd: '/' }],
    ['everything, by another name', { workspace: '/work/..', cwd: '/work/..' }],
    ['homes', { workspace: '/home', cwd: '/home' }],
    ["the gate's user's home, whatever home the session says it has", { cwd: '/home/user', home: '/work' }],
    ["the session's home", { cwd: '/srv/bob', home: '/srv/bob' }],
  ])('is not made for a folder of %s: it says why', async (_, where) => {
    expect(await waiting({ workspace: where.cwd, ...where })).toMatchObject({
      rules: [],
      why: expect.stringContaining('holds a home'),
    });
  });

  test('is made for an action that ends as one that was cut does', async () => {
    const { rules: found } = await waiting({ command: `${FORCE} # … (5 characters, SHA-256 ${'a'.repeat(64)})` });
    expect(found).toHaveLength(1);
  });

  test('is not made for an agent whose name would stand for others', async () => {
    expect(await waiting({ agent: 'c*' })).toMatchObject({ rules: [], why: expect.stringContaining('*') });
  });

  test('is not made any more once it is answered', async () => {
    const { id } = await waiting();
    await running.gate.approvals.answer(ALICE, id, { answer: 'deny', scope: 'once' });
    expect(await rules.look(running.gate.approvals.find('default', id))).toBeUndefined();
  });
});

describe('allowing by rules', () => {
  test('is one step in the log: the version, its activation, the answer', async () => {
    const { id, rules: found } = await waiting();
    const { approval, version } = await allow(id, found);
    expect([approval.state, version]).toEqual(['allowed', 1]);
    const records = (await recordsOf(world, running.recorder)).slice(-3);
    const reason = `approval ${id}`;
    expect(records.map(({ kind, body }) => [kind, body])).toMatchObject([
      ['policy.version', { version: 1, parent: null, author: 'alice', reason }],
      ['policy.activated', { version: 1, previous: null, by: 'alice', reason }],
      ['approval.answered', { approval: id, answer: 'allow', scope: 'rule', by: 'alice' }],
    ]);
    expect(JSON.parse(records[2]?.body['ruleText'] as string)).toEqual(found);
  });

  test('holds after a restart, by the policy alone', async () => {
    const { id, rules: found } = await waiting();
    await allow(id, found);
    await running.end();
    await start();
    expect(await decided()).toMatchObject({ verdict: 'allow' });
    expect((await decided()).approval).toBeUndefined();
    expect(await running.store.approval(id)).toMatchObject({ state: 'allowed', answers: [{ scope: 'rule' }] });
  });

  test('ends with the rule: nothing passes on the approval once the version is taken back', async () => {
    const { id, rules: found } = await waiting();
    await allow(id, found);
    await inForce({});
    expect((await decided()).verdict).toBe('ask');
  });

  test('keeps what is in force, and leaves out drafts that are not', async () => {
    const rule = { id: 'no-publishing', verdict: 'deny', when: { effect: 'package.publish' } };
    const parent = await inForce({ security: { user: { version: 1, mode: 'balanced', rules: [rule] } } });
    await running.gate.policies.change(ALICE, { parent, document: { security: { mode: 'observe' } }, reason: 'draft' });
    const { id, rules: found } = await waiting();
    expect(await allow(id, found, parent)).toMatchObject({ version: 3 });
    const { document } = running.gate.policies.active('default');
    expect(document).toEqual({ security: { user: { version: 1, mode: 'balanced', rules: [rule, ...found] } } });
  });

  test('that is refused leaves it waiting, the policy as it was, and no version', async () => {
    await running.end();
    await start({ extensions: [{ name: 'lab', beforeActivate: async () => 'it fails its qualification' }] });
    const { id, rules: found } = await waiting();
    await expect(allow(id, found)).rejects.toThrow('it fails its qualification');
    expect(running.gate.approvals.find('default', id)).toMatchObject({ state: 'pending', answers: [] });
    expect([running.gate.policies.latest('default').version, (await decided()).verdict]).toEqual([0, 'ask']);
    expect(await bodiesOf(world, running.recorder, 'policy.version')).toEqual([]);
  });

  test('that the log does not take leaves it waiting', async () => {
    await running.end();
    // Room for the copy of what was in force, which comes first.
    await start({ disk: new SimulatedDisk(world.random) });
    const { id, rules: found } = await waiting();
    world.disk.roomBytes = 0;
    expect(await codeOf(() => allow(id, found))).toBe('UNAVAILABLE');
    expect(running.gate.approvals.find('default', id).state).toBe('pending');
  });

  test.each<[string, readonly object[], string]>([
    ['rules that do not allow it', [{ id: 'x', verdict: 'allow', when: { tool: 'ls' } }], 'by which it is ask'],
    ['what is no rule', [{ id: 'x', verdict: 'maybe', when: {} }], 'rules[0].verdict'],
    [
      'a rule that fails its own example',
      [{ id: 'x', verdict: 'allow', when: {}, except: [{}], examples: { match: ['ls'] } }],
      'examples',
    ],
  ])('takes no %s', async (_, given, says) => {
    const { id } = await waiting();
    await expect(allow(id, given)).rejects.toThrow(says);
    expect(running.gate.approvals.find('default', id).state).toBe('pending');
  });

  test('takes an edited rule that allows it', async () => {
    const { id } = await waiting();
    const edited = [
      { id: 'pushes', verdict: 'allow', when: { subcommand: 'git push', risk: ['LOW', 'MEDIUM', 'HIGH'] } },
    ];
    await allow(id, edited);
    expect((await decided({ cwd: '/elsewhere', agent: 'other' })).verdict).toBe('allow');
  });

  test('of what touches the gate is done by no rule', async () => {
    const { id } = await waiting();
    await allow(id, [{ id: 'all', verdict: 'allow', when: {} }]);
    const action = { kind: 'file', operation: 'write', path: '/run/capgate/x' } as const;
    expect((await decided({ action })).verdict).toBe('deny');
  });

  test('is refused where another version is in force by now', async () => {
    const { id, rules: found } = await waiting();
    await inForce({ statistics: { a: 1 } });
    expect(await codeOf(() => allow(id, found))).toBe('CONFLICT');
    expect(running.gate.approvals.find('default', id).state).toBe('pending');
  });

  test('is for persons who may change the policy, and once', async () => {
    const { id, rules: found } = await waiting();
    const asked = { parent: 0, rules: found };
    const approver = { ...ALICE, scopes: ['approve'] as const };
    const codes = [
      await codeOf(() => rules.allow(AGENT, id, asked)),
      await codeOf(() => rules.allow(approver, id, asked)),
    ];
    const both = await Promise.all([1, 2].map(() => codeOf(() => rules.allow(ALICE, id, asked))));
    expect([...codes, ...both]).toEqual(['FORBIDDEN', 'FORBIDDEN', undefined, 'STATE']);
    expect(await bodiesOf(world, running.recorder, 'approval.refused')).toMatchObject([{ approval: id }]);
  });

  test('is not for what two persons must allow', async () => {
    const version = await inForce({ security: { approvals: { people: { HIGH: 2 } } } });
    const { id, rules: found } = await waiting();
    await expect(allow(id, found, version)).rejects.toThrow('needs two');
    expect(running.gate.approvals.find('default', id).answers).toEqual([]);
  });
});

async function tried(id: string, given: readonly object[]) {
  await running.recorder.settled();
  const approval = running.gate.approvals.find('default', id);
  return rules.dryRun(approval, { parent: 0, rules: given }, 100, new AbortController().signal);
}

describe('a dry run', () => {
  test("tells what else the rules would have changed, without the approval's own decisions", async () => {
    const other = await decided({ session: 'other', command: 'git push --force' });
    await decided({ command: 'frobnicate' });
    const { id, rules: found } = await waiting();
    const { changed, changes } = await tried(id, found);
    expect([changed, changes.map(({ decision, would }) => [decision.id, would])]).toEqual([
      1,
      [[other.decision, 'allow']],
    ]);
  });

  test('holds the rules against what is in force now, not against what was', async () => {
    await decided({ command: 'frobnicate' });
    const allowing = { id: 'frob', verdict: 'allow', when: { tool: 'frobnicate' } };
    const parent = await inForce({ security: { user: { version: 1, rules: [allowing] } } });
    const { id, rules: found } = await waiting();
    await running.recorder.settled();
    const approval = running.gate.approvals.find('default', id);
    const { decided: count, changed } = await rules.dryRun(
      approval,
      { parent, rules: found },
      100,
      new AbortController().signal,
    );
    expect([count, changed]).toEqual([1, 0]);
  });

  test('takes no rules that do not allow the approval', async () => {
    const { id } = await waiting();
    await expect(tried(id, [{ id: 'x', verdict: 'allow', when: { tool: 'ls' } }])).rejects.toThrow(
      'by which it is ask',
    );
  });
});
