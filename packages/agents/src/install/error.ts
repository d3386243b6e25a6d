import { CodedError } from '@capgate/base';

/**
 * PARSE: not in the file's language. TYPE: a value where a list or an object must be. DUPLICATE: a key twice. TAKEN:
 * something else is at the place. READ_ONLY: it may not be written. CHANGED: somebody wrote to it meanwhile. UNSURE: the
 * change could not be made without touching more than it should.
 */
export type InstallErrorCode = 'PARSE' | 'TYPE' | 'DUPLICATE' | 'TAKEN' | 'READ_ONLY' | 'CHANGED' | 'UNSURE';

/** Why a file is left as it is. Its message names keys and places, and no values. */
export class InstallError extends CodedError<InstallErrorCode> {
  override readonly name = 'InstallError';
}
