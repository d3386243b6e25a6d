import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/action.ts';
import { VERDICTS, type VerdictName } from '../../src/decision.ts';
import { Capability } from '../../src/descriptor/capabilities.ts';
import {
  answeredLayer,
  answeredRule,
  answeredVerdict,
  bindPolicy,
  compilePolicy,
  EMPTY_POLICY,
  judge,
  judgedVerdict,
  LAYERS,
  type PolicyLayers,
  settleMode,
} from '../../src/policy/index.ts';
import { referenceJudge, referenceMode } from './reference.ts';
import {
  anyAction,
  anyCommands,
  anyDocument,
  anyLayers,
  anyMode,
  anyOptions,
  anyRule,
  assessmentOf,
  COMMAND_ACTION,
  type CommandModel,
  command,
  document,
  effect,
  NAMES,
  numbered,
  type Options,
} from './world.ts';

function answerOf(layers: PolicyLayers, options: Options, action: Action, commands: readonly CommandModel[]): number {
  return judge(assessmentOf(commands), bindPolicy(compilePolicy(layers, NAMES), options), action);
}

/** Severity of the verdict: 0 allow, 1 ask, 2 deny. */
function severityOf(layers: PolicyLayers, commands: readonly CommandModel[], options: Options = {}): number {
  return answeredVerdict(answerOf(layers, options, COMMAND_ACTION, commands));
}

/** Verdict of a user's rules on one command. */
function verdictOf(
  rules: readonly object[],
  run: CommandModel,
  options: Options = {},
  action = COMMAND_ACTION,
): VerdictName {
  return VERDICTS[answeredVerdict(answerOf({ user: document(numbered(rules)) }, options, action, [run]))];
}

const call = (server: string, tool: string): Action => ({ kind: 'tool-call', server, tool });
const manyOptions = (count: number) => command(`foo${' -o'.repeat(count)}`, SAFE);
const TAMPERING = effect('gate.tamper', 4, Capability.GATE_TAMPERING);
const SAFE = effect('inspect', 0);
const HIGH = effect('code.inline', 3);

/** An organisation on git, a user on foo, and a trusted project that allows everything. */
const threeLayers = (verdict: string): PolicyLayers => ({
  organisation: document([{ id: 'top', verdict, when: { tool: 'git' } }]),
  user: document([{ id: 'middle', verdict: 'deny', when: { tool: 'foo' } }]),
  project: { document: document([{ id: 'low', verdict: 'allow', when: {} }]), trusted: true },
});

