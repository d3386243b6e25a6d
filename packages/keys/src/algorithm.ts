/** The signature algorithms, and what a runtime must do with them. */

export type Algorithm = 'ed25519' | 'ml-dsa-65';

interface Form {
  readonly publicKeyBytes: number;
  readonly signatureBytes: number;
  /** What stands before the public key where it is named in a signed note. */
  readonly noteType: Uint8Array;
}

/**
 * Ed25519: RFC 8032 §5.1. ML-DSA-65: FIPS 204, without a context. Of C2SP's signature types, 1 is Ed25519; ML-DSA-65 has
 * none yet, so it takes 0xff and a text that nobody else will take.
 */
export const ALGORITHMS: Readonly<Record<Algorithm, Form>> = {
  ed25519: { publicKeyBytes: 32, signatureBytes: 64, noteType: Uint8Array.of(1) },
  'ml-dsa-65': {
    publicKeyBytes: 1952,
    signatureBytes: 3309,
    noteType: Uint8Array.of(0xff, ...new TextEncoder().encode('capgate ml-dsa-65')),
  },
};

export function isAlgorithm(text: unknown): text is Algorithm {
  return typeof text === 'string' && Object.hasOwn(ALGORITHMS, text);
}

/** What the runtime provides: `keys/node` has Node's own, `webPrimitives` makes it of Web Crypto. */
export interface Primitives {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /** Whether `signature` is that of the key over `message`. Throws `KeyError` UNSUPPORTED where the algorithm is missing. */
  readonly verify: (
    algorithm: Algorithm,
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => Promise<boolean>;
}
