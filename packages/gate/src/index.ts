/** The gate as a service. */
export { DecideAnswerSchema, type DecideAnswer, type DecideRequest, DecideRequestSchema } from './api/decide.ts';
export { type Caller, CALLER_KINDS, type CallerKind, type Scope, SCOPES } from './callers/caller.ts';
export { GateError, type GateErrorCode } from './error.ts';
export type { Extension } from './extension.ts';
export { DEFAULT_TENANT, Gate, type GateParts } from './gate.ts';
export { SocketServer, type SocketParts } from './socket/server.ts';
