/** Why a judgement is what it is: the effects that demanded it, and what said so about each. */
import type { Action } from '../action.ts';
import { type Mode, Verdict, type VerdictName, VERDICTS } from '../decision.ts';
import { Capability } from '../descriptor/capabilities.ts';
import { type Assessment, NONE } from '../knowledge/assessment.ts';
import type { BoundPolicy } from './bind.ts';
import { LAYERS, type LayerName } from './compile.ts';
import type { Rule } from './document.ts';
import {
  answeredLayer,
  answeredRule,
  answeredVerdict,
  attendedVerdict,
  foundLayer,
  foundRule,
  foundVerdict,
  judge,
  judgedVerdict,
  judgeEffect,
} from './judge.ts';
import { subjects } from './subjects.ts';

/** What said so: the mode, a rule, or the gate's protection of itself, which no rule changes. */
export type VerdictSource =
  | { readonly kind: 'mode'; readonly mode: Mode }
  | { readonly kind: 'gate' }
  | { readonly kind: 'rule'; readonly layer: LayerName; readonly rule: Rule };

export interface EffectJudgement {
  /** Row in the assessment's effects, or -1: a command without effects, judged as harmless. */
  readonly effect: number;
  /** Row in its frames, or -1. */
  readonly frame: number;
  /** Judged verdict; ask became deny where nobody can answer. */
  readonly verdict: VerdictName;
  readonly source: VerdictSource;
}

export interface Judgement {
  readonly verdict: VerdictName;
  readonly judged: VerdictName;
  readonly mode: Mode;
  readonly source: VerdictSource;
  /** Whether a deny would be an ask if a person could answer. */
  readonly unattended: boolean;
  /** Effects that are not allowed, or that a rule spoke about; the severest first, else in the assessment's order. */
  readonly effects: readonly EffectJudgement[];
}

/** Explains what `judge` answers for the same arguments. Allocates: not for the hot path. */
export function explainJudgement(assessment: Assessment, bound: BoundPolicy, action: Action): Judgement {
  const answer = judge(assessment, bound, action);
  const findings = subjects(assessment).map(({ row, frame }) => ({
    row,
    frame,
    found: judgeEffect(assessment, bound, action, row, frame),
  }));
  return {
    verdict: nameOf(answeredVerdict(answer)),
    judged: nameOf(judgedVerdict(answer)),
    mode: bound.mode,
    source: sourceOf(bound, assessment.capabilities, answeredLayer(answer), answeredRule(answer)),
    unattended:
      judgedVerdict(answer) === Verdict.DENY && findings.every(({ found }) => foundVerdict(found) < Verdict.DENY),
    effects: findings
      .filter(({ found }) => foundVerdict(found) !== Verdict.ALLOW || foundLayer(found) !== 0)
      .toSorted((one, other) => foundVerdict(other.found) - foundVerdict(one.found))
      .map(({ row, frame, found }) => ({
        effect: row,
        frame,
        verdict: nameOf(attendedVerdict(foundVerdict(found), bound)),
        source: sourceOf(bound, capabilitiesOf(assessment, row), foundLayer(found), foundRule(found)),
      })),
  };
}

function nameOf(verdict: Verdict): VerdictName {
  return VERDICTS[verdict];
}

/** What said so, in words: `mode balanced`, `rule no-push of layer organisation`. */
export function describeSource(source: VerdictSource): string {
  if (source.kind === 'mode') return `mode ${source.mode}`;
  return source.kind === 'gate' ? "the gate's own protection" : `rule ${source.rule.id} of layer ${source.layer}`;
}

function capabilitiesOf({ effects }: Assessment, row: number): number {
  return row === NONE ? 0 : effects.capabilities(row);
}

function sourceOf(bound: BoundPolicy, capabilities: number, layerNumber: number, index: number): VerdictSource {
  if ((capabilities & Capability.GATE_TAMPERING) !== 0) return { kind: 'gate' };
  const layer = LAYERS[layerNumber - 1];
  const rule = bound.rules[layerNumber]?.[index];
  return layer === undefined || rule === undefined ? { kind: 'mode', mode: bound.mode } : { kind: 'rule', layer, rule };
}
