/** What is right, by somebody else's word than the arms'. */
export type { EffectOptions } from './effects/effect-truth.ts';
export { isRight, scoreOf, type ShareName, suspicions } from './scoring.ts';
export { type GroundTruth, type Truth, TRUTHS } from './truth.ts';
export { checkTruth, type TruthOptions, truthOf } from './truth-of.ts';
