/** Errors as they travel: RFC 9457, problem details, in the form that the gate has. A fault is told without any text of its own. */
import { clipped, CodedError } from '@capgate/base';
import { StoreError } from '@capgate/store/database';
import { LabError } from '../error.ts';

/**
 * REQUEST: what was asked has no sense. UNAUTHENTICATED: no token, or another. FORBIDDEN: a host that is not ours.
 * NOT_FOUND: nothing by that name. METHOD: something else than reading. STATE: not while the experiment is as it is. BUSY:
 * too much at once. UNAVAILABLE: a store that does not answer now.
 */
export type HttpErrorCode =
  | 'REQUEST'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD'
  | 'STATE'
  | 'BUSY'
  | 'UNAVAILABLE';

export class HttpError extends CodedError<HttpErrorCode> {
  override readonly name = 'HttpError';
}

export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: HttpErrorCode | 'FAULT';
  readonly detail: string;
}

const KINDS: Readonly<Record<HttpErrorCode, readonly [status: number, title: string]>> = {
  REQUEST: [400, 'what was asked has no sense'],
  UNAUTHENTICATED: [401, 'nobody that the lab knows'],
  FORBIDDEN: [403, 'not allowed to'],
  NOT_FOUND: [404, 'nothing by that name'],
  METHOD: [405, 'the lab is only read here'],
  STATE: [409, 'not while things are as they are'],
  BUSY: [503, 'too much at once'],
  UNAVAILABLE: [503, 'what it takes does not work now'],
};

const DETAIL_LENGTH_MAX = 1_000;

/** `status` is for what HTTP itself refuses, with one of its own. */
export function problemOf(error: unknown, status?: number): Problem {
  const known = asHttpError(error);
  if (known === undefined) {
    const detail = 'a fault of the lab; see what it prints where it runs';
    return { type: 'about:blank', title: 'a fault of the lab', status: 500, code: 'FAULT', detail };
  }
  const { code, message } = known;
  const [own, title] = KINDS[code];
  return { type: 'about:blank', title, status: status ?? own, code, detail: clipped(message, DETAIL_LENGTH_MAX) };
}

/** Undefined for a fault. */
export function asHttpError(error: unknown): HttpError | undefined {
  if (error instanceof HttpError) return error;
  if (!(error instanceof LabError)) return undefined;
  if (error.code === 'QUERY') return new HttpError('REQUEST', error.message);
  const { cause } = error;
  if (!(cause instanceof StoreError) || !['BUSY', 'UNAVAILABLE', 'CLOSED', 'FULL'].includes(cause.code))
    return undefined;
  return new HttpError('UNAVAILABLE', 'expected a store that answers, met one that does not; try again');
}
