import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createContext, decide, VERDICTS } from '../../src/index.ts';
import { tables } from '../../src/knowledge/tables/catalogue.ts';
import { SAME_PROGRAMS } from '../../src/knowledge/tables/same-program.ts';
import { answeredVerdict, bindPolicy, compilePolicy, judge } from '../../src/policy/index.ts';
import { referenceJudge } from './reference.ts';
import {
  anyCommand,
  anyOptions,
  anySubject,
  assessmentOf,
  COMMAND_ACTION,
  type CommandModel,
  command,
  document,
  effect,
  NAMES,
  type Options,
} from './world.ts';

const ASKED = effect('code.inline', 3);

/** Whether one rule decides about a command that the mode asks about. */
function decides(
  rule: { readonly verdict: 'allow' | 'deny'; readonly when: object; readonly except?: readonly object[] },
  text: string | CommandModel,
  options: Options = {},
): boolean {
  const policy = compilePolicy({ user: document([{ id: 'a', ...rule }]) }, NAMES);
  const run = typeof text === 'string' ? command(text, ASKED) : { ...text, effects: [ASKED] };
  return answeredVerdict(judge(assessmentOf([run]), bindPolicy(policy, options), COMMAND_ACTION)) !== 1;
}

const possibly = (when: object, text: string) => decides({ verdict: 'deny', when }, text);
const surely = (when: object, text: string) => decides({ verdict: 'allow', when }, text);

/** Whether a rule on circumstances decides. */
const holds = (when: object, options: Options) => decides({ verdict: 'deny', when }, 'foo', options);

