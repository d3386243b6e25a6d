/** `@capgate/core`: what would this action do, and may it? No I/O, no clock, no environment; runs in a browser. */
export type { Action, CommandAction, FetchAction, FileAction, ToolCallAction } from './action.ts';
export { type Context, type ContextOptions, createContext } from './context.ts';
export { decide } from './decide.ts';
export {
  type Decision,
  type Demand,
  type ExplainedEffect,
  type ExplainedInvocation,
  type Explanation,
  type Mode,
  MODES,
  type Reason,
  type Span,
  Verdict,
  type VerdictName,
  VERDICTS,
} from './decision.ts';
export * from './descriptor/index.ts';
export { explain, explainDemands } from './explain.ts';
export { type NamedPath, namedPaths, reachedPaths, type Runs, runsOf, writtenFiles } from './files.ts';
export { knownCommands } from './known-commands.ts';
export type { Contents } from './knowledge/flows/session-files.ts';
export { type KnownPlace, knownPlaces } from './knowledge/paths/known-places.ts';
export { tables } from './knowledge/tables/catalogue.ts';
export { EFFECT_NAMES, type EffectName, effectOf } from './knowledge/vocabulary/effects.ts';
export { PLACE_NAMES, type PlaceName, placeOf, SCOPES, type ScopeName } from './knowledge/vocabulary/places.ts';
export * from './policy/index.ts';
export { type NamedCommand, namedCommands, namedHosts, reachedScopes } from './reached.ts';
