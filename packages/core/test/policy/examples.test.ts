import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/action.ts';
import { Capability } from '../../src/descriptor/capabilities.ts';
import { checkExamples, compilePolicy } from '../../src/policy/index.ts';
import { assessmentOf, command, document, effect, NAMES } from './world.ts';

/** Everything that a command does is to look, but for rm and its kin. */
function assess(action: Action) {
  if (action.kind === 'command' && action.command === '') return assessmentOf([]);
  if (action.kind !== 'command')
    return assessmentOf([command('', effect('network.fetch', 0, Capability.NETWORK_ACCESS))]);
  const does = action.command.startsWith('rm') ? [effect('file.delete', 3, Capability.DESTRUCTIVE, 'home')] : [];
  return assessmentOf([command(action.command, ...does)]);
}

function failures(rule: object) {
  return checkExamples(
    compilePolicy(
      {
        user: document([
          { id: 'first', verdict: 'ask', when: {} },
          { id: 'own', verdict: 'deny', ...rule },
        ]),
      },
      NAMES,
    ),
    assess,
  );
}

describe('examples', () => {
  test('that hold are silent', () => {
    const match = ['git push', 'git push all', { kind: 'command', command: 'git -C x push' }];
    expect(
      failures({ when: { subcommand: 'git push' }, examples: { match, ignore: ['git', 'foo push', ''] } }),
    ).toEqual([]);
  });

  test('that fail say where, what was expected and what was met', () => {
    expect(failures({ when: { tool: 'rm' }, examples: { match: ['rm x', 'git'], ignore: ['foo', 'rm y'] } })).toEqual([
      {
        layer: 'user',
        ruleId: 'own',
        list: 'match',
        index: 1,
        action: { kind: 'command', command: 'git' },
        message:
          "rules[1].examples.match[1]: expected rule own to match, but it doesn't; correct the example, or the conditions of the rule",
      },
      {
        layer: 'user',
        ruleId: 'own',
        list: 'ignore',
        index: 1,
        action: { kind: 'command', command: 'rm y' },
        message:
          'rules[1].examples.ignore[1]: expected rule own to not match, but it does; correct the example, or the conditions of the rule',
      },
    ]);
  });

  test('are about the rule, not about the verdict, and about any effect of the action', () => {
    const fetch = { kind: 'fetch', url: 'https://example.org' };
    expect(
      failures({ verdict: 'allow', when: { effect: 'network.*' }, examples: { match: [fetch], ignore: ['rm x'] } }),
    ).toEqual([]);
    expect(
      failures({ when: { scope: 'home' }, except: [{ tool: 'git' }], examples: { match: ['rm x'], ignore: [fetch] } }),
    ).toEqual([]);
    expect(failures({ when: { risk: 'SAFE' }, examples: { match: ['', 'git'], ignore: ['rm x'] } })).toEqual([]);
  });

  test('take agent and directory to hold in when and not in except', () => {
    const when = { tool: 'rm', agent: 'ann', directory: '/srv' };
    expect(failures({ when, except: [{ agent: '*' }, { directory: '/' }], examples: { match: ['rm x'] } })).toEqual([]);
    expect(failures({ when, except: [{ tool: 'rm' }], examples: { match: ['rm x'] } })).toHaveLength(1);
  });
});