describe('names', () => {
  test('match as the reference says, surely and possibly', () => {
    fc.assert(
      fc.property(anySubject, anyCommand, (when, model) => {
        for (const verdict of ['allow', 'deny'] as const) {
          const user = document([{ id: 'a', verdict, when }]);
          const expected = referenceJudge({ user }, {}, COMMAND_ACTION, [{ ...model, effects: [ASKED] }]);
          expect(decides({ verdict, when }, model)).toBe(expected.verdict !== 'ask');
        }
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['the subcommand that a pattern takes', 'aws s3api list-x', true, true],
    ['with an option before it', 'aws s3api -o list-x', true, true],
    ['another that the pattern takes', 'aws s3api list-y', false, false],
    ['another with the name behind it', 'aws s3api list-y list-x', false, false],
    ['one known only at run time', 'aws s3api $name', false, true],
    ['nothing', 'aws s3api', false, false],
    ['a wider subcommand', 'aws', false, false],
    ['words that the registry left out', 'aws -o x s3api list-x', false, true],
    ['another tool', 'rm s3api list-x', false, false],
  ])('aws s3api list-x and %s: %s', (_, text, isSure, isPossible) => {
    expect([
      surely({ subcommand: 'aws s3api list-x' }, text),
      possibly({ subcommand: 'aws s3api list-x' }, text),
    ]).toEqual([isSure, isPossible]);
  });

  test.each([
    ['foo run fast', true, true],
    ['foo run', false, false],
    ['foo run slow', false, false],
    ['foo $$all', false, true],
    ['foo $a', false, false],
    ['foo $a $b', false, true],
    ['foo run $b', false, true],
    ['foo -o v run -p w fast', false, true],
    ['foo -o v w run fast', false, false],
    ['foo v run fast', false, false],
    ['foo run x fast', false, false],
    ['foo run runs fast', false, false],
    ['foo fast run', false, false],
    ['/opt/foo run fast', false, true],
    ['./foo -x run fast', false, true],
    ['$foo run fast', false, false],
  ])('foo run fast and %s', (text, isSure, isPossible) => {
    const when = { subcommand: 'foo run fast' };
    expect([surely(when, text), possibly(when, text)]).toEqual([isSure, isPossible]);
    expect([
      surely({ tool: 'foo', subcommand: 'run fast' }, text),
      possibly({ tool: 'foo', subcommand: 'run fast' }, text),
    ]).toEqual([isSure, isPossible]);
  });

  test.each([
    ['git push', true],
    ['git push all', true],
    ['foo push', true],
    ['foo git push', false],
    ['git git push', false],
  ])('beside tools, a full name is itself and a relative one is each tool’s: %s', (text, isSure) => {
    expect(surely({ tool: ['git', 'foo'], subcommand: ['push'] }, text)).toBe(isSure);
    expect(surely({ tool: ['git', 'foo'], subcommand: ['git push', 'foo push'] }, text)).toBe(isSure);
  });

  test.each([
    ['./rm x', true],
    ['rm x', false],
    ['/bin/rm x', false],
    ['$./rm x', false],
  ])('the path ./rm and %s', (text, isMatch) => {
    expect([surely({ tool: './rm' }, text), possibly({ tool: './rm' }, text)]).toEqual([isMatch, isMatch]);
    expect([
      surely({ tool: './rm', subcommand: 'x' }, text),
      possibly({ tool: './rm', subcommand: 'x' }, text),
    ]).toEqual([isMatch, isMatch]);
  });

  test('an exception is read the other way: what lets pass must be sure', () => {
    const allow = { verdict: 'allow', when: { tool: 'git' }, except: [{ subcommand: 'git push' }] } as const;
    expect([decides(allow, 'git x'), decides(allow, 'git push'), decides(allow, 'git $verb')]).toEqual([
      true,
      false,
      false,
    ]);
    const deny = { verdict: 'deny', when: { tool: 'foo' }, except: [{ subcommand: 'foo run' }] } as const;
    expect([
      decides(deny, 'foo x'),
      decides(deny, 'foo run'),
      decides(deny, 'foo -o run'),
      decides(deny, 'foo $verb'),
    ]).toEqual([true, false, true, true]);
  });

  test('an empty word is no option', () => {
    const model = { words: [{ text: 'foo' }, { text: '' }, { text: '-x' }, { text: 'run' }], effects: [] };
    expect(decides({ verdict: 'deny', when: { subcommand: 'foo run' } }, model)).toBe(false);
  });
});

/** What a context with one rule about a tool, in the registry as it is, answers. */
function answer(rule: { verdict: 'allow' | 'deny'; tool: string }, run: string, mode: 'strict' | 'balanced') {
  const user = document([{ id: 'a', verdict: rule.verdict, when: { tool: rule.tool } }]);
  const context = createContext({ mode, policy: compilePolicy({ user }, tables), workspace: '/w', home: '/home/dev' });
  return VERDICTS[decide({ kind: 'command', command: run }, context).verdict];
}

describe('names of known tools', () => {
  test.each([
    ['seq', 'seq 3'],
    ['seq', '/usr/bin/seq 3'],
    ['seq', 'gseq 3'],
    ['gseq', 'seq 3'],
    ['vim', 'vi notes.txt'],
    ['vi', 'vim.tiny notes.txt'],
    ['python', 'python3 run.py'],
    ['python3', 'python3.12 run.py'],
    ['python3', 'python run.py'],
    ['mkfs', 'mkfs.ext4 image'],
    ['mkfs.xfs', 'mkfs.ext4 image'],
    ['awk', 'gawk 1 notes.txt'],
    ['git', 'git-status'],
    ['cmd.exe', 'cmd'],
  ])('a rule that denies %s denies %s', (tool, run) => {
    expect(answer({ verdict: 'deny', tool }, run, 'balanced')).toBe('deny');
  });

  test.each([
    ['seq', 'echo hello'],
    ['echo', 'printf hello'],
    ['whoami', 'uname'],
    ['sha256sum', 'md5sum notes.txt'],
    ['black', 'isort .'],
  ])('a rule that denies %s says nothing of %s', (tool, run) => {
    expect(answer({ verdict: 'deny', tool }, run, 'balanced')).toBe('allow');
  });

  test('a rule that allows means the name as it is written', () => {
    expect(answer({ verdict: 'allow', tool: 'python3' }, 'python3 run.py', 'strict')).toBe('allow');
    expect(answer({ verdict: 'allow', tool: 'python3' }, 'python run.py', 'strict')).toBe('ask');
  });

  test.each(SAME_PROGRAMS)('names of one program share a description: %s', (group) => {
    const nodes = new Set(group.split(' ').map((name) => tables.nodeOf(name)));
    expect([nodes.size, nodes.has(-1)]).toEqual([1, false]);
  });
});

describe('circumstances', () => {
  test.each([
    ['/', '/', true],
    ['/', '/srv', true],
    ['/srv', '/srv', true],
    ['/srv/', '/srv', true],
    ['/srv', '/srv/app', true],
    ['/srv', '/srv/', true],
    ['/srv', '/srv/./app/..', true],
    ['/srv', '/srv/../etc', false],
    ['/etc', '/srv/../etc', true],
    ['/srv', '/../srv', true],
    ['/srv', '/srvx', false],
    ['/srv', '/', false],
    ['/srv/app', '/srv', false],
    ['/srv/app', '/srv/x/app', false],
    ['/srv', 'srv', false],
    ['/srv', 'x/srv/', false],
    ['/', '', false],
  ])('directory %s and working directory %s', (directory, workingDirectory, isMatch) => {
    expect(holds({ directory }, { workingDirectory })).toBe(isMatch);
    expect(holds({ directory: ['/none', directory] }, { workingDirectory })).toBe(isMatch);
  });

  test('no directory holds where the working directory is not known', () => {
    expect(holds({ directory: '/' }, {})).toBe(false);
  });

  test.each([
    ['ann', 'ann', true],
    ['ann', 'anna', false],
    ['ann', undefined, false],
    ['ann*', 'anna', true],
    ['ann*', 'ann', true],
    ['ann*', 'an', false],
    ['ann*', 'abe', false],
    ['*', 'ann', true],
    ['*', undefined, true],
    ['S*', undefined, false],
  ])('agent %s and %s', (pattern, agent, isMatch) => {
    expect(holds({ agent: pattern }, agent === undefined ? {} : { agent })).toBe(isMatch);
    expect(holds({ agent: ['none', pattern] }, agent === undefined ? {} : { agent })).toBe(isMatch);
  });

  test('are judged with everything else', () => {
    fc.assert(
      fc.property(
        anyOptions,
        fc.constantFrom('/srv', '/srv/app/', '/home'),
        fc.constantFrom('ann', 'bob*'),
        (options, directory, agent) => {
          const user = document([{ id: 'a', verdict: 'deny', when: { directory, agent } }]);
          const { judged } = referenceJudge(
            { user },
            { ...options, mode: 'balanced', attended: true },
            COMMAND_ACTION,
            [command('foo', ASKED)],
          );
          expect(holds({ directory, agent }, { ...options, mode: 'balanced', attended: true })).toBe(judged === 'deny');
        },
      ),
    );
  });
});
