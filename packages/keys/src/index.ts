/** Identities, signed notes and chains of keys, for any runtime. Key stores and Node's own algorithms are in `keys/node`. */
export { ALGORITHMS, type Algorithm, isAlgorithm, isPossibleKey, type Primitives } from './algorithm.ts';
export {
  CHAIN_LENGTH_MAX,
  type ChainKey,
  currentKey,
  introduce,
  type KeyChain,
  readChain,
  REASON_LENGTH_MAX,
  revoke,
  signingKeysAt,
  succeed,
  type Term,
  trustedFrom,
} from './chain.ts';
export { CHAIN_BYTES_MAX, decodeChain, encodeChain } from './chain-file.ts';
export { KeyError, type KeyErrorCode } from './error.ts';
export {
  checkName,
  fingerprint,
  type Identity,
  identityValue,
  isSameIdentity,
  type PublicKey,
  readIdentity,
} from './identity.ts';
export type { KeyStore } from './key-store.ts';
export { DEFAULT_ROTATION, Keyring, type KeyringParts, type RotationPolicy } from './keyring.ts';
export {
  keyId,
  type Note,
  NOTE_LENGTH_MAX,
  type NoteSignature,
  parseNote,
  readVerifierKey,
  type SigningKey,
  signersOf,
  signNote,
  verifierKey,
} from './note.ts';
export {
  KEY_STATEMENTS,
  parseStatement,
  signStatement,
  type Statement,
  STATEMENT_LENGTH_MAX,
  STATEMENT_SIGNATURES_MAX,
  type StatementType,
} from './statement.ts';
export { webPrimitives } from './web.ts';
