import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answeredLayer,
  answeredRule,
  bindPolicy,
  compilePolicy,
  judge,
  LAYERS,
  type LintFinding,
  lintPolicy,
  type PolicyLayers,
} from '../../src/policy/index.ts';
import { anyAction, anyCommands, anyLayers, anyOptions, assessmentOf, document, NAMES } from './world.ts';

const EXAMPLES = { match: ['any'] };
const lint = (layers: PolicyLayers) => lintPolicy(compilePolicy(layers, NAMES));
const brief = (findings: readonly LintFinding[]) => findings.map(({ code, level, path }) => `${path} ${level} ${code}`);

const deny = (when: object, more: object = {}) => ({ verdict: 'deny', when, ...more });
const ask = (when: object, more: object = {}) => ({ verdict: 'ask', when, ...more });
const alone = (verdict: string, when: object) => document([{ id: verdict, verdict, when, examples: EXAMPLES }]);

/** Findings on a user's rules, each with an example unless it says otherwise. */
function lintRules(...rules: readonly object[]): readonly string[] {
  return brief(
    lint({ user: document(rules.map((rule, index) => ({ id: `r${index}`, examples: EXAMPLES, ...rule }))) }),
  );
}

describe('lint', () => {
  test.each([
    ['an empty list of places', { verdict: 'deny', when: { scope: 'home', place: 'temporary' } }],
    ['a risk that the effect never has', { verdict: 'deny', when: { effect: 'inspect', risk: 'HIGH' } }],
    ['a place that the effect never has', { verdict: 'deny', when: { effect: 'vcs.push', place: 'home' } }],
    [
      'a capability that the effect never has',
      { verdict: 'deny', when: { effect: 'build', capability: 'NETWORK_ACCESS' } },
    ],
    ['a command of an action that is none', { verdict: 'deny', when: { tool: 'git', action: 'file' } }],
    ['an exception that always holds', { verdict: 'deny', when: { tool: 'git' }, except: [{}] }],
    [
      'an exception wider than the rule',
      { verdict: 'deny', when: { subcommand: 'git push', agent: 'bobby' }, except: [{ tool: 'git', agent: 'bob*' }] },
    ],
    [
      'exceptions that cover it together',
      { verdict: 'deny', when: { effect: 'file.list' }, except: [{ risk: 'SAFE' }, { risk: 'CRITICAL' }] },
    ],
  ])('%s: never matches', (_, rule) => {
    expect(lintRules(rule)).toEqual(['rules[0] error never-matches']);
  });

  test.each([
    [
      'a capability that a command line adds',
      { verdict: 'deny', when: { effect: 'file.read', capability: 'DYNAMIC' } },
    ],
    [
      'a capability that the place adds to reading',
      { verdict: 'deny', when: { effect: 'file.read', capability: 'CREDENTIAL_ACCESS' } },
    ],
    [
      'a capability that the place adds to writing',
      { verdict: 'deny', when: { effect: 'file.write', capability: 'PERSISTENCE' } },
    ],
    ['a risk that the place gives', { verdict: 'deny', when: { effect: 'file.read', risk: 'CRITICAL' } }],
    ['an exception for some agents', { verdict: 'deny', when: { tool: 'git' }, except: [{ agent: '*' }] }],
    [
      'an exception below the directory',
      { verdict: 'deny', when: { directory: '/srv' }, except: [{ directory: '/srv/app' }] },
    ],
    ['an exception for other tools', { verdict: 'deny', when: { tool: ['git', 'rm'] }, except: [{ tool: 'git' }] }],
    ['an exception for one server', { verdict: 'deny', when: { action: 'tool-call' }, except: [{ server: 'hub' }] }],
    [
      'an exception for tools of the server',
      { verdict: 'deny', when: { server: 'hub' }, except: [{ server: 'hub', tool: 'search' }] },
    ],
    ['an ask rule without examples', { verdict: 'ask', when: { tool: 'git' }, examples: {} }],
    [
      'an exception for a kind of action',
      { verdict: 'deny', when: { effect: 'file.list' }, except: [{ action: 'command' }] },
    ],
  ])('%s: nothing to say', (_, rule) => {
    expect(lintRules(rule)).toEqual([]);
  });

  test.each(['allow', 'ask'])('%s for the gate itself', (verdict) => {
    expect(lintRules({ verdict, when: { scope: 'gate', risk: 'CRITICAL' } })).toEqual(['rules[0] error gate-allowed']);
  });

  test('deny for the gate itself is right, if idle', () => {
    expect(lintRules({ verdict: 'deny', when: { effect: 'gate.tamper' } })).toEqual([]);
  });

  test.each([
    ['everything', {}, true],
    ['a tool', { tool: 'rm' }, true],
    ['a group of effects', { effect: 'file.*' }, true],
    ['a group beside another effect by name', { effect: ['file.*', 'disk.destroy'] }, true],
    ['an effect by name', { effect: 'disk.destroy' }, false],
    ['risks by name', { tool: 'rm', risk: ['HIGH', 'CRITICAL'] }, false],
    ['harmless effects', { effect: ['build', 'vcs.*'] }, false],
    ['an unknown tool, for being unknown', { tool: 'rm', capability: 'UNKNOWN_TOOL', effect: 'unknown.*' }, false],
    ['a place', { effect: 'file.*', place: 'workspace' }, false],
  ])('allow for %s', (_, when, isBroad) => {
    expect(lintRules({ verdict: 'allow', when })).toEqual(isBroad ? ['rules[0] warning broad-allow'] : []);
  });

  test('an allow rule is not broad where an exception holds back what is catastrophic', () => {
    expect(lintRules({ verdict: 'allow', when: { tool: 'rm' }, except: [{ risk: 'CRITICAL' }] })).toEqual([]);
    expect(lintRules({ verdict: 'allow', when: { tool: 'rm' }, except: [{ risk: 'CRITICAL', agent: 'ann' }] })).toEqual(
      ['rules[0] warning broad-allow'],
    );
  });

  test('says which catastrophic effect', () => {
    const [finding] = lint({
      user: document([{ id: 'wide', verdict: 'allow', when: { effect: 'file.*' }, examples: EXAMPLES }]),
    });
    expect(finding).toEqual({
      code: 'broad-allow',
      level: 'warning',
      layer: 'user',
      ruleId: 'wide',
      path: 'rules[0]',
      message:
        "rule wide allows catastrophic effects that it doesn't name, such as file.read at key; name the risks or effects it is for",
    });
  });

  test('names that the registry does not know, paths aside', () => {
    const when = { tool: ['foo', 'git', './foo', '/opt/foo'] };
    expect(lintRules({ verdict: 'deny', when })).toEqual(['rules[0] warning unknown-name']);
    expect(lintRules({ verdict: 'allow', when: { ...when, risk: 'LOW' } })).toEqual(['rules[0] note unknown-name']);
    expect(
      lintRules({
        verdict: 'ask',
        when: { tool: 'git' },
        except: [{ subcommand: ['git push', 'git pul'] }, { subcommand: 'git pul' }],
      }),
    ).toEqual(['rules[0] warning unknown-name']);
  });

  test('rules without examples', () => {
    expect(lintRules({ verdict: 'deny', when: { tool: 'git' }, examples: { ignore: ['ls'] } })).toEqual([
      'rules[0] note no-examples',
    ]);
    expect(lintRules({ verdict: 'allow', when: { tool: 'git', risk: 'LOW' }, examples: {} })).toEqual([
      'rules[0] note no-examples',
    ]);
  });

  test("a project's allow rules while nobody trusts it", () => {
    const project = document([{ id: 'a', verdict: 'allow', when: { tool: 'git', risk: 'HIGH' }, examples: EXAMPLES }]);
    expect(brief(lint({ project: { document: project, trusted: false } }))).toEqual([
      'rules[0] warning untrusted-allow',
    ]);
    expect(brief(lint({ project: { document: project, trusted: true } }))).toEqual([]);
  });

  test('modes that a higher layer or want of trust holds', () => {
    const observe = document([], 'observe');
    const strict = document([], 'strict');
    expect(lint({ organisation: strict, user: observe })).toEqual([
      {
        code: 'mode-held',
        level: 'warning',
        layer: 'user',
        ruleId: undefined,
        path: 'mode',
        message: 'mode observe is held at strict by a higher layer or for want of trust; leave it out or write strict',
      },
    ]);
    expect(brief(lint({ project: { document: observe, trusted: false } }))).toEqual(['mode warning mode-held']);
    expect(lint({ organisation: observe, user: strict, project: { document: strict, trusted: false } })).toEqual([]);
  });

  describe('shadowed', () => {
    test.each([
      ['the same', deny({ tool: 'git' }), deny({ tool: 'git' })],
      ['a subcommand', deny({ tool: 'git' }), deny({ subcommand: 'git push' })],
      ['an unknown subcommand of a known tool', deny({ tool: ['rm', 'git'] }), ask({ tool: 'git', effect: 'build' })],
      ['a path', deny({ tool: './x' }), deny({ tool: './x', subcommand: 'run' })],
      ['fewer risks', deny({ risk: ['LOW', 'HIGH'] }), deny({ risk: 'LOW' })],
      ['fewer capabilities', deny({ capability: ['DYNAMIC', 'UNPARSED'] }), ask({ capability: 'DYNAMIC' })],
      ['fewer effects', deny({ effect: 'file.*' }), deny({ effect: ['file.read', 'file.list'] })],
      ['fewer places', deny({ scope: 'home' }), deny({ place: 'personal' })],
      ['fewer actions', deny({ action: ['file', 'fetch'] }), deny({ action: 'file' })],
      ['one agent', deny({ agent: 'bob*' }), deny({ agent: ['bob', 'bobb*'] })],
      ['a directory below', deny({ directory: '/srv/' }), deny({ directory: '/srv/app' })],
      ['a server', deny({ action: 'tool-call' }), deny({ server: 'hub' })],
      ['a tool of a server', deny({ server: ['hub', 'mail'] }), deny({ server: 'hub', tool: 'search' })],
      ['with exceptions of its own', deny({ tool: 'git' }), deny({ tool: 'git' }, { except: [{ risk: 'LOW' }] })],
    ])('%s', (_, wide, narrow) => {
      expect(lintRules(wide, narrow)).toEqual(['rules[1] warning shadowed']);
    });

    test.each([
      ['a milder rule', ask({ tool: 'git' }), deny({ tool: 'git', risk: 'LOW' })],
      ['a rule with exceptions', deny({ tool: 'git' }, { except: [{ risk: 'LOW' }] }), deny({ tool: 'git' })],
      ['another tool', deny({ tool: 'rm' }), deny({ tool: 'git' })],
      ['a tool that shares the description', deny({ tool: 'git' }), deny({ tool: 'g' })],
      ['a narrower rule', deny({ subcommand: 'git push' }), deny({ tool: 'git' })],
      ['a rule with a condition more', deny({ tool: 'git', risk: 'LOW' }), deny({ tool: 'git' })],
      ['other capabilities', deny({ capability: 'DYNAMIC' }), deny({ tool: 'git' })],
      ['other capabilities', deny({ capability: 'DYNAMIC' }), deny({ capability: ['DYNAMIC', 'UNPARSED'] })],
      ['other effects', deny({ effect: 'build' }), deny({ tool: 'git' })],
      ['other effects', deny({ effect: 'build' }), deny({ effect: 'file.*' })],
      ['one server', deny({ server: 'hub' }), deny({ action: 'tool-call' })],
      ['one tool of a server', deny({ server: 'hub', tool: 'search' }), deny({ server: 'hub' })],
      ['one agent', deny({ agent: 'bob' }), deny({ agent: 'bob*' })],
      ['a directory', deny({ directory: '/srv/app' }), deny({ directory: ['/srv/app', '/srv'] })],
    ])('not by %s', (_, one, other) => {
      expect(lintRules(one, other)).toEqual([]);
    });

    test('by a severer rule that stands below it', () => {
      expect(lintRules(ask({ tool: 'git' }), deny({}))).toEqual(['rules[0] warning shadowed']);
    });

    test('by a higher layer that asks or denies', () => {
      const allowed = alone('allow', { tool: 'git', risk: 'HIGH' });
      expect(brief(lint({ organisation: alone('ask', {}), user: allowed }))).toEqual(['rules[0] warning shadowed']);
      expect(lint({ organisation: alone('ask', {}), user: allowed })[0]?.message).toBe(
        'rule allow never decides: rule ask of layer organisation covers it; take one of them out',
      );
      expect(lint({ organisation: allowed, user: allowed })).toEqual([]);
      expect(lint({ organisation: alone('ask', {}), user: alone('deny', { tool: 'git' }) })).toEqual([]);
      expect(brief(lint({ user: alone('deny', {}), project: { document: allowed, trusted: true } }))).toEqual([
        'rules[0] warning shadowed',
      ]);
    });
  });

  test('a shadowed rule never decides', () => {
    fc.assert(
      fc.property(anyLayers, anyOptions, anyAction, anyCommands, (layers, options, action, commands) => {
        const policy = compilePolicy(layers, NAMES);
        const answer = judge(assessmentOf(commands), bindPolicy(policy, options), action);
        const decided = { layer: LAYERS[answeredLayer(answer) - 1], path: `rules[${answeredRule(answer)}]` };
        const shadowed = lintPolicy(policy).filter(({ code }) => code === 'shadowed');
        expect(shadowed.map(({ layer, path }) => ({ layer, path }))).not.toContainEqual(decided);
      }),
      { numRuns: 1000 },
    );
  });
});
