/** What is permitted: policy documents, modes, and the verdict on an assessed action. */

export { type BindOptions, type BoundPolicy, bindPolicy, settleMode } from './bind.ts';
export {
  compilePolicy,
  EMPTY_POLICY,
  LAYERS,
  type LayerName,
  type Policy,
  type PolicyLayers,
} from './compile.ts';
export {
  type ActionKind,
  type Conditions,
  type Examples,
  POLICY_VERSION,
  type PolicyDocument,
  type Rule,
} from './document.ts';
export { PolicyError, type PolicyErrorCode } from './error.ts';
export { checkExamples, type ExampleFailure } from './examples.ts';
export {
  describeSource,
  type EffectJudgement,
  explainJudgement,
  type Judgement,
  type VerdictSource,
} from './explain.ts';
export { answeredLayer, answeredRule, answeredVerdict, judge, judgedVerdict } from './judge.ts';
export { type LintCode, type LintFinding, lintPolicy } from './lint.ts';
export { modeVerdict, stricterMode } from './modes.ts';
export type { NameIndex } from './names.ts';
export { readPolicyDocument } from './read.ts';
export { POLICY_SCHEMA } from './schema.ts';
