/** A chain's statements as a file: canonical JSON, an array of signed notes. */
import { CanonicalError, decodeCanonical, encodeCanonical, utf8 } from '@capgate/base';
import { CHAIN_LENGTH_MAX, tooLong } from './chain.ts';
import { KeyError } from './error.ts';

/**
 * The largest file of a chain. A century of four hybrid successors a year, each of at most 13 KiB, with each key revoked
 * later, in at most 7 KiB, fits.
 */
export const CHAIN_BYTES_MAX = 8 << 20;

export function encodeChain(statements: readonly string[]): Uint8Array {
  return encodeCanonical(statements);
}

/** The statements, unchecked. Throws `KeyError` FORM, or CHAIN for more than a chain may hold. */
export function decodeChain(bytes: Uint8Array): string[] {
  checkShape(bytes);
  const statements = decoded(bytes);
  if (Array.isArray(statements) && statements.every((statement) => typeof statement === 'string')) return statements;
  throw noChain();
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const BETWEEN: ReadonlySet<number> = new Set(utf8('[,]'));

/**
 * That the bytes are those of a few texts in one array, before anything is made of them: of a million empty arrays, the
 * values would take a hundred times the room of the bytes.
 */
function checkShape(bytes: Uint8Array): void {
  if (bytes.length > CHAIN_BYTES_MAX) throw noChain();
  let count = 0;
  let betweenCount = 0;
  let isInText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      isInText = !isInText;
      if (isInText && ++count > CHAIN_LENGTH_MAX) throw tooLong(count);
    } else if (isInText) {
      if (byte === BACKSLASH) at++;
    } else if (!BETWEEN.has(byte) || ++betweenCount > CHAIN_LENGTH_MAX + 1) throw noChain();
  }
}

function noChain(): KeyError {
  return new KeyError(
    'FORM',
    `expected a chain of keys: a JSON array of signed notes, at most ${CHAIN_BYTES_MAX} bytes; met something else`,
  );
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decodeCanonical(bytes);
  } catch (error) {
    if (error instanceof CanonicalError) throw new KeyError('FORM', `expected a chain of keys; ${error.message}`);
    throw error;
  }
}
