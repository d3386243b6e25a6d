/** Primitives of a browser, of Node or of any other runtime with Web Crypto. */
import { type Algorithm, isPossibleKey, type Primitives } from './algorithm.ts';
import { KeyError } from './error.ts';

const NAMES: Readonly<Record<Algorithm, string>> = { ed25519: 'Ed25519', 'ml-dsa-65': 'ML-DSA-65' };

/**
 * `sha256` comes from elsewhere, since Web Crypto's has to be waited for at every hash. An algorithm that the runtime
 * lacks, as browsers still lack ML-DSA, is UNSUPPORTED; a signature by it is then neither good nor bad.
 */
export function webPrimitives(sha256: Primitives['sha256']): Primitives {
  return { sha256, verify };
}

const verify: Primitives['verify'] = async (algorithm, publicKey, message, signature) => {
  if (!isPossibleKey(algorithm, publicKey)) return false;
  const key = await imported(algorithm, publicKey);
  if (key === undefined) return false;
  return crypto.subtle.verify({ name: NAMES[algorithm] }, key, owned(signature), owned(message));
};

type WebKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Undefined where the bytes are no key of the algorithm. */
async function imported(algorithm: Algorithm, publicKey: Uint8Array): Promise<WebKey | undefined> {
  const name = NAMES[algorithm];
  // Node calls the raw form of a post-quantum key by another name than browsers call that of a curve.
  const format = algorithm === 'ed25519' ? 'raw' : ('raw-public' as 'raw');
  try {
    return await crypto.subtle.importKey(format, owned(publicKey), { name }, false, ['verify']);
  } catch (error) {
    if (error instanceof Error && error.name === 'DataError') return undefined;
    throw new KeyError('UNSUPPORTED', `expected a runtime whose Web Crypto has ${name}, met one without`, {
      cause: error,
    });
  }
}

/** Web Crypto takes no view of memory that is shared. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
