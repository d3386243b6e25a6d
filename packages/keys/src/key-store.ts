/** Where private keys are kept. */
import type { Algorithm } from './algorithm.ts';
import type { Identity } from './identity.ts';
import type { SigningKey } from './note.ts';

export interface KeyStore {
  /** The algorithms that it can make keys of. */
  readonly algorithms: readonly Algorithm[];
  /** Makes an identity with a new key of each of `algorithms`. Throws `KeyError` NAME, UNSUPPORTED, FORM for no algorithm or one twice. */
  create(name: string, algorithms: readonly Algorithm[]): Promise<SigningKey>;
  /** The key with this fingerprint, ready to sign. Throws `KeyError` NOT_FOUND, PERMISSIONS, PASSPHRASE, FORM, TOKEN. */
  open(fingerprint: string): Promise<SigningKey>;
  /** All identities that have their private keys here. */
  list(): Promise<Identity[]>;
  /** Removes the private keys for good. Throws `KeyError` NOT_FOUND. */
  remove(fingerprint: string): Promise<void>;
}
