import { randomBytes } from 'node:crypto';
import type { Random } from '../random.ts';

/** The operating system's, as OpenSSL hands it on. */
export const systemRandom: Random = { bytes: (sizeBytes) => new Uint8Array(randomBytes(sizeBytes)) };
