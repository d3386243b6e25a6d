/** What goes wrong at the gate's own doors. */
import { CodedError } from '@capgate/base';

/**
 * REQUEST: what was asked has no sense. UNAUTHENTICATED: nobody that the gate knows. FORBIDDEN: somebody who may not.
 * NOT_FOUND: nothing by that name. CONFLICT: a change to what has changed since. EXPIRED: its time is up. BUSY: too much
 * at once, try again later. UNAVAILABLE: what it takes does not work now. STATE: not while things are as they are.
 */
export type GateErrorCode =
  | 'REQUEST'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'EXPIRED'
  | 'BUSY'
  | 'UNAVAILABLE'
  | 'STATE';

export class GateError extends CodedError<GateErrorCode> {
  override readonly name = 'GateError';
}