describe('judge', () => {
  test('answers as the slow reference does, rule by rule', () => {
    fc.assert(
      fc.property(anyLayers, anyOptions, anyAction, anyCommands, (layers, options, action, commands) => {
        const answer = answerOf(layers, options, action, commands);
        const expected = referenceJudge(layers, options, action, commands);
        const layer = LAYERS[answeredLayer(answer) - 1];
        expect({
          verdict: VERDICTS[answeredVerdict(answer)],
          judged: VERDICTS[judgedVerdict(answer)],
          by: layer && { layer, id: `r${answeredRule(answer)}` },
        }).toEqual(expected);
      }),
      { numRuns: 4000 },
    );
  });

  test('one bound policy judges many actions, large after small', () => {
    fc.assert(
      fc.property(anyLayers, fc.array(anyCommands, { minLength: 2, maxLength: 4 }), (layers, actions) => {
        const bound = bindPolicy(compilePolicy(layers, NAMES));
        const many = Array.from({ length: 150 }, () => command('foo'));
        for (const commands of [...actions, many, ...actions]) {
          const { verdict } = referenceJudge(layers, {}, COMMAND_ACTION, commands);
          expect(VERDICTS[answeredVerdict(judge(assessmentOf(commands), bound, COMMAND_ACTION))]).toBe(verdict);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('without rules, judging by the sums is judging effect by effect', () => {
    fc.assert(
      fc.property(anyMode, anyCommands, fc.boolean(), (mode, commands, attended) => {
        const bound = bindPolicy(EMPTY_POLICY, { mode, attended });
        const expected = referenceJudge({}, { mode, attended }, COMMAND_ACTION, commands);
        expect(VERDICTS[judgedVerdict(judge(assessmentOf(commands), bound, COMMAND_ACTION))]).toBe(expected.judged);
      }),
    );
  });
});

describe('promises', () => {
  test('deny over ask over allow: within a layer the order of rules makes no difference to the verdict', () => {
    fc.assert(
      fc.property(anyDocument, anyCommands, ({ rules }, commands) => {
        const reversed = { version: 1, rules: rules.toReversed() } as const;
        expect(severityOf({ user: reversed }, commands)).toBe(severityOf({ user: { version: 1, rules } }, commands));
      }),
    );
  });

  test('a further deny rule never makes the answer laxer, nor a further ask rule of an untrusted project', () => {
    const layer = fc.constantFrom(...LAYERS);
    fc.assert(
      fc.property(anyLayers, anyDocument, anyRule, layer, anyCommands, (layers, own, rule, name, commands) => {
        const withRules = (rules: readonly object[]): PolicyLayers => {
          const changed = document(numbered(rules), own.mode);
          return { ...layers, [name]: name === 'project' ? { document: changed, trusted: false } : changed };
        };
        for (const verdict of name === 'project' ? ['ask', 'deny'] : ['deny']) {
          const more = withRules([...own.rules, { ...rule, id: 'more', verdict }]);
          expect(severityOf(more, commands)).toBeGreaterThanOrEqual(severityOf(withRules(own.rules), commands));
        }
      }),
    );
  });

  test('strict is never laxer than balanced, balanced never than observe', () => {
    fc.assert(
      fc.property(anyLayers, anyOptions, anyAction, anyCommands, (layers, options, action, commands) => {
        const [observed, balanced, strict] = (['observe', 'balanced', 'strict'] as const).map((mode) =>
          answeredVerdict(answerOf(layers, { ...options, mode }, action, commands)),
        );
        expect(observed).toBeLessThanOrEqual(balanced ?? -1);
        expect(balanced).toBeLessThanOrEqual(strict ?? -1);
      }),
    );
  });

  test("a project's layer that is not trusted never widens", () => {
    fc.assert(
      fc.property(
        anyLayers,
        anyDocument,
        anyOptions,
        anyAction,
        anyCommands,
        (layers, project, options, action, commands) => {
          const { organisation, user } = layers;
          const without = { ...(organisation && { organisation }), ...(user && { user }) };
          const narrowed = { ...without, project: { document: project, trusted: false } };
          expect(answeredVerdict(answerOf(narrowed, options, action, commands))).toBeGreaterThanOrEqual(
            answeredVerdict(answerOf(without, options, action, commands)),
          );
        },
      ),
    );
  });

  test('nothing allows touching the gate, in any mode', () => {
    fc.assert(
      fc.property(anyLayers, anyOptions, anyAction, anyCommands, fc.nat(), (layers, options, action, commands, at) => {
        const place = at % (commands.length + 1);
        const tampering = commands.toSpliced(place, 0, command('foo', SAFE, TAMPERING));
        expect(answeredVerdict(answerOf(layers, options, action, tampering))).toBe(2);
        expect(answeredLayer(answerOf(layers, options, action, tampering))).toBe(0);
      }),
    );
  });

  test('where the organisation asks or denies, no lower layer and no mode above observe goes below it', () => {
    const floor = { id: 'floor', verdict: 'ask', when: { tool: 'rm' } };
    fc.assert(
      fc.property(anyLayers, anyOptions, anyCommands, (layers, options, commands) => {
        const organised = { ...layers, organisation: document([floor]) };
        const run = [...commands, command('rm x', HIGH)];
        expect(answeredVerdict(answerOf(organised, options, COMMAND_ACTION, run))).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  test('an exception only takes away: a deny rule is never severer with one, an allow rule never laxer', () => {
    fc.assert(
      fc.property(
        anyRule,
        fc.array(anyRule, { maxLength: 2 }),
        fc.constantFrom('allow', 'deny'),
        anyCommands,
        (rule, others, verdict, commands) => {
          const severity = (except: readonly unknown[]) =>
            severityOf({ user: document(numbered([{ ...rule, verdict, except }])) }, commands);
          const [withSome, without] = [
            severity(others.map((other) => Object.entries(other).find(([key]) => key === 'when')?.[1])),
            severity([]),
          ];
          expect(verdict === 'deny' ? without - withSome : withSome - without).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test('where nobody can answer nothing is asked', () => {
    fc.assert(
      fc.property(anyLayers, anyOptions, anyAction, anyCommands, (layers, options, action, commands) => {
        const [attended, unattended] = [true, false].map((value) =>
          answerOf(layers, { ...options, attended: value }, action, commands),
        );
        const expected = judgedVerdict(attended ?? 0) === 0 ? 0 : 2;
        expect(judgedVerdict(unattended ?? 0)).toBe(expected);
      }),
    );
  });
});

describe('rules', () => {
  test('a person lets an unknown tool run', () => {
    const unknown = effect('unknown.tool', 3, Capability.UNKNOWN_TOOL);
    const rules = [{ verdict: 'allow', when: { tool: 'foo', capability: 'UNKNOWN_TOOL' } }];
    expect(verdictOf(rules, command('foo build', unknown))).toBe('allow');
    expect(verdictOf(rules, command('bar build', unknown))).toBe('ask');
    expect(verdictOf(rules, command('foo build', unknown, HIGH))).toBe('ask');
  });

  test('an allow rule does not trust a path that ends in the name', () => {
    const rules = [{ verdict: 'allow', when: { tool: ['foo', 'git'] } }];
    expect(verdictOf(rules, command('foo', HIGH))).toBe('allow');
    expect(verdictOf(rules, command('/tmp/foo', HIGH))).toBe('ask');
    expect(verdictOf(rules, command('/tmp/git', HIGH))).toBe('ask');
    expect(verdictOf([{ verdict: 'allow', when: { tool: '/tmp/git' } }], command('/tmp/git', HIGH))).toBe('allow');
    expect(verdictOf([{ verdict: 'deny', when: { tool: 'foo' } }], command('/tmp/foo', SAFE))).toBe('deny');
  });

  test.each([
    ['git push', 'deny'],
    ['git -C x push', 'deny'],
    ['git push all', 'deny'],
    ['git2 push', 'deny'],
    ['g push', 'allow'],
    ['git', 'allow'],
    ['git x push', 'allow'],
    ['git $verb', 'deny'],
    ['git -o $value push', 'deny'],
    ['git $$words', 'deny'],
    ['docker push', 'allow'],
  ])('deny git push: %s → %s', (text, verdict) => {
    expect(verdictOf([{ verdict: 'deny', when: { subcommand: 'git push' } }], command(text, SAFE))).toBe(verdict);
  });

  test.each([
    ['foo run', 'allow'],
    ['foo run fast', 'allow'],
    ['foo -o run', 'ask'],
    ['foo $verb', 'ask'],
    ['foo', 'ask'],
  ])('allow the unknown foo run: %s → %s', (text, verdict) => {
    expect(verdictOf([{ verdict: 'allow', when: { tool: 'foo', subcommand: 'run' } }], command(text, HIGH))).toBe(
      verdict,
    );
  });

  test('a search for a possible subcommand ends in doubt', () => {
    const rules = [{ verdict: 'deny', when: { subcommand: 'foo run' } }];
    expect(verdictOf(rules, manyOptions(64))).toBe('allow');
    expect(verdictOf(rules, manyOptions(65))).toBe('deny');
  });

  test('a name that a known tool has is not the tool where the registry says otherwise', () => {
    const assessment = assessmentOf([command('git', HIGH)]);
    assessment.frames.setNode(0, -1);
    assessment.frames.setTool(0, -1);
    const judged = (verdict: string) =>
      answeredVerdict(
        judge(
          assessment,
          bindPolicy(compilePolicy({ user: document([{ id: 'a', verdict, when: { tool: 'git' } }]) }, NAMES)),
          COMMAND_ACTION,
        ),
      );
    expect(judged('allow')).toBe(1);
    expect(judged('deny')).toBe(2);
  });

  test('an empty list of effects is judged as one that is harmless', () => {
    const bound = bindPolicy(
      compilePolicy(
        { user: document([{ id: 'all', verdict: 'ask', when: { risk: 'SAFE', effect: 'inspect' } }]) },
        NAMES,
      ),
    );
    expect(answeredVerdict(judge(assessmentOf([]), bound, COMMAND_ACTION))).toBe(1);
    expect(answeredVerdict(judge(assessmentOf([]), bindPolicy(EMPTY_POLICY), COMMAND_ACTION))).toBe(0);
  });

  test('a command without effects is judged beside others that have some', () => {
    const layers = { user: document([{ id: 'no-foo', verdict: 'deny', when: { tool: 'foo' } }]) };
    expect(severityOf(layers, [command('git', SAFE), command('foo')])).toBe(2);
  });

  test('rules in the last places of a full document keep their number', () => {
    const rules = Array.from({ length: 10_000 }, (_, index) => ({
      id: `r${index}`,
      verdict: 'ask',
      when: { tool: `tool${index}` },
    }));
    const answer = answerOf({ organisation: document(rules) }, {}, COMMAND_ACTION, [command('tool9999', SAFE)]);
    expect([answeredVerdict(answer), answeredLayer(answer), answeredRule(answer)]).toEqual([1, 1, 9999]);
  });

  test('a layer that allows sets no floor, one that asks does', () => {
    const ask = { ...threeLayers('ask'), user: document([{ id: 'middle', verdict: 'allow', when: { tool: 'git' } }]) };
    expect(severityOf(ask, [command('git', HIGH)])).toBe(1);
    const allow = { ...threeLayers('allow'), user: document([{ id: 'middle', verdict: 'ask', when: { tool: 'rm' } }]) };
    expect(severityOf(allow, [command('git', HIGH), command('foo', HIGH)])).toBe(0);
    expect(severityOf(threeLayers('allow'), [command('foo', HIGH)])).toBe(2);
  });

  test('an equal verdict is told as the highest layer that said it', () => {
    const said = document([{ id: 'a', verdict: 'ask', when: {} }]);
    const answer = answerOf({ organisation: said, user: said }, {}, COMMAND_ACTION, [
      command('git', HIGH),
      command('foo', HIGH),
    ]);
    expect([answeredVerdict(answer), answeredLayer(answer)]).toEqual([1, 1]);
  });

  test('rules on a server and its tools', () => {
    const rules = [{ verdict: 'allow', when: { server: 'hub', tool: ['search', 'list'] } }];
    const change = command('', effect('call.change', 3, Capability.INFERRED));
    expect(verdictOf(rules, change, {}, call('hub', 'list'))).toBe('allow');
    expect(verdictOf(rules, change, {}, call('hub', 'delete'))).toBe('ask');
    expect(verdictOf(rules, change, {}, call('mail', 'list'))).toBe('ask');
  });
});

describe('the mode in force', () => {
  test('follows the layers as the reference says', () => {
    fc.assert(
      fc.property(anyLayers, anyMode, fc.boolean(), (layers, mode, isGiven) => {
        const wanted = isGiven ? mode : undefined;
        expect(settleMode(compilePolicy(layers, NAMES), wanted)).toBe(referenceMode(layers, wanted));
      }),
    );
  });

  test.each([
    [{}, undefined, 'balanced'],
    [{ organisation: document([]) }, 'observe', 'balanced'],
    [{ organisation: document([], 'observe') }, 'observe', 'observe'],
    [{ organisation: document([], 'strict'), user: document([], 'balanced') }, 'balanced', 'strict'],
    [{ user: document([], 'strict') }, 'balanced', 'balanced'],
    [
      { user: document([], 'strict'), project: { document: document([], 'balanced'), trusted: true } },
      undefined,
      'strict',
    ],
    [{ user: document([]), project: { document: document([], 'observe'), trusted: true } }, undefined, 'balanced'],
    [{ project: { document: document([], 'observe'), trusted: true } }, undefined, 'observe'],
    [{ project: { document: document([], 'observe'), trusted: false } }, undefined, 'balanced'],
    [{ project: { document: document([], 'strict'), trusted: false } }, undefined, 'strict'],
  ] as const)('%j with %s is %s', (layers, wanted, mode) => {
    expect(settleMode(compilePolicy(layers, NAMES), wanted)).toBe(mode);
  });
});
