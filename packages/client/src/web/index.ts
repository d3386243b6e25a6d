/** Asking a gate by HTTP, in any runtime: nothing here needs Node. */
export type { AnswerOf, InputOf, Method, PathOf } from '../api.ts';
export { ClientError, type ClientErrorCode } from '../error.ts';
export { HttpClient, type HttpOptions } from '../http-client.ts';
export { deniedAct, deniedChain } from '../denied-act.ts';
export { callingChain } from '../processes.ts';
