/** Errors as they travel: RFC 9457, problem details. A fault of the gate is told without any text of its own. */
import { CANONICAL_DEPTH_MAX, CanonicalError } from '@capgate/base';
import { StoreError } from '@capgate/store';
import { RateError } from '../callers/rate-limit.ts';
import { GateError, type GateErrorCode } from '../error.ts';
import { PolicyConflict } from '../policies/policies.ts';

export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: GateErrorCode | 'FAULT';
  readonly detail: string;
}

const STATUS: Readonly<Record<GateErrorCode, number>> = {
  REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  EXPIRED: 410,
  STATE: 409,
  BUSY: 503,
  UNAVAILABLE: 503,
};

const TITLES: Readonly<Record<GateErrorCode, string>> = {
  REQUEST: 'what was asked has no sense',
  UNAUTHENTICATED: 'nobody that the gate knows',
  FORBIDDEN: 'not allowed to',
  NOT_FOUND: 'nothing by that name',
  CONFLICT: 'changed since',
  EXPIRED: 'its time is up',
  STATE: 'not while things are as they are',
  BUSY: 'too much at once',
  UNAVAILABLE: 'what it takes does not work now',
};

/** RFC 6585. */
const TOO_MANY_REQUESTS = 429;
/** Seconds after which a caller who was turned away may try again. */
export const RETRY_AFTER_SECONDS = 1;

export function problemOf(error: unknown): Problem {
  const known = asGateError(error);
  if (known === undefined) {
    const detail = 'a fault of the gate; see its log';
    return { type: 'about:blank', title: 'a fault of the gate', status: 500, code: 'FAULT', detail };
  }
  const { code, message: detail } = known;
  const problem: Problem = { type: 'about:blank', title: TITLES[code], status: statusOf(known), code, detail };
  return known instanceof PolicyConflict
    ? ({ ...problem, latest: known.latest, conflicts: known.conflicts } as Problem)
    : problem;
}

/** Undefined for a fault. */
export function asGateError(error: unknown): GateError | undefined {
  if (error instanceof GateError) return error;
  if (error instanceof StoreError) return storeRefusal(error);
  if (error instanceof CanonicalError) return notCanonical();
  const refusal = frameworkRefusal(error);
  return refusal === undefined ? undefined : new RefusalError(refusal);
}

function statusOf(error: GateError): number {
  if (error instanceof RefusalError) return error.status;
  return error instanceof RateError ? TOO_MANY_REQUESTS : STATUS[error.code];
}

/** What is asked goes into the log as it is, and the log holds canonical JSON alone. */
function notCanonical(): GateError {
  const expected = `well-formed texts and finite numbers, nested at most ${CANONICAL_DEPTH_MAX} deep`;
  return new GateError('REQUEST', `expected what the log can hold: ${expected}; met something else`);
}

function storeRefusal({ code }: StoreError): GateError | undefined {
  if (code === 'QUERY') return new GateError('REQUEST', 'expected a cursor that a page gave, met another');
  if (code === 'BUSY') return new GateError('BUSY', 'expected a store that has time, met one that is busy');
  if (code !== 'UNAVAILABLE' && code !== 'CLOSED' && code !== 'FULL') return undefined;
  return new GateError('UNAVAILABLE', 'expected a store that answers, met one that does not');
}

interface Refusal {
  readonly status: number;
  readonly code: GateErrorCode;
  readonly message: string;
}

/** What HTTP itself refuses, with a status of its own. */
class RefusalError extends GateError {
  readonly status: number;

  constructor({ code, message, status }: Refusal) {
    super(code, message);
    this.status = status;
  }
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'REQUEST', message: 'expected a smaller body' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, code: 'REQUEST', message: 'expected a body of JSON' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, code: 'REQUEST', message: 'expected as many bytes as announced' },
  FST_ERR_BAD_URL: { status: 400, code: 'REQUEST', message: 'expected a path that can be decoded' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, code: 'REQUEST', message: 'expected a shorter path' },
};

/** For a body of a type that is for other paths. */
export function wrongType(expected: string): GateError {
  return new RefusalError({ status: 415, code: 'REQUEST', message: `expected a body of ${expected}` });
}

function frameworkRefusal(error: unknown): Refusal | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && Object.hasOwn(REFUSALS, code) ? REFUSALS[code] : undefined;
}
