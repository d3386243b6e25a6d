/** Asking a gate, by its socket or by HTTP. */
export type { paths } from './api-types.ts';
export type { AnswerOf, Client, DecideAnswer, DecideRequest, InputOf, Method, PathOf } from './api.ts';
export { deniedAct, deniedChain, type KernelDenial } from './denied-act.ts';
export { ClientError, type ClientErrorCode } from './error.ts';
export { HttpClient, type HttpOptions } from './http-client.ts';
export { callingChain } from './processes.ts';
export { SocketClient, type SocketOptions } from './socket-client.ts';
