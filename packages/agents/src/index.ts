/** Coding agents: what their hooks send, read into actions, and the gate's answer in each one's own form. */
export {
  type Adapter,
  type AgentName,
  type Begun,
  type Environment,
  HOOK_VARIABLES,
  type HookCall,
  type HookReply,
  NO_OPINION,
  type Prompt,
  type Reading,
} from './adapters/adapter.ts';
export { type AskOptions, askGate } from './ask.ts';
export { type GateAnswer, strictest } from './answer.ts';
export { type Canary, CANARIES } from './doctor/canary.ts';
export { type HookRun, hookRunsOf, isAsInstalled, withoutLauncher } from './doctor/hook-run.ts';
export { LIMITS } from './doctor/limits.ts';
export { offSwitch } from './doctor/off-switches.ts';
export { answerHook, type Asking, type Binding, type HookSurroundings } from './hook.ts';
export { opencodePlugin } from './opencode-plugin.ts';
export { ADAPTERS, adapterNamed, AGENT_NAMES, recognise } from './recognise.ts';
export { codexRules, INSTALL_CLIENTS, type InstallClient } from './install/clients.ts';
export { InstallError, type InstallErrorCode } from './install/error.ts';
export { type HttpHook, TOKEN_TO_COME } from './install/http-hook.ts';
export { failClosedLine, type Launcher } from './install/launcher.ts';
export { type OwnPlacement, type Placement, type Scope, SCOPES, type Surroundings } from './install/placement.ts';
export { type Change, changesFor, type Found, type Removal, takenOut } from './install/plan.ts';
export { httpHookIn, ownPositions } from './install/entries.ts';
