/** The gate as a service. */
export { DecideAnswerSchema, type DecideAnswer, type DecideRequest, DecideRequestSchema } from './api/decide.ts';
export { type Caller, CALLER_KINDS, type CallerKind, type Scope, SCOPES } from './callers/caller.ts';
export { type Lineage, lineageOf } from './callers/processes.ts';
export { pathsNamedBy } from './decisions/named-paths.ts';
export { GateError, type GateErrorCode } from './error.ts';
export type { Extension, NamedByAction, Raise, Said } from './extension.ts';
export { JsonText, type Operation } from './http/operation.ts';
export { PAGE_LIST, type Page, PAGE_POLICY, readPage } from './http/page.ts';
export { whenLogged } from './http/ruling-text.ts';
export {
  checkConfig,
  type Config,
  type ConfigRead,
  type FleetSettled,
  ConfigSchema,
  DEFAULT_PORT,
  type Places,
  type SettingOrigin,
  settle,
  type Settled,
} from './config/config.ts';
export { waitingText } from './config/changes.ts';
export { DEFAULT_TENANT, Gate, type GateParts } from './gate.ts';
export type { Metric } from './metrics/exposition.ts';
export { FailureCounts } from './metrics/failure-counts.ts';
export { type KeySource, openRecorder, type RecorderOptions } from './recorder/open.ts';
export type { LogStatus, Recorder } from './recorder/recorder.ts';
export { ThreadRecorder } from './recorder/thread.ts';
export { checkSettings, rulesOf } from './policies/settings.ts';
export { checkTenant } from './tenants/tenants.ts';
export { type ConfigChange, Service, type ServiceParts } from './service.ts';
export { SocketServer, type SocketParts } from './socket/server.ts';
