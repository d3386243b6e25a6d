import { CodedError } from '@capgate/base';

/**
 * VALUE: a number out of the range that is asked for, or a size that does not fit. FORM: bytes or an object of no known
 * form. SIGNATURE: signed by nobody who may, or not signed for these bytes. SOURCE: a sender who is unknown, or speaks for
 * another. REPLAY: what was taken before. EQUIVOCATION: two signed texts where
 * there may be one. ORDER: what does not follow what was taken last. CLOCK: from too long ago, or
 * from the future. PROOF: a claim that its inputs do not come to. CERTIFICATE: too few signatures of those who may decide.
 * UNREACHABLE: what does not answer, or does not say that it has kept something. TOKEN: no token by which one may enrol.
 * ENROLLED: a folder that has a node or a fleet already. FOLDER: one that has none, or files that are not as they were
 * written.
 */
export type FleetErrorCode =
  | 'VALUE'
  | 'FORM'
  | 'SIGNATURE'
  | 'SOURCE'
  | 'REPLAY'
  | 'EQUIVOCATION'
  | 'ORDER'
  | 'CLOCK'
  | 'PROOF'
  | 'CERTIFICATE'
  | 'UNREACHABLE'
  | 'TOKEN'
  | 'ENROLLED'
  | 'FOLDER';

export class FleetError extends CodedError<FleetErrorCode> {
  override readonly name = 'FleetError';
}

export function isFleetError(error: unknown, code: FleetErrorCode): error is FleetError {
  return error instanceof FleetError && error.code === code;
}
