/** A fleet of agents, watched: what they do, what is unlike them, and who says so. */
export { FleetError, type FleetErrorCode } from './error.ts';
export {
  COUNT_PLACES,
  FEATURES,
  Place,
  REACHED_SCOPES,
  type ReachedScope,
  VECTOR_LENGTH,
} from './behaviour/features.ts';
export { vectorOf, vectorText } from './behaviour/vector-text.ts';
export { type Observed, Windows } from './behaviour/windows.ts';
export {
  AGENTS_MIN,
  BLOCK,
  BLOCKS_MIN,
  type Ceilings,
  CohortWindows,
  levelMean,
  LEVELS,
} from './detection/ceilings.ts';
export { ChangeSums, findingThreshold } from './detection/change.ts';
export { type Ceiling, logLikelihoodRatios, TELLING_MAX } from './detection/likelihood.ts';
export { AGENT_KINDS, SimulatedAgents, type Turned } from './simulation/agents.ts';
export { type Attack, ATTACK_KINDS } from './simulation/lines.ts';
