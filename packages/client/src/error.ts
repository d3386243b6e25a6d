/** What goes wrong for whoever asks a gate. */
import { CodedError } from '@capgate/base';

/**
 * As the gate says. REQUEST: what was asked has no sense. UNAUTHENTICATED: nobody that it knows. FORBIDDEN: somebody who
 * may not. NOT_FOUND: nothing by that name. CONFLICT: a change to what has changed since. EXPIRED: its time is up. BUSY:
 * too much at once, try again later. UNAVAILABLE: what it takes does not work now. STATE: not while things are as they
 * are. FAULT: a fault of the gate.
 */
const GATE_CODES = [
  'REQUEST',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'EXPIRED',
  'BUSY',
  'UNAVAILABLE',
  'STATE',
  'FAULT',
] as const;

/**
 * As the client itself says. CONNECT: no gate answers there. TIMEOUT: no answer in time; whether it was decided is not
 * known. CLOSED: the connection ended before the answer came. PROTOCOL: what answers there is no gate.
 */
export type ClientErrorCode = (typeof GATE_CODES)[number] | 'CONNECT' | 'TIMEOUT' | 'CLOSED' | 'PROTOCOL';

export class ClientError extends CodedError<ClientErrorCode> {
  override readonly name = 'ClientError';
  /** The whole refusal (RFC 9457), where a call was refused: conflicts are in it. */
  readonly problem: unknown;

  constructor(code: ClientErrorCode, message: string, problem?: unknown) {
    super(code, message);
    this.problem = problem;
  }
}

/** The error that a gate's refusal comes to, whatever the refusal holds. */
export function refusal(code: unknown, message: unknown, problem?: unknown): ClientError {
  const known = GATE_CODES.find((one) => one === code);
  if (known === undefined || typeof message !== 'string') {
    return new ClientError('PROTOCOL', 'expected a refusal of a gate, met something else');
  }
  return new ClientError(known, message, problem);
}

/** The body of an answer with this status. Throws `ClientError` where it is a refusal. */
export function accepted(status: number, body: unknown): unknown {
  if (status >= 200 && status < 300) return body;
  const { code, detail } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly code?: unknown;
    readonly detail?: unknown;
  };
  throw refusal(code, detail, body);
}
