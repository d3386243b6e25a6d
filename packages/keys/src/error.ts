import { CodedError } from '@capgate/base';

/**
 * FORM: bytes or text that are no key, note or statement. NAME: a name that cannot stand in a note. SIGNATURE: one that
 * is not by the key that it names. UNTRUSTED: nothing signed by a key that is trusted. UNSUPPORTED: an algorithm that
 * this runtime or key store does not have. CHAIN: a statement that does not follow from those before it. EXISTS: a key
 * that is there already. NOT_FOUND: one that is not. PERMISSIONS: a file that others may read or write. PASSPHRASE: none,
 * or the wrong one. TOKEN: a PKCS#11 module or token that does not answer as it should.
 */
export type KeyErrorCode =
  | 'FORM'
  | 'NAME'
  | 'SIGNATURE'
  | 'UNTRUSTED'
  | 'UNSUPPORTED'
  | 'CHAIN'
  | 'EXISTS'
  | 'NOT_FOUND'
  | 'PERMISSIONS'
  | 'PASSPHRASE'
  | 'TOKEN';

export class KeyError extends CodedError<KeyErrorCode> {
  override readonly name = 'KeyError';
}
