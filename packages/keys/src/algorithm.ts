/** The signature algorithms, and what a runtime must do with them. */
import { toHex } from '@capgate/base';
import { KeyError } from './error.ts';

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

/** `algorithms` in the order of an identity's keys. Throws `KeyError` FORM unless there is one, and each but once. */
export function inOrder(algorithms: readonly Algorithm[]): Algorithm[] {
  const ordered = [...new Set(algorithms)].sort();
  if (ordered.length > 0 && ordered.length === algorithms.length) return ordered;
  throw new KeyError('FORM', 'expected one algorithm or more, each once, met none or one twice');
}

export function isAlgorithm(text: unknown): text is Algorithm {
  return typeof text === 'string' && Object.hasOwn(ALGORITHMS, text);
}

/**
 * Whether the bytes can be a key of the algorithm. Of Ed25519's, those of small order are none, for which a signature
 * that fits any message can be made up, nor those whose number is not reduced (RFC 8032 §5.1.3): runtimes differ in
 * both, and all must agree on what is signed.
 */
export function isPossibleKey(algorithm: Algorithm, bytes: Uint8Array): boolean {
  if (bytes.length !== ALGORITHMS[algorithm].publicKeyBytes) return false;
  return algorithm !== 'ed25519' || isSoundPoint(bytes);
}

function isSoundPoint(bytes: Uint8Array): boolean {
  // The highest bit is the sign of x; y is what remains, in 255 bits of little-endian.
  const y = bytes.with(31, (bytes[31] as number) & 0x7f);
  const isReduced = (y[0] as number) < 0xed || y[31] !== 0x7f || y.subarray(1, 31).some((byte) => byte !== 0xff);
  return isReduced && !SMALL_ORDER.has(toHex(y));
}

/** The y of the eight points of small order: of order 4, 1, 2, and twice 8. */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);

/** What the runtime provides: `keys/node` has Node's own, `webPrimitives` makes it of Web Crypto. */
export interface Primitives {
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  /**
   * Whether `signature` is that of the key over `message`; never where `isPossibleKey` denies the key. Throws `KeyError`
   * UNSUPPORTED where the algorithm is missing.
   */
  readonly verify: (
    algorithm: Algorithm,
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => Promise<boolean>;
}
