import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VERDICTS } from '../../src/decision.ts';
import { Capability } from '../../src/descriptor/capabilities.ts';
import {
  answeredVerdict,
  bindPolicy,
  compilePolicy,
  describeSource,
  EMPTY_POLICY,
  explainJudgement,
  judge,
  judgedVerdict,
  type PolicyLayers,
} from '../../src/policy/index.ts';
import { referenceJudge } from './reference.ts';
import {
  anyAction,
  anyCommands,
  anyLayers,
  anyOptions,
  assessmentOf,
  COMMAND_ACTION,
  command,
  document,
  effect,
  NAMES,
  type Options,
} from './world.ts';

const SAFE = effect('inspect', 0);
const HIGH = effect('code.inline', 3);
const CRITICAL = effect('disk.destroy', 4);

function explain(layers: PolicyLayers, commands: Parameters<typeof assessmentOf>[0], options: Options = {}) {
  return explainJudgement(assessmentOf(commands), bindPolicy(compilePolicy(layers, NAMES), options), COMMAND_ACTION);
}

describe('explainJudgement', () => {
  test('says what judge answers, and who said so', () => {
    fc.assert(
      fc.property(anyLayers, anyOptions, anyAction, anyCommands, (layers, options, action, commands) => {
        const assessment = assessmentOf(commands);
        const bound = bindPolicy(compilePolicy(layers, NAMES), options);
        const answer = judge(assessment, bound, action);
        const { verdict, judged, source, mode, effects } = explainJudgement(assessment, bound, action);
        expect([verdict, judged, mode]).toEqual([
          VERDICTS[answeredVerdict(answer)],
          VERDICTS[judgedVerdict(answer)],
          bound.mode,
        ]);
        const { by } = referenceJudge(layers, options, action, commands);
        expect(source.kind === 'rule' ? { layer: source.layer, id: source.rule.id } : undefined).toEqual(by);
        expect(effects.map((entry) => VERDICTS.indexOf(entry.verdict))).toEqual(
          effects.map((entry) => VERDICTS.indexOf(entry.verdict)).toSorted((a, b) => b - a),
        );
        expect(judged === 'allow' ? 'allow' : effects[0]?.verdict).toBe(judged);
      }),
    );
  });

  test('names effects, frames and sources, the severest first', () => {
    const layers = {
      organisation: document([{ id: 'no-foo', verdict: 'deny', reason: 'Use bar.', when: { tool: 'foo' } }]),
      user: document([{ id: 'git-runs', verdict: 'allow', when: { tool: 'git' } }]),
    };
    const { effects, source, unattended } = explain(layers, [
      command('git', SAFE, HIGH),
      command('bar', HIGH, SAFE),
      command('foo'),
      command('rm', CRITICAL),
    ]);
    expect(effects.map((entry) => [entry.effect, entry.frame, entry.verdict, describeSource(entry.source)])).toEqual([
      [4, 3, 'deny', 'mode balanced'],
      [-1, 2, 'deny', 'rule no-foo of layer organisation'],
      [2, 1, 'ask', 'mode balanced'],
      [0, 0, 'allow', 'rule git-runs of layer user'],
      [1, 0, 'allow', 'rule git-runs of layer user'],
    ]);
    expect(describeSource(source)).toBe('rule no-foo of layer organisation');
    expect(unattended).toBe(false);
  });

  test('tells a deny for want of a person from any other', () => {
    expect(explain({}, [command('bar', HIGH)], { attended: false })).toMatchObject({
      verdict: 'deny',
      unattended: true,
      effects: [{ verdict: 'deny' }],
    });
    expect(explain({}, [command('bar', HIGH)])).toMatchObject({ verdict: 'ask', unattended: false });
    expect(explain({}, [command('bar', HIGH, CRITICAL)], { attended: false })).toMatchObject({
      verdict: 'deny',
      unattended: false,
    });
    expect(explain({}, [command('bar', HIGH)], { attended: false, mode: 'observe' })).toMatchObject({
      verdict: 'allow',
      judged: 'deny',
      unattended: true,
    });
  });

  test('an action without anything to judge is allowed by the mode', () => {
    expect(explain({}, [])).toEqual({
      verdict: 'allow',
      judged: 'allow',
      mode: 'balanced',
      source: { kind: 'mode', mode: 'balanced' },
      unattended: false,
      effects: [],
    });
  });

  test('an effect on the gate is denied at any risk, whatever rules say of it', () => {
    const layers = { user: document([{ id: 'all', verdict: 'allow', when: {} }]) };
    const { effects } = explain(layers, [command('foo', effect('file.list', 0, Capability.GATE_TAMPERING), HIGH)]);
    expect(effects.map((entry) => [entry.verdict, describeSource(entry.source)])).toEqual([
      ['deny', "the gate's own protection"],
      ['allow', 'rule all of layer user'],
    ]);
  });

  test("the gate's protection is nobody's rule", () => {
    const tampering = effect('gate.tamper', 4, Capability.GATE_TAMPERING);
    const bound = bindPolicy(EMPTY_POLICY, { mode: 'observe' });
    const { verdict, source, effects } = explainJudgement(
      assessmentOf([command('foo', HIGH, tampering)]),
      bound,
      COMMAND_ACTION,
    );
    expect([verdict, describeSource(source)]).toEqual(['deny', "the gate's own protection"]);
    expect(effects.map((entry) => [entry.effect, entry.source.kind])).toEqual([
      [1, 'gate'],
      [0, 'mode'],
    ]);
  });
});
